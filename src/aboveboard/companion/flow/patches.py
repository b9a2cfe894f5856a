"""From a canvas to PATCH payloads: what differs from what the viewer has, as moves, fills, few colours or pixels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from aboveboard.companion.flow.scrolls import find_scroll
from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.rects import disjoint, fewer, within
from aboveboard.companion.host.screen import Pixels
from aboveboard.wire.patch import STEPS_MAX, Kind, Step, encode

Cells = npt.NDArray[np.uint32]

_COLOURS: Final = 256
_BLOCK: Final = 1 << 16
"""Pixels of one step at most: colours are counted in each."""
_SAMPLE: Final = 16
_GAP: Final = 8
"""Rows that did not change and still cost less than one more step."""
_SCROLLS_FROM: Final = 32
_RECTS: Final = 64
_BYTES: Final = 1 << 20
"""Of one payload. A step is far smaller, whatever its pixels."""


class Patcher:
    """Knows what the viewer shows. ``whole`` begins anew; ``patch`` gives what is different: payloads in their order.

    They count as shown as soon as they are given: where one did not leave, begin anew with ``whole``.
    """

    def __init__(self) -> None:
        self._shown: Cells = np.zeros((0, 0), np.uint32)

    def whole(self, pixels: Pixels) -> list[bytes]:
        """Paints the whole canvas, whatever the viewer has; the first one does it alone (flag it KEY)."""
        self._shown = _cells(pixels)
        height, width = self._shown.shape
        black = Step(Kind.FILL, 0, 0, width, height, colour=bytes(3))
        return _payloads([black, *_tiles(self._shown, Rect(0, 0, width, height))])

    def patch(self, pixels: Pixels, rects: Iterable[Rect]) -> list[bytes]:
        """What changed in these places of a canvas (height, width, 4; blue, green, red) of the same size.

        Raises ``ValueError`` for another size: that needs SCREEN and ``whole``.
        """
        height, width = pixels.shape[:2]
        if self._shown.shape != (height, width):
            raise ValueError("The canvas has another size than the one that is shown.")
        steps: list[Step] = []
        inside = within(rects, Rect(0, 0, width, height))
        for one in disjoint(fewer(inside) if len(inside) > _RECTS else inside):
            steps += self._place(_cells(pixels[one.y : one.bottom, one.x : one.right]), one)
        return _payloads(steps)

    def _place(self, new: Cells, place: Rect) -> Iterator[Step]:
        old = self._shown[place.y : place.bottom, place.x : place.right]
        changed = _bounds(old != new)
        if changed is None:
            return
        x, y, width, height = changed
        new, old = new[y : y + height, x : x + width], old[y : y + height, x : x + width]
        left, top = place.x + x, place.y + y
        if min(width, height) >= _SCROLLS_FROM and (scroll := find_scroll(old, new)) is not None:
            start, rows, by = scroll
            yield Step(Kind.MOVE, left, top + start, width, rows, source=(left, top + start + by))
            old[start : start + rows] = old[start + by : start + by + rows].copy()
        for first, last in _runs((old != new).any(axis=1)):
            columns = np.flatnonzero((old[first:last] != new[first:last]).any(axis=0))
            begin, end = int(columns[0]), int(columns[-1]) + 1
            part = Rect(left + begin, top + first, end - begin, last - first)
            yield from _tiles(new[first:last, begin:end], part)
        old[:] = new


def _payloads(steps: Iterable[Step]) -> list[bytes]:
    """The steps in as few frames as hold them: a frame has a limit, and a smaller one is painted sooner."""
    made: list[bytes] = []
    parts: list[bytes] = []
    size = 0
    for step in steps:
        part = encode([step])
        if parts and (size + len(part) > _BYTES or len(parts) >= STEPS_MAX):
            made.append(b"".join(parts))
            parts, size = [], 0
        parts.append(part)
        size += len(part)
    return [*made, b"".join(parts)] if parts else made


def _cells(pixels: Pixels) -> Cells:
    """One number a pixel, red, green, blue; the unused byte says nothing."""
    cells = np.ascontiguousarray(pixels).view(np.uint32)[:, :, 0]
    return cells & np.uint32(0xFFFFFF)


def _bounds(different: npt.NDArray[np.bool_]) -> Rect | None:
    rows = np.flatnonzero(different.any(axis=1))
    if not rows.size:
        return None
    columns = np.flatnonzero(different.any(axis=0))
    x, y = int(columns[0]), int(rows[0])
    return Rect(x, y, int(columns[-1]) + 1 - x, int(rows[-1]) + 1 - y)


def _runs(changed: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Rows that changed, as first and one beyond the last; a small gap does not part them."""
    rows = np.flatnonzero(changed)
    if not rows.size:
        return
    breaks = np.flatnonzero(np.diff(rows) > _GAP)
    for first, last in zip([0, *(breaks + 1)], [*breaks, rows.size - 1], strict=True):
        yield int(rows[first]), int(rows[last]) + 1


def _tiles(cells: Cells, place: Rect) -> Iterator[Step]:
    """``cells``, which lie at ``place``, in steps of a bearable size."""
    high = max(1, _BLOCK // max(1, place.width))
    for top in range(0, place.height, high):
        block = cells[top : top + high]
        yield _step(block, place.x, place.y + top)


def _step(block: Cells, x: int, y: int) -> Step:
    height, width = block.shape
    first = block[0, 0]
    if not (block != first).any():
        return Step(Kind.FILL, x, y, width, height, colour=_rgb(block[:1, :1]))
    if np.unique(block.reshape(-1)[::_SAMPLE]).size <= _COLOURS:
        colours, indices = np.unique(block, return_inverse=True)
        if colours.size <= _COLOURS:
            named = indices.astype(np.uint8).tobytes()
            return Step(Kind.PALETTE, x, y, width, height, pixels=named, palette=_rgb(colours))
    return Step(Kind.PIXELS, x, y, width, height, pixels=_rgb(block))


def _rgb(cells: Cells) -> bytes:
    bytes_of = np.ascontiguousarray(cells).view(np.uint8).reshape(-1, 4)
    return np.ascontiguousarray(bytes_of[:, 2::-1]).tobytes()
