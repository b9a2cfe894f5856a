"""os.clock and os.start: whether the clock is kept, how far off it is, and how long starts took."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aboveboard.diagnostics.linux.kinds import is_container
from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.reading import number, text_or
from aboveboard.diagnostics.looks import Reading, Sample, Unknown

_STARTS: Final = 10
_QUARTER_HOUR: Final = 900
_WIDEST_ZONE: Final = 14 * 3600 + 60


def read_clock(machine: Machine) -> Mapping[str, Reading]:
    """One sample; a container has its host's clock and none of its own."""
    if is_container(machine):
        return {"os.clock": ()}
    told = machine.clock()
    values: dict[str, float] = {}
    if told is not None and told.unsynchronised is not None:
        values["unsynchronised"] = float(told.unsynchronised)
    off = told.off_seconds if told is not None and told.off_seconds is not None else _off_by_the_battery_clock(machine)
    if off is not None:
        values["off"] = off
    return {"os.clock": (Sample(values),) if values else Unknown("Nobody here knows whether the clock is right.")}


def _off_by_the_battery_clock(machine: Machine) -> float | None:
    """How far the clock is from the one that runs on a battery; nobody knows where that is kept in local time.

    The kernel sets the battery's clock while its own is synchronised, so after that they part only by drifting.
    """
    hardware = number(machine, "/sys/class/rtc/rtc0/since_epoch")
    if hardware is None or hardware <= 0:
        return None
    off = abs(hardware - machine.now())
    kept_in = text_or(machine, "/etc/adjtime").splitlines()[2:3]
    if kept_in == ["LOCAL"] or (kept_in != ["UTC"] and _looks_like_a_zone(off)):
        return None
    return off


def _looks_like_a_zone(off: float) -> bool:
    return _QUARTER_HOUR - 60 < off < _WIDEST_ZONE and min(off % _QUARTER_HOUR, -off % _QUARTER_HOUR) < 60


def read_starts(machine: Machine) -> Mapping[str, Reading]:
    """One sample for each start that is remembered, the newest first."""
    if is_container(machine):
        return {"os.start": ()}
    told = machine.starts()
    if told is None:
        return {"os.start": Unknown("Nobody here knows how long the system took to start.")}
    newest = sorted(told, key=lambda one: -one.at)[:_STARTS]
    return {"os.start": tuple(Sample({"took": one.took}, f"start-{place}") for place, one in enumerate(newest, 1))}
