"""Writes what was read of a machine into a folder, each file in the way that is said for it and no other."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

import msgspec

from aboveboard.diagnostics.linux import rewritten
from aboveboard.diagnostics.linux.answers import Answers, FailedService
from aboveboard.diagnostics.linux.machine import ANSWERS
from aboveboard.diagnostics.linux.mounts import TABLES
from aboveboard.diagnostics.linux.network import own_proxy, proxy_of
from aboveboard.diagnostics.linux.packages import (
    COUNTED,
    FETCHED,
    LISTS,
    STATUS,
    WORKING,
    pending,
    security_lists,
    unfinished,
)
from aboveboard.diagnostics.linux.pseudonyms import HOME, Pseudonyms
from aboveboard.diagnostics.linux.recorder import Recorder
from aboveboard.diagnostics.linux.rewritten import Rewrite
from aboveboard.diagnostics.linux.security import FIREWALLS

_REWRITTEN: Final[tuple[tuple[str, Rewrite], ...]] = (
    (r"/etc/os-release|/usr/lib/os-release", rewritten.release),
    (r"/proc/sys/kernel/osrelease", rewritten.kernel),
    (r"/proc/cpuinfo", rewritten.cpuinfo),
    (r"/proc/1/cgroup", rewritten.group),
    (r"/etc/fstab", rewritten.fstab),
    (r"/proc/swaps", rewritten.swaps),
    (r"/proc/vmstat|/sys/fs/cgroup(/memory)?/memory\.(stat|events|oom_control)", rewritten.counters),
    (r"/proc/\d+/stat", rewritten.process),
    (r"/proc/\d+/comm", lambda text, _: text if text.strip() in WORKING else "program\n"),
    (r"/proc/net/route", rewritten.routes),
    (r"/proc/net/ipv6_route", rewritten.routes_6),
    (r"/proc/net/arp", rewritten.neighbours),
    (r"/proc/net/(tcp|udp)6?", rewritten.listeners),
    (r"/proc/net/wireless", rewritten.wireless),
    (r"/etc/resolv\.conf", rewritten.resolv_conf),
    (r"/etc/nsswitch\.conf", rewritten.lookups),
    (r"/etc/ufw/ufw\.conf", rewritten.only("ENABLED")),
    (r"/etc/machine-info", rewritten.only("CHASSIS")),
    (r"/var/lib/ubuntu-advantage/status\.json", rewritten.contract),
    (r".*/autostart/[^/]+\.desktop", rewritten.autostart),
    (r"/sys/.*/dm/uuid", lambda text, _: text.partition("-")[0] + "-\n"),
    (r"/sys/.*/dm/name", lambda text, names: names.one("volume", text.strip()) + "\n"),
    (r"/sys/class/drm/card\d+/device/uevent", rewritten.only("DRIVER")),
)
_AS_IT_IS: Final = re.compile(
    r"/proc/(meminfo|loadavg|uptime|pressure/memory|\d+/statm|sys/kernel/arch|device-tree/(model|compatible|chassis-type))"
    r"|/etc/adjtime|/sys/class/dmi/id/(chassis_type|sys_vendor|product_name|board_vendor|bios_vendor)"
    r"|/sys/(class/hwmon|class/thermal)/[^/]+/(name|type|temp|temp\d+_(input|label))"
    r"|/sys/devices/system/(cpu/(online|cpu\d+/thermal_throttle/\w+)|memory/block_size_bytes)"
    r"|/.*(removable|size|queue/rotational|device/(vendor|model|life_time|pre_eol_info))"
    r"|/sys/class/net/[^/]+/(operstate|carrier)"
    r"|/sys/class/power_supply/[^/]+/(type|scope|present|online|status|capacity|usb_type|\w+_now|\w+_full|\w+_full_design)"
    r"|/sys/fs/\w+/[^/]+/errors_count|/sys/fs/cgroup/(memory/)?memory\.(max|current|pressure|limit_in_bytes|usage_in_bytes)"
    r"|/sys/class/rtc/rtc0/since_epoch|/sys/bus/pci/devices/[^/]+/(class|vendor|device)|/proc/xen/capabilities"
)
_FOLDERS: Final = re.compile(
    r"/sys/(block|class/(block|net|power_supply|hwmon|thermal|drm)|devices/system/memory|bus/pci/devices|bus/acpi/devices)"
    r"|/sys/.*/(slaves|device/block)|/etc/runlevels/\w+|/(etc|lib|usr/lib)/systemd/system/[\w.-]+\.(wants|requires)"
)
_PLACES: Final = re.compile(
    r"/(sys|proc|etc/ufw|etc/firewalld|usr/s?bin/firewalld|usr/share/update-notifier|etc/kernel|etc/systemd/system|etc/runlevels"
    r"|run/(systemd|host|ostree|booted-system|current-system))(/.*)?"
    r"|/(var/)?run/reboot-(required|needed)|/run/ostree-booted|/run/\.containerenv|/\.dockerenv"
)
_SHARED_AUTOSTARTS: Final = re.compile(r"/etc/xdg(/xdg-[a-z]{1,20})?/autostart")
_TRACES: Final = ("/var/lib/systemd/coredump", "/var/lib/systemd/pstore", "/var/crash", "/sys/fs/pstore")
_LOGINS: Final = ("/var/log/wtmp", "/var/log/wtmp.1")
_MODULES: Final = ("/usr/lib/modules", "/lib/modules")
_ELSEWHERE: Final = ("/etc/environment", COUNTED)
"""Of these it is said by functions of their own what is kept."""
_LONGEST: Final = 65_536


class Capture:
    """One capture of what ``recorder`` was asked, into ``root``."""

    def __init__(self, recorder: Recorder, root: Path) -> None:
        self._read = recorder
        self._root = root
        self._names = Pseudonyms(recorder.home())
        self._config = os.path.normpath(recorder.settings().get("XDG_CONFIG_HOME") or f"{recorder.home()}/.config")
        self._left_out: list[str] = []

    def write(self) -> list[str]:
        """Write it all; returns the paths of which nothing was written."""
        for path, content in sorted(self._read.files.items()):
            self._file(path, content)
        for path, listed in sorted(self._read.folders.items()):
            self._folder(path, listed)
        for path in sorted(self._read.seen):
            if _PLACES.fullmatch(path) and not self._read.machine.there(f"{path}/.") and path not in self._read.files:
                self._put(path, b"")
            elif _PLACES.fullmatch(path):
                self._make(path)
        for path, at in sorted(self._read.times.items()):
            if _PLACES.fullmatch(path):
                self._put(path, b"", at)
        if self._read.home() != "/root":
            # What lies on the person's own file system is looked for at their home.
            self._make(HOME)
        self._packages()
        self._graphics()
        self._proxy()
        self._answers()
        return self._left_out

    def _file(self, path: str, content: bytes) -> None:
        text = content.decode("utf-8", "replace")
        if path in TABLES:
            self._put("/proc/self/mountinfo", rewritten.mounts(text, self._names).encode())
        elif path in _LOGINS:
            self._put(path, rewritten.logins(content))
        elif _AS_IT_IS.fullmatch(path) and len(content) <= _LONGEST:
            self._put(path, content)
        else:
            found = next((rewrite for pattern, rewrite in _REWRITTEN if re.fullmatch(pattern, path)), None)
            if found is rewritten.autostart and not self._of_autostarts(os.path.dirname(path)):
                found = None
            if found is None and path not in _ELSEWHERE:
                self._left_out.append(path)
            elif found is not None:
                self._put(path, found(text, self._names).encode())

    def _folder(self, path: str, listed: list[str]) -> None:
        if path in _TRACES:
            self._traces(path, listed)
        elif path in _MODULES:
            running = self._text("/proc/sys/kernel/osrelease").strip()
            kernel = rewritten.kernel(running, self._names).strip()
            for name in listed:
                self._make(f"{path}/{kernel if name == running else self._names.one('kernel', name)}")
        elif self._of_autostarts(path):
            self._make(path)
        elif _FOLDERS.fullmatch(path):
            self._make(path)
            for name in listed:
                if not path.startswith(("/etc", "/lib", "/usr")) or name.removesuffix(".service") in FIREWALLS:
                    self._make(f"{path}/{name}")

    def _of_autostarts(self, path: str) -> bool:
        """Whether it is one of the folders of what starts with the desktop whose own name is nobody's."""
        path = os.path.normpath(path)
        return path == f"{self._config}/autostart" or bool(_SHARED_AUTOSTARTS.fullmatch(path))

    def _traces(self, path: str, listed: list[str]) -> None:
        """What crashes left: when, and of which pseudonym."""
        self._make(path)
        for number, name in enumerate(listed, 1):
            dumped = re.fullmatch(r"core\.(.{1,200})\.\d+\.[0-9a-f]{32}\.\d+\.(\d+)(\.\w+)?", name)
            if dumped:
                program = self._names.one("program", dumped[1])
                self._put(f"{path}/core.{program}.0.{'0' * 32}.{number}.{dumped[2]}.zst", b"")
            elif f"{path}/{name}" in self._read.times:
                self._put(f"{path}/dmesg-{number}", b"", self._read.times[f"{path}/{name}"])

    def _packages(self) -> None:
        """Of the packages only those with something to tell, and of those only that."""
        at = self._read.times.get(STATUS)
        try:
            broken = unfinished(self._read.machine)
        except (OSError, ValueError):
            return
        try:
            lists, packed = security_lists(self._read.machine)
            waiting = pending(self._read.machine, lists) if lists and not packed else {}
        except (OSError, ValueError):
            lists, packed, waiting = [], False, {}
        kept = [f"Package: broken-{number}\nStatus: {status}\n" for number, status in enumerate(broken, 1)]
        for name in sorted(waiting):
            package = f"Package: {self._names.one('package', name)}\nArchitecture: all\nVersion: 1\n"
            kept.append(package + "Status: install ok installed\n")
        self._put(STATUS, "\n".join(kept).encode(), at)
        newer = [one.replace("Version: 1", "Version: 2") for one in kept[len(broken) :]]
        for number, path in enumerate(lists):
            content = "\n".join(newer if not number else []).encode()
            self._put(f"{LISTS}/stable-security_{number}_Packages", content, self._read.times.get(path))
        if packed:
            self._put(f"{LISTS}/stable-security_Packages.lz4", b"")
        for name, file in waiting.items():
            if f"{FETCHED}/{file}" in self._read.times:
                fetched = f"{FETCHED}/{self._names.one('package', name)}_2_all.deb"
                self._put(fetched, b"", self._read.times[f"{FETCHED}/{file}"])
        if LISTS in self._read.times:
            self._make(LISTS)
            os.utime(self._root / LISTS.lstrip("/"), (self._read.times[LISTS],) * 2)
        for path in ("/var/lib/apt/periodic/update-success-stamp", COUNTED):
            if path in self._read.times:
                text = self._text(path)
                counts = re.findall(r"^[ \t]*(\d{1,6})\b(?!.*\bESM\b)", text, re.MULTILINE)
                self._put(path, "".join(f"{count} updates\n" for count in counts).encode(), self._read.times[path])

    def _graphics(self) -> None:
        """Of the list of PCI numbers the lines of the cards that are there."""
        numbers = {path.rpartition("/")[0] for path in self._read.files if path.startswith("/sys/bus/pci/devices/")}
        cards = {tuple(self._text(f"{one}/{part}").strip()[2:] for part in ("vendor", "device")) for one in numbers}
        for path in ("/usr/share/misc/pci.ids", "/usr/share/hwdata/pci.ids", "/usr/share/pci.ids"):
            kept, maker = [], ""
            try:
                for line in self._read.machine.stream(path, 8 << 20):
                    if line[:1] not in (b"#", b"\t", b"\n"):
                        maker = line[:4].decode("ascii", "replace")
                        if any(maker == card[0] for card in cards):
                            kept.append(line)
                    elif line[1:2] != b"\t" and (maker, line[1:5].decode("ascii", "replace")) in cards:
                        kept.append(line)
            except (OSError, ValueError):
                continue
            self._put(path, b"".join(kept))

    def _proxy(self) -> None:
        """That there is a proxy; on this computer itself also where."""
        proxy = proxy_of(self._read.machine)
        own = own_proxy(proxy)
        where = (
            f"[{own[0]}]:{own[1]}" if own and ":" in own[0] else f"{own[0]}:{own[1]}" if own else "proxy.invalid:8080"
        )
        self._put("/etc/environment", f"https_proxy=http://{where}\n".encode() if proxy else b"")

    def _answers(self) -> None:
        """What system calls and the bus answered."""
        ask = self._read
        services = ask.failed_services()
        settings = ask.settings().get("XDG_CURRENT_DESKTOP", "")
        told = Answers(
            captured_at=ask.now(),
            file_systems={self._names.place(point): size for point, size in ask.sizes.items()},
            clock=ask.clock(),
            idle_seconds=ask.idle_seconds(),
            trash=ask.walked.get("trash"),
            temporary=ask.walked.get("temporary"),
            chassis=ask.chassis(),
            desktop=rewritten.desktops(settings) or None,
            disks={self._names.part(name): told for name, told in disks.items()}
            if (disks := ask.disks()) is not None
            else None,
            failed_services=None
            if services is None
            else tuple(FailedService(self._names.one("service", one.name) + ".service", one.since) for one in services),
            starts=ask.starts(),
            resolver_failing=ask.resolver_failing(),
            proxy_unreachable=ask.proxy_unreachable(),
        )
        self._put(ANSWERS, msgspec.json.format(msgspec.json.encode(told), indent=2))

    def _text(self, path: str) -> str:
        return self._read.files.get(path, b"").decode("utf-8", "replace")

    def _put(self, path: str, content: bytes, at: float | None = None) -> None:
        """A file, at the place where it really lies, with links on the way as they were."""
        place = self._root / self._way(path).lstrip("/")
        if place.is_dir():
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        if at is not None:
            os.utime(place, (at, at))

    def _make(self, path: str) -> None:
        place = self._root / self._way(path).lstrip("/")
        if not place.exists():
            place.mkdir(parents=True, exist_ok=True)

    def _way(self, path: str) -> str:
        """Where ``path`` really lies in the capture; each link that leads there is made on the way."""
        here, real = "", ""
        for name in [part for part in path.split("/") if part]:
            here = f"{here}/{name}"
            told = f"{real}/{name}"
            try:
                leads = self._read.machine.real(here)
            except (OSError, ValueError):
                leads = told
            if leads != told and here.startswith("/sys/"):
                link = self._root / self._renamed(told).lstrip("/")
                link.parent.mkdir(parents=True, exist_ok=True)
                if not link.is_symlink() and not link.exists():
                    # Never a path from /: who packs a capture and follows its links would pack the computer's own.
                    link.symlink_to(os.path.relpath(self._renamed(leads), os.path.dirname(self._renamed(told))))
                    (self._root / self._renamed(leads).lstrip("/")).mkdir(parents=True, exist_ok=True)
                real = leads
            else:
                real = told
        return self._renamed(real)

    def _renamed(self, path: str) -> str:
        home = self._read.home()
        if path.startswith(self._config + "/"):
            path = f"{home}/.config{path[len(self._config) :]}"
        if home != "/root" and (path == home or path.startswith(home + "/")):
            path = HOME + path[len(home) :]
        parts = path.split("/")
        kept = list(parts)
        if path.startswith("/sys/"):
            kinds = {"net": self._names.card, "power_supply": self._names.supply}
            kept = [
                kinds.get(before, self._names.part)(part) for before, part in zip(["", *parts], parts, strict=False)
            ]
        if len(parts) > 2 and parts[-2] == "autostart":
            kept[-1] = self._names.one("entry", parts[-1]) + ".desktop"
        return "/".join(kept)
