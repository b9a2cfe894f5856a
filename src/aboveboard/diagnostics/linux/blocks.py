"""Block devices as ``/sys`` shows them. No device is ever opened."""

from __future__ import annotations

import re
from typing import Final

from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.mounts import Mount
from aboveboard.diagnostics.linux.reading import names, number, real, text_or

_DEVICE: Final = re.compile(r"[1-9]\d{0,8}:\d{1,9}")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9!_.-]{0,63}")
_PLAYED: Final = re.compile(
    r"(loop|ram|zram|dm-|md|sr|fd|nbd|zd|mtdblock|bcache|drbd|rbd|nullb|vd|xvd)\d*[a-z]*|.*(boot\d|rpmb)"
)
_MADE_UP: Final = re.compile(r"qemu|vbox|vmware|virtual|msft|google|xen", re.IGNORECASE)


def folder_of(machine: Machine, mount: Mount) -> str:
    """The folder of ``/sys`` of what a file system lies on, links followed; empty where that is not known."""
    if _DEVICE.fullmatch(mount.device):
        found = real(machine, f"/sys/dev/block/{mount.device}")
        if found:
            return found
    if not mount.source.startswith("/dev/"):
        return ""
    name = mount.source.removeprefix("/dev/")
    if name.startswith("mapper/"):
        return _mapped(machine, name.removeprefix("mapper/"))
    if not _NAME.fullmatch(name):
        return ""
    return real(machine, f"/sys/class/block/{name}") or _in_its_disk(machine, name)


def _mapped(machine: Machine, name: str) -> str:
    for one in names(machine, "/sys/class/block") or names(machine, "/sys/block"):
        if one.startswith("dm-"):
            for place in (f"/sys/class/block/{one}", f"/sys/block/{one}"):
                if text_or(machine, f"{place}/dm/name") == name:
                    return real(machine, place)
    return ""


def _in_its_disk(machine: Machine, name: str) -> str:
    for disk in names(machine, "/sys/block"):
        if disk == name:
            return real(machine, f"/sys/block/{disk}")
        if name.startswith(disk) and machine.there(f"/sys/block/{disk}/{name}"):
            return real(machine, f"/sys/block/{disk}/{name}")
    return ""


def is_removable(machine: Machine, mount: Mount) -> bool:
    """Whether a file system lies on something that people plug in."""
    folder = folder_of(machine, mount)
    if not folder:
        return mount.point.startswith(("/media/", "/run/media/"))
    disk = folder if machine.there(f"{folder}/removable") else folder.rpartition("/")[0]
    return number(machine, f"{disk}/removable") == 1 or "/usb" in folder


def is_encrypted(machine: Machine, folder: str, depth: int = 8) -> bool | None:
    """Whether a block device is encrypted by the system, or lies on ones that all are; ``None``: not shown."""
    if not folder:
        return None
    if text_or(machine, f"{folder}/dm/uuid").startswith("CRYPT-"):
        return True
    below = names(machine, f"{folder}/slaves")
    if not below:
        return False if machine.there(folder) else None
    if depth <= 0:
        return None
    found = [is_encrypted(machine, real(machine, f"{folder}/slaves/{one}"), depth - 1) for one in below[:64]]
    if all(found):
        return True
    return None if None in found else False


def disks(machine: Machine) -> list[str]:
    """The names of the disks that are fitted, without what software or a virtual machine's host plays."""
    return [
        one
        for one in names(machine, "/sys/block")
        if not _PLAYED.fullmatch(one) and _NAME.fullmatch(one) and _is_fitted(machine, one)
    ]


def _is_fitted(machine: Machine, disk: str) -> bool:
    """Not a stick, an empty slot for cards, or a disk that a virtual machine is shown."""
    if number(machine, f"/sys/block/{disk}/removable") == 1 or number(machine, f"/sys/block/{disk}/size") == 0:
        return False
    told = " ".join(text_or(machine, f"/sys/block/{disk}/device/{part}") for part in ("vendor", "model"))
    return not _MADE_UP.search(told)
