"""macOS' pointer and keyboard, by its calls. What may be done is decided in ``hands`` and ``macos_list``."""

from __future__ import annotations

import os
import sys
from ctypes import c_uint16
from typing import Any, Final

from aboveboard.companion.host import macos_keys, macos_list
from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.hands import Under
from aboveboard.companion.host.input import InputError, Why

if sys.platform == "darwin":
    from aboveboard.companion.host import macos_calls as c
    from aboveboard.companion.host.macos_source import permissions

    _ON_SCREEN: Final = 1
    _PRIVATE_STATE: Final = -1
    _SESSION_TAP: Final = 1
    _LINES: Final = 1
    _MOVED: Final = 5
    _BUTTONS: Final = {1: (1, 2, 6, 0), 2: (3, 4, 7, 1), 4: (25, 26, 27, 2), 8: (25, 26, 27, 3), 16: (25, 26, 27, 4)}
    """Of each button: its event for down, for up, for dragging, and its number."""

    class MacHands:
        """The calls; see ``Hands``. Events carry a source of their own, so that they are never taken for a device's."""

        program = os.getpid()

        def __init__(self) -> None:
            has = permissions(ask=True)
            if not (has.control and has.listen):
                raise InputError(macos_list.missing(macos_list.Permissions(True, has.control, has.listen)))
            self._source = c.make_source(_PRIVATE_STATE)
            self._down = 0
            self._held: set[str] = set()

        def _windows(self) -> list[dict[str, Any]]:
            with c.kept(c.window_list(_ON_SCREEN, 0)) as listed:
                told = c.value(listed)
            return told if isinstance(told, list) else []

        def at(self, x: int, y: int) -> Under | None:
            for one in self._windows():
                bounds = one.get("kCGWindowBounds", {})
                rect = Rect(*(round(float(bounds.get(side, 0))) for side in ("X", "Y", "Width", "Height")))
                if rect.x <= x < rect.right and rect.y <= y < rect.bottom and float(one.get("kCGWindowAlpha", 1)) > 0:
                    return Under(int(one["kCGWindowNumber"]), int(one.get("kCGWindowOwnerPID", 0)))
            return None

        def focused(self) -> Under | None:
            """The frontmost ordinary window: keys go to its program."""
            for one in self._windows():
                if int(one.get("kCGWindowLayer", 0)) == 0:
                    return Under(int(one["kCGWindowNumber"]), int(one.get("kCGWindowOwnerPID", 0)))
            return None

        def barred(self) -> Why:
            with c.kept(c.session()) as told:
                session = c.value(told) or {}
            return macos_list.barred(session, secure=bool(c.secure_input()))

        def move(self, x: int, y: int) -> None:
            dragging = next((kinds for number, kinds in _BUTTONS.items() if self._down & number), None)
            kind, button = (_MOVED, 0) if dragging is None else (dragging[2], dragging[3])
            self._post(c.mouse_event(self._source, kind, c.Point(x, y), button))

        def button(self, number: int, down: bool, x: int, y: int) -> None:
            pressed, released, _, button = _BUTTONS[number]
            self._down = self._down | number if down else self._down & ~number
            self._post(c.mouse_event(self._source, pressed if down else released, c.Point(x, y), button))

        def wheel(self, dx: int, dy: int) -> None:
            self._post(c.wheel_event(self._source, _LINES, 2, -dy, -dx))

        def modifier(self, code: str, down: bool) -> None:
            (self._held.add if down else self._held.discard)(code)
            self._key(macos_keys.CODES[code], down, frozenset(self._held))

        def strike(self, code: str, key: str, held: frozenset[str]) -> bool:
            if macos_keys.as_text(key, held):
                self.character(key)
                return True
            place = macos_keys.place(code, key)
            if place is None:
                return False
            for down in (True, False):
                self._key(place, down, held)
            return True

        def character(self, sign: str) -> None:
            units = sign.encode("utf-16-le", "ignore")
            text = (c_uint16 * (len(units) // 2)).from_buffer_copy(units)
            for down in (True, False):
                event = c.key_event(self._source, 0, down)
                c.set_flags(event, 0)
                c.set_text(event, len(text), text)
                self._post(event)

        def forbidden(self, code: str, key: str, held: frozenset[str]) -> bool:
            return macos_keys.forbidden(code, key, held)

        def _key(self, place: int, down: bool, held: frozenset[str]) -> None:
            event = c.key_event(self._source, place, down)
            c.set_flags(event, macos_keys.flags(held))
            self._post(event)

        @staticmethod
        def _post(event: int | None) -> None:
            if not event:
                raise InputError("macOS takes no input from this program now. Nothing more was typed.")
            c.post(_SESSION_TAP, event)
            c.release(event)

        def close(self) -> None:
            if self._source:
                c.release(self._source)
                self._source = None
