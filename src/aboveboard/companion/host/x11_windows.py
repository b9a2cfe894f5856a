"""The windows on the root, in their order, and which of them are masked.

Events only say what is no longer known; it is then read anew while the display stands still (``Link.still``), so that
what is decided by it is true at the very moment at which pixels are fetched.
"""

from __future__ import annotations

from typing import Any, Final

from Xlib import X
from Xlib.ext import shape
from Xlib.protocol import request

from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.masks import Masks
from aboveboard.companion.host.stack import Top, judge
from aboveboard.companion.host.x11_identity import Reader
from aboveboard.companion.host.x11_link import Link

_SHAPE: Final = "SHAPE"


class Windows:
    """``hear`` every event; ``refresh`` while the display stands still; then ``stack`` is true, bottom first."""

    def __init__(self, link: Link, masks: Masks) -> None:
        self._link = link
        self._reader = Reader(link)
        self._masks = masks
        self._tops: dict[int, Top] = {}
        self._owner: dict[int, int] = {}
        self._order: list[int] = []
        self._order_stale = True
        self._moved: set[int] = set()
        self._unread: set[int] = set()
        link.root.change_attributes(event_mask=X.SubstructureNotifyMask | X.StructureNotifyMask)

    @property
    def stale(self) -> bool:
        """True when ``refresh`` has something to do."""
        return bool(self._order_stale or self._moved or any(self._open(one) for one in self._unread))

    @property
    def stack(self) -> list[Top]:
        """What is open, bottom first."""
        return [self._tops[one] for one in self._order if self._open(one)]

    def use(self, masks: Masks) -> None:
        """Other masks from now on."""
        self._masks = masks
        self._unread |= set(self._tops)

    def hear(self, event: Any) -> None:
        """Note what this event makes unknown."""
        kind = event.type
        if kind == X.PropertyNotify:
            if event.atom in self._reader.watched:
                self._doubt(event.window.id)
        elif kind in {X.ConfigureNotify, X.GravityNotify, X.CirculateNotify}:
            if event.event.id == self._link.root.id:
                self._order_stale = True
                self._moved.add(event.window.id)
        elif kind in {X.CreateNotify, X.MapNotify, X.UnmapNotify, X.DestroyNotify, X.ReparentNotify}:
            self._order_stale = True
            self._moved.add(event.window.id)
            self._unread.add(event.window.id)
            # What it went into or out of is another window now.
            for parent in (getattr(event, "event", None), getattr(event, "parent", None)):
                if parent is not None:
                    self._doubt(parent.id)
        elif type(event).__name__ == "NotifyEventData":
            self._moved.add(event.affected_window.id)

    def refresh(self) -> bool:
        """Read what is unknown; call it while the display stands still. True when anything was read."""
        if not self.stale:
            return False
        if self._order_stale:
            self._read_order()
        self._read_places()
        for number in sorted(self._unread):
            if self._open(number):
                self._unread.discard(number)
                self._read_inside(self._tops[number])
        judge(self.stack)
        return True

    def _doubt(self, window: int) -> None:
        owner = self._owner.get(window)
        if owner is not None:
            self._unread.add(owner)

    def _open(self, number: int) -> bool:
        return number in self._tops and self._tops[number].open

    def _read_order(self) -> None:
        told = self._link.answer(self._link.ask(request.QueryTree, window=self._link.root.id))
        self._order = [one.id for one in told.children] if told is not None else []
        self._order_stale = False
        for gone in set(self._tops) - set(self._order):
            del self._tops[gone]
        known = set(self._tops)
        for number in self._order:
            if number not in known:
                self._tops[number] = Top(number)
                self._moved.add(number)
                self._unread.add(number)
                self._link.order(shape.SelectInput, _SHAPE, destination_window=number, enable=1)
        self._owner = {window: top for window, top in self._owner.items() if top in self._tops}
        self._unread &= set(self._tops)

    def _read_places(self) -> None:
        moved, self._moved = [one for one in self._moved if one in self._tops], set()
        asked = [
            (
                number,
                self._link.ask(request.GetGeometry, drawable=number),
                self._link.ask(request.GetWindowAttributes, window=number),
                self._link.ask(shape.QueryExtents, _SHAPE, destination_window=number),
            )
            for number in moved
        ]
        for number, *questions in asked:
            geometry, attributes, extents = self._link.answers(questions)
            top = self._tops[number]
            if geometry is None or attributes is None or extents is None:
                top.open = False
                continue
            border = 2 * geometry.border_width
            top.rect = Rect(geometry.x, geometry.y, geometry.width + border, geometry.height + border)
            top.open = attributes.map_state == X.IsViewable and attributes.win_class == X.InputOutput
            top.popup = bool(attributes.override_redirect)
            top.solid = not extents.bounding_shaped and geometry.depth == self._link.screen.root_depth

    def _read_inside(self, top: Top) -> None:
        top.inside = self._reader.read(top.number, self._masks)
        for window in top.inside:
            self._owner[window] = top.number
