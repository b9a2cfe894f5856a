"""Disks of a Windows computer: how full, how healthy, and what lies about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from aboveboard.diagnostics.answers import Answers, NotTold, as_json, known, number, objects, words
from aboveboard.diagnostics.leftovers import answered
from aboveboard.diagnostics.looks import Reading, Sample
from aboveboard.diagnostics.windows import registry as r
from aboveboard.diagnostics.windows.cim import Row, numbers, rows, rows_or_none

GB: Final = 1000**3
MAKERS_OWN: Final = 32 * GB
"""A fixed volume smaller than this, beside the system's, is where makers keep a recovery image: full by design."""
_SKIPPED: Final = ("cdrom", "remote", "ramdisk", "unmounted", "invalid")
_NVME: Final = 17
_VIRTUAL: Final = (14, 15)
_BAD: Final = (5, 197)
"""SMART's counts of sectors that were replaced, and of those that wait for it."""


def space(answers: Answers) -> Mapping[str, Reading]:
    """Each volume with a letter, the letter's place in the alphabet as its number: D: is ``data-4``."""
    return {"disk.space": tuple(_volume(one, system(answers)) for one in _volumes(answers))}


def system(answers: Answers) -> str:
    """The root of the volume that Windows is on, ``C:\\``."""
    try:
        return r.Registry(answers).text(r.VERSION, "SystemRoot")[:3].upper() or "C:\\"
    except NotTold:
        return "C:\\"


def _volumes(answers: Answers) -> list[dict[str, Any]]:
    said = as_json(answers, "volumes.json")
    own = system(answers)
    found = []
    for one in objects(said):
        options = str(one.get("opts", "")).split(",")
        total, free = number(one.get("total")), number(one.get("free"))
        if not total or free is None or free > total or set(options) & set(_SKIPPED):
            continue
        mount = str(one.get("mountpoint", "")).upper()
        if mount != own and "removable" not in options and total < MAKERS_OWN:
            continue
        if mount[:1].isascii() and mount[:1].isalpha():
            found.append({"mount": mount, "total": total, "free": free, "removable": "removable" in options})
    return sorted(found, key=lambda one: (one["mount"] != own, one["mount"]))


def _volume(one: dict[str, Any], own: str) -> Sample:
    is_system = one["mount"] == own
    return Sample(
        known(
            used_share=1 - one["free"] / one["total"],
            free=one["free"],
            size=one["total"],
            is_system=is_system,
            removable=one["removable"],
        ),
        subject="system" if is_system else f"data-{ord(one['mount'][0]) - ord('A') + 1}",
        shown=one["mount"][:2],
    )


def leftovers(answers: Answers) -> Mapping[str, Reading]:
    """What the recycle bin and the person's temporary files hold, asked for only while space is low."""
    own = next((one for one in _volumes(answers) if one["mount"] == system(answers)), None)
    return answered(answers, own)


def health(answers: Answers) -> Mapping[str, Reading]:
    """What each disk says of itself. Heat, wear and SMART's counts are told to administrators alone: else left out."""
    counters = {words(one, "DeviceId"): one for one in rows_or_none(answers, "reliability.json")}
    places = {words(one, "PNPDeviceID").casefold(): one for one in rows_or_none(answers, "diskdrives.json")}
    smart: dict[str, Row] = {}
    for one in rows_or_none(answers, "smart.json"):
        drive = places.get(words(one, "InstanceName").casefold().removesuffix("_0"), {})
        smart.setdefault(f"{number(drive.get('Index')) or 0:.0f}", {}).update(one) if drive else None
    drives = {f"{number(one.get('Index')) or 0:.0f}": one for one in places.values()}
    samples = []
    for one in rows(answers, "disks.json"):
        identity = words(one, "DeviceId")
        if not identity.isdecimal() or len(identity) > 4 or _code(one, "BusType", {"NVMe": 17}) in _VIRTUAL:
            continue
        values = _health(one, counters.get(identity, {}), drives.get(identity, {}), smart.get(identity, {}))
        shown = words(one, "FriendlyName")
        samples.append(Sample(values, subject=f"disk-{int(identity) + 1}", shown=shown))
    return {"disk.health": tuple(samples)}


def _health(disk: Row, counters: Row, drive: Row, smart: Row) -> dict[str, float]:
    state = _code(disk, "HealthStatus", {"Healthy": 0, "Warning": 1, "Unhealthy": 2})
    works = numbers(disk, "OperationalStatus")
    foretold = 5 in works or "Predictive Failure" in str(disk.get("OperationalStatus"))
    failing: float | None = None
    if state == 2 or foretold or words(drive, "Status") == "Pred Fail" or smart.get("PredictFailure") is True:
        failing = 1
    elif state == 0 or smart.get("PredictFailure") is False:
        failing = 0
    media = _code(disk, "MediaType", {"HDD": 3, "SSD": 4})
    heat, wear = number(counters.get("Temperature")), number(counters.get("Wear"))
    nvme = _code(disk, "BusType", {"NVMe": _NVME}) == _NVME
    return known(
        failing=failing,
        bad_sectors=_bad_sectors(numbers(smart, "VendorSpecific")),
        # A hard disk reports a wear of 0, which says nothing.
        wear_share=wear / 100 if wear is not None and media == 4 else None,
        celsius=heat if heat and 0 < heat < 150 else None,
        nvme=nvme,
        spinning={3: 1.0, 4: 0.0}.get(int(media)) if media is not None else None,
    )


def _code(row: Row, name: str, said: Mapping[str, int]) -> float | None:
    """A property that CIM gives as a number, and PowerShell's own view as a word."""
    value = row.get(name)
    return float(said[value]) if isinstance(value, str) and value in said else number(value)


def _bad_sectors(data: list[float]) -> float | None:
    """Two attributes of SMART's table: 12 bytes each after the first two, the raw count in six of them."""
    found = None
    for start in range(2, min(len(data), 362) - 11, 12):
        if data[start] in _BAD and all(0 <= one <= 255 for one in data[start : start + 12]):
            count = int.from_bytes(bytes(int(one) for one in data[start + 5 : start + 9]), "little")
            found = (found or 0) + count
    return found
