"""The screen of a system that draws all windows together and tells their list: Windows and macOS. Masks first.

Such a system cannot be made to stand still while pixels are fetched. So the list is read before and after: where it
changed in between and something is masked, what was fetched is thrown away. A window that comes and goes wholly between
two readings (some thousandths of a second) is not known to this program, except on macOS, which leaves it out itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np

from aboveboard.companion.host.canvas import CursorShape, CursorState, PartInfo, Rect
from aboveboard.companion.host.masks import Masks
from aboveboard.companion.host.rects import around, disjoint, fewer, within, without
from aboveboard.companion.host.screen import Pixels
from aboveboard.companion.host.stack import Top, judge
from aboveboard.companion.host.x11_veil import Veil, alone

_TILE: Final = 64
_TRIES: Final = 3
_SMALLEST: Final = 32
_NAME: Final = 120
_SHAPES: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Pointed:
    """Where the pointer is on the desktop; ``shape`` is the system's own number for what it looks like."""

    x: int
    y: int
    visible: bool
    shape: int


class Source(Protocol):
    """What a system tells: nothing but its calls. Every one may raise ``CaptureError``."""

    @property
    def name(self) -> str:
        """In words for a person."""

    def monitors(self) -> list[tuple[str, Rect]]:
        """Each monitor's name and place on the desktop."""

    def stack(self, masks: Masks) -> list[Top]:
        """The windows that are open, bottom first, with what the masks say of each by itself."""

    def fetch(self, rects: Sequence[Rect], left_out: frozenset[int]) -> list[Pixels | None]:
        """The pixels of these places, without these windows where the system can leave some out."""

    def pointer(self) -> Pointed | None:
        """The pointer as it is now."""

    def shape(self, number: int) -> tuple[int, int, Pixels] | None:
        """The hot spot and the picture (RGBA) of the shape that ``pointer`` told last."""

    def close(self) -> None:
        """Let go of the system."""


