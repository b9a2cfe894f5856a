"""The processor: its name and cores as facts, and how busy it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from aboveboard.diagnostics.linux.kinds import is_container
from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.reading import decimal, text, text_or
from aboveboard.diagnostics.looks import Reading, Sample, Unknown

_BYTES: Final = 8 << 20
_MAKER_ARM: Final = "0x41"
_ARM_PARTS: Final = {
    "0xb76": "ARM1176",
    "0xc07": "Cortex-A7",
    "0xc08": "Cortex-A8",
    "0xc09": "Cortex-A9",
    "0xc0f": "Cortex-A15",
    "0xd03": "Cortex-A53",
    "0xd04": "Cortex-A35",
    "0xd05": "Cortex-A55",
    "0xd07": "Cortex-A57",
    "0xd08": "Cortex-A72",
    "0xd09": "Cortex-A73",
    "0xd0a": "Cortex-A75",
    "0xd0b": "Cortex-A76",
    "0xd0c": "Neoverse-N1",
    "0xd0d": "Cortex-A77",
    "0xd40": "Neoverse-V1",
    "0xd41": "Cortex-A78",
    "0xd44": "Cortex-X1",
    "0xd46": "Cortex-A510",
    "0xd47": "Cortex-A710",
    "0xd49": "Neoverse-N2",
    "0xd4d": "Cortex-A715",
    "0xd4f": "Neoverse-V2",
    "0xd80": "Cortex-A520",
    "0xd81": "Cortex-A720",
}


def read_processor(machine: Machine) -> Mapping[str, object]:
    """``fact:cpu`` and ``fact:cores``: cores of the chip, however many threads each runs."""
    listed = processors(text(machine, "/proc/cpuinfo", _BYTES))
    return {
        "fact:cpu": _name(machine, listed) or Unknown("The processor does not tell its name."),
        "fact:cores": _cores(listed) or Unknown("The processor does not tell its cores."),
    }


def processors(content: str) -> list[dict[str, str]]:
    """One dictionary for each processor of ``/proc/cpuinfo``; what stands after them (ARM) is left out."""
    found: list[dict[str, str]] = []
    for block in re.split(r"\n[ \t]*\n", content)[:4096]:
        fields: dict[str, str] = {}
        for line in block.splitlines():
            key, there, value = line.partition(":")
            if there:
                fields.setdefault(key.strip(), value.strip())
        if "processor" in fields or "core id" in fields:
            found.append(fields)
    return found


def _name(machine: Machine, listed: list[dict[str, str]]) -> str:
    for key in ("model name", "cpu model", "cpu", "uarch", "Processor"):
        for one in listed:
            if one.get(key, "").strip(" 0123456789"):
                return _without_signs(one[key])
    parts = dict.fromkeys(
        f"ARM {_ARM_PARTS[one['CPU part']]}"
        for one in listed
        if one.get("CPU implementer") == _MAKER_ARM and one.get("CPU part") in _ARM_PARTS
    )
    if parts:
        return " + ".join(parts)
    return text_or(machine, "/proc/device-tree/model").strip("\0")


def _without_signs(name: str) -> str:
    return " ".join(re.sub(r"\((R|TM|r|tm)\)", "", name).split())


def _cores(listed: list[dict[str, str]]) -> int:
    cores = {(one.get("physical id", "0"), one["core id"]) for one in listed if "core id" in one}
    return len(cores) or len(listed)


def online(machine: Machine) -> int:
    """How many processors the kernel gives work to; 0 when that is not known."""
    total = 0
    for part in text_or(machine, "/sys/devices/system/cpu/online").split(","):
        found = re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?", part)
        if not found:
            return len(processors(text_or(machine, "/proc/cpuinfo")))
        total += int(found[2] or found[1]) - int(found[1]) + 1
    return max(0, total)


def read_load(machine: Machine) -> Mapping[str, Reading]:
    """cpu.load: how many programs wanted to run, on average over 15 minutes; a container is shown its host's."""
    if is_container(machine):
        return {"cpu.load": ()}
    words = text(machine, "/proc/loadavg").split()
    load = decimal(words[2]) if len(words) > 2 else None
    if load is None or load < 0:
        raise ValueError("the load is not a number")
    cores = online(machine)
    values = {"load": load} | ({"cores": cores, "load_each_core": load / cores} if cores else {})
    return {"cpu.load": (Sample(values),)}
