"""Whatever somebody does to the tables behind the product's back, the full check finds it and names it."""

import datetime as dt
import random
import uuid
from collections.abc import Callable

import pytest
from django.db.models import F

from aboveboard.ground.clock import now
from aboveboard.ground.ledger import heads, merkle, queries, sequence, tiles
from aboveboard.ground.ledger.content import moment
from aboveboard.ground.ledger.findings import Report
from aboveboard.ground.ledger.record import record_many
from aboveboard.ground.ledger.verify import verify
from aboveboard.ground.models import Commitment, LedgerEntry, LedgerHead, LedgerMark, LedgerTile

pytestmark = pytest.mark.db

PERSON = uuid.uuid4()


def log(*sizes: int) -> None:
    """A ledger with a signed head at each of these sizes."""
    before = 0
    for size in sizes:
        record_many(
            {"kind": "opened", "facts": {"purpose": "support", "hour": str(number)}, "subject": PERSON, "actor": "x"}
            for number in range(before, size)
        )
        head = sequence.settle(now())
        assert head is not None
        assert head.size == size
        before = size


def named(report: Report) -> list[tuple[str, int | None]]:
    return [(finding.what, finding.seq) for finding in report.findings]


def fix_tree() -> None:
    """What a careful attacker does next: all rows of the tree follow from the entries once more."""
    LedgerTile.objects.all().delete()
    bodies = LedgerEntry.objects.filter(seq__isnull=False).order_by("seq").values_list("body", flat=True)
    tiles.append([merkle.leaf_hash(body.encode()) for body in bodies], 0)


def rewrite(seq: int, words: str = "disputes") -> None:
    entry = LedgerEntry.objects.get(seq=seq)
    LedgerEntry.objects.filter(pk=entry.pk).update(body=entry.body.replace("support", words))


def test_a_clean_ledger_holds() -> None:
    log(1, 2, 255, 256, 257, 600)
    report = verify()
    assert report.findings == []
    assert (report.size, report.entries, report.heads, report.commitments) == (600, 600, 6, 1200)
    assert report.holds


def test_an_empty_ledger_holds() -> None:
    report = verify()
    assert report.holds
    assert report.size == 0


def test_entries_that_wait_for_their_place_are_no_finding() -> None:
    log(3)
    record_many([{"kind": "opened"}])
    report = verify()
    assert report.holds
    assert report.waiting == 1
    assert not report.waits_long


def test_what_waits_for_long_is_said_and_since_when() -> None:
    log(3)
    assert verify().waiting_since == ""
    written = now() - dt.timedelta(minutes=2)
    record_many([{"kind": "opened", "at": written}])
    assert not verify().waits_long, "an opening bears the beginning of its hour, which says little about when"
    record_many([{"kind": "backup.made", "at": written}])
    report = verify()
    assert report.holds
    assert report.waits_long
    assert report.waiting == 2
    assert report.waiting_since == moment(written)


@pytest.mark.parametrize("seq", [0, 255, 256, 299])
def test_a_changed_row_is_named(seq: int) -> None:
    log(100, 300)
    rewrite(seq)
    report = verify()
    assert named(report) == [("changed", seq)]
    assert report.findings[0].id == LedgerEntry.objects.get(seq=seq).pk
    assert report.findings[0].kind == "opened"


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(kind="backup.made"),
        lambda rows: rows.update(at=F("at") + dt.timedelta(seconds=1)),
    ],
)
def test_columns_that_say_something_else_than_the_text_are_named(change: Callable[..., object]) -> None:
    log(10)
    change(LedgerEntry.objects.filter(seq=4))
    assert named(verify()) == [("column", 4)]


@pytest.mark.parametrize("seq", [0, 7, 256, 299])
def test_a_removed_row_is_named(seq: int) -> None:
    log(300)
    Commitment.objects.filter(entry__seq=seq).delete()
    LedgerEntry.objects.filter(seq=seq).delete()
    assert named(verify()) == [("removed", seq)]


