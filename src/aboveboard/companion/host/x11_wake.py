"""One descriptor that is readable while there may be something to ask for: the display spoke, or something waits."""

from __future__ import annotations

import ctypes
import os
import select
import struct
from typing import Any, Final

from aboveboard.companion.host.screen import CaptureError

_MONOTONIC: Final = 1
_NONBLOCK: Final = os.O_NONBLOCK | os.O_CLOEXEC


class Wake:
    """``due`` makes it readable, ``after`` does so once, ``rest`` takes both back; the connection is always in it."""

    def __init__(self, connection: int) -> None:
        libc: Any = ctypes.CDLL(None, use_errno=True)
        self._libc = libc
        self._flag = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._timer = int(libc.timerfd_create(_MONOTONIC, _NONBLOCK))
        if self._timer < 0:
            os.close(self._flag)
            raise CaptureError("This computer gave no timer to the capture.")
        self._all = select.epoll()
        for one in (connection, self._flag, self._timer):
            self._all.register(one, select.EPOLLIN)

    def fileno(self) -> int:
        """The descriptor."""
        return self._all.fileno()

    def due(self) -> None:
        """Readable from now on."""
        os.eventfd_write(self._flag, 1)

    def rest(self) -> None:
        """Readable by the connection alone."""
        try:
            os.eventfd_read(self._flag)
        except BlockingIOError:
            return  # it was at rest

    def after(self, seconds: float | None) -> None:
        """Readable once so many seconds from now; ``None``: never. What was said before no longer holds."""
        nanoseconds = 0 if seconds is None else max(1, int(seconds * 1e9))
        when = struct.pack("=4q", 0, 0, *divmod(nanoseconds, 1_000_000_000))
        self._libc.timerfd_settime(self._timer, 0, when, None)

    @property
    def rang(self) -> bool:
        """True once after the time of ``after`` came."""
        try:
            return len(os.read(self._timer, 8)) == 8
        except BlockingIOError:
            return False

    def close(self) -> None:
        """Give the descriptors back."""
        self._all.close()
        os.close(self._flag)
        os.close(self._timer)
