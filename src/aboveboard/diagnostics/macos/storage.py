"""Disks of a Mac: how full, how healthy, and what lies about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from aboveboard.diagnostics.answers import SILENT, Answers, as_json, known, number, objects, words
from aboveboard.diagnostics.leftovers import answered
from aboveboard.diagnostics.looks import Reading, Sample, Unknown
from aboveboard.diagnostics.macos.plists import profile

_ENOUGH_SPACE: Final = 0.9
_DATA: Final = "/System/Volumes/Data"
_OWN: Final = ("/System/Volumes/", "/private/var/vm", "/Volumes/Recovery")
_KINDS: Final = ("apfs", "hfs", "exfat", "msdos", "ntfs", "ufs")


def space(answers: Answers) -> Mapping[str, Reading]:
    """The container that the system is on, by the volume of its data; then each other volume.

    What macOS would give up for something important (``important``) counts as free: it is what Finder shows as
    available. Volumes of macOS' own in the same container are left out, and images that a program mounted to read.
    APFS makes inodes as it needs them, and its count of them is too long for the call that tells it.
    """
    samples = []
    for place, one in enumerate(volumes(answers)):
        inodes, free_inodes = number(one.get("inodes")), number(one.get("inodes_free"))
        used = 1 - one["free"] / one["total"]
        counted = inodes and free_inodes is not None and used < _ENOUGH_SPACE and one.get("fstype") != "apfs"
        values = known(
            used_share=used,
            free=one["free"],
            size=one["total"],
            is_system=place == 0,
            removable=one.get("removable") is True,
            inodes_used_share=1 - free_inodes / inodes if counted and inodes and free_inodes is not None else None,
        )
        shown = "/" if place == 0 else str(one["mountpoint"])
        samples.append(Sample(values, subject=f"data-{place}" if place else "system", shown=shown))
    return {"disk.space": tuple(samples) or Unknown(SILENT)}


def volumes(answers: Answers) -> list[dict[str, Any]]:
    """Volumes that can be written, the system's first. Raises ``NotTold``."""
    said = as_json(answers, "volumes.json")
    found: dict[str, dict[str, Any]] = {}
    for one in objects(said):
        mount, total, free = str(one.get("mountpoint", "")), number(one.get("total")), number(one.get("free"))
        options = str(one.get("opts", "")).split(",")
        if not total or free is None or str(one.get("fstype", "")).casefold() not in _KINDS:
            continue
        if mount not in ("/", _DATA) and (mount.startswith(_OWN) or "ro" in options or "nobrowse" in options):
            continue
        free = max(free, number(one.get("important")) or 0)
        if free > total:
            continue  # The call counts blocks in 32 bits: a volume of more than 16 TB tells nonsense.
        found[mount] = {**one, "total": total, "free": free}
    system = found.pop(_DATA, None) or found.get("/")
    found.pop("/", None)
    return [*([system] if system else []), *(found[mount] for mount in sorted(found))]


def leftovers(answers: Answers) -> Mapping[str, Reading]:
    """What the trash and the person's temporary files hold, asked for only while space is low."""
    return answered(answers, next(iter(volumes(answers)), None))


def health(answers: Answers) -> Mapping[str, Reading]:
    """What ``system_profiler`` shows as S.M.A.R.T. status of each built-in disk; macOS tells users no more."""
    samples: list[Sample] = []
    for kind in ("SPNVMeDataType", "SPSerialATADataType"):
        for one in profile(answers, kind):
            state = next((str(one[name]).casefold() for name in one if name.endswith("smart_status")), "")
            if not state:
                continue
            failing = {"verified": 0.0, "failing": 1.0}.get(state)
            spins = {"rotational": 1.0, "solid state": 0.0}.get(words(one, "spsata_medium_type").casefold())
            nvme = kind == "SPNVMeDataType"
            values = known(failing=failing, nvme=nvme, spinning=0.0 if nvme else spins)
            subject = f"disk-{len(samples) + 1}"
            samples.append(Sample(values, subject, shown=words(one, "device_model") or words(one, "_name")))
    return {"disk.health": tuple(samples)}
