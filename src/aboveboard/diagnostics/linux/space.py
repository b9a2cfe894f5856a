"""disk.space: how full each file system on a disk is, and whether one went read-only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from aboveboard.diagnostics import leftovers
from aboveboard.diagnostics.linux.answers import FileSystem
from aboveboard.diagnostics.linux.blocks import folder_of, is_removable
from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.mounts import Mount, disk_mounts, fstab, mounts
from aboveboard.diagnostics.linux.reading import number
from aboveboard.diagnostics.looks import Reading, Sample, Unknown

_FIXED_INODES: Final = frozenset({"ext2", "ext3", "ext4"})
_COUNTED_INODES: Final = frozenset({"overlay", "xfs", "f2fs", "jfs"})
_ENOUGH_SPACE: Final = 0.9
_IMAGES: Final = frozenset({"squashfs", "erofs", "iso9660", "cramfs"})
_SYSTEMS_OWN: Final = ("/sysroot", "/var", "/home", "/nix", "/mnt/stateful_partition")
_FILE_SYSTEMS: Final = 32


def read_space(machine: Machine) -> Mapping[str, Reading]:
    """One sample for each file system: ``system``, then ``data-1`` … in the order of their mounts."""
    found = mounts(machine)
    wanted = fstab(machine)
    seen = []
    for one in disk_mounts(found)[:_FILE_SYSTEMS]:
        state = _unexpectedly_read_only(machine, one, wanted)
        if one.point != "/" and state == 0 and "ro" in one.held:
            continue
        try:
            told = machine.file_system(one.point)
        except OSError:
            continue
        if told.size > 0:
            seen.append((one, _whole_pool(machine, found, one, told), state))
    system = _system_among(seen)
    samples, data = [], 0
    for one, told, state in sorted(seen, key=lambda each: each[0] != system):
        if one == system:
            subject = "system"
        elif one.point == "/":
            continue
        else:
            data += 1
            subject = f"data-{data}"
        values = _values(machine, one, told, state) | {"is_system": float(one == system)}
        samples.append(Sample(values, subject, one.point))
    return {"disk.space": tuple(samples) or Unknown("No file system told its size.")}


def _values(machine: Machine, mount: Mount, told: FileSystem, read_only: float | None) -> dict[str, float]:
    values: dict[str, float] = {"used_share": used_share(told), "free": told.free, "size": told.size}
    values["removable"] = float(is_removable(machine, mount))
    if read_only is not None:
        values["unexpectedly_read_only"] = read_only
    # Where inodes are made of free space, few of them on a full disk say again that it is full.
    counted = mount.kind in _COUNTED_INODES and values["used_share"] < _ENOUGH_SPACE
    if told.inodes > 0 and (counted or mount.kind in _FIXED_INODES):
        values["inodes_used_share"] = min(1.0, max(0.0, 1 - told.inodes_free / told.inodes))
    return values


def used_share(told: FileSystem) -> float:
    """How full, as ``df`` counts: of what people may fill, what is filled."""
    used = told.used if told.used is not None else max(0, told.size - told.free)
    whole = used + told.free
    return used / whole if whole else 1.0


def is_low(told: FileSystem) -> bool:
    """Whether space is so low that it is worth a walk through trash and temporary files."""
    return leftovers.is_low(used_share(told), told.free)


def _whole_pool(machine: Machine, found: Iterable[Mount], mount: Mount, told: FileSystem) -> FileSystem:
    """A ZFS data set tells its own use and the pool's free space: add up what the mounted ones use."""
    if mount.kind != "zfs":
        return told
    used = 0
    for source, point in {one.source: one.point for one in found if one.of == mount.of and one.kind == "zfs"}.items():
        try:
            each = machine.file_system(point) if source != mount.source else told
        except OSError:
            continue
        used += each.used if each.used is not None else max(0, each.size - each.free)
    return FileSystem(size=used + told.free, free=told.free, used=used)


def _system_among(seen: list[tuple[Mount, FileSystem, float | None]]) -> Mount | None:
    """The file system that the system fills: the root, or on a system made of an image the largest of its own."""
    root = next(((one, state) for one, _, state in seen if one.point == "/"), None)
    if root is not None and (root[1] == 1 or ("ro" not in root[0].held and root[0].kind not in _IMAGES)):
        return root[0]
    own = [(told.size, one.point, one) for one, told, _ in seen if one.point in _SYSTEMS_OWN]
    if own:
        return max(own, key=lambda each: each[:2])[2]
    return root[0] if root is not None and root[0].kind not in _IMAGES else None


def _unexpectedly_read_only(machine: Machine, mount: Mount, wanted: Mapping[str, frozenset[str]]) -> float | None:
    """1 when the file system refuses to be written and was meant to be, 0 when all is as meant, else nobody knows."""
    if mount.held & {"emergency_ro", "shutdown"}:
        return 1.0
    if "ro" not in mount.held or mount.kind in _IMAGES or mount.kind in ("overlay", "aufs", "zfs"):
        return 0.0
    if mount.point in wanted:
        return float("ro" not in wanted[mount.point])
    name = folder_of(machine, mount).rpartition("/")[2]
    if name and (number(machine, f"/sys/fs/{mount.kind}/{name}/errors_count") or 0) > 0:
        return 1.0
    # Nobody asked for this mount to be written: a stick with a lock, a partition that a person mounted so.
    return None if mount.point == "/" else 0.0
