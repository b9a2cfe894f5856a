"""Entries get places in their order, once, whoever places them; and heads continue each other or say why not."""

import datetime as dt
import json
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction

from aboveboard.ground import serial
from aboveboard.ground.clock import now
from aboveboard.ground.ledger import heads, merkle, sequence, tiles
from aboveboard.ground.ledger.kinds import KINDS
from aboveboard.ground.ledger.record import UnknownKind, record, record_many
from aboveboard.ground.ledger.verify import verify
from aboveboard.ground.models import Commitment, LedgerEntry, LedgerHead, LedgerMark, LedgerTile
from aboveboard.jobs.recurring import RECURRING
from tests.journeys.killing import inside
from tests.ledger import naive
from tests.product import Product


def fill(many: int) -> None:
    record_many({"kind": "opened", "facts": {"n": n}, "subject": uuid.uuid4()} for n in range(many))


def bodies() -> list[bytes]:
    rows = LedgerEntry.objects.filter(seq__isnull=False).order_by("seq")
    return [body.encode() for body in rows.values_list("body", flat=True)]


@pytest.mark.db
def test_an_entry_says_what_happened_and_not_to_whom() -> None:
    person, about = uuid.uuid4(), uuid.uuid4()
    at = dt.datetime(2026, 3, 1, 12, 0, 0, 999, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    entry = record("opened", facts={"purpose": "support"}, subject=person, actor="ana", about=about, at=at)
    body = json.loads(LedgerEntry.objects.get(pk=entry.pk).body)
    assert body["kind"] == "opened"
    assert body["at"] == "2026-03-01T10:00:00+00:00"
    assert body["facts"] == {"purpose": "support"}
    assert set(body["commits"]) == {"subject", "actor", "about"}
    assert str(person) not in entry.body
    assert Commitment.objects.filter(entry=entry).count() == 3


@pytest.mark.db
def test_two_entries_about_the_same_person_do_not_look_alike() -> None:
    person = uuid.uuid4()
    one, two = (json.loads(record("opened", subject=person).body)["commits"]["subject"] for _ in range(2))
    assert one != two


@pytest.mark.db
def test_many_entries_keep_their_order_and_their_own_commitments() -> None:
    people = [uuid.uuid4() for _ in range(450)]
    made = record_many({"kind": "opened", "subject": one, "facts": {"n": n}} for n, one in enumerate(people))
    assert [entry.pk for entry in made] == sorted(entry.pk for entry in made)
    values = dict(Commitment.objects.values_list("entry_id", "value"))
    assert [values[entry.pk] for entry in made] == [str(one) for one in people]
    assert [json.loads(entry.body)["facts"]["n"] for entry in made] == list(range(450))


@pytest.mark.db
def test_a_kind_that_nobody_declared_is_refused() -> None:
    with pytest.raises(UnknownKind, match="kinds"):
        record("gossip")
    assert not LedgerEntry.objects.exists()
    assert all(kind.count(".") == 1 or kind == "opened" for kind in KINDS)


@pytest.mark.django_db(transaction=True)
def test_an_entry_of_a_transaction_that_is_rolled_back_was_never_there() -> None:
    with transaction.atomic():
        record("opened", subject=uuid.uuid4())
        transaction.set_rollback(True)
    assert not LedgerEntry.objects.exists()
    assert not Commitment.objects.exists()


@pytest.mark.db
@pytest.mark.parametrize("steps", [(1,), (255, 1, 1), (300, 300), (1, 2, 3, 600)])
def test_the_stored_tree_is_the_tree_of_the_definition(steps: tuple[int, ...]) -> None:
    for many in steps:
        fill(many)
        head = sequence.settle(now())
        assert head is not None
        assert head.root == naive.mth(bodies()).hex()
    assert verify().holds


@pytest.mark.db
def test_a_tree_of_more_than_two_levels_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    leaves = [merkle.leaf_hash(bytes([n % 256, n // 256])) for n in range(1000)]
    data = [bytes([n % 256, n // 256]) for n in range(1000)]
    monkeypatch.setattr(tiles, "HEIGHT", 2)
    monkeypatch.setattr(tiles, "WIDTH", 4)
    monkeypatch.setattr(tiles, "TILE_BYTES", 128)
    for start in range(0, 1000, 37):
        tiles.append(leaves[start : start + 37], start)
    assert LedgerTile.objects.order_by("-level").first().level == 4
    node = tiles.Tiles().node
    for size in (1, 4, 5, 16, 17, 255, 256, 257, 999, 1000):
        assert merkle.root(node, size) == naive.mth(data[:size])
    assert merkle.inclusion(node, 700, 1000) == naive.path(700, data)
    assert merkle.consistency(node, 333, 1000) == naive.proof(333, data)


@pytest.mark.db
def test_placing_and_proving_read_a_few_rows_however_long_the_log_is(django_assert_max_num_queries) -> None:
    fill(2000)
    sequence.settle(now())
    fill(10)
    with django_assert_max_num_queries(40):
        sequence.settle(now())
    with django_assert_max_num_queries(6):
        merkle.inclusion(tiles.Tiles().node, 1234, 2010)


@pytest.mark.db
def test_a_step_is_bounded_and_the_next_one_goes_on() -> None:
    fill(25)
    assert sequence.sequence(now(), most=10) == 10
    assert sequence.sequence(now(), most=10) == 10
    assert sequence.sequence(now(), most=10) == 5
    assert sequence.sequence(now(), most=10) == 0
    assert list(LedgerEntry.objects.order_by("pk").values_list("seq", flat=True)) == list(range(25))


@pytest.mark.db
def test_heads_are_signed_every_few_seconds_or_when_asked() -> None:
    at = now()
    for second in range(10):
        fill(1)
        sequence.turn(at + dt.timedelta(seconds=second))
    assert list(LedgerHead.objects.order_by("size").values_list("size", flat=True)) == [1, 6]
    head = sequence.settle(at + dt.timedelta(seconds=10))
    assert head is not None
    assert head.size == 10
    assert sequence.settle(at + dt.timedelta(seconds=11)) == head


@pytest.mark.db
def test_gaps_between_ids_are_no_gaps_between_places() -> None:
    made = record_many({"kind": "opened"} for _ in range(9))
    LedgerEntry.objects.filter(pk__in=[made[0].pk, made[3].pk, made[4].pk]).delete()
    sequence.settle(now())
    assert list(LedgerEntry.objects.order_by("pk").values_list("seq", flat=True)) == list(range(6))
    assert verify().holds


def test_it_recurs_every_second() -> None:
    [each] = [each for each in RECURRING if each.run is sequence.turn]
    assert each.every == dt.timedelta(seconds=1)


AT_ONCE = """
import sys
from aboveboard.ground.clock import now
from aboveboard.ground.ledger import sequence
from aboveboard.ground.ledger.record import record_many
for _ in range(15):
    record_many({"kind": "opened", "facts": {"who": sys.argv[1]}} for _ in range(40))
    sequence.sequence(now(), most=50)
"""
AFTERWARDS = """
import json
from aboveboard.ground.clock import now
from aboveboard.ground.ledger import sequence
from aboveboard.ground.ledger.verify import verify
from aboveboard.ground.models import LedgerEntry
head = sequence.settle(now())
seqs = list(LedgerEntry.objects.order_by("seq").values_list("seq", flat=True))
opened = LedgerEntry.objects.filter(kind="opened").count()
print(json.dumps([opened, seqs == list(range(head.size)), verify().holds]))
"""


def test_two_processes_at_the_same_time_give_each_entry_one_place(start_product: Callable[..., Product]) -> None:
    """And the product's own job process places them too, all the while."""
    product = start_product()
    environment = {**product.environment, "DJANGO_SETTINGS_MODULE": "aboveboard.site.settings"}
    code = f"import django\ndjango.setup()\n{AT_ONCE}"
    running = [
        subprocess.Popen([sys.executable, "-c", code, name], env=environment, stderr=subprocess.PIPE)
        for name in ("one", "two")
    ]
    for each in running:
        _, trouble = each.communicate(timeout=120)
        assert each.returncode == 0, trouble.decode()
    assert inside(product, AFTERWARDS) == [1200, True, True]


@pytest.mark.django_db(transaction=True)
def test_placing_is_refused_inside_a_transaction_which_could_roll_a_signed_head_back() -> None:
    record("opened")
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        sequence.sequence(now())
    assert not LedgerHead.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.db
def test_writers_do_not_wait_for_the_tree() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time anyway")
    done = threading.Event()

    def write() -> None:
        record("opened")
        connections["default"].close()
        done.set()

    thread = threading.Thread(target=write)
    with transaction.atomic():
        serial.hold(sequence.LOCK)
        thread.start()
        assert done.wait(20)
    thread.join()


def damage_the_tree() -> None:
    row = LedgerTile.objects.get(level=0, index=0)
    LedgerTile.objects.filter(pk=row.pk).update(hashes=bytes(32) + bytes(row.hashes)[32:])


@pytest.mark.db
def test_a_tree_that_does_not_continue_its_head_is_not_signed() -> None:
    fill(5)
    sequence.settle(now())
    damage_the_tree()
    fill(1)
    with pytest.raises(sequence.LedgerBroken, match="ledger verify"):
        sequence.settle(now())
    assert LedgerHead.objects.count() == 1


@pytest.mark.db
def test_a_tree_with_holes_is_not_signed() -> None:
    fill(600)
    sequence.settle(now())
    LedgerTile.objects.filter(level=0, index=2).delete()
    fill(1)
    with pytest.raises((tiles.TornTree, sequence.LedgerBroken)):
        sequence.settle(now())
    assert LedgerHead.objects.count() == 1


def restore_older(size: int) -> None:
    """What a restore of an older backup leaves: data as it was when the tree had `size` entries, and the key store."""
    later = LedgerEntry.objects.filter(seq__gte=size)
    Commitment.objects.filter(entry__in=later).delete()
    later.delete()
    LedgerEntry.objects.filter(seq__isnull=True).delete()
    LedgerHead.objects.filter(size__gt=size).delete()
    LedgerTile.objects.all().delete()
    tiles.append([merkle.leaf_hash(body) for body in bodies()], 0)


@pytest.mark.db
@pytest.mark.parametrize("more", [0, 3, 30])
def test_after_a_restore_the_lost_head_is_named_once_and_the_ledger_goes_on(more: int) -> None:
    fill(5)
    sequence.settle(now())
    fill(12)
    lost = sequence.settle(now())
    assert lost is not None
    restore_older(5)
    fill(more)
    for _ in range(3):
        sequence.turn(now() + dt.timedelta(minutes=1))
    gaps = sequence.gaps()
    assert [(gap["lost_size"], gap["lost_root"]) for gap in gaps] == [(17, lost.root)]
    assert LedgerEntry.objects.filter(kind="backup.restored").count() == 1
    report = verify()
    assert report.holds
    assert report.gaps == gaps
    assert heads.newest_head().size == 5 + more + 1
    mark = LedgerMark.objects.get()
    assert mark.size == 5 + more + 1


@pytest.mark.db
def test_before_the_server_ran_again_the_check_already_tells_of_the_restore() -> None:
    fill(5)
    sequence.settle(now())
    fill(5)
    sequence.settle(now())
    restore_older(5)
    assert [finding.what for finding in verify().findings] == ["mark"]


@pytest.mark.db
def test_a_mark_that_lags_behind_a_crash_is_no_gap() -> None:
    fill(5)
    first = sequence.settle(now())
    fill(5)
    sequence.settle(now())
    assert first is not None
    heads.remember(first)
    sequence.turn(now())
    assert sequence.gaps() == []
    assert LedgerMark.objects.get().size == 10
