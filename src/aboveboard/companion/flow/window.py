"""How much of a file may be on its way at once, so that a picture never waits behind it for long.

The window grows while acknowledgements come back quickly and shrinks when they do not: on a slow line little of a file
is ahead of the next picture, on a quick one the file takes what is left.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from aboveboard.wire.parts import WINDOW_BYTES

LEAST: Final = 32 * 1024
_BEGIN: Final = 64 * 1024
_SMALLEST_PART: Final = 16 * 1024
_LARGEST_PART: Final = 128 * 1024
_QUICK_S: Final = 0.15
_SLOW_S: Final = 0.4


class Window:
    """Of one transfer. Offsets count bytes from its beginning, times are seconds of any steady clock."""

    def __init__(self) -> None:
        self.size = _BEGIN
        self._sent: deque[tuple[int, float]] = deque()

    @property
    def part(self) -> int:
        """How many bytes the next part may have."""
        return min(max(self.size // 4, _SMALLEST_PART), _LARGEST_PART)

    def sent(self, upto: int, now: float) -> None:
        """A part left; ``upto``: where it ends."""
        self._sent.append((upto, now))

    def acknowledged(self, upto: int, now: float) -> None:
        """Everything before ``upto`` has arrived."""
        took: float | None = None
        while self._sent and self._sent[0][0] <= upto:
            took = now - self._sent.popleft()[1]
            if took < _QUICK_S:
                self.size = min(self.size + self.part // 2, WINDOW_BYTES)
        if took is not None and took > _SLOW_S:
            self.size = max(self.size // 2, LEAST)

    def lost(self) -> None:
        """Nothing came back for long: begin anew, with little."""
        self.size = LEAST
        self._sent.clear()
