"""Finds out what happened to rows that do not stand where the tree has them: changed, removed, moved or put in. Pure.

A row is held against the hash that the tree has at its place. Where one was put in or taken out and the rest numbered
anew, all later rows stand beside their places; so the shift is followed, and only the cause is told.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from aboveboard.ground.ledger.findings import Finding

SEARCHES: Final = 200
"""How often a hash is looked for in the whole tree; after that a row that was moved is called changed."""
GIVE_UP: Final = 1000
"""Findings after which further rows that do not fit are only counted."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the ledger with the hash of its text."""

    seq: int
    id: int
    kind: str
    hashed: bytes


class Alignment:
    """Follows the rows in their order."""

    def __init__(self, size: int, leaf: Callable[[int], bytes], search: Callable[[bytes], int | None]) -> None:
        self.size, self._leaf, self._search = size, leaf, search
        self.shift = 0
        """By how much rows stand behind their places."""
        self.findings: list[Finding] = []
        self.more = 0
        self._streak: list[tuple[Finding, int, int | None]] = []
        """The rows just now that do not fit: what is thought of each, its place, and where its hash belongs."""
        self._next = 0
        self._searches = 0

    def follow(self, row: Row) -> None:
        """Take the next row."""
        self._removed(self._next - self.shift, row.seq - self.shift)
        self._next = row.seq + 1
        place = row.seq - self.shift
        if self._at(place) == row.hashed:
            self._streak.clear()
        elif len(self.findings) > GIVE_UP:
            self.more += 1
        elif not self._swapped(row, place) and not self._put_in_before(row, place):
            found = self._where(row.hashed, place)
            if not self._taken_out_before(found):
                self._misfit(row, place, found)

    def finish(self) -> list[Finding]:
        """All rows were taken: what the tree has beyond them was removed. Returns the findings."""
        self._removed(max(self._next - self.shift, 0), self.size)
        return self.findings

    def in_step(self, seq: int) -> bool:
        """Whether all rows before `seq` were taken and stand at their places."""
        return self.shift == 0 and not self._streak and self._next == seq

    def skip(self, end: int) -> None:
        """The rows up to `end` were compared all at once and fit."""
        self._next = end

    def _at(self, place: int) -> bytes | None:
        return self._leaf(place) if 0 <= place < self.size else None

    def _where(self, hashed: bytes, place: int) -> int | None:
        for near in (place + 1, place - 1):
            if self._at(near) == hashed:
                return near
        if self._searches >= SEARCHES:
            return None
        self._searches += 1
        return self._search(hashed)

    def _swapped(self, row: Row, place: int) -> bool:
        """This row and the one before it changed places."""
        if not self._streak:
            return False
        _, before, belongs = self._streak[-1]
        if belongs != place or self._at(before) != row.hashed:
            return False
        self._misfit(row, place, before)
        self._streak.clear()
        return True

    def _put_in_before(self, row: Row, place: int) -> bool:
        """The rows before this one that did not fit were put in: this one fits once they are thought away."""
        many = len(self._streak)
        if not many or self._at(place - many) != row.hashed:
            return False
        for finding, _, _ in self._streak:
            finding.what = "inserted"
            finding.text = "was put in: the tree has no such entry at this place, and the rows behind it moved on."
        self.shift += many
        self._streak.clear()
        return True

    def _taken_out_before(self, found: int | None) -> bool:
        """Rows are missing before the last one and the rest was numbered anew: this row is the next after that one."""
        if not self._streak or found is None:
            return False
        finding, before, belongs = self._streak[-1]
        if belongs is None or belongs <= before or found != belongs + 1:
            return False
        self.findings.remove(finding)
        self._removed(before, belongs)
        self.shift -= belongs - before
        self._streak.clear()
        return True

    def _removed(self, first: int, end: int) -> None:
        end = min(end, self.size)
        if first >= end:
            return
        which = "was" if end == first + 1 else f"and those after it up to {end - 1} were"
        text = f"{which} removed: the tree has entries there, and there are no rows for them."
        self.findings.append(Finding("removed", text, seq=first))

    def _misfit(self, row: Row, place: int, found: int | None) -> None:
        if found is None and place >= self.size:
            text = f"was put in: it claims a place beyond the tree, which has {self.size} entries."
            finding = Finding("inserted", text, row.seq, row.id, row.kind)
        elif found is None:
            finding = Finding("changed", "was changed: its text is not the one in the tree.", row.seq, row.id, row.kind)
        else:
            text = f"stands in the wrong place: its text is that of entry {found}."
            finding = Finding("reordered", text, row.seq, row.id, row.kind)
        self.findings.append(finding)
        self._streak.append((finding, place, found))
