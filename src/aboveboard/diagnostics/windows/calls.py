"""Windows' own calls that are needed to read it, with the types that they take. Elsewhere this module is empty.

None of them sends anything, opens a device or changes one.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import POINTER, c_int32, c_int64, c_uint8, c_uint16, c_uint32, c_uint64, c_void_p, c_wchar_p
from typing import Any, ClassVar, Final

Fields = list[tuple[str, Any]]


class LastInput(ctypes.Structure):
    """LASTINPUTINFO."""

    _fields_: ClassVar[Fields] = [("size", c_uint32), ("time", c_uint32)]


class Bin(ctypes.Structure):
    """SHQUERYRBINFO."""

    _fields_: ClassVar[Fields] = [("size", c_uint32), ("bytes", c_int64), ("items", c_int64)]


class Batteries(ctypes.Structure):
    """SYSTEM_BATTERY_STATE: all batteries together."""

    _fields_: ClassVar[Fields] = [
        ("online", c_uint8),
        ("present", c_uint8),
        ("charging", c_uint8),
        ("discharging", c_uint8),
        ("spare", c_uint8 * 4),
        ("most", c_uint32),
        ("remaining", c_uint32),
        ("rate", c_int32),
        ("seconds", c_uint32),
        ("alert", c_uint32 * 2),
    ]


class Route(ctypes.Structure):
    """MIB_IPFORWARDROW."""

    _fields_: ClassVar[Fields] = [
        ("goal", c_uint32),
        ("mask", c_uint32),
        ("policy", c_uint32),
        ("next", c_uint32),
        ("card", c_uint32),
        ("rest", c_uint32 * 9),
    ]


class Neighbour(ctypes.Structure):
    """MIB_IPNETROW."""

    _fields_: ClassVar[Fields] = [
        ("card", c_uint32),
        ("length", c_uint32),
        ("hardware", c_uint8 * 8),
        ("address", c_uint32),
        ("type", c_uint32),
    ]


class Card(ctypes.Structure):
    """MIB_IF_ROW2: 1352 bytes."""

    _fields_: ClassVar[Fields] = [
        ("luid", c_uint64),
        ("index", c_uint32),
        ("guid", c_uint8 * 16),
        ("alias", c_uint16 * 257),
        ("description", c_uint16 * 257),
        ("hardware_length", c_uint32),
        ("hardware", c_uint8 * 32),
        ("permanent", c_uint8 * 32),
        ("mtu", c_uint32),
        ("kinds", c_uint32 * 6),
        ("flags", c_uint8),
        ("state", c_uint32),
        ("wanted", c_uint32),
        ("connected", c_uint32),
        ("network", c_uint8 * 16),
        ("connection", c_uint32),
        ("speeds", c_uint64 * 2),
        ("counts", c_uint64 * 18),
    ]


class Wireless(ctypes.Structure):
    """WLAN_INTERFACE_INFO."""

    _fields_: ClassVar[Fields] = [("guid", c_uint8 * 16), ("description", c_uint16 * 256), ("state", c_uint32)]


if sys.platform == "win32":
    kernel32: Final = ctypes.WinDLL("kernel32", use_last_error=True)
    user32: Final = ctypes.WinDLL("user32", use_last_error=True)
    shell32: Final = ctypes.WinDLL("shell32")
    ntdll: Final = ctypes.WinDLL("ntdll")
    powrprof: Final = ctypes.WinDLL("powrprof")
    iphlpapi: Final = ctypes.WinDLL("iphlpapi")
    wevtapi: Final = ctypes.WinDLL("wevtapi", use_last_error=True)

    Handle = c_void_p

    def call(library: Any, name: str, gives: Any, *takes: Any) -> Any:
        """One function with its types: without them ctypes would cut handles to 32 bits."""
        found = getattr(library, name)
        found.restype, found.argtypes = gives, takes
        return found

    ticks = call(kernel32, "GetTickCount", c_uint32)
    fitted_memory = call(kernel32, "GetPhysicallyInstalledSystemMemory", c_int32, POINTER(c_uint64))
    last_input = call(user32, "GetLastInputInfo", c_int32, POINTER(LastInput))
    query_bin = call(shell32, "SHQueryRecycleBinW", c_int32, c_wchar_p, POINTER(Bin))
    query_system = call(ntdll, "NtQuerySystemInformation", c_int32, c_int32, c_void_p, c_uint32, POINTER(c_uint32))
    power = call(powrprof, "CallNtPowerInformation", c_int32, c_int32, c_void_p, c_uint32, c_void_p, c_uint32)
    best_route = call(iphlpapi, "GetBestRoute", c_uint32, c_uint32, c_uint32, POINTER(Route))
    neighbours = call(iphlpapi, "GetIpNetTable", c_uint32, c_void_p, POINTER(c_uint32), c_int32)
    cards = call(iphlpapi, "GetIfTable2", c_uint32, POINTER(c_void_p))
    free_table = call(iphlpapi, "FreeMibTable", None, c_void_p)
    log_query = call(wevtapi, "EvtQuery", Handle, Handle, c_wchar_p, c_wchar_p, c_uint32)
    log_next = call(
        wevtapi, "EvtNext", c_int32, Handle, c_uint32, POINTER(Handle), c_uint32, c_uint32, POINTER(c_uint32)
    )
    log_render = call(
        *(wevtapi, "EvtRender", c_int32, Handle, Handle, c_uint32, c_uint32, c_void_p),
        *(POINTER(c_uint32), POINTER(c_uint32)),
    )
    log_close = call(wevtapi, "EvtClose", c_int32, Handle)
