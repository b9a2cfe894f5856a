"""disk.leftovers: how much lies in the trash and in temporary files, only while there is too little space."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.mounts import ON_DISKS, Mount, lying_at, mounts
from aboveboard.diagnostics.linux.space import is_low
from aboveboard.diagnostics.looks import Reading, Sample, Unknown

_TEMPORARY: Final = ("/tmp", "/var/tmp")  # noqa: S108 - measured, nothing is put there


def read_leftovers(machine: Machine) -> Mapping[str, Reading]:
    """One sample; both sizes are 0 and nothing is walked while there is space where the system and the person write."""
    found = mounts(machine)
    places = {path: lying_at(found, path) for path in ("/", "/var", machine.home(), *_TEMPORARY)}
    known, missing = [], False
    for point in sorted({one.point for one in places.values() if one is not None and _is_written(one)}):
        try:
            known.append(machine.file_system(point))
        except OSError:
            missing = True
    low = any(is_low(one) for one in known if one.size > 0)
    if not low and (missing or not known):
        return {"disk.leftovers": Unknown("No file system told its size.")}
    if not low:
        return {"disk.leftovers": (Sample({"trash": 0, "temporary": 0, "low_on_space": 0}),)}
    on_disk = tuple(path for path in _TEMPORARY if (one := places[path]) is not None and _is_written(one))
    sizes = {"trash": machine.trash(), "temporary": machine.temporary(on_disk)}
    values = {name: size for name, size in sizes.items() if size is not None}
    return {"disk.leftovers": (Sample({"low_on_space": 1} | values),)}


def _is_written(mount: Mount) -> bool:
    """Whether it is a disk that fills: no image, and no memory that is used as one."""
    return (mount.kind in ON_DISKS or mount.kind == "overlay") and "ro" not in mount.held
