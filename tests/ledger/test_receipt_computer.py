"""The provable receipt tells what was seen of the computer, and neither ledger nor record does."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from aboveboard.command import ledger
from aboveboard.ground.access import Access
from aboveboard.ground.ledger import content
from aboveboard.ground.ledger.receipt_file import NotAReceipt, check
from aboveboard.ground.models import LedgerEntry
from aboveboard.journeys import computers, consenting, ending, proven_receipts
from aboveboard.remote import queries
from aboveboard.remote.models import MachineReport
from aboveboard.wire.computer import ComputerFacts, ComputerFinding, ComputerReport
from tests import cast
from tests.ledger import played
from tests.ledger.test_receipt import leaves, other

pytestmark = pytest.mark.db

FULL = ComputerFinding("disk.system-full", "critical", "system", 1_790_000_000, {"used_share": 0.97, "free": 4e9})
HOT = ComputerFinding("cpu.hot", "warn", "", 0, {"celsius": 97})
BEFORE = ComputerReport(1_790_000_000, ComputerFacts(os="Debian", name="Idas Laptop"), (FULL, HOT), fine=41)
AFTER = ComputerReport(0, BEFORE.facts, (HOT,), (ComputerFinding("disk.system-full", "critical", "system"),), 42)


def session(*reports: ComputerReport, handle: str = "ana") -> Any:
    """An ended session in which these looks were shared."""
    joined = played.session(handle, end=False)
    assert consenting.record_grant(joined.session_id, uuid.uuid4(), "diagnostics", 2)
    for report in reports:
        assert computers.shared_in_session(joined.session_id, report)
    ending.end_session(joined.session_id, "customer", "done")
    return joined


def findings(text: str, change: Callable[[Any], object]) -> str:
    whole = json.loads(text)
    change(whole)
    return "\n".join(check(json.dumps(whole).encode()).findings)


def test_it_says_by_rule_what_was_wrong_before_and_after_and_what_was_put_right() -> None:
    text = played.file(session(BEFORE, AFTER).session_id)
    verdict = check(text.encode())
    assert verdict.holds
    before = [line for line in verdict.summary if line.startswith("The computer before, as of 20")]
    after = [line for line in verdict.summary if line.startswith("The computer at the last look, as of 20")]
    assert len(before) == 2
    assert "disk.system-full (critical, system): used_share 0.97, free 4000000000." in before[0]
    assert [line.partition("+00:00: ")[2] for line in after] == [
        "cpu.hot (warn): celsius 97.",
        "put right: disk.system-full (critical, system).",
    ]
    looks = [one["look"] for one in json.loads(text)["computer"]]
    assert [(one["occasion"], one["looked_at"], one["fine"]) for one in looks] == [
        ("before", "2026-09-21T14:13:20+00:00", 41),
        ("after", "", 42),
    ]
    assert "Debian" not in text
    assert "Idas Laptop" not in text


def test_one_look_that_found_nothing_is_told_and_a_session_without_one_tells_of_none() -> None:
    told = check(played.file(session(ComputerReport(1)).session_id).encode()).summary
    assert "nothing wrong was found" in told[-1]
    none = played.file(session(handle="ben").session_id)
    assert json.loads(none)["computer"] == json.loads(none)["record"]["computer"] == []
    assert not any("The computer" in line for line in check(none.encode()).summary)


def test_neither_the_ledger_nor_the_record_holds_anything_of_it_in_the_clear() -> None:
    one, other = session(BEFORE, AFTER), session(BEFORE, handle="ben")
    bodies = "\n".join(LedgerEntry.objects.values_list("body", flat=True))
    records = [json.loads(played.file(joined.session_id))["record"] for joined in (one, other)]
    for word in ("disk", "cpu.hot", "0.97", "celsius", "Debian", "Idas"):
        assert word not in bodies
        assert word not in json.dumps(records)
    # The same look twice looks like two, and nobody can try which findings make a commitment.
    assert records[0]["computer"][0]["commitment"] != records[1]["computer"][0]["commitment"]
    salts = [one["salt"] for joined in (one, other) for one in json.loads(played.file(joined.session_id))["computer"]]
    assert len(set(salts)) == 3
    assert all(len(salt) == 32 for salt in salts)


def forged(whole: Any, *, fully: bool = False) -> None:
    """The disk was never full; with `fully` the forger makes commitment and digests anew, as the format says."""
    shown = whole["computer"][0]
    shown["look"]["findings"] = []
    if fully:
        text = content.canonical(shown["look"])
        whole["record"]["computer"][0]["commitment"] = content.commitment(bytes.fromhex(shown["salt"]), text)
        whole["digests"] = content.digests(whole["record"])


def test_no_look_can_be_changed_swapped_added_or_shown_twice() -> None:
    text = played.file(session(BEFORE, AFTER).session_id)
    assert "(before) is not what the ledger was bound to" in findings(text, forged)
    assert "not the ones that the ledger was bound to" in findings(text, lambda whole: forged(whole, fully=True))

    def swap(whole: Any) -> None:
        first, second = whole["computer"]
        first["look"]["occasion"], second["look"]["occasion"] = "after", "before"

    def add(whole: Any) -> None:
        whole["computer"].append({**whole["computer"][0], "look": {**whole["computer"][0]["look"], "occasion": "x"}})

    assert findings(text, swap).count("is not what the ledger was bound to") == 2
    assert "no look at the computer (x)" in findings(text, add)
    assert "stands twice" in findings(text, lambda whole: whole["computer"].append(whole["computer"][0]))
    assert "exactly the parts of a look" in findings(text, lambda whole: whole["computer"][0].update(more=1))
    theirs = json.loads(played.file(session(AFTER, handle="ben").session_id))["computer"]
    assert "is not what the ledger" in findings(text, lambda whole: whole.update(computer=theirs))


def test_whatever_value_of_a_look_is_changed_it_does_not_hold_any_more() -> None:
    text = played.file(session(BEFORE, AFTER).session_id)
    paths = list(leaves(json.loads(text)["computer"]))
    assert len(paths) > 20
    for path in paths:
        whole = json.loads(text)
        part = whole["computer"]
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = other(part[path[-1]])
        try:
            held = check(json.dumps(whole).encode()).holds
        except NotAReceipt:
            held = False
        assert not held, f"{path} can be changed without being noticed"


def test_once_the_facts_are_gone_the_receipt_still_holds_and_says_that_they_are() -> None:
    joined = session(BEFORE, AFTER)
    MachineReport.objects.all().delete()
    verdict = check(played.file(joined.session_id).encode())
    assert verdict.holds
    assert sum("not in this file, or not kept any more" in line for line in verdict.summary) == 2


def test_who_typed_a_code_and_who_supervises_get_the_proof_without_it() -> None:
    joined = session(BEFORE, AFTER)
    text = proven_receipts.file_for(
        joined.session_id, "rights", Access("code", person_id=joined.person_id, session=joined.session_id)
    )
    assert json.loads(text)["computer"] == []
    assert check(text.encode()).holds
    sam = cast.staff_access(cast.technician("sam", "Sam Winter", "supervisor", password=None))
    text = proven_receipts.file_for(joined.session_id, "supervise", sam)
    assert json.loads(text)["computer"] == []
    assert check(text.encode()).holds


def test_what_is_kept_but_is_not_what_the_record_was_bound_to_is_not_shown() -> None:
    joined = session(BEFORE, AFTER)
    row = MachineReport.objects.get(session_id=joined.session_id, occasion="after")
    row.report = '{"taken_at":1}'
    row.save()
    text = played.file(joined.session_id)
    assert [one["look"]["occasion"] for one in json.loads(text)["computer"]] == ["before"]
    assert check(text.encode()).holds


def test_moments_that_no_calendar_has_and_numbers_without_measure_are_kept_and_told() -> None:
    odd = ComputerFinding("a.b", "info", "", 2**53 - 1, {"n": 1e18, "m": -1e18, "o": 5e-324}, {"n": -0.0})
    joined = session(ComputerReport(2**53 - 1, findings=(odd,)))
    text = played.file(joined.session_id)
    verdict = check(text.encode())
    assert verdict.holds
    assert "a.b (info): n 1000000000000000000, m -1000000000000000000, o 5e-324." in verdict.summary[-1]
    [shown] = json.loads(text)["computer"]
    assert (shown["look"]["looked_at"], shown["look"]["findings"][0]["since"]) == ("", "")


def test_the_command_prints_it(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "receipt.json"
    file.write_text(played.file(session(BEFORE).session_id))
    assert ledger.run(["verify", str(file)]) == 0
    assert "disk.system-full (critical, system): used_share 0.97" in capsys.readouterr().out
    whole = json.loads(file.read_text())
    forged(whole)
    file.write_text(json.dumps(whole))
    assert ledger.run(["verify", str(file)]) == 1
    assert "WRONG: What is shown of the computer (before)" in capsys.readouterr().out


def test_the_timeline_says_who_paused_and_when() -> None:
    joined = played.session(end=False)
    for paused in (True, False):
        consenting.record_pause(joined.session_id, paused)
    ending.end_session(joined.session_id, "customer", "done")
    consenting.record_pause(joined.session_id, True)
    text = played.file(joined.session_id)
    lines = [line for line in json.loads(text)["record"]["timeline"] if line["kind"] in ("paused", "resumed")]
    assert [(line["kind"], line["who"]) for line in lines] == [("paused", ""), ("resumed", "")]
    events = queries.events(joined.session_id)
    told = check(text.encode()).summary
    assert any(line.startswith("You paused the session at 20") for line in told)
    assert any(line.startswith("You let it go on at 20") for line in told)
    assert [event.kind for event in events if event.kind == "paused"] == ["paused"], "nothing is written after the end"

    def forget(whole: Any) -> None:
        whole["record"]["timeline"] = [one for one in whole["record"]["timeline"] if one["kind"] != "paused"]

    assert "“timeline” of the record was changed" in findings(text, forget)
