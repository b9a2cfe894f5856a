"""Windows' event logs by its own calls: the same XML that ``wevtutil`` prints. Elsewhere this module is empty."""

from __future__ import annotations

import ctypes
import sys
from typing import Final

from aboveboard.diagnostics.windows import calls as c

EVENTS: Final = 512
"""The newest so many of a log are read."""
_XML_BYTES: Final = 65_536


def path(numbers: tuple[int, ...], providers: tuple[str, ...], days: int) -> str:
    """What is asked for, as XPath: these numbers of these providers, of the last so many days."""
    identities = " or ".join(f"EventID={one}" for one in numbers)
    names = " or ".join(f"@Name='{one}'" for one in providers)
    span = days * 86_400_000
    return f"*[System[Provider[{names}] and ({identities}) and TimeCreated[timediff(@SystemTime) <= {span}]]]"


SYSTEM: Final = (
    "System",
    path(
        (19, 20, 34, 41, 1001, 1014, 6008, 7000, 7001, 7009, 7023, 7024, 7031, 7034),
        (
            *("Microsoft-Windows-Kernel-Power", "EventLog", "Microsoft-Windows-WER-SystemErrorReporting"),
            *("Microsoft-Windows-WindowsUpdateClient", "Service Control Manager"),
            *("Microsoft-Windows-DNS-Client", "Microsoft-Windows-Time-Service"),
        ),
        30,
    ),
)
APPLICATION: Final = ("Application", path((1000,), ("Application Error",), 1))
STARTS: Final = (
    "Microsoft-Windows-Diagnostics-Performance/Operational",
    path((100,), ("Microsoft-Windows-Diagnostics-Performance",), 365),
)

if sys.platform == "win32":
    _NEWEST_FIRST: Final = 0x1 | 0x200
    """EvtQueryChannelPath and EvtQueryReverseDirection."""
    _AS_XML: Final = 1

    def events(channel: str, query: str) -> bytes:
        """The newest events, one after another. Raises ``OSError``, ``PermissionError`` where it may not be read."""
        found = c.log_query(None, channel, query, _NEWEST_FIRST)
        if not found:
            raise ctypes.WinError(ctypes.get_last_error())
        told: list[str] = []
        try:
            one, count = c.Handle(), ctypes.c_uint32()
            while len(told) < EVENTS and c.log_next(found, 1, ctypes.byref(one), 1000, 0, ctypes.byref(count)):
                try:
                    told.append(_xml(one))
                finally:
                    c.log_close(one)
        finally:
            c.log_close(found)
        return "\n".join(told).encode()

    def _xml(event: ctypes.c_void_p) -> str:
        """One event; empty for one that is too long."""
        room = ctypes.create_string_buffer(_XML_BYTES)
        used, properties = ctypes.c_uint32(), ctypes.c_uint32()
        if not c.log_render(None, event, _AS_XML, _XML_BYTES, room, ctypes.byref(used), ctypes.byref(properties)):
            return ""
        return room.raw[: used.value].decode("utf-16-le", "replace").rstrip("\0")
