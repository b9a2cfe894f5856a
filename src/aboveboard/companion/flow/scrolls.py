"""Whether one picture is another one scrolled up or down."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Cells = npt.NDArray[np.uint32]
Marks = npt.NDArray[np.uint64]

_LEAST: Final = 16
"""Rows that have to be saved for a move to be worth it."""
_SHARE: Final = 2
"""One row in so many has to be the same; what stands still above what scrolls (a mark, a bar) is painted again."""
_LINE: Final = 8
_WEIGHTS: Final[Marks] = np.random.default_rng(20_251).integers(1, 1 << 62, (_LINE,), dtype=np.uint64)


def find_scroll(old: Cells, new: Cells) -> tuple[int, int, int] | None:
    """Where ``new`` is mostly what ``old`` has elsewhere: first row, number of rows, and how much lower it was.

    Both have the same size, one number a pixel. ``None`` where nothing worth a move was scrolled.
    """
    if new.shape[0] < _LEAST:
        return None
    before, after = _marks(old), _marks(new)
    here, there = _lines(before), _lines(after)
    values, first, counts = np.unique(here, return_index=True, return_counts=True)
    # Empty lines stand in many places and tell nothing; a line of text stands in one.
    values, first = values[counts == 1], first[counts == 1]
    if not values.size:
        return None
    places = np.minimum(np.searchsorted(values, there), values.size - 1)
    found = values[places] == there
    by = (first[places] - np.arange(there.size))[found]
    by = by[by != 0]
    if not by.size:
        return None
    distances, votes = np.unique(by, return_counts=True)
    return _span(before, after, int(distances[np.argmax(votes)]))


def _marks(rows: Cells) -> Marks:
    """One number a row; equal rows have equal ones. Others may have: what is wrong after a move is painted."""
    # Two pixels at once; a column less is a mark as good.
    rows = rows[:, : rows.shape[1] & ~1]
    if rows.strides[0] % 8:
        rows = rows.copy()
    marks: Marks = rows.view(np.uint64).sum(axis=1)
    return marks


def _lines(marks: Marks) -> Marks:
    """One number for each row and those that follow it."""
    size = marks.size - _LINE + 1
    lines: Marks = np.zeros(size, np.uint64)
    for row in range(_LINE):
        lines += marks[row : row + size] * _WEIGHTS[row]
    return lines


def _span(before: Marks, after: Marks, distance: int) -> tuple[int, int, int] | None:
    low, high = max(0, -distance), min(after.size, after.size - distance)
    same = np.flatnonzero(after[low:high] == before[low + distance : high + distance])
    if same.size < _LEAST:
        return None
    start, rows = low + int(same[0]), int(same[-1] - same[0]) + 1
    return (start, rows, distance) if same.size * _SHARE >= rows else None
