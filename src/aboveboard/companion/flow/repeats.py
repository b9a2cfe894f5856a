"""Whether something small, such as a letter, stands on the screen already: then it is copied instead of sent."""

from __future__ import annotations

from typing import Final

import numpy as np

from aboveboard.companion.flow.scrolls import Cells
from aboveboard.companion.host.canvas import Rect

MOST: Final = 4096
"""Pixels of what is looked for."""
_LEAST: Final = 24
_ROWS: Final = 60
"""So far above and below it is looked for: text is like the text beside it."""
_TRIES: Final = 6
_PIXEL: Final = 4


def find_repeat(shown: Cells, new: Cells, place: Rect) -> tuple[int, int] | None:
    """The corner of a part of ``shown`` that equals ``new``, which is to stand at ``place``; ``None`` for none."""
    height, width = new.shape
    if not _LEAST <= new.size <= MOST:
        return None
    # The row that changes colour most often is the rarest one.
    telling = int(np.argmax(np.count_nonzero(new[:, 1:] != new[:, :-1], axis=1))) if width > 1 else 0
    needle = new[telling].tobytes()
    top = max(0, place.y - _ROWS)
    text = shown[top : place.bottom + _ROWS].tobytes()
    across = shown.shape[1]
    at = text.find(needle)
    for _ in range(_TRIES):
        if at < 0:
            return None
        row, column = divmod(at // _PIXEL, across)
        y, x = top + row - telling, column
        inside = at % _PIXEL == 0 and y >= 0 and x + width <= across and y + height <= shown.shape[0]
        if inside and np.array_equal(shown[y : y + height, x : x + width], new):
            return x, y
        at = text.find(needle, at + 1)
    return None
