"""Windows' event logs by its own calls: the same XML that ``wevtutil`` prints. Elsewhere this module is empty."""

from __future__ import annotations

import ctypes
import sys
from typing import Final

from aboveboard.diagnostics.windows import calls as c

EVENTS: Final = 512
"""The newest so many of a log are read."""
_XML_BYTES: Final = 65_536


def query(channel: str, days: int, wanted: dict[str, tuple[int, ...]]) -> str:
    """What is asked for: the events of each provider by their numbers, of the last so many days.

    One selection a provider: Windows takes about twenty expressions in each and refuses more.
    """
    span = f"TimeCreated[timediff(@SystemTime) &lt;= {days * 86_400_000}]"
    selections = "".join(
        f"<Select Path=\"{channel}\">*[System[Provider[@Name='{provider}'] and "
        f"({' or '.join(f'EventID={one}' for one in numbers)}) and {span}]]</Select>"
        for provider, numbers in wanted.items()
    )
    return f'<QueryList><Query Id="0" Path="{channel}">{selections}</Query></QueryList>'


SYSTEM: Final = query(
    "System",
    30,
    {
        "Microsoft-Windows-Kernel-Power": (41,),
        "EventLog": (6008,),
        "Microsoft-Windows-WER-SystemErrorReporting": (1001,),
        "Microsoft-Windows-WindowsUpdateClient": (19, 20),
        "Service Control Manager": (7000, 7001, 7009, 7023, 7024, 7031, 7034),
        "Microsoft-Windows-DNS-Client": (1014,),
        "Microsoft-Windows-Time-Service": (34,),
    },
)
APPLICATION: Final = query("Application", 1, {"Application Error": (1000,)})
STARTS: Final = query(
    "Microsoft-Windows-Diagnostics-Performance/Operational", 365, {"Microsoft-Windows-Diagnostics-Performance": (100,)}
)

if sys.platform == "win32":
    _NEWEST_FIRST: Final = 0x1 | 0x200
    """EvtQueryChannelPath and EvtQueryReverseDirection."""
    _AS_XML: Final = 1

    def events(asked: str) -> bytes:
        """The newest events, one after another. Raises ``OSError``, ``PermissionError`` where it may not be read."""
        found = c.log_query(None, None, asked, _NEWEST_FIRST)
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
