"""battery.state: how worn and how full each battery is, and whether it empties although the mains are plugged in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.reading import names, number, text_or
from aboveboard.diagnostics.looks import Reading, Sample

_SUPPLIES: Final = "/sys/class/power_supply"
_MOST_SENSIBLE: Final = 1.5


def read_battery(machine: Machine) -> Mapping[str, Reading]:
    """One sample for each battery of the computer itself, not for those of a mouse or a headset."""
    supplies = [f"{_SUPPLIES}/{one}" for one in names(machine, _SUPPLIES)[:64]]
    mains = any(_gives_power(machine, one) for one in supplies)
    samples: list[Sample] = []
    for folder in supplies:
        if text_or(machine, f"{folder}/type") != "Battery" or text_or(machine, f"{folder}/scope") == "Device":
            continue
        if number(machine, f"{folder}/present") == 0:
            continue
        samples.append(
            Sample(_values(machine, folder, mains), f"battery-{len(samples) + 1}", folder.rpartition("/")[2])
        )
    return {"battery.state": tuple(samples)}


def _values(machine: Machine, folder: str, mains: bool) -> dict[str, float]:
    values: dict[str, float] = {}
    for unit in ("energy", "charge"):
        full = number(machine, f"{folder}/{unit}_full")
        design = number(machine, f"{folder}/{unit}_full_design")
        if full and design and 0 < full / design <= _MOST_SENSIBLE:
            values["full_share"] = min(1.0, full / design)
            break
    capacity = number(machine, f"{folder}/capacity")
    if capacity is not None and 0 <= capacity <= 100:
        values["charge_share"] = capacity / 100
    status = text_or(machine, f"{folder}/status")
    if status and status != "Unknown":
        values["discharging_on_mains"] = float(mains and status == "Discharging" and _current_flows(machine, folder))
    return values


def _gives_power(machine: Machine, folder: str) -> bool:
    """A power supply that is plugged in; a USB one only if it was agreed that it charges."""
    if number(machine, f"{folder}/online") not in (1, 2):
        return False
    kind = text_or(machine, f"{folder}/type")
    return kind == "Mains" or (kind.startswith("USB") and "[PD" in text_or(machine, f"{folder}/usb_type"))


def _current_flows(machine: Machine, folder: str) -> bool:
    """Firmware that rests a battery at a limit may call it discharging, with no current."""
    flows = [number(machine, f"{folder}/{unit}_now") for unit in ("power", "current")]
    return any(flows) or flows == [None, None]
