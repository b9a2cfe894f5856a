"""Committed entries get their place in the tree, and the tree gets a signed head.

Whoever writes an entry does not wait for this: one process at a time takes what was committed meanwhile, in order,
in steps of bounded size. Before it signs, it holds the tree against the newest head that it signed before, and against
the one that the key store remembers: a tree that does not continue them is not signed, or the gap is written down.
"""

import datetime as dt
import json
from typing import Final

from django.db import transaction
from django.db.models import F

from aboveboard.ground import serial
from aboveboard.ground.ledger import heads, merkle, tiles
from aboveboard.ground.ledger.content import Fact, moment
from aboveboard.ground.ledger.head import Head
from aboveboard.ground.ledger.record import record
from aboveboard.ground.models import LedgerEntry

LOCK: Final = "ledger tree"
MOST: Final = 1000
"""Entries that one transaction places."""
STEPS: Final = 20
"""Transactions that one turn of the recurring work makes at most."""
HEAD_EVERY: Final = dt.timedelta(seconds=5)


class LedgerBroken(Exception):
    """The tree does not continue the newest signed head. Nothing was signed."""


def turn(now: dt.datetime) -> None:
    """The recurring work: place what waits, and sign a head where the newest one is old enough."""
    for _ in range(STEPS):
        if sequence(now) < MOST:
            return


def sequence(now: dt.datetime, most: int = MOST) -> int:
    """Place up to `most` waiting entries; sign a head if it is time. Returns how many were placed.

    Raises `LedgerBroken`, `TornTree`. Must not run inside a transaction.
    """
    placed = 0
    if LedgerEntry.objects.filter(seq__isnull=True).exists():
        with transaction.atomic(durable=True):
            serial.hold(LOCK)
            placed = _place(most)
    if _head_is_due(now):
        sign(now)
    return placed


def settle(now: dt.datetime) -> Head | None:
    """Place everything that was committed before this call and sign a head of it now; None for an empty ledger."""
    newest = LedgerEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    while LedgerEntry.objects.filter(seq__isnull=True, pk__lte=newest).exists():
        with transaction.atomic(durable=True):
            serial.hold(LOCK)
            _place(MOST)
    return sign(now)


def sign(now: dt.datetime) -> Head | None:
    """A signed head of the tree as it is; the newest one where nothing was added since. None for an empty tree.

    Raises `LedgerBroken` where the tree does not continue the newest head, `TornTree` where it has holes.
    """
    with transaction.atomic(durable=True):
        serial.hold(LOCK)
        if _note_a_gap(now):
            _place(MOST)
        size, before = tiles.stored_size(), heads.newest_head()
        if size == 0 and before is None:
            return None
        node = tiles.Tiles().node
        if before is not None and (size < before.size or merkle.root(node, before.size).hex() != before.root):
            raise LedgerBroken(
                f"The ledger's tree of {size} entries does not continue the head of {before.size} entries signed at "
                f"{moment(before.at)}. Nothing was signed. `aboveboard ledger verify` says where it was changed."
            )
        head = before if before is not None and before.size == size else None
        head = head or heads.keep(size, merkle.root(node, size).hex(), now)
    heads.remember(head)
    return head


def _head_is_due(now: dt.datetime) -> bool:
    newest, mark = heads.newest_head(), heads.mark()
    if newest is None:
        return mark is not None or tiles.stored_size() > 0
    if mark is None or (mark.size, mark.root) != (newest.size, newest.root):
        return True
    return now - newest.at >= HEAD_EVERY and tiles.stored_size() > newest.size


def _place(most: int) -> int:
    """Give places to waiting entries. The caller holds the lock, inside a transaction."""
    waiting = list(
        LedgerEntry.objects.filter(seq__isnull=True).order_by("pk").values_list("pk", "body")[:most],
    )
    size = tiles.stored_size()
    last = LedgerEntry.objects.filter(seq__isnull=False).order_by("-seq").values_list("seq", flat=True).first()
    if size != (0 if last is None else last + 1):
        raise LedgerBroken(
            f"The ledger's tree has {size} entries, and the last row has place {last}. Nothing was placed or signed. "
            "`aboveboard ledger verify` says where it was changed."
        )
    tiles.append([merkle.leaf_hash(body.encode()) for _, body in waiting], size)
    start = 0
    while start < len(waiting):
        end = start + 1
        while end < len(waiting) and waiting[end][0] == waiting[end - 1][0] + 1:
            end += 1
        # One statement for a run of ids without a gap, which is nearly always all of them.
        first, last = waiting[start][0], waiting[end - 1][0]
        run = LedgerEntry.objects.filter(pk__gte=first, pk__lte=last, seq__isnull=True)
        run.update(seq=F("pk") + (size + start - first))
        start = end
    return len(waiting)


def _note_a_gap(now: dt.datetime) -> bool:
    """Write down that a head which was signed once is not continued by this tree, as after a restore of older data.

    Once for each such head. Returns whether something was written.
    """
    mark = heads.mark()
    if mark is None:
        return False
    size = tiles.stored_size()
    if mark.size <= size and merkle.root(tiles.Tiles().node, mark.size).hex() == mark.root:
        return False
    if any(gap["lost_root"] == mark.root for gap in gaps()):
        return False
    newest = heads.newest_head()
    if newest is not None and (newest.size, newest.root) == (mark.size, mark.root):
        # The signed head is still there and the tree is not what it says: that is damage, and not an older copy.
        return False
    facts: dict[str, Fact] = {
        "lost_size": mark.size,
        "lost_root": mark.root,
        "lost_at": moment(mark.at),
        # Both trees begin with the entries of the newest head that the restored data has.
        "continued_from": newest.size if newest is not None else 0,
    }
    record("backup.restored", facts=facts, at=now)
    return True


def gaps() -> list[dict[str, int | str]]:
    """Every head that was signed once and that the ledger itself says to have lost by a restore."""
    bodies = LedgerEntry.objects.filter(kind="backup.restored").order_by("pk").values_list("body", flat=True)
    found = [json.loads(body)["facts"] for body in bodies]
    return [facts for facts in found if "lost_root" in facts]
