"""Events that another program sent to our windows are dropped: only what the display itself tells is heard.

Anybody at an X display may send a window a press that looks like one of a device, with whatever time it likes: also
the time of something that the person did press, elsewhere. The display marks what was sent.
"""

from __future__ import annotations

import ctypes
import struct
from typing import Any, Final, Protocol

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
_LATE_S: Final = 0.4
"""Less than a yes has to stand there before a press counts: so that press was made while it stood there."""
_INPUT: Final = frozenset({*range(2, 9), _GENERIC})
"""Keys, buttons, the pointer's ways; and what extensions tell of devices."""


class Told(Protocol):
    """What knows of the devices themselves: ``moved`` the pointer at a time of the display, and how long ``ago``."""

    def moved(self, time_ms: int) -> bool: ...

    def ago(self, time_ms: int) -> float: ...


class Led:
    """Whether a program has a hand in what the person does with the mouse or the keys.

    It may put the pointer somewhere (``XWarpPointer``): the display tells of that as of any move, but what a device did
    it tells of itself as well, at the same time. And it may keep a press back (a frozen grab) until another window is
    there: what devices do is heard of at once all the same.
    """

    def __init__(self) -> None:
        self._told: Told | None = None
        self._at: int | None = None

    def ask(self, told: Told | None) -> None:
        """Who knows what devices of this computer did; ``None``: nobody."""
        self._told, self._at = told, None

    def kept_back(self, at: int) -> bool:
        """True for a press of this time of the display that comes long after it was made."""
        return self._told is not None and self._told.ago(at) > _LATE_S

    def moved(self, at: int) -> None:
        """Our windows were told that it moved."""
        self._at = at

    @property
    def by_program(self) -> bool:
        """True where a program moved it last, as far as anybody knows."""
        return self._told is not None and self._at is not None and not self._told.moved(self._at)


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
