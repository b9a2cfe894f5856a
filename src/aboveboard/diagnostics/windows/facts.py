"""What a Windows computer is: its system, processor, memory, graphics and kind. No serial number is ever asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aboveboard.diagnostics.answers import SILENT, Answers, NotTold, as_json, number, words
from aboveboard.diagnostics.cases import CASES
from aboveboard.diagnostics.looks import NO_CARD, Unknown
from aboveboard.diagnostics.windows import registry as r
from aboveboard.diagnostics.windows.cim import numbers, rows

WINDOWS_11: Final = 22000
"""Its first build. The registry still calls it Windows 10."""
_PLATFORMS: Final = {"amd64": "x86_64", "arm64": "aarch64", "x86": "i686"}
_VIRTUAL: Final = (
    *("virtual machine", "vmware", "virtualbox", "kvm", "qemu", "standard pc", "hvm domu", "parallels", "bochs"),
)
_CARDS: Final = 4


def version(answers: Answers) -> Mapping[str, object]:
    """Which Windows, what it was built for, and its name on the network."""
    known = r.Registry(answers)
    build = int(known.number(r.VERSION, "CurrentBuildNumber") or 0)
    name = known.text(r.VERSION, "ProductName")
    if build >= WINDOWS_11:
        name = name.replace("Windows 10", "Windows 11", 1)
    patch = known.number(r.VERSION, "UBR")
    number_ = f"{build}.{patch:.0f}" if patch is not None else str(build or "")
    release = known.text(r.VERSION, "DisplayVersion") or known.text(r.VERSION, "ReleaseId")
    built = known.text(r.ENVIRONMENT, "PROCESSOR_ARCHITECTURE").casefold()
    told = {
        "fact:os": name,
        "fact:os_version": f"{release} ({number_})" if release and number_ else number_,
        "fact:platform": _PLATFORMS.get(built, built),
        "fact:name": known.text(r.NAME, "ComputerName"),
        "fact:cpu": known.text(r.PROCESSOR, "ProcessorNameString"),
    }
    return {key: value or Unknown(SILENT) for key, value in told.items()}


def size(answers: Answers) -> Mapping[str, object]:
    """Cores, and the memory that is fitted; where the firmware does not say, what Windows can use."""
    cores = number(_field(answers, "cpu.json", "cores"))
    memory = number(_field(answers, "memory.json", "fitted")) or number(_field(answers, "memory.json", "total"))
    return {
        "fact:cores": int(cores) if cores and cores > 0 else Unknown(SILENT),
        "fact:memory": int(memory) if memory and memory > 0 else Unknown(SILENT),
    }


def _field(answers: Answers, question: str, name: str) -> object:
    try:
        said = as_json(answers, question)
    except NotTold:
        return None
    return said.get(name) if isinstance(said, dict) else None


def graphics(answers: Answers) -> Mapping[str, object]:
    """The names of the graphics cards.

    ``AdapterRAM`` is never used: it has 32 bits, so it is wrong from 4 GB up and may wrap to what looks right.
    """
    cards = [words(one, "Name") for one in rows(answers, "video.json")]
    return {"fact:graphics": tuple(dict.fromkeys(one for one in cards if one))[:_CARDS] or Unknown(NO_CARD)}


def kind(answers: Answers) -> Mapping[str, object]:
    """What kind of computer, by its model where that says that it is virtual, else by its chassis."""
    return {"fact:kind": kind_of(answers) or Unknown(SILENT)}


def kind_of(answers: Answers) -> str:
    """The kind; empty where nothing says. Raises ``NotTold``."""
    for one in rows(answers, "computer.json"):
        model = f"{words(one, 'Manufacturer')} {words(one, 'Model')}".casefold()
        if any(sign in model for sign in _VIRTUAL):
            return "virtual"
    types = [int(one) for row in rows(answers, "enclosure.json") for one in numbers(row, "ChassisTypes")]
    return next((CASES[one] for one in types if one in CASES), "")
