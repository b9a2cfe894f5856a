"""Holds the tree against every head that was ever signed, from left to right."""

from aboveboard.ground.ledger import heads, tiles
from aboveboard.ground.ledger.content import moment
from aboveboard.ground.ledger.findings import Finding, Report
from aboveboard.ground.ledger.frontier import Frontier
from aboveboard.ground.ledger.head import Head, genuine


class HeadCheck:
    """Takes the leaves 256 at a time: as the tree has them, and as the rows give them."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.tops: list[bytes] = []
        """The hash of each full row of leaves."""
        self._tree, self._rows = Frontier(), Frontier()
        self._apart = False
        """Whether rows and tree have differed so far: then both are followed."""
        self._good = 0
        """The size of the largest head that held."""
        self._broken = False
        self._findings: list[Finding] = []
        self._heads: list[Head] = []
        self._seen = 0
        self._mark = heads.mark()
        self._mark_seen = self._mark is None
        self._excused: list[tuple[int, int]] = []

    def add(self, first: int, leaves: bytes, rows: bytes) -> None:
        """The leaves from place `first` on: as the tree has them, and as the rows give them."""
        given = tiles.cut(leaves)
        own = given if rows == leaves else tiles.cut(rows)
        end = first + len(given)
        if own is not given and not self._apart:
            self._rows, self._apart = self._tree.copy(), True
        if len(given) == tiles.WIDTH:
            self.tops.append(tiles.top(given))
        stops = self._stops(end)
        if not stops and not self._apart and len(given) == tiles.WIDTH:
            self._tree.push(self.tops[-1], tiles.HEIGHT)
            return
        for place, hashed in enumerate(given):
            self._tree.push(hashed)
            if self._apart:
                self._rows.push(own[place] if place < len(own) else hashed)
            for head in stops.get(first + place + 1, ()):
                self._hold(head)

    def finish(self, rows: list[Finding]) -> list[Finding]:
        """All leaves were taken. Returns every finding, those about rows and those about heads."""
        for head in [*self._heads, *heads.heads_after(self._seen, 1)]:
            text = f"The head of {head.size} entries, signed at {moment(head.at)}, is larger than the tree."
            self._findings.append(Finding("head", text, seq=self.report.size))
        if not self._mark_seen and self._mark is not None and not self._known_gap():
            text = (
                f"The key store remembers a signed head of {self._mark.size} entries ({self._mark.root}, "
                f"{moment(self._mark.at)}). The tree is shorter: entries and heads were removed, or older data was "
                "restored and the server has not run since."
            )
            self._findings.append(Finding("mark", text, seq=self.report.size))
        # Where a head vouches for the row and against the tree, the row was not changed.
        kept = [
            finding
            for finding in rows
            if finding.what != "changed" or not any(a <= (finding.seq or 0) < b for a, b in self._excused)
        ]
        return kept + self._findings

    def _stops(self, end: int) -> dict[int, list[Head]]:
        """Heads and the key store's mark of at most `end` entries that were not looked at yet, by size."""
        while not self._heads or self._heads[-1].size <= end:
            more = heads.heads_after(self._seen, 500)
            if not more:
                break
            self._heads += more
            self._seen = more[-1].size
        stops: dict[int, list[Head]] = {}
        while self._heads and self._heads[0].size <= end:
            head = self._heads.pop(0)
            stops.setdefault(head.size, []).append(head)
        mark = self._mark
        if mark is not None and not self._mark_seen and mark.size <= end:
            self._mark_seen = True
            stops.setdefault(mark.size, []).append(Head(mark.size, mark.root, mark.at, "", ""))
        return stops

    def _hold(self, head: Head) -> None:
        remembered = not head.key
        self.report.heads += not remembered
        if not remembered and (head.key != self.report.key or not genuine(head)):
            text = f"The head of {head.size} entries is not signed by this server's key {self.report.key}."
            self._findings.append(Finding("head", text, seq=head.size - 1))
            return
        if self._broken:
            return
        if self._tree.root().hex() == head.root:
            self._good = head.size
            if self._apart:
                self._rows = self._tree.copy()
        elif self._apart and self._rows.root().hex() == head.root:
            text = (
                f"The tree's own rows were changed between entry {self._good} and entry {head.size - 1}. The entries "
                "are as they were signed."
            )
            self._findings.append(Finding("tree", text, seq=self._good))
            self._excused.append((self._good, head.size))
            self._tree, self._good = self._rows.copy(), head.size
        elif not (remembered and self._known_gap()):
            self._broken = True
            self._findings.append(self._range(head, remembered))

    def _known_gap(self) -> bool:
        return self._mark is not None and any(gap["lost_root"] == self._mark.root for gap in self.report.gaps)

    def _range(self, head: Head, remembered: bool) -> Finding:
        since = f"the head of {self._good} entries" if self._good else "the beginning"
        which = "the head that the key store remembers" if remembered else "the head"
        text = (
            f"Between entry {self._good} and entry {head.size - 1} something was changed together with the tree: all "
            f"that was signed up to {since} holds, {which} of {head.size} entries, signed at {moment(head.at)}, does "
            "not. Later heads say nothing any more."
        )
        return Finding("range", text, seq=self._good)
