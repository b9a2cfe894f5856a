"""A receipt proves itself from its file alone, and no change of it goes unnoticed."""

import json
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from aboveboard.ground.clock import now
from aboveboard.ground.ledger import heads, sequence
from aboveboard.ground.ledger.receipt_file import NotAReceipt, check
from aboveboard.ground.models import Commitment, LedgerEntry
from aboveboard.journeys import consenting, proven_receipts
from aboveboard.journeys.errors import NotFound
from tests.ledger import played

pytestmark = pytest.mark.db


def changed(text: str, change: Callable[[Any], object]) -> bytes:
    """The file with one thing changed, written as before."""
    whole = json.loads(text)
    change(whole)
    return json.dumps(whole, ensure_ascii=False, indent=2).encode()


def findings(text: str, change: Callable[[Any], object]) -> str:
    return "\n".join(check(changed(text, change)).findings)


def test_a_receipt_holds_and_says_in_words_what_happened() -> None:
    joined = played.session()
    verdict = check(played.file(joined.session_id).encode(), heads.public_key())
    assert verdict.findings == []
    assert verdict.key == heads.public_key()
    # terms, join, two times begun and ended, the end
    assert verdict.entries == 7
    assert any("Ana Castro" in line and "12" in line for line in verdict.summary)


def test_the_proof_is_there_before_the_recurring_work_came_round() -> None:
    joined = played.session()
    assert LedgerEntry.objects.filter(seq__isnull=True).exists()
    assert check(played.file(joined.session_id).encode()).holds
    # And once it is there, no second head is signed for it.
    newest = heads.newest_head()
    played.file(joined.session_id)
    assert heads.newest_head() == newest


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in the file that holds no others."""
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(part, (*path, key))
    else:
        yield path


def other(value: Any) -> Any:
    """A value of the same kind that differs as little as can be."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if value is None:
        return 0
    text = str(value)
    return text[:-1] + chr(ord(text[-1]) ^ 1) if text else "x"


def test_whatever_value_of_the_file_is_changed_it_does_not_hold_any_more() -> None:
    text = played.file(played.session().session_id)
    paths = list(leaves(json.loads(text)))
    assert len(paths) > 100
    for path in paths:

        def change(whole: Any, path: tuple[Any, ...] = path) -> None:
            for step in path[:-1]:
                whole = whole[step]
            whole[path[-1]] = other(whole[path[-1]])

        try:
            held = check(changed(text, change)).holds
        except NotAReceipt:
            held = False
        assert not held, f"{path} can be changed without being noticed"


def test_a_changed_part_is_named() -> None:
    text = played.file(played.session().session_id)

    def who(whole: Any) -> None:
        whole["record"]["pii_processing"]["purposes"][0]["recipient"]["name"] = "Somebody Else"

    def words(whole: Any) -> None:
        whole["record"]["summary"][0] = "Nothing happened."

    assert "“pii_processing” of the record was changed" in findings(text, who)
    assert "“summary” of the record was changed" in findings(text, words)
    assert "timeline" not in findings(text, words)


def test_a_yes_that_was_never_given_cannot_be_written_in() -> None:
    text = played.file(played.session().session_id)

    def invent(whole: Any) -> None:
        purposes = whole["record"]["pii_processing"]["purposes"]
        purposes.append({**purposes[0], "scope": "control"})
        # The forger knows the format, and computes the digests anew.
        from aboveboard.ground.ledger import content

        whole["digests"] = content.digests(whole["record"])

    said = findings(text, invent)
    assert "not the ones that the ledger was bound to" in said
    assert "grant.begun" in said
    assert "control to seat 2”, the ledger does not" in said


def test_a_yes_cannot_be_left_out() -> None:
    text = played.file(played.session().session_id)

    def drop(whole: Any) -> None:
        whole["entries"] = [entry for entry in whole["entries"] if '"view"' not in entry["body"]]

    assert "view to seat 2”, the ledger does not" in findings(text, drop)


def test_a_receipt_of_somebody_else_does_not_pass_as_mine() -> None:
    mine, theirs = played.file(played.session().session_id), played.file(played.session("ben").session_id)

    def take(whole: Any) -> None:
        whole["entries"] = json.loads(theirs)["entries"]

    assert "is not shown to be about this" in findings(mine, take)


def test_another_key_does_not_pass_where_the_right_one_is_known() -> None:
    joined = played.session()
    verdict = check(played.file(joined.session_id).encode(), "00" * 32)
    assert "not by 0000" in "\n".join(verdict.findings)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"format": "aboveboard receipt 1"}',
        b'{"format": "aboveboard receipt 1", "format": "aboveboard receipt 1"}',
        b'{"format":"aboveboard receipt 1","record":{},"digests":{},"entries":[],"head":{},"key":""}',
        b'{"format":"aboveboard receipt 1","record":[],"digests":0,"entries":{},"head":[],"key":null}',
        b"[" * 100_000,
        b"9" * 6_000_000,
    ],
)
def test_what_is_no_receipt_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(NotAReceipt, match="file"):
        check(data)


def test_a_count_that_comes_late_is_bound_by_an_entry_of_its_own() -> None:
    joined = played.session()
    before = json.loads(played.file(joined.session_id))
    consenting.checkpoint({joined.session_id: ({"counts": {"picture": 12}, "bytes": 9999, "last": 12}, [])})
    text = played.file(joined.session_id)
    assert check(text.encode()).findings == []
    after = json.loads(text)
    assert after["record"]["counts"]["server"]["bytes"] == 9999
    assert len(after["entries"]) == len(before["entries"]) + 1
    # The same count once more is no news.
    consenting.checkpoint({joined.session_id: ({"counts": {"picture": 12}, "bytes": 9999, "last": 12}, [])})
    assert len(json.loads(played.file(joined.session_id))["entries"]) == len(after["entries"])


def test_there_is_a_file_for_ended_sessions_and_for_their_customer_alone() -> None:
    ended, running = played.session(), played.session("ben", end=False)
    assert proven_receipts.file_for_customer(ended.session_id, ended.person_id)
    for session, person in ((ended.session_id, running.person_id), (running.session_id, running.person_id)):
        with pytest.raises(NotFound):
            proven_receipts.file_for_customer(session, person)
    with pytest.raises(NotFound):
        proven_receipts.file_by_link("forged")
    with pytest.raises(NotFound):
        played.file(uuid.uuid4())


def test_the_file_names_its_customer_and_opens_nobody_elses_part() -> None:
    whole = json.loads(played.file(played.session().session_id))
    opened = {name for entry in whole["entries"] for name in entry["openings"]}
    assert opened <= {"subject", "about", "document"}


def test_the_ledger_itself_holds_no_name_and_no_id_of_a_person() -> None:
    joined = played.session()
    bodies = "\n".join(LedgerEntry.objects.values_list("body", flat=True))
    for word in ("Ida", "ida@", "Ana", str(joined.person_id), str(joined.session_id), joined.person_id.hex):
        assert word not in bodies
    assert Commitment.objects.filter(value=str(joined.person_id)).exists()


def test_checking_a_receipt_needs_neither_django_nor_a_database() -> None:
    code = (
        "import sys; from aboveboard.ground.ledger.receipt_file import check; "
        "assert check(sys.stdin.buffer.read()).holds; "
        "assert not [name for name in sys.modules if name.split('.')[0] in ('django', 'sqlite3', 'socket')]"
    )
    sequence.settle(now())
    text = played.file(played.session().session_id)
    done = subprocess.run([sys.executable, "-c", code], input=text.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
