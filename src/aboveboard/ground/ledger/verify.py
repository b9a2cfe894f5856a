"""The full check of the database: every row against the tree, the tree against every signed head, every commitment.

Rows are compared 256 at a time with a row of the tree, so a log of millions is read once, in order, in little memory.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import models, transaction

from aboveboard.ground import serial
from aboveboard.ground.clock import now
from aboveboard.ground.ledger import heads, sequence, tiles
from aboveboard.ground.ledger.alignment import Alignment, Row
from aboveboard.ground.ledger.content import COMMITMENT, moment
from aboveboard.ground.ledger.findings import Finding, Report
from aboveboard.ground.ledger.head_check import HeadCheck
from aboveboard.ground.ledger.merkle import HASH_BYTES
from aboveboard.ground.models import Commitment, LedgerEntry, LedgerTile

STRIDE: Final = 16 * tiles.WIDTH
"""Rows that are read at once."""
MOST_BEYOND: Final = 1000
WAITS_LONG: Final = dt.timedelta(minutes=1)
"""An entry gets its place within seconds, while the recurring work runs."""
Line = tuple[int, int, str, str, str]
"""seq, id, kind, body, and the moment as entries write it"""


class Written(models.Func):
    """A moment as entries write it, made by the database: that is faster than to make a datetime of it."""

    output_field = models.TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        parts = "substr(%(expressions)s, 1, 10) || 'T' || substr(%(expressions)s, 12, 8) || '+00:00'"
        return super().as_sql(compiler, connection, template=f"({parts})", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        form = """'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'"""
        template = f"to_char(%(expressions)s AT TIME ZONE 'UTC', {form})"
        return super().as_sql(compiler, connection, template=template, **context)


def verify() -> Report:
    """Check everything. Reads only; entries that are written meanwhile are left for the next check."""
    report = Report(key=heads.public_key(), gaps=sequence.gaps())
    report.size, beyond = _size()
    tree = tiles.Tiles()
    alignment = Alignment(report.size, lambda place: _leaf(tree, place), _search)
    check = HeadCheck(report)
    for start in range(0, report.size, STRIDE):
        _stride(start, min(start + STRIDE, report.size), alignment, check, report)
        tree = tiles.Tiles()
    for line, hashed in zip(beyond, _hashes(beyond, report), strict=True):
        alignment.follow(Row(line[0], line[1], line[2], hashed))
    _commitments(beyond, report)
    rows = alignment.finish()
    report.more += alignment.more
    for finding in check.finish(rows):
        report.add(finding)
    _levels(check, report)
    _waiting(report)
    return report


def _waiting(report: Report) -> None:
    """What has no place in the tree yet is vouched for by nothing: it can still be changed without being noticed."""
    waiting = LedgerEntry.objects.filter(seq__isnull=True)
    report.waiting = waiting.count()
    # An opening bears the beginning of its hour, and was written before the hour was over.
    opened = waiting.filter(kind="opened").aggregate(first=models.Min("at"))["first"]
    others = waiting.exclude(kind="opened").aggregate(first=models.Min("at"))["first"]
    moments = [others, opened and opened + dt.timedelta(hours=1)]
    since = min((one for one in moments if one is not None), default=None)
    if since is not None:
        present = now()
        report.waiting_since = moment(min(since, present))
        report.waits_long = present - since > WAITS_LONG


def _size() -> tuple[int, list[Line]]:
    """The size of the tree, with nobody adding to it meanwhile, and rows that claim a place beyond it."""
    with transaction.atomic():
        serial.hold(sequence.LOCK)
        size = tiles.stored_size()
        beyond = LedgerEntry.objects.filter(seq__gte=size).order_by("seq")
        return size, _read(beyond[:MOST_BEYOND])


def _read(entries: models.QuerySet[LedgerEntry]) -> list[Line]:
    rows: Any = entries.values_list("seq", "pk", "kind", "body", Written("at"))
    return list(rows)


def _stride(start: int, end: int, alignment: Alignment, check: HeadCheck, report: Report) -> None:
    """Check the rows and the tree from `start` to before `end`."""
    entries = LedgerEntry.objects.filter(seq__gte=start, seq__lt=end).order_by("seq")
    lines = _read(entries)
    hashes = _hashes(lines, report)
    _commitments(lines, report)
    stored = _tile_rows(start, end)
    place = 0
    for first in range(start, end, tiles.WIDTH):
        last = min(first + tiles.WIDTH, end)
        until = place
        while until < len(lines) and lines[until][0] < last:
            until += 1
        part, joined = lines[place:until], b"".join(hashes[place:until])
        leaves = stored.get(first // tiles.WIDTH, b"")[: (last - first) * HASH_BYTES]
        if alignment.in_step(first) and joined == leaves and len(part) == last - first:
            alignment.skip(last)
        else:
            for line, hashed in zip(part, hashes[place:until], strict=True):
                alignment.follow(Row(line[0], line[1], line[2], hashed))
        if len(leaves) != (last - first) * HASH_BYTES:
            report.add(Finding("tree", f"The tree's row {first // tiles.WIDTH} is missing or too short.", first))
            leaves = joined
        check.add(first, leaves, joined)
        place = until
    report.entries += len(lines)


def _hashes(lines: Sequence[Line], report: Report) -> list[bytes]:
    """The hash of each row; a row whose columns say something else than its text is a finding."""
    sha256, found = hashlib.sha256, []
    for seq, identifier, kind, body, at in lines:
        found.append(sha256(b"\x00" + body.encode()).digest())
        if not body.startswith(f'{{"at":"{at}"') or not body.endswith(f'"kind":"{kind}","v":1}}'):
            text = "has columns (kind, at) that are not what its text says."
            report.add(Finding("column", text, seq, identifier, kind))
    return found


def _commitments(lines: Sequence[Line], report: Report) -> None:
    """Each commitment that is still opened must be the one in the entry's text."""
    if not lines:
        return
    bodies = {line[1]: line for line in lines}
    rows = Commitment.objects.filter(entry_id__gte=min(bodies), entry_id__lte=max(bodies))
    nothing, seen, sha256 = (-1, -1, "", "", ""), 0, hashlib.sha256
    for entry, name, value, salt in rows.values_list("entry_id", "name", "value", "salt"):
        line = bodies.get(entry, nothing)
        if line is nothing:
            continue
        seen += 1
        # As `content.commitment` does it: a call for each would be a fifth of the whole check.
        if f'"{name}":"{sha256(COMMITMENT + salt + value.encode()).hexdigest()}"' not in line[3]:
            text = f"is bound to another {name} than the row of its commitment says: value or salt was changed."
            report.add(Finding("commitment", text, line[0], entry, line[2]))
    report.commitments += seen


