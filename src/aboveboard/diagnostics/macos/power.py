"""Memory, processor, battery and busy programs of a Mac."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aboveboard.diagnostics.answers import SILENT, Answers, NotTold, known, number, words
from aboveboard.diagnostics.looks import Reading, Sample, Unknown
from aboveboard.diagnostics.macos.plists import Row, plist
from aboveboard.diagnostics.macos.storage import volumes
from aboveboard.diagnostics.macos.sysctl import Sysctl, vm_stat
from aboveboard.diagnostics.programs import answered

_FLOW: Final = -50
"""mA. What flows out of a full battery on mains, as macOS keeps it charged, is far less than this."""
_SIGNED: Final = 2**63


def memory(answers: Answers) -> Mapping[str, Reading]:
    """Memory by the kernel's own judgement of its pressure; swap as large as macOS may still make it.

    ``kern.memorystatus_level`` is the share of memory, in percent, that the kernel counts as available: what
    ``memory_pressure`` shows. Where it is not told, free, inactive, speculative and purgeable pages are counted. macOS
    makes swap files as it needs them, so its size is what there is and what the disk has room for.
    """
    told = Sysctl(answers)
    fitted = told.number("hw.memsize")
    try:
        pages = vm_stat(answers)
    except NotTold:
        pages = {}
    level = told.number("kern.memorystatus_level")
    share = level / 100 if level is not None and level <= 100 else _share_of_pages(pages, fitted)
    swap, room = told.swap(), _room(answers)
    size = swap["total"] + room if "total" in swap and room is not None else None
    values = known(
        fitted=fitted,
        available=share * fitted if share is not None and fitted else None,
        available_share=share,
        swap_size=size,
        swap_used_share=(swap["used"] / size if size else 0.0) if size is not None and "used" in swap else None,
        swapped_pages=pages.get("Swapouts"),
    )
    return {"memory.use": (Sample(values),) if values else Unknown(SILENT)}


def _share_of_pages(pages: Mapping[str, int], fitted: int | None) -> float | None:
    names = ("Pages free", "Pages inactive", "Pages speculative", "Pages purgeable")
    if not fitted or "page" not in pages or any(name not in pages for name in names):
        return None
    return min(1.0, sum(pages[name] for name in names) * pages["page"] / fitted)


def _room(answers: Answers) -> float | None:
    """Bytes that the system's disk still has."""
    try:
        return next((float(one["free"]) for one in volumes(answers)), None)
    except NotTold:
        return None


def load(answers: Answers) -> Mapping[str, Reading]:
    """The load over 15 minutes."""
    told = Sysctl(answers)
    loads, cores = told.loads(), told.number("hw.logicalcpu")
    if not loads or not cores:
        return {"cpu.load": Unknown(SILENT)}
    return {"cpu.load": (Sample({"load": loads[2], "cores": float(cores), "load_each_core": loads[2] / cores}),)}


def uptime(answers: Answers) -> Mapping[str, Reading]:
    """Seconds since the start."""
    began = Sysctl(answers).started()
    up = answers.now() - began if began else -1
    return {"os.uptime": (Sample({"up": up}),) if up >= 0 else Unknown(SILENT)}


def battery(answers: Answers) -> Mapping[str, Reading]:
    """The battery by ``ioreg -a -r -c AppleSmartBattery``: what it holds of what it held when new, charge, flow."""
    said = plist(answers, "battery.plist")
    listed = said if isinstance(said, list) else [said]
    return {
        "battery.state": tuple(
            Sample(_battery(one), subject=f"battery-{place}")
            for place, one in enumerate(listed, 1)
            if isinstance(one, dict) and one.get("BatteryInstalled", True) is not False and one
        )
    }


def _battery(row: Row) -> dict[str, float]:
    new = number(row.get("DesignCapacity"))
    most_now = number(row.get("MaxCapacity"))
    # Apple's own processors tell MaxCapacity in percent (100), and mAh beside it.
    held = number(row.get("NominalChargeCapacity")) or number(row.get("AppleRawMaxCapacity"))
    if held is None and most_now is not None and most_now > 100:
        held = most_now
    charge = number(row.get("CurrentCapacity"))
    return known(
        full_share=held / new if held and new else None,
        charge_share=min(1.0, charge / most_now) if charge is not None and most_now else None,
        discharging_on_mains=_empties(row),
    )


def _empties(row: Row) -> float | None:
    mains, charging, full = (row.get(name) for name in ("ExternalConnected", "IsCharging", "FullyCharged"))
    flow = row.get("InstantAmperage", row.get("Amperage"))
    if not isinstance(mains, bool) or isinstance(flow, bool) or not isinstance(flow, int):
        return None
    # ioreg writes what flows out as an unsigned number of 64 bits.
    flow = flow - 2 * _SIGNED if flow >= _SIGNED else flow
    return float(mains and charging is not True and full is not True and flow < _FLOW)


def programs(answers: Answers) -> Mapping[str, Reading]:
    """The programs that use most, as far as this user may see them, and how long the person has been away."""
    return answered(answers, own_key(answers))


def own_key(answers: Answers) -> bytes:
    """What tells names of this computer from those of others, see ``programs.named``; it goes no further."""
    try:
        said = plist(answers, "platform.plist")
    except NotTold:
        return b""
    first = said[0] if isinstance(said, list) and said else said
    return words(first, "IOPlatformUUID").encode() if isinstance(first, dict) else b""