class StackedCanvas:
    """All monitors, one of them, or one window. It is asked now and then, and compares with what it had."""

    def __init__(self, source: Source, masks: Masks, clock: Callable[[], float] | None = None) -> None:
        self._source = source
        self._masks = masks
        self._veil = Veil() if clock is None else Veil(clock)
        self._shown: tuple[str, int] = ("", 0)
        self._choices: list[tuple[PartInfo, str, int]] = []
        self._stack: list[Top] = []
        self._monitors: list[PartInfo] = []
        self._visible: list[Rect] = []
        self._area = Rect(0, 0, 1, 1)
        self._fresh: Pixels = np.zeros((1, 1, 4), np.uint8)
        self._seen: dict[int, int] = {}
        self._closed = False
        self.pixels: Pixels = self._fresh.copy()
        self.name = source.name
        self._look()
        self._renew()

    @property
    def size(self) -> tuple[int, int]:
        return int(self.pixels.shape[1]), int(self.pixels.shape[0])

    @property
    def masks(self) -> int:
        return len(self._masks.drawn) + sum(top.masked for top in self._stack)

    @property
    def place(self) -> Rect:
        return self._area

    @property
    def window(self) -> int:
        return self._shown[1]

    def hide(self, drawn: Sequence[Rect]) -> None:
        self._masks = replace(self._masks, drawn=tuple(drawn))
        self._look()
        self._blacken(self.pixels)

    def fileno(self) -> int | None:
        return None

    def damaged(self) -> list[Rect]:
        self._look()
        if self._area[2:] != self.size:
            self._renew()
        taken = self._take()
        changed = _different(taken, self._fresh) if taken.shape == self._fresh.shape else [Rect(0, 0, *self.size)]
        self._fresh = taken
        return fewer(changed)

    def grab(self, rects: Sequence[Rect]) -> None:
        self._look()
        for one in disjoint(within(rects, Rect(0, 0, *self.size))):
            cells = np.s_[one.y : one.bottom, one.x : one.right]
            self.pixels[cells] = self._fresh[cells]
        self._blacken(self.pixels)

    def cursor(self) -> CursorState | None:
        told = self._source.pointer()
        if told is None:
            return None
        x, y = told.x - self._area.x, told.y - self._area.y
        inside = 0 <= x < self.size[0] and 0 <= y < self.size[1]
        new = None
        if told.shape not in self._seen and len(self._seen) < _SHAPES:
            drawn = self._source.shape(told.shape)
            if drawn is not None:
                self._seen[told.shape] = len(self._seen)
                new = CursorShape(self._seen[told.shape], *drawn)
        number = self._seen.get(told.shape, 0)
        return CursorState(max(0, x), max(0, y), number, told.visible and inside, new)

    def monitors(self) -> list[PartInfo]:
        return list(self._monitors)

    def parts(self) -> list[PartInfo]:
        self._look()
        made = [(one, one.name, 0) for one in self._monitors]
        for top in reversed(self._stack):
            panel = any(one.dock for one in top.inside.values())
            small = min(top.rect.width, top.rect.height) < _SMALLEST
            if not (top.masked or top.popup or panel or small or not top.title):
                made.append((PartInfo(top.title[:_NAME], top.rect, window=True), "", top.number))
        self._choices = made
        return [info for info, _, _ in made]

    def show(self, part: int) -> None:
        if not -1 <= part < len(self._choices):
            raise ValueError("There is no such part; ask for the parts first.")
        self._shown = ("", 0) if part < 0 else self._choices[part][1:]
        self._look()
        self._renew()

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._source.close()

    def _look(self) -> list[tuple[int, Rect, bool]]:
        """Read the list and find out what may be seen; returns what it was decided by."""
        self._stack = stack = self._source.stack(self._masks)
        judge(stack)
        monitors = self._source.monitors()
        self._monitors = [PartInfo(name, place, window=False) for name, place in monitors]
        name, window = self._shown
        whole = monitors[0][1] if monitors else Rect(0, 0, 1, 1)
        for _, place in monitors[1:]:
            whole = around(whole, place)
        area = whole
        if window:
            area = next((top.rect.clip(whole) for top in stack if top.number == window), self._area)
        elif name:
            area = dict(monitors).get(name, self._area)
        if area != self._area and area.area:
            self._area = area
            self.pixels[:] = 0
        hidden = self._veil.update(stack, self._masks.drawn, composited=True)
        seen = self._veil.steady(alone(stack, window), composited=True) if window else [place for _, place in monitors]
        self._visible = without(within(disjoint(seen), self._area), hidden)
        return _order(stack)

    def _take(self) -> Pixels:
        """The canvas as it is now, black where something is hidden; as it was where it does not stand still."""
        for _ in range(_TRIES):
            area, visible = self._area, self._visible
            before = _order(self._stack)
            left_out = frozenset(top.number for top in self._stack if top.masked)
            fetched = self._source.fetch(visible, left_out)
            taken = np.zeros((area.height, area.width, 4), np.uint8)
            for one, pixels in zip(visible, fetched, strict=True):
                if pixels is not None:
                    x, y = one.x - area.x, one.y - area.y
                    taken[y : y + one.height, x : x + one.width, :3] = pixels[:, :, :3]
            after = self._look()
            masked = any(hidden for _, _, hidden in [*before, *after])
            if self._area == area and (after == before or not masked):
                self._blacken(taken)
                return taken
        if self._fresh.shape[:2] == (self._area.height, self._area.width):
            kept = self._fresh.copy()
            self._blacken(kept)
            return kept
        return np.zeros((self._area.height, self._area.width, 4), np.uint8)

    def _blacken(self, pixels: Pixels) -> None:
        height, width = pixels.shape[:2]
        for one in without([Rect(self._area.x, self._area.y, width, height)], self._visible):
            x, y = one.x - self._area.x, one.y - self._area.y
            pixels[y : y + one.height, x : x + one.width] = 0

    def _renew(self) -> None:
        self.pixels = np.zeros((self._area.height, self._area.width, 4), np.uint8)
        self._fresh = np.zeros((1, 1, 4), np.uint8)


def _order(stack: Sequence[Top]) -> list[tuple[int, Rect, bool]]:
    """What decides about what may be seen."""
    return [(top.number, top.rect, top.masked) for top in stack]


def _different(one: Pixels, other: Pixels) -> list[Rect]:
    """The tiles in which two pictures of one size differ."""
    height, width = one.shape[:2]
    rows, columns = np.nonzero((one != other).any(axis=2))
    across = -(-width // _TILE)
    tiles = np.unique(rows // _TILE * across + columns // _TILE).tolist()
    whole = Rect(0, 0, width, height)
    return [Rect(tile % across * _TILE, tile // across * _TILE, _TILE, _TILE).clip(whole) for tile in tiles]
