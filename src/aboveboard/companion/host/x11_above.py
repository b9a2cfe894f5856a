"""Whether windows of ours are in sight: told by the display when one is covered, moved or hidden. Free at rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from Xlib import X, display, error
from Xlib.ext import shape

_SEES: Final = X.VisibilityChangeMask | X.StructureNotifyMask
_DEEP: Final = 3
"""How many windows deep one of ours may sit in a window manager's frame."""
_MOST_OF_IT: Final = 0.9
"""What of a window has to be left of it; its own round corners take less."""
_SOLID: Final = 0.85
"""How opaque it has to be: some desktops make every window a little translucent."""
_OPAQUE: Final = 0xFFFFFFFF


class Above:
    """A connection of its own, used from one thread. ``fileno`` is readable when ``changed`` has something to say."""

    def __init__(self, name: str = "") -> None:
        """Raises ``OSError`` where there is no such display."""
        try:
            self._display = display.Display(name or None)
        except (error.DisplayError, error.DisplayConnectionError, error.XauthError) as problem:
            raise OSError(str(problem)) from problem
        self._display.set_error_handler(lambda *_: None)
        self._root = self._display.screen().root
        self._opacity = self._display.intern_atom("_NET_WM_WINDOW_OPACITY")
        self._watched: set[int] = set()

    def fileno(self) -> int:
        """The connection."""
        return int(self._display.fileno())

    def watch(self, window: int) -> None:
        """Tell about this window from now on."""
        if window not in self._watched:
            self._watched.add(window)
            self._display.create_resource_object("window", window).change_attributes(event_mask=_SEES)
            self._display.flush()

    def forget(self, window: int) -> None:
        """It is gone."""
        self._watched.discard(window)

    def changed(self) -> set[int]:
        """The windows about which the display said something since the last call."""
        said = set()
        while self._display.pending_events():
            event = self._display.next_event()
            number = int(getattr(getattr(event, "window", None), "id", 0))
            if number in self._watched:
                said.add(number)
        return said

    def covered(self, window: int, ours: Iterable[int]) -> bool:
        """True when a window of somebody else lies over a part of this one, or it is not shown at all."""
        own = set(ours) | {window}
        try:
            tops = self._root.query_tree().children
            at = next((index for index, top in enumerate(tops) if self._holds(top, {window}, _DEEP)), None)
            if at is None or tops[at].get_attributes().map_state != X.IsViewable:
                return True
            place = self._place(tops[at])
            for top in tops[at + 1 :]:
                attributes = top.get_attributes()
                if attributes.map_state != X.IsViewable or attributes.win_class == X.InputOnly:
                    continue
                if _meet(place, self._place(top)) and not self._holds(top, own, _DEEP):
                    return True
        except (error.XError, AttributeError):
            return False  # a window went away while it was looked at: its going is told, and looked at again
        return False

    def seen(self, window: int) -> bool:
        """False where somebody took this window, which no manager has, off the screen without closing it.

        That is: unmapped, put into another window, moved away, cut to a shape of next to nothing, or made translucent.
        """
        one = self._display.create_resource_object("window", window)
        try:
            if one.query_tree().parent.id != self._root.id or one.get_attributes().map_state != X.IsViewable:
                return False
            if one.get_full_property(self._opacity, X.AnyPropertyType) is not None:
                return False
            at, screen = one.get_geometry(), self._root.get_geometry()
            wide = min(at.x + at.width, screen.width) - max(at.x, 0)
            high = min(at.y + at.height, screen.height) - max(at.y, 0)
            cut = one.shape_get_rectangles(shape.SK.Bounding).rectangles
            left = sum(part.width * part.height for part in cut)
        except (error.XError, AttributeError):
            return False
        whole = at.width * at.height
        return bool(wide > 0 and high > 0 and min(wide * high, left) >= _MOST_OF_IT * whole)

    def whole(self, window: int) -> bool:
        """False where somebody left only a part of this window to see, whether a manager has it in a frame or not.

        Its words may be cut away, or be translucent, or lie beyond the edge, while a button of it stands there.
        """
        try:
            one = self._display.create_resource_object("window", window)
            for _ in range(_DEEP + 1):
                above = one.query_tree().parent
                if not self._solid(one) or not self._inside(one, above):
                    return False
                if above.id == self._root.id:
                    return True
                one = above
        except (error.XError, AttributeError):
            return False
        return False

    @staticmethod
    def _inside(one: Any, above: Any) -> bool:
        """Whether the window that holds it, or the screen, shows most of it."""
        at, room = one.get_geometry(), above.get_geometry()
        wide = min(at.x + at.width, room.width) - max(at.x, 0)
        high = min(at.y + at.height, room.height) - max(at.y, 0)
        return bool(wide > 0 and high > 0 and wide * high >= _MOST_OF_IT * at.width * at.height)

    def _solid(self, one: Any) -> bool:
        at = one.get_geometry()
        cut = one.shape_get_rectangles(shape.SK.Bounding).rectangles
        if sum(part.width * part.height for part in cut) < _MOST_OF_IT * at.width * at.height:
            return False
        told = one.get_full_property(self._opacity, X.AnyPropertyType)
        return told is None or not told.value or int(told.value[0]) >= _SOLID * _OPAQUE

    def lift(self, window: int) -> None:
        """Put it on top of everything; a window manager may have a say where the window is one of its own."""
        one = self._display.create_resource_object("window", window)
        one.map()
        one.configure(stack_mode=X.Above)
        self._display.flush()

    def call(self, window: int, class_name: str) -> None:
        """Give the window this class (``WM_CLASS``), which masks go by. Returns when the display knows it."""
        self._display.create_resource_object("window", window).set_wm_class(class_name, class_name)
        self._display.sync()

    def close(self) -> None:
        """Let go of the display."""
        self._display.close()

    def _holds(self, top: Any, numbers: set[int], deep: int) -> bool:
        if int(top.id) in numbers:
            return True
        return deep > 0 and any(self._holds(one, numbers, deep - 1) for one in top.query_tree().children)

    @staticmethod
    def _place(top: Any) -> tuple[int, int, int, int]:
        at = top.get_geometry()
        return at.x, at.y, at.x + at.width + 2 * at.border_width, at.y + at.height + 2 * at.border_width


def _meet(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