def shift(first: int, by: int) -> None:
    """Number the rows from `first` on anew."""
    far = 1_000_000
    LedgerEntry.objects.filter(seq__gte=first).update(seq=F("seq") + far)
    LedgerEntry.objects.filter(seq__gte=first + far).update(seq=F("seq") - far + by)


@pytest.mark.parametrize(("seq", "many"), [(0, 1), (7, 1), (254, 4), (255, 1), (256, 1)])
def test_removed_rows_are_named_where_the_rest_was_numbered_anew(seq: int, many: int) -> None:
    log(300)
    gone = LedgerEntry.objects.filter(seq__gte=seq, seq__lt=seq + many)
    Commitment.objects.filter(entry__in=gone).delete()
    gone.delete()
    shift(seq + many, -many)
    assert named(verify()) == [("removed", seq)]


@pytest.mark.parametrize(("seq", "many"), [(0, 1), (7, 1), (250, 9), (255, 1), (256, 1)])
def test_rows_that_were_put_in_are_named(seq: int, many: int) -> None:
    log(300)
    shift(seq, many)
    for number, entry in enumerate(record_many([{"kind": "opened"} for _ in range(many)])):
        LedgerEntry.objects.filter(pk=entry.pk).update(seq=seq + number)
    assert named(verify()) == [("inserted", seq + number) for number in range(many)]


def test_a_row_beyond_the_tree_is_named() -> None:
    log(5)
    [entry] = record_many([{"kind": "opened"}])
    LedgerEntry.objects.filter(pk=entry.pk).update(seq=5)
    assert named(verify()) == [("inserted", 5)]


@pytest.mark.parametrize(("one", "other"), [(3, 4), (3, 200), (255, 256), (0, 299)])
def test_rows_that_changed_places_are_named(one: int, other: int) -> None:
    log(300)
    LedgerEntry.objects.filter(seq=one).update(seq=1_000_000)
    LedgerEntry.objects.filter(seq=other).update(seq=one)
    LedgerEntry.objects.filter(seq=1_000_000).update(seq=other)
    report = verify()
    assert named(report) == [("reordered", one), ("reordered", other)]
    assert f"entry {other}" in report.findings[0].text


@pytest.mark.parametrize(("seq", "since", "until"), [(3, 0, 10), (10, 10, 299), (298, 10, 299), (299, 299, 600)])
def test_where_the_tree_was_fixed_too_the_heads_name_the_range(seq: int, since: int, until: int) -> None:
    log(10, 299, 600)
    rewrite(seq)
    fix_tree()
    report = verify()
    assert named(report) == [("range", since)]
    assert f"head of {until} entries" in report.findings[0].text


def test_where_the_later_heads_were_removed_too_the_key_store_remembers() -> None:
    log(10, 299, 600)
    rewrite(300)
    fix_tree()
    LedgerHead.objects.filter(size=600).delete()
    report = verify()
    assert named(report) == [("range", 299)]
    assert "key store remembers" in report.findings[0].text


def test_a_tree_cut_short_is_noticed_by_the_key_store() -> None:
    log(10, 20)
    gone = LedgerEntry.objects.filter(seq__gte=15)
    Commitment.objects.filter(entry__in=gone).delete()
    gone.delete()
    LedgerHead.objects.filter(size=20).delete()
    fix_tree()
    assert named(verify()) == [("mark", 15)]


def test_a_head_of_another_key_is_named() -> None:
    log(10, 20)
    other = heads.signing.sign(bytes(32), 15, "00" * 32, now())
    LedgerHead.objects.create(size=15, root=other.root, at=other.at, key=other.key, signature=other.signature)
    assert named(verify()) == [("head", 14)]


def test_a_head_whose_time_was_changed_is_named() -> None:
    log(10, 20)
    LedgerHead.objects.filter(size=10).update(at=F("at") - dt.timedelta(days=1))
    assert named(verify()) == [("head", 9)]


