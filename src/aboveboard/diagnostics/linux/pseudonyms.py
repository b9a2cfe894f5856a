"""Names for a capture: what a person or a maker gave a name keeps its sense and loses the name."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

HOME: Final = "/home/person"
_PLAIN_CARD: Final = re.compile(
    r"lo|(eth|wlan|wwan)\d{1,2}|(en|wl|ww)(o\d+|s\d+|p\d+s\d+)(f\d+)?(u\d+)*(i\d+)?|host\d|docker0"
)
_PLAIN_SUPPLY: Final = re.compile(r"[A-Z]{2,5}\d{0,2}")
_HARDWARE_ADDRESS: Final = re.compile(r"(?i)([0-9a-f]{2}[:._-]){5}[0-9a-f]{2}|(?<![0-9a-f])[0-9a-f]{12,}(?![0-9a-f])")
_OWN_PLACES: Final = frozenset(
    {
        "/", "/boot", "/boot/efi", "/boot/firmware", "/efi", "/etc", "/home", "/mnt/stateful_partition", "/nix",
        "/nix/store", "/opt", "/recovery", "/root", "/srv", "/sysroot", "/usr", "/usr/local", "/var", "/var/cache",
        "/var/lib", "/var/lib/docker", "/var/log",
    }
)  # fmt: skip
_DEVICE: Final = re.compile(
    r"/dev/(root|(sd|vd|hd|xvd)[a-z]{1,3}\d*|(nvme\d+n|mmcblk|md)\d+(p\d+)?|(dm-|loop|zram|sr)\d+)"
)
_NOWHERE: Final = (int(IPv4Address("240.0.0.0")), int(IPv6Address("100::")))
"""Networks that nobody has: one kept for the future, and the one whose packets are thrown away."""


class Pseudonyms:
    """The same name gets the same pseudonym, as long as this object lives."""

    def __init__(self, home: str) -> None:
        self._home = home
        self._given: dict[tuple[str, str], str] = {}

    def one(self, kind: str, name: str) -> str:
        """``kind-1``, ``kind-2`` … in the order in which they are asked for."""
        many = sum(1 for of, _ in self._given if of == kind)
        return self._given.setdefault((kind, name), f"{kind}-{many + 1}")

    def card(self, name: str) -> str:
        """A network card: names that the system makes from its place stay, others can hold anything."""
        return name if _PLAIN_CARD.fullmatch(name) else self.one("net", name)

    def supply(self, name: str) -> str:
        """A battery or a mains plug: those of mice and headsets are called by their serial number."""
        return name if _PLAIN_SUPPLY.fullmatch(name) else self.one("supply", name)

    def part(self, name: str) -> str:
        """A part of a path below ``/sys``: some devices are called by their hardware address, arrays by their owner."""
        if name.startswith("md_"):
            return self.one("md_array", name)
        return self.one("device", name) if _HARDWARE_ADDRESS.search(name) else name

    def place(self, point: str) -> str:
        """Where a file system is mounted."""
        if point in _OWN_PLACES:
            return point
        if point == self._home or self._home.startswith(point + "/"):
            return HOME[: HOME.rindex("/")] if point == self._home.rpartition("/")[0] else HOME
        for start in ("/run/media/", "/media/"):
            if point.startswith(start):
                return start + self.one("disk", point)
        return "/mnt/" + self.one("place", point)

    def source(self, name: str, kind: str) -> str:
        """What a file system lies on."""
        if _DEVICE.fullmatch(name):
            return name
        if name.startswith("/dev/"):
            return "/dev/mapper/" + self.one("volume", name.removeprefix("/dev/mapper/").removeprefix("/dev/"))
        if kind == "zfs":
            pool, slash, below = name.partition("/")
            return self.one("pool", pool) + (slash and "/" + self.one("set", below))
        return name if name in ("overlay", "composefs", "rootfs", "tmpfs", "none") else "source"

    def address(self, word: str) -> str:
        """An address of the network; loopback and the ones that mean nobody stay."""
        try:
            told = ip_address(word)
        except ValueError:
            return "240.0.0.0"
        if told.is_loopback or told.is_unspecified:
            return word
        number = int(self.one("address", str(told)).rpartition("-")[2])
        return str(IPv4Address(_NOWHERE[0] + number) if told.version == 4 else IPv6Address(_NOWHERE[1] + number))
