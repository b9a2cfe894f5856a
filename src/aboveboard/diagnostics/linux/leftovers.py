"""disk.leftovers: how much lies in the trash and in temporary files, only while there is too little space."""

from __future__ import annotations

from collections.abc import Mapping

from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.mounts import lying_at, mounts
from aboveboard.diagnostics.linux.space import is_low
from aboveboard.diagnostics.looks import Reading, Sample, Unknown


def read_leftovers(machine: Machine) -> Mapping[str, Reading]:
    """One sample; both sizes are 0 and nothing is walked while there is space where the person's files lie."""
    found = mounts(machine)
    places = {mount.point for path in ("/", machine.home()) if (mount := lying_at(found, path)) is not None}
    known = []
    for place in sorted(places):
        try:
            known.append(machine.file_system(place))
        except OSError:
            continue
    if len(known) < max(1, len(places)) and not any(is_low(one) for one in known if one.size > 0):
        return {"disk.leftovers": Unknown("No file system told its size.")}
    if not any(is_low(one) for one in known if one.size > 0):
        return {"disk.leftovers": (Sample({"trash": 0, "temporary": 0, "low_on_space": 0}),)}
    sizes = {"trash": machine.trash(), "temporary": machine.temporary()}
    return {
        "disk.leftovers": (Sample({"low_on_space": 1} | {k: size for k, size in sizes.items() if size is not None}),)
    }
