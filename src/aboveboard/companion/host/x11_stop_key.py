"""The key that ends a session from anywhere on an X display.

The display hands the key to this program alone, whatever modifiers are held: a technician who holds Control cannot
make another key of it. While another program keeps the whole keyboard to itself (an open menu, a game) the real
device's own event is heard instead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from Xlib import X, error

from aboveboard.companion.host.stop_key import StopKeyError
from aboveboard.companion.host.x11_link import LOST
from aboveboard.companion.host.x11_raw import KEY_DOWN, Listener, Raw, RawError, RawLink

_PAUSE: Final = 0xFF13
_LOCKS: Final = X.LockMask | X.Mod2Mask | X.Mod3Mask | X.Mod5Mask
_CTRL_ALT: Final = X.ControlMask | X.Mod1Mask


class Candidate(NamedTuple):
    """A key, with ``held`` modifiers at least."""

    name: str
    symbol: int
    held: int


CANDIDATES: Final = (
    Candidate("Pause", _PAUSE, 0),
    Candidate("Ctrl+Alt+End", 0xFF57, _CTRL_ALT),
    Candidate("Ctrl+Alt+S", 0x73, _CTRL_ALT),
    Candidate("Ctrl+Alt+F12", 0xFFC9, _CTRL_ALT),
)
"""The first that is free, and of those with modifiers the first as well: not every keyboard has a Pause key."""


class X11StopKey:
    """Calls ``pressed`` from its thread, once a press. Raises ``StopKeyError`` when no key is free."""

    def __init__(self, display: str, pressed: Callable[[], None]) -> None:
        self._pressed = pressed
        self._newest = -1
        self._closed = False
        try:
            self._link = RawLink(display)
        except RawError as refused:
            raise StopKeyError(f"There is no stop key here: {refused}") from refused
        self._codes: dict[int, Candidate] = {}
        try:
            self._grab_all()
        except (StopKeyError, *LOST) as refused:
            self._link.close()
            raise StopKeyError(str(refused)) from refused
        self._listener = Listener(self._link, self._hear, "stop key")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self._codes.values())

    @property
    def name(self) -> str:
        return self.names[0]

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            # The display gives the keys back as the connection ends.
            self._listener.close()

    def _grab_all(self) -> None:
        plain = combined = False
        for one in CANDIDATES:
            if (combined and one.held) or (plain and not one.held):
                continue
            code = self._link.display.keysym_to_keycode(one.symbol)
            if code and self._grab(code, one.held):
                self._codes[code] = one
                plain, combined = plain or not one.held, combined or bool(one.held)
        if not self._codes:
            names = ", ".join(one.name for one in CANDIDATES)
            raise StopKeyError(f"Other programs have all keys that could be the stop key ({names}).")

    def _grab(self, code: int, held: int) -> bool:
        """Whether the key is ours with any modifiers beside those; others may keep it together with some."""
        if not held and self._take(code, [X.AnyModifier]):
            return True
        if not self._take(code, [held | locks for locks in range(256) if not locks & ~_LOCKS]):
            self._link.root.ungrab_key(code, X.AnyModifier)
            return False
        self._take(code, [mods for mods in range(256) if mods & ~_LOCKS != held and mods & held == held])
        return True

    def _take(self, code: int, masks: list[int]) -> bool:
        refused = error.CatchError(error.BadAccess)
        for mask in masks:
            self._link.root.grab_key(code, mask, False, X.GrabModeAsync, X.GrabModeAsync, onerror=refused)
        self._link.display.sync()
        return refused.get_error() is None

    def _hear(self, event: Raw | Any) -> None:
        if isinstance(event, Raw):
            one = self._codes.get(event.detail)
            if event.kind == KEY_DOWN and event.real and one is not None and not one.held:
                self._press(event.time)
        elif event.type == X.KeyPress and event.detail in self._codes:
            self._press(event.time)

    def _press(self, time: int) -> None:
        # A press comes by both ways, with the same time.
        if time != self._newest:
            self._newest = time
            self._pressed()
