"""Events that another program sent to our windows are dropped: only what the display itself tells is heard.

Anybody at an X display may send a window a press that looks like one of a device, with whatever time it likes: also
the time of something that the person did press, elsewhere. The display marks what was sent.
"""

from __future__ import annotations

import ctypes
from typing import Any, Final

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray
from PySide6.QtWidgets import QApplication

_X11: Final = b"xcb_generic_event_t"
_SENT: Final = 0x80
_GENERIC: Final = 35
_INPUT: Final = frozenset({*range(2, 9), _GENERIC})
"""Keys, buttons, the pointer's ways; and what extensions tell of devices."""


class Unsent(QAbstractNativeEventFilter):
    """Takes away what was sent. Messages that programs send each other for other ends (close, drag) pass."""

    def nativeEventFilter(  # noqa: N802  # Qt's name
        self, kind: QByteArray | bytes | bytearray | memoryview, message: Any
    ) -> tuple[bool, int]:
        """As Qt asks: whether it is dealt with, and a result that X11 does not have."""
        if kind != _X11:
            return False, 0
        first = ctypes.c_uint8.from_address(int(message)).value
        return bool(first & _SENT) and first & ~_SENT in _INPUT, 0


_HEARD: Final[list[Unsent]] = []
"""Qt keeps no hold of it."""


def hear_devices_alone(application: QApplication) -> None:
    """From now on, for as long as the program runs."""
    if not _HEARD:
        _HEARD.append(Unsent())
        application.installNativeEventFilter(_HEARD[0])
