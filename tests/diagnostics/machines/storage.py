"""Disks, what is made of them, and what is mounted: ``/sys/block``, ``mountinfo``, ``fstab``, ``statvfs``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from tests.diagnostics.machines import canaries
from tests.diagnostics.machines.tree import GB, MB, Link, Tree

_PCI = "/sys/devices/pci0000:00"
_PLACES = {
    "nvme": f"{_PCI}/0000:00:1d.0/0000:3c:00.0/nvme/{{parent}}/{{name}}",
    "ata": f"{_PCI}/0000:00:17.0/ata{{number}}/host{{number}}/target{{number}}:0:0/{{number}}:0:0:0/block/{{name}}",
    "usb": f"{_PCI}/0000:00:14.0/usb1/1-{{number}}/1-{{number}}:1.0/host9/target9:0:0/9:0:0:0/block/{{name}}",
    "mmc": "/sys/devices/platform/soc/fe340000.mmc/mmc_host/mmc0/mmc0:aaaa/block/{name}",
    "virtio": f"{_PCI}/0000:00:0{{number}}.0/virtio{{number}}/block/{{name}}",
    "scsi": f"{_PCI}/0000:00:10.0/host{{number}}/target{{number}}:0:0/{{number}}:0:0:0/block/{{name}}",
}
_MAJORS = {"nvme": 259, "ata": 8, "usb": 8, "mmc": 179, "virtio": 254, "scsi": 8}


@dataclass(frozen=True)
class Disk:
    """``name`` as in ``/sys/block``; ``parts`` are the sizes of its partitions. ``number`` tells its place apart."""

    name: str
    size: int
    bus: str = "nvme"
    model: str = "Samsung SSD 980 500GB"
    vendor: str = ""
    spinning: bool = False
    number: int = 1
    parts: tuple[int, ...] = ()
    removable: bool = False

    @property
    def folder(self) -> str:
        """Where it really lies in ``/sys``."""
        return _PLACES[self.bus].format(name=self.name, number=self.number, parent=self.name.rpartition("n")[0])

    def part(self, number: int) -> str:
        """A partition's name."""
        return f"{self.name}p{number}" if self.name[-1].isdigit() else f"{self.name}{number}"

    def device(self, number: int = 0) -> str:
        """major:minor of the disk, or of a partition."""
        return f"{_MAJORS[self.bus]}:{(self.number - 1) * 16 + number}"


@dataclass(frozen=True)
class Mounted:
    """A line of ``mountinfo``, with what ``statvfs`` says. ``fstab`` are the options there; ``None`` for no line.

    ``free`` is what a person may fill: ext4 keeps a twentieth of the size back for root.
    """

    point: str
    kind: str
    source: str
    device: str
    size: int
    used: int
    root: str = "/"
    options: str = "rw,relatime"
    held: str = "rw"
    fstab: str | None = "defaults"
    inodes: int | None = None
    inodes_used: int = 0


def disk(tree: Tree, told: Disk) -> None:
    """A disk with its partitions; serial number and world-wide name are the canaries."""
    folder = told.folder
    _block(tree, told.name, folder, told.device(), told.size)
    tree.lines(
        folder, {"removable": int(told.removable), "ro": 0, "queue/rotational": int(told.spinning), "stat": " 81 0 9 0"}
    )
    device = folder.rpartition("/block/")[0] if "/block/" in folder else folder.rpartition("/")[0]
    tree.lines(
        device,
        {
            "model": f"{told.model:<16}",
            "vendor": f"{told.vendor:<8}" if told.vendor else None,
            "serial": canaries.DISK_SERIAL,
            "wwid": canaries.DISK_WWID,
            "name" if told.bus == "mmc" else "rev": "SD64G" if told.bus == "mmc" else "1.00",
        },
    )
    tree.link(f"{folder}/device", device)
    tree.link(f"/sys/block/{told.name}", folder)
    for number, size in enumerate(told.parts, 1):
        name = told.part(number)
        _block(tree, name, f"{folder}/{name}", told.device(number), size)
        tree.lines(f"{folder}/{name}", {"partition": number, "start": 2048, "ro": 0})


def mapped(
    tree: Tree, name: str, minor: int, label: str, uuid: str, below: Sequence[str], size: int = 500 * GB
) -> None:
    """A device-mapper device over others: ``uuid`` begins with CRYPT-LUKS2-, LVM- or so."""
    folder = f"/sys/devices/virtual/block/{name}"
    _block(tree, name, folder, f"253:{minor}", size)
    tree.lines(folder, {"removable": 0, "ro": 0, "queue/rotational": 0})
    tree.lines(f"{folder}/dm", {"name": label, "uuid": uuid, "suspended": 0})
    tree.link(f"/sys/block/{name}", folder)
    for one in below:
        _over(tree, folder, one)


def array(tree: Tree, name: str, minor: int, level: str, below: Sequence[str], size: int) -> None:
    """A software RAID."""
    folder = f"/sys/devices/virtual/block/{name}"
    _block(tree, name, folder, f"9:{minor}", size)
    tree.lines(folder, {"removable": 0, "ro": 0})
    tree.lines(f"{folder}/md", {"level": level, "array_state": "clean", "degraded": 0})
    tree.link(f"/sys/block/{name}", folder)
    for one in below:
        _over(tree, folder, one)


