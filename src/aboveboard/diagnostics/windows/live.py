"""The answers of this Windows computer: by calls of its own where there is one, else by the helper of the start.

Nobody has run this on Windows yet: see docs/reference/diagnostics-systems.md.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import psutil

from aboveboard.diagnostics.answers import Live
from aboveboard.diagnostics.helper import Helper
from aboveboard.diagnostics.sizes import size_of
from aboveboard.diagnostics.windows import calls as c
from aboveboard.diagnostics.windows import logs, nets
from aboveboard.diagnostics.windows.registry import KEYS
from aboveboard.diagnostics.windows.script import FRESH, command

if sys.platform == "win32":
    import winreg

    _ROOTS: Final = {"HKLM": winreg.HKEY_LOCAL_MACHINE, "HKCU": winreg.HKEY_CURRENT_USER}
    _SINCE_1601: Final = 11_644_473_600
    _VALUES: Final = 1024
    _PERFORMANCE, _BATTERIES = 2, 5
    """SystemPerformanceInformation and SystemBatteryState."""
    _WRITTEN: Final = 96
    """Where the first of these has DirtyPagesWriteCount: pages written to page files since the start."""
    _KEPT: Final = {"events-system.xml": 30.0, "registry.json": 10.0}
    """Seconds for which these are not asked again: light looks may come every two."""
    _NO_RATE: Final = -(2**31)
    _FIREWALL, _ANTIVIRUS = 1, 4

    def live() -> Live:
        """This computer. Nothing is opened or started yet."""
        asked: dict[str, Callable[[], bytes]] = {
            "registry.json": _registry,
            "cpu.json": lambda: _json({"cores": psutil.cpu_count(logical=False) or psutil.cpu_count()}),
            "memory.json": _memory,
            "volumes.json": _volumes,
            "leftovers.json": _leftovers,
            "battery-status.json": _battery,
            "boot.json": lambda: _json({"boot_time": psutil.boot_time()}),
            "programs.json": _programs,
            "startup.json": _startup,
            "network.json": nets.network,
            "connections.json": nets.connections,
            "wifi.json": nets.wireless,
            "security-centre.json": _security_centre,
            "events-system.xml": lambda: logs.events(logs.SYSTEM),
            "events-application.xml": lambda: logs.events(logs.APPLICATION),
            "events-start.xml": lambda: logs.events(logs.STARTS),
        }
        return Live(asked, Helper(command(os.environ.get("SYSTEMROOT", "C:\\Windows")), FRESH), _KEPT)

    def _json(value: object) -> bytes:
        return json.dumps(value).encode()

    def _registry() -> bytes:
        found = {}
        for name in KEYS:
            root, _, path = name.partition("\\")
            try:
                # The keys of 64 bits, also where this program has 32.
                with winreg.OpenKey(_ROOTS[root], path, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY) as key:
                    count, written = winreg.QueryInfoKey(key)[1:]
                    values = [winreg.EnumValue(key, place) for place in range(min(count, _VALUES))]
            except OSError:
                continue
            found[name] = {
                "values": {each: one.hex() if isinstance(one, bytes) else one for each, one, _ in values},
                "written": written / 10_000_000 - _SINCE_1601,
            }
        return json.dumps(found, default=str).encode()

    def _memory() -> bytes:
        fitted = ctypes.c_uint64()
        c.fitted_memory(ctypes.byref(fitted))
        now, page_file = psutil.virtual_memory(), psutil.swap_memory()
        room, used = ctypes.create_string_buffer(1024), ctypes.c_uint32()
        told = c.query_system(_PERFORMANCE, room, len(room), ctypes.byref(used)) >= 0 and used.value > _WRITTEN + 4
        return _json(
            {
                "fitted": fitted.value * 1024 or None,
                "total": now.total,
                "available": now.available,
                "page_file": page_file.total,
                "page_file_used_share": page_file.percent / 100,
                "pages_written": ctypes.c_uint32.from_buffer(room, _WRITTEN).value if told else None,
            }
        )

    def _volumes() -> bytes:
        found = []
        for one in psutil.disk_partitions(all=False):
            if not {"cdrom", "remote"} & set(one.opts.split(",")):
                try:
                    told = psutil.disk_usage(one.mountpoint)
                except OSError:
                    continue  # An empty card reader.
                found.append({"mountpoint": one.mountpoint, "opts": one.opts, "total": told.total, "free": told.free})
        return _json(found)

    def _leftovers() -> bytes:
        waste = c.Bin(size=ctypes.sizeof(c.Bin))
        trash = waste.bytes if c.query_bin(None, ctypes.byref(waste)) == 0 else None
        folder = os.environ.get("TEMP")
        return _json({"trash": trash, "temporary": size_of([Path(folder)]) if folder else None})

    def _battery() -> bytes:
        told = c.Batteries()
        if c.power(_BATTERIES, None, 0, ctypes.byref(told), ctypes.sizeof(told)) < 0:
            raise OSError("no state of the batteries")
        if not told.present:
            return b"[]"
        return _json(
            [
                {
                    "PowerOnline": bool(told.online),
                    "Charging": bool(told.charging),
                    "Discharging": bool(told.discharging),
                    "DischargeRate": max(0, -told.rate) if told.rate != _NO_RATE else None,
                    "RemainingCapacity": told.remaining,
                    "MaxCapacity": told.most,
                }
            ]
        )

    def _programs() -> bytes:
        asked = c.LastInput(size=ctypes.sizeof(c.LastInput))
        idle = ((c.ticks() - asked.time) % 2**32) / 1000 if c.last_input(ctypes.byref(asked)) else None
        found: list[dict[str, Any]] = []
        for one in psutil.process_iter(["name", "memory_info", "cpu_times"]):
            memory, times = one.info["memory_info"], one.info["cpu_times"]
            if one.info["name"] and one.pid:
                found.append(
                    {
                        "name": one.info["name"],
                        "resident": memory.rss if memory else None,
                        "cpu_seconds": times.user + times.system if times else None,
                    }
                )
        return _json({"programs": found, "idle_seconds": idle})

    def _startup() -> bytes:
        found: list[str] = []
        for variable in ("APPDATA", "ProgramData"):
            root = os.environ.get(variable)
            folder = Path(root, "Microsoft", "Windows", "Start Menu", "Programs", "Startup") if root else None
            if folder and folder.is_dir():
                found += os.listdir(folder)
        return _json(found)

    def _security_centre() -> bytes:
        ask = c.call(
            ctypes.WinDLL("wscapi"),
            *("WscGetSecurityProviderHealth", ctypes.c_int32, ctypes.c_uint32, ctypes.POINTER(ctypes.c_int32)),
        )
        found = {}
        for name, number in (("firewall", _FIREWALL), ("antivirus", _ANTIVIRUS)):
            state = ctypes.c_int32()
            if ask(number, ctypes.byref(state)) == 0:
                found[name] = state.value
        return _json(found)
