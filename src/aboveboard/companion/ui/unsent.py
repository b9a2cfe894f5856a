"""Events that another program sent to our windows are dropped: only what the display itself tells is heard.

Anybody at an X display may send a window a press that looks like one of a device, with whatever time it likes: also
the time of something that the person did press, elsewhere. The display marks what was sent.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray
from PySide6.QtWidgets import QApplication

_X11: Final = b"xcb_generic_event_t"
_SENT: Final = 0x80
_GENERIC: Final = 35
_MOTION: Final = 6
"""Of XInput, by which Qt hears of the pointer."""
_KIND: Final = 8
_TIME: Final = 12
"""Where an event of a device has its kind and its time."""
_LONG: Final = 16
_INPUT: Final = frozenset({*range(2, 9), _GENERIC})
"""Keys, buttons, the pointer's ways; and what extensions tell of devices."""


class Led:
    """Whether the pointer stands where the person moved it, or where a program put it (``XWarpPointer``).

    The display tells of both alike, but what a device did it tells of itself as well, at the same time.
    """

    def __init__(self) -> None:
        self._real: Callable[[int], bool] | None = None
        self._at: int | None = None

    def ask(self, real: Callable[[int], bool] | None) -> None:
        """Who knows whether a device of this computer moved it at a time of the display; ``None``: nobody."""
        self._real, self._at = real, None

    def moved(self, at: int) -> None:
        """Our windows were told that it moved."""
        self._at = at

    @property
    def by_program(self) -> bool:
        """True where a program moved it last, as far as anybody knows."""
        return self._real is not None and self._at is not None and not self._real(self._at)


POINTER: Final = Led()
"""The one of this program's display."""


class Unsent(QAbstractNativeEventFilter):
    """Takes away what was sent. Messages that programs send each other for other ends (close, drag) pass."""

    def __init__(self, led: Led) -> None:
        super().__init__()
        self._led = led

    def nativeEventFilter(  # noqa: N802  # Qt's name
        self, kind: QByteArray | bytes | bytearray | memoryview, message: Any
    ) -> tuple[bool, int]:
        """As Qt asks: whether it is dealt with, and a result that X11 does not have."""
        if kind != _X11:
            return False, 0
        first = ctypes.c_uint8.from_address(int(message)).value
        if first == _GENERIC:
            event = ctypes.string_at(int(message), _LONG)
            if struct.unpack_from("=H", event, _KIND)[0] == _MOTION:
                self._led.moved(struct.unpack_from("=I", event, _TIME)[0])
        return bool(first & _SENT) and first & ~_SENT in _INPUT, 0


_HEARD: Final[list[Unsent]] = []
"""Qt keeps no hold of it."""


def hear_devices_alone(application: QApplication) -> None:
    """From now on, for as long as the program runs."""
    if not _HEARD:
        _HEARD.append(Unsent(POINTER))
        application.installNativeEventFilter(_HEARD[0])
