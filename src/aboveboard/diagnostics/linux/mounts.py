"""Which file systems there are, what they lie on, and how they were meant to be mounted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.reading import text, text_or

ON_DISKS: Final = frozenset(
    {
        "bcachefs", "btrfs", "exfat", "ext2", "ext3", "ext4", "f2fs", "fuseblk", "hfsplus", "jfs", "msdos", "nilfs2",
        "ntfs", "ntfs3", "reiserfs", "ufs", "vfat", "xfs", "zfs",
    }
)  # fmt: skip
"""What is written to a disk of this computer. Networks, memory, images and what programs play is not."""
_NO_DISK: Final = re.compile(r"/dev/(loop|zram|ram|fd|sr)\d")
_ESCAPED: Final = re.compile(r"\\([0-7]{3})")
_MOUNTS: Final = 8192
TABLES: Final = ("/proc/self/mountinfo", "/proc/self/mounts", "/proc/mounts")


@dataclass(frozen=True, slots=True)
class Mount:
    """One mount. ``device`` is ``major:minor``, empty where the table does not tell; ``root`` is what of it is shown.

    ``options`` are those of this mount, ``held`` those of the whole file system.
    """

    point: str
    kind: str
    source: str
    device: str = ""
    root: str = "/"
    options: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()

    @property
    def of(self) -> str:
        """What tells file systems apart: mounts that share it share their space."""
        if self.kind == "zfs":
            return "zfs " + self.source.partition("/")[0]
        if self.kind == "btrfs" or not self.device:
            return self.source
        return self.device


def mounts(machine: Machine) -> list[Mount]:
    """Every mount, in the order in which they were made. Raises ``OSError`` when no table can be read."""
    for path in TABLES:
        try:
            content = text(machine, path)
        except OSError:
            continue
        found = parse_mounts(content)
        if found:
            return found
    raise OSError(0, "the table of mounts is not there")


def parse_mounts(content: str) -> list[Mount]:
    """The mounts of either table, told apart by the dash that only ``mountinfo`` has."""
    lines = content.splitlines()[:_MOUNTS]
    return [one for line in lines if (one := _from_mountinfo(line) if " - " in line else _from_mounts(line))]


def shown_on_top(found: Iterable[Mount]) -> list[Mount]:
    """Of several mounts at one place the last, which hides the others."""
    return list({one.point: one for one in found}.values())


def disk_mounts(found: Iterable[Mount]) -> list[Mount]:
    """One mount for each file system on a disk: the root, else where all of it is seen, else the shortest way to it."""
    groups: dict[str, list[Mount]] = {}
    for one in shown_on_top(found):
        if one.point == "/" or (one.kind in ON_DISKS and not _NO_DISK.match(one.source)):
            groups.setdefault(one.of, []).append(one)
    chosen = []
    for group in groups.values():
        # An image-based system shows its settings at /etc from the same disk as its data at /var.
        best = min(
            group,
            key=lambda one: (
                one.point != "/",
                one.root != "/",
                one.point == "/etc" or not _is_ours(one.point),
                len(one.point),
                one.point,
            ),
        )
        # A part of a file system that is seen nowhere as a whole was lent to us: a container's volume.
        if best.point == "/" or best.root == "/" or best.kind in ("btrfs", "zfs") or _is_ours(best.point):
            chosen.append(best)
    return chosen


def _is_ours(point: str) -> bool:
    """Image-based systems show parts of one file system at these places."""
    return point in ("/var", "/home", "/sysroot", "/etc", "/boot", "/nix", "/nix/store")


def lying_at(found: Iterable[Mount], path: str) -> Mount | None:
    """The mount that holds a path."""
    holding = [
        one for one in shown_on_top(found) if one.point == "/" or path == one.point or path.startswith(one.point + "/")
    ]
    return max(holding, key=lambda one: len(one.point), default=None)


def fstab(machine: Machine) -> dict[str, frozenset[str]]:
    """Mount point → options, as ``/etc/fstab`` wants them."""
    return parse_fstab(text_or(machine, "/etc/fstab"))


def parse_fstab(content: str) -> dict[str, frozenset[str]]:
    """The same of its text."""
    wanted = {}
    for line in content.splitlines():
        words = line.split()
        if len(words) >= 3 and not words[0].startswith("#"):
            wanted[_plain(words[1])] = frozenset((words[3] if len(words) > 3 else "defaults").split(","))
    return wanted


def _from_mountinfo(line: str) -> Mount | None:
    left, dash, right = line.partition(" - ")
    before, after = left.split(), right.split()
    if not dash or len(before) < 6 or len(after) < 2:
        return None
    return Mount(
        point=_plain(before[4]),
        kind=after[0],
        source=_plain(after[1]),
        device=before[2],
        root=_plain(before[3]),
        options=frozenset(before[5].split(",")),
        held=frozenset(after[2].split(",") if len(after) > 2 else ()),
    )


def _from_mounts(line: str) -> Mount | None:
    words = line.split()
    if len(words) < 4:
        return None
    options = frozenset(words[3].split(","))
    return Mount(point=_plain(words[1]), kind=words[2], source=_plain(words[0]), options=options, held=options)


def _plain(word: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 8) % 256), word)
