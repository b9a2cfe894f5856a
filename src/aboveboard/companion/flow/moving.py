"""What really moves: the place that changed at many frames a second for a while, and when it stopped."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.rects import around

_CELL: Final = 16
_MEMORY_S: Final = 0.4
_ON: Final = 4.0
"""Changes within the memory, the latest counting most: about nine a second, or the first five of a video."""
_STAYS: Final = 2.5
_RESTS_S: Final = 0.3
_SIDE: Final = 64
_ALIKE: Final = 0.93


class Moving:
    """``changed`` for each place where much changed; ``region`` is the moving one, with even sides and corners."""

    def __init__(self, steady_us: Callable[[], int]) -> None:
        self._now = steady_us
        self._size = (0, 0)
        self._heat: npt.NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self._at = 0.0
        self._recent: deque[tuple[float, Rect]] = deque()
        self._region: Rect | None = None
        self._moved = self._since = 0.0

    def begin(self, size: tuple[int, int]) -> None:
        """Another canvas: nothing moves on it yet."""
        self._size = size
        self._heat = np.zeros((-(-size[1] // _CELL), -(-size[0] // _CELL)), np.float32)
        self._recent.clear()
        self._region = None

    def changed(self, place: Rect) -> None:
        """Much of this place is not what it was."""
        now = self._now() / 1e6
        self._cool(now)
        self._heat[_over(place)] += 1
        self._recent.append((now, place))
        if self._region is not None and place.clip(self._region).area:
            self._moved = now

    @property
    def rests_in(self) -> float | None:
        """Seconds until the moving region will have stopped, if nothing moves in it; ``None`` where nothing moves."""
        if self._region is None:
            return None
        return max(0.0, self._moved + _RESTS_S - self._now() / 1e6)

    def region(self) -> Rect | None:
        """What moves now."""
        now = self._now() / 1e6
        if self._region is not None and now - self._moved >= _RESTS_S:
            self._region = None
        if not self._recent or self._recent[-1][0] < now - _RESTS_S:
            return self._region
        self._cool(now)
        found = self._find()
        if self._region is None:
            self._region, self._moved, self._since = found, now, now
        elif found is not None and now - self._since > _MEMORY_S and not _alike(found, self._region):
            # What was seen of it before it moved is forgotten by now.
            self._region, self._since = found, now
        elif found is None and self._heat[_over(self._region)].max(initial=0) < _STAYS:
            self._region = None
        return self._region

    def _cool(self, now: float) -> None:
        self._heat *= math.exp((self._at - now) / _MEMORY_S)
        self._at = now
        while self._recent and now - self._recent[0][0] > _MEMORY_S:
            self._recent.popleft()

    def _find(self) -> Rect | None:
        """Around the hottest cell, as far as the cells beside it are hot."""
        hot = self._heat >= _ON
        if not hot.any():
            return None
        row, column = (int(one) for one in np.unravel_index(np.argmax(self._heat), self._heat.shape))
        top, bottom, left, right = row, row + 1, column, column + 1
        grown = True
        while grown:
            rows = np.flatnonzero(hot[:, left:right].mean(axis=1) > 1 / 2)
            first, last = _run(rows, row)
            columns = np.flatnonzero(hot[first:last].mean(axis=0) > 1 / 2)
            begin, end = _run(columns, column)
            grown = (first, last, begin, end) != (top, bottom, left, right) and (first <= top and last >= bottom)
            top, bottom, left, right = first, last, begin, end
        cells = Rect(left * _CELL, top * _CELL, (right - left) * _CELL, (bottom - top) * _CELL)
        return self._exactly(cells)

    def _exactly(self, cells: Rect) -> Rect | None:
        seen: Rect | None = None
        for _, place in self._recent:
            inner = place.clip(cells.grown(_CELL))
            if inner.area * 2 > place.area:
                seen = inner if seen is None else around(seen, inner)
        if seen is None:
            return None
        x, y = seen.x & ~1, seen.y & ~1
        right, bottom = min(seen.right + 1, self._size[0]) & ~1, min(seen.bottom + 1, self._size[1]) & ~1
        return Rect(x, y, right - x, bottom - y) if min(right - x, bottom - y) >= _SIDE else None


def _over(place: Rect) -> tuple[slice, slice]:
    """The cells that the place covers for the most part."""
    return (
        slice((place.y + _CELL // 2) // _CELL, max(0, place.bottom + _CELL // 2) // _CELL),
        slice((place.x + _CELL // 2) // _CELL, max(0, place.right + _CELL // 2) // _CELL),
    )


def _run(places: npt.NDArray[np.int64], around_: int) -> tuple[int, int]:
    """The run of numbers without a gap that holds this one."""
    at = int(np.searchsorted(places, around_))
    if at >= places.size or places[at] != around_:
        return around_, around_ + 1
    order = places - np.arange(places.size)
    same = places[order == order[at]]
    return int(same[0]), int(same[-1]) + 1


def _alike(one: Rect, other: Rect) -> bool:
    both = one.clip(other).area
    return both >= one.area * _ALIKE and both >= other.area * _ALIKE
