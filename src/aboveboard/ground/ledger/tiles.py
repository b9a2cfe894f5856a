"""Where the tree's hashes lie: rows of 256, so that appending, a root or a proof reads a few rows of a log of any size.

Level 0 holds the hashes of leaves; level n+1 one hash for each full row of level n.
"""

from collections.abc import Sequence
from typing import Final

from aboveboard.ground.ledger.merkle import HASH_BYTES, halved
from aboveboard.ground.models import LedgerTile

HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT
TILE_BYTES: Final = WIDTH * HASH_BYTES


def cut(hashes: bytes) -> list[bytes]:
    """The hashes of a row."""
    return [hashes[start : start + HASH_BYTES] for start in range(0, len(hashes), HASH_BYTES)]


def top(hashes: Sequence[bytes]) -> bytes:
    """The hash above a power of two of hashes."""
    while len(hashes) > 1:
        hashes = halved(hashes)
    return hashes[0]


def stored_size() -> int:
    """How many leaves the tree has."""
    last = LedgerTile.objects.filter(level=0).order_by("-index").first()
    return 0 if last is None else last.index * WIDTH + len(last.hashes) // HASH_BYTES


class Tiles:
    """Reads subtrees from the rows; keeps those rows that it has read."""

    def __init__(self) -> None:
        self._rows: dict[tuple[int, int], bytes] = {}

    def row(self, level: int, index: int) -> bytes:
        """The hashes of one row, side by side; empty where there is none."""
        key = (level, index)
        if key not in self._rows:
            found = LedgerTile.objects.filter(level=level, index=index).values_list("hashes", flat=True).first()
            self._rows[key] = b"" if found is None else bytes(found)
        return self._rows[key]

    def node(self, height: int, index: int) -> bytes:
        """The hash of a complete subtree, as `aboveboard.ground.ledger.merkle` asks for it. Raises `TornTree`."""
        level, above = divmod(height, HEIGHT)
        row, place = divmod(index << above, WIDTH)
        part = self.row(level, row)[place * HASH_BYTES : (place + (1 << above)) * HASH_BYTES]
        if len(part) != HASH_BYTES << above:
            raise TornTree(f"Row {row} of level {level} of the ledger's tree is missing or too short.")
        return top(cut(part))


class TornTree(Exception):
    """Rows of the tree are missing: somebody removed them, or a restore was not complete."""


def append(leaves: Sequence[bytes], size: int) -> None:
    """Add hashes of leaves to a tree of `size` leaves. The caller holds the tree. Raises `TornTree`."""
    level, start, fresh = 0, size, list(leaves)
    while fresh:
        fresh = _append_to_level(level, start, fresh)
        level, start = level + 1, start // WIDTH


def _append_to_level(level: int, start: int, fresh: list[bytes]) -> list[bytes]:
    """Add hashes behind the `start` that a level has; returns what the level above gets for rows that became full."""
    index, held = divmod(start, WIDTH)
    full: list[bytes] = []
    made: list[LedgerTile] = []
    if held:
        row = LedgerTile.objects.filter(level=level, index=index).first()
        if row is None or len(row.hashes) != held * HASH_BYTES:
            raise TornTree(f"Row {index} of level {level} of the ledger's tree does not hold {held} hashes.")
        taken, fresh = fresh[: WIDTH - held], fresh[WIDTH - held :]
        row.hashes = bytes(row.hashes) + b"".join(taken)
        row.save(update_fields=["hashes"])
        full += [top(cut(row.hashes))] if len(row.hashes) == TILE_BYTES else []
        index += 1
    for first in range(0, len(fresh), WIDTH):
        part = fresh[first : first + WIDTH]
        made.append(LedgerTile(level=level, index=index, hashes=b"".join(part)))
        full += [top(part)] if len(part) == WIDTH else []
        index += 1
    LedgerTile.objects.bulk_create(made)
    return full
