"""Windows' network by its own calls: cards, the way out, its neighbour, wireless. Elsewhere this module is empty."""

from __future__ import annotations

import ctypes
import json
import sys
from ctypes import POINTER, c_uint32, c_void_p
from typing import Any, Final

import psutil

from aboveboard.diagnostics.windows import calls as c

if sys.platform == "win32":
    _HARDWARE, _FILTER = 0x01, 0x02
    _CONNECTED: Final = 1
    _ELSEWHERE: Final = 0x01_02_00_C0
    """192.0.2.1, of a network that is nowhere: the way to it is the way out. Asked of the table; nothing is sent."""
    _SIGNAL: Final = 0x1000_0102
    """wlan_intf_opcode_rssi: the strength alone, never the network's name."""

    def network() -> bytes:
        """``network.json``: cards with their addresses, if there is a way out, and if its gateway is known."""
        addresses = psutil.net_if_addrs()
        cards = [
            {**card, "addresses": [one.address for one in addresses.get(name, []) if one.family in (2, 23)]}
            for name, card in _cards()
        ]
        route = c.Route()
        there = c.best_route(_ELSEWHERE, 0, ctypes.byref(route)) == 0 and route.next != 0
        gateway = _neighbours().get(route.next, "") if there else ""
        return json.dumps({"adapters": cards, "default_route": there, "gateway": gateway}).encode()

    def _cards() -> list[tuple[str, dict[str, Any]]]:
        table = c_void_p()
        if c.cards(ctypes.byref(table)) or not table.value:
            raise OSError("no table of network cards")
        try:
            count = c_uint32.from_address(table.value).value
            rows = (c.Card * min(count, 1024)).from_address(table.value + 8)
            return [
                (
                    bytes(row.alias).decode("utf-16-le", "replace").split("\0")[0],
                    {"hardware": bool(row.flags & _HARDWARE), "connected": row.connected == _CONNECTED},
                )
                for row in rows
                if not row.flags & _FILTER
            ]
        finally:
            c.free_table(table)

    def _neighbours() -> dict[int, str]:
        size = c_uint32(0)
        c.neighbours(None, ctypes.byref(size), 0)
        room = ctypes.create_string_buffer(max(size.value, 4) + 4096)
        size.value = len(room)
        if c.neighbours(room, ctypes.byref(size), 0):
            return {}
        count = c_uint32.from_buffer(room).value
        rows = (c.Neighbour * min(count, (len(room) - 4) // ctypes.sizeof(c.Neighbour))).from_buffer(room, 4)
        return {row.address: "known" if row.type in (3, 4) and row.length else "invalid" for row in rows}

    def connections() -> bytes:
        """``connections.json``: who listens here, and with whom somebody here is talking."""
        found = psutil.net_connections("tcp")
        listening = [[one.laddr.ip, one.laddr.port] for one in found if one.status == psutil.CONN_LISTEN]
        talking = [[one.raddr.ip, one.raddr.port] for one in found if one.status == psutil.CONN_ESTABLISHED]
        return json.dumps({"listening": listening, "talking": talking}).encode()

    def wireless() -> bytes:
        """``wifi.json``: state and strength of each wireless card."""
        try:
            library = ctypes.WinDLL("wlanapi")
        except OSError:
            return b"[]"  # Windows for servers has none.
        handle, version, listed = c_void_p(), c_uint32(), c_void_p()
        start = c.call(library, "WlanOpenHandle", c_uint32, c_uint32, c_void_p, POINTER(c_uint32), POINTER(c_void_p))
        end = c.call(library, "WlanCloseHandle", c_uint32, c_void_p, c_void_p)
        enum = c.call(library, "WlanEnumInterfaces", c_uint32, c_void_p, c_void_p, POINTER(c_void_p))
        free = c.call(library, "WlanFreeMemory", None, c_void_p)
        if start(2, None, ctypes.byref(version), ctypes.byref(handle)):
            return b"[]"  # Its service does not run: there is no wireless card.
        try:
            if enum(handle, None, ctypes.byref(listed)) or not listed.value:
                raise OSError("no list of wireless cards")
            try:
                count = c_uint32.from_address(listed.value).value
                rows = (c.Wireless * min(count, 16)).from_address(listed.value + 8)
                told = [{"state": row.state, "rssi": _strength(library, handle, row)} for row in rows]
            finally:
                free(listed)
        finally:
            end(handle, None)
        return json.dumps(told).encode()

    def _strength(library: Any, handle: c_void_p, row: c.Wireless) -> int | None:
        """dBm; ``None`` where there is no connection or Windows keeps it to itself."""
        query = c.call(
            *(library, "WlanQueryInterface", c_uint32, c_void_p, c_void_p, c_uint32, c_void_p),
            *(POINTER(c_uint32), POINTER(c_void_p), c_void_p),
        )
        size, data = c_uint32(), c_void_p()
        if row.state != _CONNECTED or query(
            handle, ctypes.byref(row, 0), _SIGNAL, None, ctypes.byref(size), ctypes.byref(data), None
        ):
            return None
        try:
            return ctypes.c_int32.from_address(data.value).value if data.value and size.value >= 4 else None
        finally:
            c.call(library, "WlanFreeMemory", None, c_void_p)(data)
