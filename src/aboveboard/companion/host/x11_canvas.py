"""The screen of an X display as a canvas: told of changes by the display, fetching only those, masks first.

Pixels are fetched while the requests of all other programs wait (a few thousandths of a second), by a stack of windows
that is true at that moment, and only outside the masks: a masked pixel never reaches this program.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from Xlib import X
from Xlib.ext.ge import GenericEventCode
from Xlib.protocol import request

from aboveboard.companion.host.canvas import CursorState, PartInfo, Rect
from aboveboard.companion.host.masks import Masks, read_masks
from aboveboard.companion.host.rects import disjoint, fewer, within, without
from aboveboard.companion.host.screen import Pixels
from aboveboard.companion.host.x11_fetch import Fetcher, fetcher
from aboveboard.companion.host.x11_link import Link
from aboveboard.companion.host.x11_parts import Choice, choices, monitors
from aboveboard.companion.host.x11_pointer import Pointer
from aboveboard.companion.host.x11_requests import (
    DAMAGE,
    XFIXES,
    CreateRegion,
    DamageCreate,
    DamageSubtract,
    FetchRegion,
)
from aboveboard.companion.host.x11_veil import Veil, alone
from aboveboard.companion.host.x11_wake import Wake
from aboveboard.companion.host.x11_windows import Windows

_ONCE_UNTIL_TAKEN: Final = 3
_SCREEN_EVENTS: Final = frozenset({"ScreenChangeNotify", "CrtcChangeNotify", "OutputChangeNotify"})
_OWNER_EVENTS: Final = frozenset(
    {"SetSelectionOwnerNotify", "SelectionWindowDestroyNotify", "SelectionClientCloseNotify"}
)
_OWNER_CHANGES: Final = 0b111
_COLOUR: Final = np.uint32(0xFFFFFF)


class X11Canvas:
    """All monitors, one of them, or one window of an X display. Raises ``CaptureError`` and ``MaskError``."""

    def __init__(self, display: str, masks: Masks | None = None) -> None:
        self._masks = read_masks() if masks is None else masks
        self._link = Link(display)
        self._closed = False
        self._fetcher: Fetcher | None = None
        self._room = 0
        self._wake: Wake | None = None
        try:
            with self._link.guarded():
                self._open()
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        link = self._link
        self._screen = Rect(0, 0, link.screen.width_in_pixels, link.screen.height_in_pixels)
        self._wake = Wake(link.display.fileno())
        self._windows = Windows(link, self._masks)
        self._veil = Veil()
        self._pointer = Pointer(link)
        self._composited = False
        self._manager = link.display.intern_atom(f"_NET_WM_CM_S{link.display.get_default_screen()}")
        link.display.xfixes_select_selection_input(link.root, self._manager, _OWNER_CHANGES)
        self._monitors: dict[str, Rect] = {}
        self._choices: list[Choice] = []
        self._shown: Choice | None = None
        self._visible: list[Rect] = []
        self._pending: list[Rect] = []
        self._damage_told = False
        self._screen_stale = self._look_due = True
        self._damage, self._region = link.identifier(), link.identifier()
        link.order(CreateRegion, XFIXES, region=self._region)
        link.order(DamageCreate, DAMAGE, damage=self._damage, drawable=link.root.id, level=_ONCE_UNTIL_TAKEN)
        self._area = self._screen
        self._make_room()
        self._renew()

    @property
    def size(self) -> tuple[int, int]:
        return int(self.pixels.shape[1]), int(self.pixels.shape[0])

    @property
    def masks(self) -> int:
        return len(self._masks.drawn) + sum(top.masked for top in self._windows.stack)

    @property
    def place(self) -> Rect:
        return self._area

    @property
    def window(self) -> int:
        return 0 if self._shown is None else self._shown.window

    @property
    def display_name(self) -> str:
        """As in ``DISPLAY``."""
        return self._link.name

    def fileno(self) -> int | None:
        return None if self._wake is None else self._wake.fileno()

    def mask(self, masks: Masks) -> None:
        """Other masks from now on; what they hide is black at once."""
        self._masks = masks
        self._windows.use(masks)
        self._look_due = True
        with self._link.guarded():
            self._look()
            self._signal()

    def hide(self, drawn: Sequence[Rect]) -> None:
        self.mask(replace(self._masks, drawn=tuple(drawn)))

    def damaged(self) -> list[Rect]:
        with self._link.guarded():
            self._hear()
            rang = self._wake is not None and self._wake.rang
            if rang or self._windows.stale or self._screen_stale or self._look_due:
                self._look()
            if self._area[2:] != self.size:
                self._renew()
            found, self._pending = self._pending, []
            if self._damage_told:
                found += self._take_damage()
            self._signal()
        return fewer(one.moved(-self._area.x, -self._area.y) for one in within(found, self._canvas()))

    def grab(self, rects: Sequence[Rect]) -> None:
        wanted = disjoint(within(rects, Rect(0, 0, *self.size)))
        if not wanted or self._fetcher is None:
            return
        with self._link.guarded():
            with self._link.still():
                self._hear()
                self._see()
                places = [one.moved(self._area.x, self._area.y) for one in wanted]
                seen = [piece for one in places for piece in within(self._visible, one.clip(self._canvas()))]
                fetched = self._fetcher.fetch(seen)
            for one in without(places, seen):
                self._cells(one)[:] = 0
            for one, found in zip(seen, fetched, strict=True):
                if found is None:
                    self._cells(one)[:] = 0
                else:
                    # What the display has in the unused byte is nobody's business.
                    np.bitwise_and(_numbers(found), _COLOUR, out=_numbers(self._cells(one)))
            self._signal()

    def cursor(self) -> CursorState | None:
        with self._link.guarded():
            self._hear()
            state = self._pointer.state(self._area)
            self._signal()
        return state

    def monitors(self) -> list[PartInfo]:
        return [PartInfo(name, place, window=False) for name, place in self._monitors.items()]

    def parts(self) -> list[PartInfo]:
        with self._link.guarded():
            self._look()
            self._choices = choices(self._link, self._screen, self._windows.stack)
            self._signal()
        return [one.info for one in self._choices]

    def show(self, part: int) -> None:
        if not -1 <= part < len(self._choices):
            raise ValueError("There is no such part; ask for the parts first.")
        self._shown = None if part < 0 else self._choices[part]
        with self._link.guarded():
            self._renew()
            self._signal()

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        if self._fetcher is not None:
            self._fetcher.close()
        self._link.close()
        if self._wake is not None:
            self._wake.close()
            self._wake = None

    # What the display says.

    def _hear(self) -> None:
        for event in self._link.events():
            self._hear_one(event)

    def _hear_one(self, event: Any) -> None:
        kind = type(event).__name__
        if kind == "DamageNotify":
            self._damage_told = True
        elif kind == "DisplayCursorNotify":
            self._pointer.changed()
        elif event.type == GenericEventCode:
            self._pointer.moved()
        elif kind in _SCREEN_EVENTS or (event.type == X.ConfigureNotify and event.window.id == self._link.root.id):
            self._screen_stale = True
        elif kind in _OWNER_EVENTS:
            self._look_due = True
        else:
            self._windows.hear(event)

    def _take_damage(self) -> list[Rect]:
        self._damage_told = False
        link = self._link
        link.order(DamageSubtract, DAMAGE, damage=self._damage, repair=X.NONE, parts=self._region)
        region = link.answer(link.ask(FetchRegion, XFIXES, region=self._region))
        if region is None:
            return [self._screen]
        corners = np.frombuffer(region.body, np.int16, len(region.body) // 8 * 4).reshape(-1, 4)
        return [Rect(x, y, width & 0xFFFF, height & 0xFFFF) for x, y, width, height in corners.tolist()]

    def _signal(self) -> None:
        # Answers that were waited for may have brought events along, which the connection will not tell of again.
        self._hear()
        if self._wake is None:
            return
        if self._damage_told or self._pending or self._screen_stale or self._look_due or self._windows.stale:
            self._wake.due()
        else:
            self._wake.rest()

    # What may be seen.

    def _look(self) -> None:
        with self._link.still():
            self._hear()
            self._see()

    def _see(self) -> None:
        """Find out what may be seen; call it while the display stands still."""
        changed = self._windows.refresh()
        if not (changed or self._screen_stale or self._look_due or self._composited):
            return
        self._look_due = False
        if self._screen_stale:
            self._measure()
        owner = self._link.answer(self._link.ask(request.GetSelectionOwner, selection=self._manager))
        composited = self._composited = owner is None or owner.owner != X.NONE
        self._place()
        stack = self._windows.stack
        hidden = self._veil.update(stack, self._masks.drawn, composited=composited)
        seen = [self._area]
        if self._shown is not None and self._shown.window:
            seen = self._veil.steady(alone(stack, self._shown.window), composited=composited)
        visible = without(within(within(seen, self._area), self._screen), hidden)
        for one in without(self._visible, visible):
            self._cells(one.clip(self._canvas()))[:] = 0
        self._pending += without(visible, self._visible) + without(self._visible, visible)
        self._visible = visible
        if self._wake is not None:
            self._wake.after(self._veil.again_s)

    def _measure(self) -> None:
        self._screen_stale = False
        whole = self._link.answer(self._link.ask(request.GetGeometry, drawable=self._link.root.id))
        if whole is not None:
            self._screen = Rect(0, 0, whole.width, whole.height)
        self._monitors = dict(monitors(self._link, self._screen))
        self._pending.append(self._screen)

    def _place(self) -> None:
        """Where on the root the canvas lies now."""
        shown, area = self._shown, self._screen
        if shown is not None and shown.window:
            # A window that is gone leaves its place, black.
            tops = (top.rect for top in self._windows.stack if top.number == shown.window)
            area = next(tops, self._area)
        elif shown is not None:
            area = self._monitors.get(shown.monitor, shown.info.rect)
        if area != self._area:
            # What was fetched belongs to another place.
            self.pixels[:] = 0
            self._area = area
            self._visible = []
            self._pending = [area]

    def _canvas(self) -> Rect:
        return Rect(self._area.x, self._area.y, *self.size)

    def _cells(self, one: Rect) -> Pixels:
        x, y = one.x - self._area.x, one.y - self._area.y
        return self.pixels[y : y + one.height, x : x + one.width]

    def _make_room(self) -> None:
        if self._fetcher is None or self._screen.area > self._room:
            if self._fetcher is not None:
                self._fetcher.close()
                self._fetcher = None
            self._fetcher, self._room = (
                fetcher(self._link, (self._screen.width, self._screen.height)),
                self._screen.area,
            )
            self.name = f"the display {self._link.name}, {self._fetcher.name}"

    def _renew(self) -> None:
        """A canvas of the right size for what is shown; everything on it is new."""
        self.pixels: Pixels = np.zeros((1, 1, 4), np.uint8)
        self._look_due = True
        self._look()
        self._make_room()
        width, height = self._area[2:]
        self.pixels = np.zeros((height, width, 4), np.uint8)
        self._pending = [self._area]


def _numbers(pixels: Pixels) -> npt.NDArray[np.uint32]:
    """One number a pixel."""
    return pixels.view(np.uint32)[:, :, 0]
