"""The devices that a person would use, moved by the display's own extension for testing devices."""

from __future__ import annotations

import time
from collections.abc import Callable

from Xlib import display
from Xlib.protocol import rq

POINTER, KEYBOARD = 6, 7
"""Xvfb's own devices; 4 and 5 are those of XTEST."""
_KEY_DOWN, _KEY_UP, _BUTTON_DOWN, _BUTTON_UP, _MOTION = 1, 2, 3, 4, 5


class _Fake(rq.Request):
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(2),
        rq.RequestLength(),
        rq.Card8("kind"),
        rq.Card8("detail"),
        rq.Pad(2),
        rq.Card32("time"),
        rq.Card32("root"),
        rq.Pad(8),
        rq.Int16("x"),
        rq.Int16("y"),
        rq.Pad(7),
        rq.Card8("device"),
    )


class _Move(rq.Request):
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(2),
        rq.RequestLength(),
        rq.Card8("kind"),
        rq.Pad(30),
        rq.Card8("device"),
        # A second event has the place.
        rq.Card8("places"),
        rq.Card8("whose"),
        rq.Pad(2),
        rq.Card16("state"),
        rq.Card8("count"),
        rq.Card8("first"),
        rq.Int32("x"),
        rq.Int32("y"),
        rq.Pad(16),
    )


class Devices:
    """A hand on the keyboard and the mouse of a display. Returns when the display has done it."""

    def __init__(self, name: str) -> None:
        self.display = display.Display(name)
        self._first = self.display.query_extension("XInputExtension").first_event
        self._opcode = self.display.query_extension("XTEST").major_opcode

    def key(self, keycode: int, down: bool) -> None:
        self._do(_KEY_DOWN if down else _KEY_UP, keycode, KEYBOARD)

    def strike(self, keycode: int) -> None:
        self.key(keycode, True)
        self.key(keycode, False)

    def button(self, number: int, down: bool) -> None:
        self._do(_BUTTON_DOWN if down else _BUTTON_UP, number, POINTER)

    def click(self, number: int = 1) -> None:
        self.button(number, True)
        self.button(number, False)

    def move(self, x: int, y: int) -> None:
        _Move(
            display=self.display.display,
            opcode=self._opcode,
            kind=self._first + _MOTION,
            device=POINTER,
            places=self._first,
            whose=POINTER,
            state=0,
            count=2,
            first=0,
            x=x,
            y=y,
        )
        self.display.sync()

    def _do(self, kind: int, detail: int, device: int) -> None:
        _Fake(
            display=self.display.display,
            opcode=self._opcode,
            kind=self._first + kind,
            detail=detail,
            time=0,
            root=0,
            x=0,
            y=0,
            device=device,
        )
        self.display.sync()

    def down(self) -> list[int]:
        """The keycodes that are down."""
        keys = self.display.query_keymap()
        return [code for code in range(256) if keys[code // 8] >> (code % 8) & 1]

    def mask(self) -> int:
        """Modifiers and buttons that are down."""
        return int(self.display.screen().root.query_pointer().mask)

    def pointer(self) -> tuple[int, int]:
        told = self.display.screen().root.query_pointer()
        return told.root_x, told.root_y

    def close(self) -> None:
        self.display.close()


def until(true: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait for something that comes by itself."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.01)