def luks(tree: Tree, below: str, minor: int = 0, label: str = "", size: int = 500 * GB) -> str:
    """LUKS over a partition, as cryptsetup names it; gives its device number."""
    name = label or f"luks-{canaries.FILE_SYSTEM_UUID}"
    mapped(tree, f"dm-{minor}", minor, name, f"CRYPT-LUKS2-{canaries.CRYPT_UUID}-{name}", [below], size)
    return f"253:{minor}"


_KERNELS_OWN = (
    "22 28 0:21 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw",
    "23 28 0:22 / /proc rw,nosuid,nodev,noexec,relatime shared:14 - proc proc rw",
    "24 28 0:5 / /dev rw,nosuid,relatime shared:2 - devtmpfs udev rw,size=8060000k,nr_inodes=2015000,mode=755,inode64",
    "26 28 0:24 / /run rw,nosuid,nodev,noexec,relatime shared:5 - tmpfs tmpfs rw,size=1618000k,mode=755,inode64",
    "33 24 0:28 / /dev/shm rw,nosuid,nodev shared:4 - tmpfs tmpfs rw,inode64",
    "34 22 0:29 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:8 - cgroup2 cgroup2 rw,nsdelegate",
    "35 22 0:30 / /sys/fs/pstore rw,nosuid,nodev,noexec,relatime shared:9 - pstore none rw",
    "36 23 0:31 / /proc/sys/fs/binfmt_misc rw,relatime shared:15 - autofs systemd-1 rw,fd=32,pgrp=1,timeout=0",
)


def mounts(tree: Tree, listed: Sequence[Mounted], more: Sequence[str] = ()) -> None:
    """Write the table of mounts and what each file system says of its size. ``more``: lines of ``mountinfo`` as is."""
    rows, short, wanted = list(_KERNELS_OWN), [], ["# <file system> <mount point> <type> <options> <dump> <pass>"]
    for number, one in enumerate(listed, 100):
        point = one.point.replace(" ", "\\040")
        source = one.source.replace(" ", "\\040")
        parent = 1 if one.point == "/" else 100
        rows.append(
            f"{number} {parent} {one.device} {one.root} {point} {one.options} shared:{number} - "
            f"{one.kind} {source} {one.held}"
        )
        held = one.held.partition(",")[2]
        # /proc/mounts says ro when either the mount or the whole file system is.
        options = ("ro" + one.options[2:] if one.held.startswith("ro") else one.options) + (f",{held}" if held else "")
        short.append(f"{source} {point} {one.kind} {options} 0 0")
        if one.fstab is not None:
            wanted.append(f"UUID={canaries.FILE_SYSTEM_UUID} {point} {one.kind} {one.fstab} 0 1")
        tree.answers["file_systems"][one.point] = told_by_statvfs(one)
    table = "\n".join([*rows, *more]) + "\n"
    tree.text("/proc/self/mountinfo", table)
    own = [
        f"{line.split(' - ')[1].split()[1]} {line.split()[4]} {line.split(' - ')[1].split()[0]} rw 0 0"
        for line in rows[:8]
    ]
    tree.text("/proc/mounts", "\n".join([*own, *short]) + "\n")
    tree.text("/etc/fstab", "\n".join(wanted) + "\n")


def told_by_statvfs(one: Mounted) -> dict[str, int]:
    """What a captured machine keeps of ``statvfs`` for this mount."""
    kept = one.size // 20 if one.kind == "ext4" else 0
    inodes = one.inodes if one.inodes is not None else (one.size // 16_384 if one.kind == "ext4" else 0)
    return {
        "size": one.size,
        "used": one.used,
        "free": max(0, one.size - one.used - kept),
        "inodes": inodes,
        "inodes_free": inodes - (one.inodes_used or inodes // 12),
    }


def fill(tree: Tree, point: str, *, free: int, share: float) -> None:
    """Fill a file system until so much is free and, as ``df`` counts, ``share`` of it is used."""
    used = round(free * share / (1 - share))
    tree.answers["file_systems"][point] |= {"size": used + free, "used": used, "free": free}


def efi(device: str, source: str, point: str = "/boot/efi") -> Mounted:
    """The partition that every computer of today starts from; its file system has no inodes to count."""
    return Mounted(point, "vfat", source, device, 536 * MB, 6 * MB, held="rw,fmask=0077,dmask=0077", fstab="umask=0077")


def _block(tree: Tree, name: str, folder: str, device: str, size: int) -> None:
    tree.lines(folder, {"dev": device, "size": size // 512})
    tree.link(f"/sys/class/block/{name}", folder)
    tree.link(f"/sys/dev/block/{device}", folder)


def _over(tree: Tree, folder: str, below: str) -> None:
    link = tree.files[f"/sys/class/block/{below}"]
    assert isinstance(link, Link)
    tree.link(f"{folder}/slaves/{below}", os.path.normpath(f"/sys/class/block/{link.to}"))
