"""disk.health: what disks say of themselves, and how hot they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from aboveboard.diagnostics.linux.answers import Disk
from aboveboard.diagnostics.linux.blocks import disks
from aboveboard.diagnostics.linux.heat import chips, temperatures
from aboveboard.diagnostics.linux.kinds import is_container
from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.reading import names, number, real, text_or
from aboveboard.diagnostics.looks import Reading, Sample

_DISKS: Final = 32
_WORN_OUT: Final = 11
_URGENT: Final = 3


class Health:
    """Reads the disks. It remembers what each has read and written, so that none is asked that has rested since.

    Asking a spinning disk for its temperature can keep it from going to sleep.
    """

    def __init__(self) -> None:
        self._work: dict[str, str] = {}

    def read_health(self, machine: Machine) -> Mapping[str, Reading]:
        """One sample for each disk that is fitted; a container has none of its own."""
        fitted = [] if is_container(machine) else disks(machine)[:_DISKS]
        told = machine.disks() if fitted else None
        sensors = _sensors(machine, fitted)
        samples = []
        for place, name in enumerate(fitted, 1):
            answer = (told or {}).get(name, Disk())
            values = _kind(machine, name) | _worn(machine, name) | _answered(answer)
            if name in sensors and "celsius" not in values and self._may_ask(machine, name):
                hot = temperatures(machine, sensors[name])
                if hot:
                    values["celsius"] = hot.get("Composite", max(hot.values()))
            samples.append(Sample(values, f"disk-{place}", name))
        return {"disk.health": tuple(samples)}

    def _may_ask(self, machine: Machine, name: str) -> bool:
        if machine.captured or number(machine, f"/sys/block/{name}/queue/rotational") != 1:
            return True
        work = text_or(machine, f"/sys/block/{name}/stat")
        before, self._work[name] = self._work.get(name), work
        return before is not None and work != before


def _kind(machine: Machine, name: str) -> dict[str, float]:
    nvme = name.startswith("nvme")
    spinning = number(machine, f"/sys/block/{name}/queue/rotational")
    return {"nvme": float(nvme)} | ({"spinning": float(spinning == 1)} if spinning is not None else {})


def _answered(told: Disk) -> dict[str, float]:
    values: dict[str, float] = {}
    if told.failing is not None:
        values["failing"] = float(told.failing)
    if told.bad_sectors is not None:
        values["bad_sectors"] = told.bad_sectors
    if told.wear_percent is not None:
        values["wear_share"] = told.wear_percent / 100
    if told.spare_below is not None:
        values["spare_below"] = float(told.spare_below)
    if told.celsius is not None:
        values["celsius"] = told.celsius
    return values


def _worn(machine: Machine, name: str) -> dict[str, float]:
    """Memory cards that are soldered in (eMMC) tell their wear in tenths, and whether their reserve runs out."""
    if not name.startswith("mmcblk"):
        return {}
    steps = [
        int(one, 16)
        for one in re.findall(r"0x([0-9a-fA-F]{2})\b", text_or(machine, f"/sys/block/{name}/device/life_time"))
    ]
    known = [one for one in steps if 0 < one <= _WORN_OUT]
    values = {"wear_share": (max(known) - 1) / 10} if known else {}
    reserve = re.fullmatch(r"0x0?([1-3])", text_or(machine, f"/sys/block/{name}/device/pre_eol_info"))
    return values | ({"spare_below": float(int(reserve[1]) == _URGENT)} if reserve else {})


def _sensors(machine: Machine, fitted: list[str]) -> dict[str, str]:
    """Disk → the folder of its temperature sensor."""
    found: dict[str, str] = {}
    lost: list[tuple[str, str]] = []
    for chip, folder in chips(machine):
        if chip not in ("nvme", "drivetemp"):
            continue
        ours = set(names(machine, f"{folder}/device/block"))
        controller = real(machine, f"{folder}/device").rpartition("/")[2]
        mine = [
            one for one in fitted if one in ours or (controller and re.fullmatch(rf"{re.escape(controller)}n\d+", one))
        ]
        found |= dict.fromkeys(mine, folder)
        if not mine:
            lost.append((chip, folder))
    for kind, is_kind in (("nvme", True), ("drivetemp", False)):
        left = [one for one in fitted if one not in found and one.startswith("nvme") == is_kind]
        unclaimed = [folder for chip, folder in lost if chip == kind]
        # One disk and one sensor without a word on whose it is: it is his.
        if len(left) == len(unclaimed) == 1:
            found[left[0]] = unclaimed[0]
    return found
