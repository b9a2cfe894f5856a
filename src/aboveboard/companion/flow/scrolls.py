"""Whether one picture is another one scrolled up or down."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

_LEAST: Final = 16
"""Rows that have to be saved for a move to be worth it."""
_LINE: Final = 8
_SEED: Final = 20_251


def find_scroll(old: npt.NDArray[np.uint32], new: npt.NDArray[np.uint32]) -> tuple[int, int, int] | None:
    """The longest run of rows of ``new`` that ``old`` has elsewhere: first row, number, and how much lower it was.

    Both have the same size, one number a pixel. ``None`` where nothing worth a move was scrolled.
    """
    height, width = new.shape
    if height < _LEAST or width < _LINE:
        return None
    weights: npt.NDArray[np.uint64] = np.random.default_rng(_SEED).integers(1, 1 << 62, (width,), dtype=np.uint64)
    before, after = _marks(old, weights), _marks(new, weights)
    here, there = _lines(before, weights), _lines(after, weights)
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
    distance = int(distances[np.argmax(votes)])
    start, rows = _longest(before, after, distance)
    if rows < _LEAST or not np.array_equal(new[start : start + rows], old[start + distance : start + distance + rows]):
        return None
    return start, rows, distance


def _marks(rows: npt.NDArray[np.uint32], weights: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """One number a row; equal rows have equal ones."""
    marks: npt.NDArray[np.uint64] = rows.astype(np.uint64) @ weights
    return marks


def _lines(marks: npt.NDArray[np.uint64], weights: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """One number for each row and those that follow it."""
    size = marks.size - _LINE + 1
    lines: npt.NDArray[np.uint64] = np.zeros(size, np.uint64)
    for row in range(_LINE):
        lines += marks[row : row + size] * weights[row]
    return lines


def _longest(before: npt.NDArray[np.uint64], after: npt.NDArray[np.uint64], distance: int) -> tuple[int, int]:
    height = after.size
    low, high = max(0, -distance), min(height, height - distance)
    same = np.concatenate(([False], after[low:high] == before[low + distance : high + distance], [False]))
    edges = np.flatnonzero(same[1:] != same[:-1])
    if not edges.size:
        return 0, 0
    begins, ends = edges[::2], edges[1::2]
    longest = int(np.argmax(ends - begins))
    return low + int(begins[longest]), int(ends[longest] - begins[longest])
