"""cpu.heat: how hot the processor is, and how often it had to slow down for that."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from aboveboard.diagnostics.linux.kinds import is_container, is_virtual
from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.reading import names, number, text_or
from aboveboard.diagnostics.looks import Reading, Sample, Unknown

HARDWARE: Final = "/sys/class/hwmon"
_CHIPS: Final = frozenset({"coretemp", "k10temp", "k8temp", "zenpower", "via_cputemp", "cpu_thermal", "fam15h_power"})
_ZONES: Final = re.compile(
    r"(cpu|soc|x86_pkg_temp|bigcore|littlecore|center|package|cluster)[a-z0-9_-]*", re.IGNORECASE
)
_OFFSET: Final = "Tctl"
"""AMD's control value: on some processors it is set higher than what is measured, then there is also Tdie."""
_COLDEST, _HOTTEST = -40.0, 150.0
_CPUS: Final = 4096


def read_heat(machine: Machine) -> Mapping[str, Reading]:
    """One sample with the hottest place; none where the processor is a host's."""
    values: dict[str, float] = {}
    found = list(_by_chips(machine)) or list(_by_zones(machine))
    if found:
        values["celsius"] = max(found)
    throttled = _throttled(machine)
    if throttled is not None:
        values["throttled"] = throttled
    if values:
        return {"cpu.heat": (Sample(values),)}
    if is_container(machine) or is_virtual(machine):
        return {"cpu.heat": ()}
    return {"cpu.heat": Unknown("The processor does not tell how hot it is.")}


def temperatures(machine: Machine, folder: str) -> dict[str, float]:
    """What one sensor chip measures, in °C by label; nonsense is left out."""
    measured = {}
    for name in names(machine, folder):
        found = re.fullmatch(r"(temp\d{1,3})_input", name)
        value = number(machine, f"{folder}/{name}") if found else None
        if found and value is not None and _COLDEST < value / 1000 < _HOTTEST:
            measured[text_or(machine, f"{folder}/{found[1]}_label") or found[1]] = value / 1000
    return measured


def chips(machine: Machine) -> Iterator[tuple[str, str]]:
    """(name, folder) of each sensor chip."""
    for one in names(machine, HARDWARE)[:256]:
        yield text_or(machine, f"{HARDWARE}/{one}/name"), f"{HARDWARE}/{one}"


def _by_chips(machine: Machine) -> Iterator[float]:
    for name, folder in chips(machine):
        if name in _CHIPS:
            measured = temperatures(machine, folder)
            if "Tdie" in measured:
                measured.pop(_OFFSET, None)
            yield from measured.values()


def _by_zones(machine: Machine) -> Iterator[float]:
    for one in names(machine, "/sys/class/thermal")[:256]:
        zone = f"/sys/class/thermal/{one}"
        if one.startswith("thermal_zone") and _ZONES.fullmatch(text_or(machine, f"{zone}/type")):
            value = number(machine, f"{zone}/temp")
            if value is not None and _COLDEST < value / 1000 < _HOTTEST:
                yield value / 1000


def _throttled(machine: Machine) -> int | None:
    """How often any core was slowed; counters of a whole package are the same at each of its cores."""
    cores, packages = 0, 0
    told = False
    for one in names(machine, "/sys/devices/system/cpu")[:_CPUS]:
        if not re.fullmatch(r"cpu\d+", one):
            continue
        folder = f"/sys/devices/system/cpu/{one}/thermal_throttle"
        core = number(machine, f"{folder}/core_throttle_count")
        package = number(machine, f"{folder}/package_throttle_count")
        told = told or core is not None or package is not None
        cores += max(0, core or 0)
        packages = max(packages, package or 0)
    return cores + packages if told else None
