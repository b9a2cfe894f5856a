"""What a Mac is: its system, processor, memory, graphics and kind. Its serial number and UUIDs are never taken up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aboveboard.diagnostics.answers import SILENT, Answers, NotTold, words
from aboveboard.diagnostics.looks import NO_CARD, Unknown
from aboveboard.diagnostics.macos.plists import mapping, plist, profile
from aboveboard.diagnostics.macos.sysctl import Sysctl

_KINDS: Final = {
    "macbook": "laptop",
    "imac": "all-in-one",
    "mac mini": "desktop",
    "macmini": "desktop",
    "mac pro": "desktop",
    "macpro": "desktop",
    "mac studio": "desktop",
    "xserve": "server",
}
_PLATFORMS: Final = {"arm64": "aarch64", "x86_64": "x86_64"}
_CARDS: Final = 4


def version(answers: Answers) -> Mapping[str, object]:
    """Which macOS."""
    known = mapping(answers, "system-version.plist")
    number, build = words(known, "ProductVersion"), words(known, "ProductBuildVersion")
    return {
        "fact:os": words(known, "ProductName") or Unknown(SILENT),
        "fact:os_version": (f"{number} ({build})" if number and build else number) or Unknown(SILENT),
    }


def hardware(answers: Answers) -> Mapping[str, object]:
    """Processor, cores, memory, what it was built for, and its name on the network."""
    known = Sysctl(answers)
    # A program for Intel on Apple's processors is told x86_64; hw.optional.arm64 is true all the same.
    machine = "arm64" if known.number("hw.optional.arm64") else known.text("hw.machine")
    told: dict[str, object] = {
        "fact:platform": _PLATFORMS.get(machine, machine),
        "fact:name": known.text("kern.hostname").removesuffix(".local"),
        "fact:cpu": known.text("machdep.cpu.brand_string"),
        "fact:cores": known.number("hw.physicalcpu") or known.number("hw.logicalcpu"),
        "fact:memory": known.number("hw.memsize"),
    }
    return {key: value or Unknown(SILENT) for key, value in told.items()}


def graphics(answers: Answers) -> Mapping[str, object]:
    """The names of the graphics processors, with what Intel Macs say of their own memory."""
    cards = []
    for one in profile(answers, "SPDisplaysDataType"):
        name = words(one, "sppci_model") or words(one, "_name")
        if name and "sppci_model" in one:
            memory = words(one, "spdisplays_vram")
            cards.append(f"{name} ({memory})" if memory else name)
    return {"fact:graphics": tuple(dict.fromkeys(cards))[:_CARDS] or Unknown(NO_CARD)}


def kind(answers: Answers) -> Mapping[str, object]:
    """What kind of computer."""
    return {"fact:kind": kind_of(answers) or Unknown(SILENT)}


def kind_of(answers: Answers) -> str:
    """The kind; empty where nothing says. Raises ``NotTold``.

    Newer models are called "Mac14,2" whatever they are: then the name that ``system_profiler`` has for the machine
    says it, else whether it has a battery.
    """
    known = Sysctl(answers)
    model = known.text("hw.model").casefold()
    if known.number("kern.hv_vmm_present") or model.startswith(("virtualmac", "vmware", "parallels")):
        return "virtual"
    names = [model]
    try:
        names += [words(one, "machine_name").casefold() for one in profile(answers, "SPHardwareDataType")]
    except NotTold:
        pass  # The model alone says it on older Macs.
    found = next((kind for name in names for start, kind in _KINDS.items() if name.startswith(start)), "")
    return found or ("laptop" if _has_battery(answers) else "")


def _has_battery(answers: Answers) -> bool:
    try:
        return bool(plist(answers, "battery.plist"))
    except NotTold:
        return False
