"""What UDisks2's objects say of each disk's health."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from aboveboard.diagnostics.linux.answers import Disk

_BLOCK: Final = "org.freedesktop.UDisks2.Block"
_PARTITION: Final = "org.freedesktop.UDisks2.Partition"
_ATA: Final = "org.freedesktop.UDisks2.Drive.Ata"
_NVME: Final = "org.freedesktop.UDisks2.NVMe.Controller"
_KELVIN: Final = 273.15
_BROKEN: Final = frozenset({"degraded", "readonly", "volatile_mem"})
"""The warnings of a NVMe disk that its data is at risk."""

Objects = Mapping[str, Mapping[str, Mapping[str, Any]]]


def disks_of(objects: Objects, wear: Mapping[str, Mapping[str, Any]]) -> dict[str, Disk]:
    """By the names of ``/sys/block``. ``wear``: what each NVMe controller told of itself besides, by its object."""
    found = {}
    for told in objects.values():
        block = told.get(_BLOCK)
        if block is None or _PARTITION in told:
            continue
        device = bytes(block.get("Device") or b"").rstrip(b"\0").decode("utf-8", "replace")
        drive = objects.get(str(block.get("Drive")), {})
        if not device.startswith("/dev/"):
            continue
        if _ATA in drive:
            found[device.removeprefix("/dev/")] = _ata(drive[_ATA])
        elif _NVME in drive:
            found[device.removeprefix("/dev/")] = _nvme(drive[_NVME], wear.get(str(block.get("Drive")), {}))
    return found


def _ata(told: Mapping[str, Any]) -> Disk:
    if told.get("SmartEnabled") is not True or not told.get("SmartUpdated"):
        return Disk()
    bad = told.get("SmartNumBadSectors")
    return Disk(
        failing=told["SmartFailing"] if isinstance(told.get("SmartFailing"), bool) else None,
        bad_sectors=bad if isinstance(bad, int) and 0 <= bad < 2**62 else None,
        celsius=_celsius(told.get("SmartTemperature")),
    )


def _nvme(told: Mapping[str, Any], wear: Mapping[str, Any]) -> Disk:
    if not told.get("SmartUpdated"):
        return Disk()
    warnings = told.get("SmartCriticalWarning")
    warned = set(warnings) if isinstance(warnings, list) else None
    used, spare, least = (wear.get(name) for name in ("percent_used", "avail_spare", "spare_thresh"))
    below = "spare" in warned if warned is not None else None
    if isinstance(spare, int) and isinstance(least, int):
        below = bool(below) or spare < least
    return Disk(
        failing=bool(warned & _BROKEN) if warned is not None else None,
        wear_percent=used if isinstance(used, int) and 0 <= used <= 255 else None,
        spare_below=below,
        celsius=_celsius(told.get("SmartTemperature")),
    )


def _celsius(kelvin: object) -> float | None:
    """0 K: it was not told."""
    return round(kelvin - _KELVIN, 1) if isinstance(kelvin, int | float) and 200 < kelvin < 500 else None
