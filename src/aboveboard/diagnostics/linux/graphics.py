"""``fact:graphics``: the names of the graphics cards. No card is opened: that could wake one that sleeps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.reading import names, pairs, text_or
from aboveboard.diagnostics.looks import NO_CARD, Unknown

_PCI: Final = "/sys/bus/pci/devices"
_DISPLAY: Final = re.compile(r"0x03[0-9a-f]{4}")
_NUMBER: Final = re.compile(r"0x([0-9a-f]{4})")
_LISTS: Final = ("/usr/share/misc/pci.ids", "/usr/share/hwdata/pci.ids", "/usr/share/pci.ids")
_LIST_BYTES: Final = 8 << 20
_MAKERS: Final = {
    "1002": "AMD",
    "1013": "Cirrus Logic",
    "102b": "Matrox",
    "10de": "NVIDIA",
    "1234": "QEMU",
    "1414": "Microsoft Hyper-V",
    "15ad": "VMware",
    "1a03": "ASPEED",
    "1af4": "Virtio",
    "1b36": "QXL",
    "1d17": "Zhaoxin",
    "5333": "S3",
    "80ee": "VirtualBox",
    "8086": "Intel",
}


def read_graphics(machine: Machine) -> Mapping[str, object]:
    """At most four names."""
    cards = list(_pci(machine))[:4]
    listed = _names(machine, cards)
    found = [listed.get(card) or _by_number(card) for card in cards] or list(_boards(machine))
    return {"fact:graphics": tuple(dict.fromkeys(found))[:4] or Unknown(NO_CARD)}


def _pci(machine: Machine) -> Iterable[tuple[str, str]]:
    """(maker, device) of each card, as PCI numbers them."""
    for one in names(machine, _PCI)[:4096]:
        if _DISPLAY.fullmatch(text_or(machine, f"{_PCI}/{one}/class").lower()):
            numbers = [
                _NUMBER.fullmatch(text_or(machine, f"{_PCI}/{one}/{part}").lower()) for part in ("vendor", "device")
            ]
            if numbers[0] and numbers[1]:
                yield numbers[0][1], numbers[1][1]


def _names(machine: Machine, cards: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The names from the system's list of PCI numbers, where there is one."""
    makers = {maker for maker, _ in cards}
    found: dict[tuple[str, str], str] = {}
    for path in _LISTS if cards else ():
        try:
            maker, title = "", ""
            for line in machine.stream(path, _LIST_BYTES):
                if line[:1] not in (b"#", b"\t", b"\n"):
                    # After the makers come other lists, whose lines begin otherwise.
                    maker, title = line[:4].decode("ascii", "replace").lower(), _title(line[4:])
                elif maker in makers and line[:1] == b"\t" and line[1:2] != b"\t":
                    device = line[1:5].decode("ascii", "replace").lower()
                    if (maker, device) in cards:
                        found[maker, device] = _with_maker(_MAKERS.get(maker, title), _title(line[5:]))
                        if len(found) == len(set(cards)):
                            return found
        except (OSError, ValueError):
            continue
    return found


def _title(rest: bytes) -> str:
    return rest.decode("utf-8", "replace").strip()


def _with_maker(maker: str, name: str) -> str:
    return name if name.startswith(f"{maker} ") else f"{maker} {name}"


def _by_number(card: tuple[str, str]) -> str:
    maker, device = card
    return f"{_MAKERS[maker]} {device}" if maker in _MAKERS else f"{maker}:{device}"


def _boards(machine: Machine) -> Iterable[str]:
    """The graphics of boards without PCI, by the name of their driver."""
    for one in names(machine, "/sys/class/drm")[:64]:
        if re.fullmatch(r"card\d+", one):
            driver = pairs(text_or(machine, f"/sys/class/drm/{one}/device/uevent")).get("DRIVER", "")
            if re.fullmatch(r"[a-z0-9_-]{2,32}", driver):
                yield driver