def _tile_rows(start: int, end: int) -> dict[int, bytes]:
    rows = LedgerTile.objects.filter(level=0, index__gte=start // tiles.WIDTH, index__lte=(end - 1) // tiles.WIDTH)
    return {index: bytes(hashes) for index, hashes in rows.values_list("index", "hashes")}


def _leaf(tree: tiles.Tiles, place: int) -> bytes:
    row, column = divmod(place, tiles.WIDTH)
    return tree.row(0, row)[column * HASH_BYTES : (column + 1) * HASH_BYTES]


def _search(hashed: bytes) -> int | None:
    """The place of a hash in the whole tree, None where it is nowhere."""
    rows: Iterable[Any] = LedgerTile.objects.filter(level=0).order_by("index").values_list("index", "hashes")
    for index, stored in rows:
        row, column = bytes(stored), -1
        while (column := row.find(hashed, column + 1)) >= 0:
            if column % HASH_BYTES == 0:
                return int(index) * tiles.WIDTH + column // HASH_BYTES
    return None


def _levels(check: HeadCheck, report: Report) -> None:
    """The upper rows of the tree must follow from the leaves, since proofs are read from them."""
    level, hashes = 1, check.tops
    while hashes:
        stored = LedgerTile.objects.filter(level=level).order_by("index").values_list("hashes", flat=True)
        joined, wanted = b"".join(bytes(row) for row in stored), b"".join(hashes)
        if joined != wanted:
            text = f"Level {level} of the tree does not follow from the leaves: proofs made from it do not hold."
            report.add(Finding("tree", text))
        full = len(hashes) // tiles.WIDTH * tiles.WIDTH
        hashes = [tiles.top(hashes[first : first + tiles.WIDTH]) for first in range(0, full, tiles.WIDTH)]
        level += 1
