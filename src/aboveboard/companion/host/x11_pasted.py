"""Being the owner of the clipboard: handing the text out to whoever pastes, in pieces where it is large."""

from __future__ import annotations

from typing import Any, Final

from Xlib import X, Xatom
from Xlib.protocol import event as events

from aboveboard.companion.host.x11_copied import TEXTS

_PIECE: Final = 64 * 1024
_AT_ONCE: Final = 32
"""Programs that may be fetching a large text at the same time."""


class Handouts:
    """The text that is offered now, and what is still owed of it to programs that take it in pieces."""

    def __init__(self, display: Any, window: Any, selection: int) -> None:
        self._display = display
        self._window = window
        self._selection = selection
        self._kinds = [display.intern_atom(name) for name in TEXTS]
        self._targets = display.intern_atom("TARGETS")
        self._timestamp = display.intern_atom("TIMESTAMP")
        self._incremental = display.intern_atom("INCR")
        self._clock = display.intern_atom("aboveboard-time")
        self._text: bytes | None = None
        self._since = 0
        self._next: bytes | None = None
        self._owed: dict[tuple[int, int], tuple[Any, int, bytes]] = {}

    @property
    def busy(self) -> bool:
        """Whether somebody still fetches."""
        return bool(self._owed)

    def offer(self, text: str) -> None:
        """Own the clipboard with this text, as soon as the display has said what time it is."""
        self._next = text.encode(errors="replace")
        self._window.change_property(self._clock, Xatom.STRING, 8, b"", X.PropModeAppend)

    def timed(self, event: Any) -> None:
        """A property of our window changed, which tells the time."""
        if event.atom != self._clock or self._next is None:
            return
        self._text, self._next, self._since = self._next, None, event.time
        self._window.set_selection_owner(self._selection, event.time)

    def lost(self) -> None:
        """Somebody else copied something."""
        self._text = None

    def hand_out(self, event: Any) -> None:
        """Somebody pastes."""
        property_ = event.property if event.property != X.NONE else event.target
        given = event.selection == self._selection and self._text is not None and self._give(event, property_)
        answer = events.SelectionNotify(
            time=event.time,
            requestor=event.requestor,
            selection=event.selection,
            target=event.target,
            property=property_ if given else X.NONE,
        )
        event.requestor.send_event(answer)

    def go_on(self, event: Any) -> None:
        """A program took a piece: the next one, and an empty one at the end."""
        key = (event.window.id, event.atom)
        if key not in self._owed:
            return
        window, kind, left = self._owed.pop(key)
        if left:
            self._owed[key] = (window, kind, left[_PIECE:])
        window.change_property(event.atom, kind, 8, left[:_PIECE])

    def forget(self) -> None:
        """Nobody has taken anything for a while: whoever still fetches has given up."""
        self._owed.clear()

    def _give(self, event: Any, property_: int) -> bool:
        window, target, text = event.requestor, event.target, self._text or b""
        if target == self._targets:
            window.change_property(property_, Xatom.ATOM, 32, [self._targets, self._timestamp, *self._kinds])
        elif target == self._timestamp:
            window.change_property(property_, Xatom.INTEGER, 32, [self._since])
        elif target not in self._kinds:
            return False
        elif len(text) <= _PIECE:
            window.change_property(property_, target, 8, text)
        elif len(self._owed) < _AT_ONCE:
            window.change_attributes(event_mask=X.PropertyChangeMask)
            self._owed[(window.id, property_)] = (window, target, text)
            window.change_property(property_, self._incremental, 32, [len(text)])
        else:
            return False
        return True
