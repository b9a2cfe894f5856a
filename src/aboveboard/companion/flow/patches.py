"""From a canvas to PATCH payloads: what differs from what the viewer has, the smallest changes first.

Each pixel that the viewer has is known, and whether it has it exactly: what went as a photo or a video is nearly right
and is brought exactly once there is time (``near``, ``sharpen``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from aboveboard.companion.flow.repeats import MOST, find_repeat
from aboveboard.companion.flow.scrolls import Cells, find_scroll
from aboveboard.companion.flow.tiles import BAND, EXACT, Manner, Tile, tiles
from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.rects import disjoint, fewer, within
from aboveboard.companion.host.screen import Pixels
from aboveboard.wire.patch import STEPS_MAX, Kind, Step, encode

_COLOUR: Final = np.uint32(0xFFFFFF)
_NEAR: Final = np.uint32(1 << 24)
"""Beside a colour in what is shown: the viewer has it only nearly."""
_ROWS_APART: Final = 8
_COLUMNS_APART: Final = 48
"""What did not change and still costs less than one more step."""
_SCROLLS_FROM: Final = 32
_RECTS: Final = 64
_BYTES: Final = 1 << 20
"""Of one payload. A step is far smaller, whatever its pixels."""
_BUSY_FROM: Final = 4096
"""Pixels from which a place that changes again and again may be a video."""
_COARSE_FROM: Final = 1 << 17
_LOW: Final = 8
_NARROW: Final = 256
_COARSE_GAIN: Final = 8


@dataclass(slots=True)
class Made:
    """``payloads`` in their order, what did not fit (``left``), and where much changed that did not only move."""

    payloads: list[bytes] = field(default_factory=list)
    left: list[Rect] = field(default_factory=list)
    busy: list[Rect] = field(default_factory=list)
    near: bool = False
    """Something went only nearly, or what had gone so was moved."""


class Patcher:
    """Knows what the viewer shows. What is given counts as shown: where it did not leave, begin anew."""

    def __init__(self) -> None:
        self._shown: Cells = np.zeros((0, 0), np.uint32)
        # For what is computed over large places: fresh memory costs more than the sums.
        self._numbers: Cells = np.zeros(0, np.uint32)
        self._flags: npt.NDArray[np.bool_] = np.zeros(0, np.bool_)
        self._may_be_near = False
        """Something may be shown nearly; where nothing is, pictures are compared in one pass and not in three."""

    @property
    def size(self) -> tuple[int, int]:
        """Of what the viewer shows."""
        return int(self._shown.shape[1]), int(self._shown.shape[0])

    def begin(self, size: tuple[int, int]) -> bytes:
        """The step that makes the whole canvas black, whatever the viewer has. The payload it stands in is KEY."""
        width, height = size
        self._shown = np.zeros((height, width), np.uint32)
        self._may_be_near = False
        self._numbers, self._flags = np.empty(width * height, np.uint32), np.empty(width * height, np.bool_)
        return encode([Step(Kind.FILL, 0, 0, width, height, colour=bytes(3))])

    def patch(
        self, pixels: Pixels, rects: Iterable[Rect], room: int = 1 << 30, manner: Manner = EXACT, first: bytes = b""
    ) -> Made:
        """What changed in these places, about ``room`` bytes of it, behind the step ``first``.

        ``pixels``: (height, width, 4), blue, green, red, 0. Raises ``ValueError`` for another size than the shown one.
        """
        return self._make(pixels, rects, room, manner, first, _COLOUR)

    def sharpen(self, pixels: Pixels, rects: Iterable[Rect], room: int) -> Made:
        """The same, with what the viewer has only nearly as if it had changed."""
        return self._make(pixels, rects, room, EXACT, b"", _COLOUR | _NEAR)

    def near(self) -> list[Rect]:
        """Places that the viewer has only nearly."""
        found: list[Rect] = []
        for first, last in _runs((self._shown >= _NEAR).any(axis=1), _ROWS_APART):
            for begin, end in _runs((self._shown[first:last] >= _NEAR).any(axis=0), _COLUMNS_APART):
                found.append(Rect(begin, first, end - begin, last - first))
        self._may_be_near = bool(found)
        return found

    def painted(self, pixels: Pixels, place: Rect, *, first: bool) -> bool:
        """A video is painted over ``place``: it is there, nearly. False where nothing changed, unless ``first``."""
        shown = self._shown[place.y : place.bottom, place.x : place.right]
        cells = _cells(pixels)[place.y : place.bottom, place.x : place.right]
        if not first and not ((shown ^ cells) & _COLOUR).any():
            return False
        np.bitwise_or(cells, _NEAR, out=shown)
        self._may_be_near = True
        return True

    def _make(
        self, pixels: Pixels, rects: Iterable[Rect], room: int, manner: Manner, first: bytes, mask: np.uint32
    ) -> Made:
        if self.size != (pixels.shape[1], pixels.shape[0]):
            raise ValueError("The canvas has another size than the one that is shown.")
        cells = _cells(pixels)
        inside = within(rects, Rect(0, 0, *self.size))
        made, out = Made(), _Payloads(first)
        changed: list[Rect] = []
        for one in disjoint(fewer(inside) if len(inside) > _RECTS else inside):
            place = _bounds(self._different(cells, one, mask), one)
            if place is not None:
                changed.append(place)
        changed.sort(key=lambda one: one.area)
        for number, place in enumerate(changed):
            if out.size >= room:
                made.left += changed[number:]
                break
            if not self._place(cells, place, mask, room, manner, out, made):
                made.left.append(place)
        made.payloads = out.done()
        return made

    def _different(self, cells: Cells, place: Rect, mask: np.uint32) -> npt.NDArray[np.bool_]:
        """Which pixels are; it holds until the next call."""
        shape = (place.height, place.width)
        numbers, flags = self._numbers[: place.area].reshape(shape), self._flags[: place.area].reshape(shape)
        if not self._may_be_near:
            return np.not_equal(_cut(self._shown, place), _cut(cells, place), out=flags)
        np.bitwise_xor(_cut(self._shown, place), _cut(cells, place), out=numbers)
        np.bitwise_and(numbers, mask, out=numbers)
        return np.not_equal(numbers, 0, out=flags)

    def _place(
        self, cells: Cells, place: Rect, mask: np.uint32, room: int, manner: Manner, out: _Payloads, made: Made
    ) -> bool:
        """True when all of the place is painted."""
        large = min(place.width, place.height) >= _SCROLLS_FROM
        moved = large and mask == _COLOUR and self._moved(cells, place, out)
        if moved:
            made.near |= self._may_be_near and bool(_cut(self._shown, place).max() >= _NEAR)
        elif place.area >= _BUSY_FROM:
            made.busy.append(place)
        if place.area < (_COARSE_FROM if manner.coarse else _BUSY_FROM):
            manner = replace(manner, coarse=False) if place.area >= _BUSY_FROM else EXACT
        different = self._different(cells, place, mask)
        for first, last in _runs(different.any(axis=1), _ROWS_APART):
            for begin, end in _runs(different[first:last].any(axis=0), _COLUMNS_APART):
                for part in _parts(Rect(place.x + begin, place.y + first, end - begin, last - first), room, manner):
                    if out.size >= room:
                        return False
                    if self._repeated(cells, part, out):
                        continue
                    for tile in tiles(_cut(cells, part), part.x, part.y, manner):
                        self._show(cells, tile)
                        made.near |= not tile.exact
                        out.add(tile.data)
        return True

    def _moved(self, cells: Cells, place: Rect, out: _Payloads) -> bool:
        shown = _cut(self._shown, place)
        # Pairs of pixels that lie as the memory has them are looked at much quicker.
        pairs = Rect(place.x & ~1, place.y, place.right - (place.x & ~1) & ~1, place.height)
        before = _cut(self._shown, pairs)
        if self._may_be_near:
            numbers = self._numbers[: pairs.area].reshape(pairs.height, pairs.width)
            before = np.bitwise_and(before, _COLOUR, out=numbers)
        scroll = find_scroll(before, _cut(cells, pairs))
        if scroll is None:
            return False
        start, rows, by = scroll
        x, y = place.x, place.y + start
        out.add(encode([Step(Kind.MOVE, x, y, place.width, rows, source=(x, y + by))]))
        numbers = self._numbers[: rows * place.width].reshape(rows, place.width)
        np.copyto(numbers, shown[start + by : start + by + rows])
        shown[start : start + rows] = numbers
        return True

    def _repeated(self, cells: Cells, part: Rect, out: _Payloads) -> bool:
        new = _cut(cells, part)
        if new.size > MOST or not np.ptp(new) or (source := find_repeat(self._shown, new, part)) is None:
            return False
        out.add(encode([Step(Kind.MOVE, *part, source=source)]))
        _cut(self._shown, part)[:] = new
        return True

    def _show(self, cells: Cells, tile: Tile) -> None:
        shown, new = _cut(self._shown, tile.place), _cut(cells, tile.place)
        if tile.exact:
            shown[:] = new
        else:
            np.bitwise_or(new, _NEAR, out=shown)
            self._may_be_near = True


class _Payloads:
    """Steps in as few frames as hold them: a frame has a limit, and a smaller one is painted sooner."""

    def __init__(self, first: bytes) -> None:
        self.size = 0
        self._done: list[bytes] = []
        self._parts: list[bytes] = [first] if first else []
        self._held = len(first)

    def add(self, part: bytes) -> None:
        if self._parts and (self._held + len(part) > _BYTES or len(self._parts) >= STEPS_MAX):
            self._close()
        self._parts.append(part)
        self._held += len(part)
        self.size += len(part)

    def _close(self) -> None:
        self._done.append(b"".join(self._parts))
        self._parts, self._held = [], 0

    def done(self) -> list[bytes]:
        if self._parts:
            self._close()
        return self._done


def _parts(place: Rect, room: int, manner: Manner) -> Iterator[Rect]:
    """A place in parts that do not go far beyond what has room, at about a byte a pixel."""
    most = room * _COARSE_GAIN if manner.coarse else room
    high = max(_LOW, min(BAND, most // place.width))
    wide = max(_NARROW, most // high)
    for top in range(place.y, place.bottom, high):
        for left in range(place.x, place.right, wide):
            yield Rect(left, top, min(wide, place.right - left), min(high, place.bottom - top))


def _cells(pixels: Pixels) -> Cells:
    """One number a pixel: red, green, blue."""
    return pixels.view(np.uint32)[:, :, 0]


def _cut(cells: Cells, place: Rect) -> Cells:
    return cells[place.y : place.bottom, place.x : place.right]


def _bounds(different: npt.NDArray[np.bool_], place: Rect) -> Rect | None:
    rows = np.flatnonzero(different.any(axis=1))
    if not rows.size:
        return None
    columns = np.flatnonzero(different.any(axis=0))
    x, y = int(columns[0]), int(rows[0])
    return Rect(place.x + x, place.y + y, int(columns[-1]) + 1 - x, int(rows[-1]) + 1 - y)


def _runs(changed: npt.ArrayLike, apart: int) -> Iterator[tuple[int, int]]:
    """What changed, as first and one beyond the last; a small gap does not part them."""
    places = np.flatnonzero(changed)
    if not places.size:
        return
    breaks = np.flatnonzero(np.diff(places) > apart)
    for first, last in zip([0, *(breaks + 1)], [*breaks, places.size - 1], strict=True):
        yield int(places[first]), int(places[last]) + 1
