"""A screen that can only be asked for its whole picture, as a canvas: what differs from the last has changed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aboveboard.companion.host.canvas import CursorState, PartInfo, Rect
from aboveboard.companion.host.rects import within
from aboveboard.companion.host.screen import Frame, Pixels, Screen


class PolledCanvas:
    """Knows nothing of windows, so it is for pictures that hold nothing of anybody's, such as the drawn test card."""

    window = 0

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._drawn: tuple[Rect, ...] = ()
        self._uncovered: list[Rect] = []
        self._last: Frame | None = None
        self.name = screen.name
        self._renew(screen.size)

    def _renew(self, size: tuple[int, int]) -> None:
        self.pixels: Pixels = np.zeros((size[1], size[0], 4), np.uint8)
        self._last = None

    @property
    def size(self) -> tuple[int, int]:
        return int(self.pixels.shape[1]), int(self.pixels.shape[0])

    @property
    def masks(self) -> int:
        return len(self._drawn)

    @property
    def place(self) -> Rect:
        return Rect(0, 0, *self.size)

    def hide(self, drawn: Sequence[Rect]) -> None:
        self._uncovered += [*self._drawn, *drawn]
        self._drawn = tuple(drawn)
        for one in within(drawn, self.place):
            self.pixels[one.y : one.bottom, one.x : one.right] = 0

    def fileno(self) -> int | None:
        return None

    def damaged(self) -> list[Rect]:
        frame, last = self._screen.grab(), self._last
        if frame.size != self.size:
            self._renew(frame.size)
            last = None
        self._last = frame
        uncovered, self._uncovered = within(self._uncovered, self.place), []
        if last is None:
            return [self.place]
        if frame is last:
            return uncovered
        different = (frame.pixels != last.pixels).any(axis=2)
        rows, columns = np.flatnonzero(different.any(axis=1)), np.flatnonzero(different.any(axis=0))
        if not rows.size:
            return uncovered
        x, y = int(columns[0]), int(rows[0])
        return [*uncovered, Rect(x, y, int(columns[-1]) + 1 - x, int(rows[-1]) + 1 - y)]

    def grab(self, rects: Sequence[Rect]) -> None:
        if self._last is None:
            return
        for one in within(rects, self.place):
            cells = np.s_[one.y : one.bottom, one.x : one.right]
            self.pixels[cells] = self._last.pixels[cells]
            self.pixels[cells][:, :, 3] = 0
        for one in within(self._drawn, self.place):
            self.pixels[one.y : one.bottom, one.x : one.right] = 0

    def cursor(self) -> CursorState | None:
        return None

    def monitors(self) -> list[PartInfo]:
        return []

    def parts(self) -> list[PartInfo]:
        return []

    def show(self, part: int) -> None:
        if part != -1:
            raise ValueError("There is no such part; ask for the parts first.")

    def close(self) -> None:
        self._screen.close()
