"""The answers of this Mac: by calls of its own where there is one, else by the helper of the start.

Nobody has run this on macOS yet: see docs/reference/diagnostics-systems.md.
"""

from __future__ import annotations

import ctypes
import json
import os
import plistlib
import resource
import socket
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import psutil

from aboveboard.diagnostics.answers import Live, bounded
from aboveboard.diagnostics.helper import Helper
from aboveboard.diagnostics.macos import calls as c
from aboveboard.diagnostics.macos.crash_files import crash_files
from aboveboard.diagnostics.macos.script import FRESH, command
from aboveboard.diagnostics.sizes import size_of

if sys.platform == "darwin":
    _NUMBERS: Final = ("hw.memsize", "hw.logicalcpu", "hw.physicalcpu", "hw.optional.arm64", "kern.hv_vmm_present")
    _TEXTS: Final = ("hw.model", "hw.machine", "machdep.cpu.brand_string")
    _STORE: Final = (
        "State:/Network/Global/(IPv4|IPv6|DNS|Proxies)",
        "State:/Network/Interface/[^/]+/(Link|IPv4|IPv6)",
        "State:/Network/Service/[^/]+/IPv4",
        "Setup:/Network/Service/[^/]+/Interface",
    )
    _MIB: Final = 2**20
    _AGENTS: Final = (Path("/Library/LaunchAgents"), Path.home() / "Library" / "LaunchAgents")
    _AGENT_FILES: Final = 500
    _TIMED: Final = (
        Path("/private/var/db/timed/Library/Preferences/com.apple.timed.plist"),
        Path("/Library/Preferences/com.apple.timed.plist"),
    )

    def live() -> Live:
        """This Mac. Nothing is opened or started yet."""
        own = Path("/System/Library/CoreServices/SystemVersion.plist")
        updates = Path("/Library/Preferences/com.apple.SoftwareUpdate.plist")
        asked: dict[str, Callable[[], bytes]] = {
            "system-version.plist": lambda: bounded(own),
            "software-update.plist": lambda: bounded(updates),
            "sysctl.txt": _sysctl,
            "vm_stat.txt": _vm_stat,
            "volumes.json": _volumes,
            "leftovers.json": _leftovers,
            "battery.plist": lambda: c.registry("AppleSmartBattery") or plistlib.dumps([]),
            "platform.plist": lambda: c.registry("IOPlatformExpertDevice") or plistlib.dumps([]),
            "programs.json": _programs,
            "restart.json": _restart,
            "time.json": _time,
            "reports.json": lambda: _json(crash_files(Path.home(), Path("/"))),
            "agents.json": _agents,
            "network.plist": lambda: c.dynamic_store(_STORE),
            "wifi.json": _wifi,
        }
        return Live(asked, Helper(command(), FRESH))

    def _json(value: object) -> bytes:
        return json.dumps(value).encode()

    def _number(name: str) -> int | None:
        found = c.raw(name)
        return int.from_bytes(found, sys.byteorder) if found and len(found) in (4, 8) else None

    def _sysctl() -> bytes:
        """The lines that ``sysctl`` prints for these names."""
        lines = [f"{name}: {value}" for name in _NUMBERS if (value := _number(name)) is not None]
        lines += [f"{name}: {said.rstrip(bytes(1)).decode()}" for name in _TEXTS if (said := c.raw(name))]
        lines.append(f"kern.hostname: {socket.gethostname()}")
        level = _number("kern.memorystatus_level")
        lines += [f"kern.memorystatus_level: {level}"] if level is not None else []
        if started := c.raw("kern.boottime"):
            lines.append(f"kern.boottime: {{ sec = {struct.unpack_from('=q', started)[0]}, usec = 0 }}")
        if (used := c.raw("vm.swapusage")) and len(used) >= ctypes.sizeof(c.Swap):
            swap = c.Swap.from_buffer_copy(used)
            sizes = [f"{name} = {getattr(swap, name) / _MIB:.2f}M" for name in ("total", "used", "free")]
            lines.append(f"vm.swapusage: {'  '.join(sizes)}")
        lines.append("vm.loadavg: {{ {:.2f} {:.2f} {:.2f} }}".format(*os.getloadavg()))
        return "\n".join([*lines, ""]).encode()

    def _vm_stat() -> bytes:
        """The lines that ``vm_stat`` prints, those that are read."""
        found, page = c.pages(), resource.getpagesize()
        counts = {
            "Pages free": found.free - found.speculative,
            "Pages inactive": found.inactive,
            "Pages speculative": found.speculative,
            "Pages purgeable": found.purgeable,
            "Swapins": found.swapins,
            "Swapouts": found.swapouts,
        }
        head = f"Mach Virtual Memory Statistics: (page size of {page} bytes)"
        return "\n".join([head, *(f"{name}: {count}." for name, count in counts.items()), ""]).encode()

    def _volumes() -> bytes:
        found = []
        for one in psutil.disk_partitions(all=False):
            try:
                told = os.statvfs(one.mountpoint)
            except OSError:
                continue
            found.append(
                {
                    "mountpoint": one.mountpoint,
                    "fstype": one.fstype,
                    "opts": one.opts,
                    "total": told.f_blocks * told.f_frsize,
                    "free": told.f_bavail * told.f_frsize,
                    "important": c.important_space(one.mountpoint),
                    "inodes": told.f_files,
                    "inodes_free": told.f_favail,
                    # What is not on the system's own disk is mounted here, and can mostly be taken out.
                    "removable": one.mountpoint.startswith("/Volumes/"),
                }
            )
        return _json(found)

    def _leftovers() -> bytes:
        """macOS lets programs look into the trash only where the person allowed it for all files."""
        try:
            trash = size_of([Path.home() / ".Trash"])
        except OSError:
            trash = None
        folder = os.environ.get("TMPDIR")
        return _json({"trash": trash, "temporary": size_of([Path(folder)]) if folder else None})

    def _programs() -> bytes:
        found: list[dict[str, Any]] = []
        for one in psutil.process_iter(["name", "memory_info", "cpu_times"]):
            memory, times = one.info["memory_info"], one.info["cpu_times"]
            if one.info["name"] and memory and times:
                seconds = times.user + times.system
                found.append({"name": one.info["name"], "resident": memory.rss, "cpu_seconds": seconds})
        known = c.registry("IOHIDSystem")
        idle = plistlib.loads(known).get("HIDIdleTime") if known else None
        return _json({"programs": found, "idle_seconds": idle / 1e9 if isinstance(idle, int) else None})

    def _restart() -> bytes:
        try:
            return _json({"prepared": os.stat("/macOS Install Data").st_mtime})
        except FileNotFoundError:
            return _json({"prepared": None})

    def _time() -> bytes:
        for file in _TIMED:
            try:
                return _json({"automatic": plistlib.loads(bounded(file)).get("TMAutomaticTimeOnlyEnabled")})
            except (OSError, ValueError):
                continue
        return _json({"automatic": None})

    def _agents() -> bytes:
        found = []
        for file in [one for folder in _AGENTS if folder.is_dir() for one in sorted(folder.glob("*.plist"))]:
            try:
                said = plistlib.loads(bounded(file))
            except (OSError, ValueError):
                continue
            starts = bool(said.get("RunAtLoad")) or said.get("KeepAlive") is True
            found.append({"starts": starts, "off": said.get("Disabled") is True})
        return _json(found[:_AGENT_FILES])

    def _wifi() -> bytes:
        """CoreWLAN's strength of the signal alone: that needs no right, unlike the network's name."""
        ctypes.CDLL("/System/Library/Frameworks/CoreWLAN.framework/CoreWLAN")
        objc = ctypes.CDLL("/usr/lib/libobjc.A.dylib")
        a_class = c.call(objc, "objc_getClass", c.Ref, ctypes.c_char_p)
        name = c.call(objc, "sel_registerName", c.Ref, ctypes.c_char_p)
        send = ctypes.CFUNCTYPE(c.Ref, c.Ref, c.Ref)(("objc_msgSend", objc))
        send_number = ctypes.CFUNCTYPE(ctypes.c_long, c.Ref, c.Ref)(("objc_msgSend", objc))
        pool = send(a_class(b"NSAutoreleasePool"), name(b"new"))
        try:
            client = send(a_class(b"CWWiFiClient"), name(b"sharedWiFiClient"))
            card = send(client, name(b"interface")) if client else None
            return _json([{"rssi": send_number(card, name(b"rssiValue"))}] if card else [])
        finally:
            send(pool, name(b"drain"))