def test_changes_of_the_tree_alone_are_told_apart_from_changes_of_entries() -> None:
    log(10, 300)
    row = LedgerTile.objects.get(level=0, index=0)
    LedgerTile.objects.filter(pk=row.pk).update(hashes=bytes(row.hashes)[:-32] + bytes(32))
    report = verify()
    assert ("changed", 255) not in named(report)
    assert {finding.what for finding in report.findings} == {"tree"}
    assert "as they were signed" in report.findings[0].text


def test_a_changed_upper_row_of_the_tree_is_named() -> None:
    log(600)
    row = LedgerTile.objects.get(level=1)
    LedgerTile.objects.filter(pk=row.pk).update(hashes=bytes(64))
    assert [what for what, _ in named(verify())] == ["tree"]


def test_a_missing_row_of_the_tree_is_named() -> None:
    log(600)
    LedgerTile.objects.filter(level=0, index=1).delete()
    assert ("tree", 256) in named(verify())


@pytest.mark.parametrize("change", [{"value": str(uuid.uuid4())}, {"salt": bytes(16)}, {"name": "about"}])
def test_a_tampered_commitment_is_named(change: dict[str, object]) -> None:
    log(20)
    Commitment.objects.filter(entry__seq=7, name="subject").update(**change)
    report = verify()
    assert named(report) == [("commitment", 7)]


def test_what_was_forgotten_on_purpose_leaves_a_ledger_that_holds() -> None:
    log(20)
    assert queries.forget(PERSON) == 20
    report = verify()
    assert report.holds
    assert report.commitments == 20


@pytest.mark.parametrize("seed", range(12))
def test_whatever_combination_of_tampering_there_is_it_does_not_pass(seed: int) -> None:
    chance = random.Random(seed)
    log(40, 300, 520)
    for _ in range(chance.randint(1, 4)):
        seq = chance.randrange(519)
        what = chance.choice(["text", "columns", "remove", "swap", "put in", "commitment", "tree", "head"])
        rows = LedgerEntry.objects.filter(seq=seq)
        if what == "text":
            rows.update(body=chance.choice(["", "{}", '{"at":"2026"}']))
        elif what == "columns":
            rows.update(kind="gossip")
        elif what == "remove":
            Commitment.objects.filter(entry__seq=seq).delete()
            rows.delete()
            if chance.random() < 0.5:
                shift(seq + 1, -1)
        elif what == "swap":
            rows.update(seq=2_000_000)
            LedgerEntry.objects.filter(seq=seq + 1).update(seq=seq)
            LedgerEntry.objects.filter(seq=2_000_000).update(seq=seq + 1)
        elif what == "put in":
            shift(seq, 1)
            [entry] = record_many([{"kind": "opened", "facts": {"purpose": "support"}}])
            LedgerEntry.objects.filter(pk=entry.pk).update(seq=seq)
        elif what == "commitment":
            [entry] = LedgerEntry.objects.filter(seq=chance.choice([1, 2, 3]))
            Commitment.objects.filter(entry=entry, name="subject").update(value="somebody")
        elif what == "tree":
            row = LedgerTile.objects.filter(level=0).order_by("index")[chance.randrange(3)]
            LedgerTile.objects.filter(pk=row.pk).update(hashes=chance.randbytes(len(row.hashes)))
        else:
            LedgerHead.objects.filter(size=300).update(root=chance.randbytes(32).hex())
        if chance.random() < 0.3:
            fix_tree()
    assert verify().findings


def test_very_many_findings_are_counted_and_not_all_told() -> None:
    log(5000)
    LedgerEntry.objects.update(body="{}")
    report = verify()
    assert len(report.findings) == 100
    assert report.more > 4000


def test_a_key_store_without_a_mark_is_no_finding() -> None:
    log(5)
    LedgerMark.objects.all().delete()
    assert verify().holds
