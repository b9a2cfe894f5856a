"""What guards a Windows computer: antivirus, firewall, encryption."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from aboveboard.diagnostics.answers import SILENT, Answers, NotTold, as_json, known, number, words
from aboveboard.diagnostics.looks import Reading, Sample, Unknown
from aboveboard.diagnostics.windows import registry as r
from aboveboard.diagnostics.windows.cim import Row, moment, rows_or_none
from aboveboard.diagnostics.windows.facts import kind_of
from aboveboard.diagnostics.windows.storage import system

GOOD: Final = 0
POOR: Final = 2
_ON: Final = 0x10
_SHELL_ENCRYPTED: Final = {1: 1.0, 2: 0.0, 3: 1.0, 4: 0.0, 5: 1.0, 6: 1.0, 8: 0.0}
"""System.Volume.BitLockerProtection, which every user may ask: on, off, encrypting, decrypting, suspended, locked, and
8: encrypted with a key that lies open beside it."""
_PORTABLE: Final = ("laptop", "convertible", "tablet", "handheld")


def antivirus(answers: Answers) -> Mapping[str, Reading]:
    """Whether a guard against viruses runs, by the security centre and by Defender; how old Defender's knowledge is.

    The age is left out while another product guards: Windows does not tell theirs.
    """
    centre = _centre(answers, "antivirus")
    guards = [_runs(one) for one in rows_or_none(answers, "antivirus.json")]
    others = [_runs(one) for one in rows_or_none(answers, "antivirus.json") if not _is_defender(one)]
    defender = next(iter(rows_or_none(answers, "defender.json")), None)
    own = _defender_runs(defender) if defender is not None else None
    told = [one for one in (*guards, own) if one is not None]
    off: float | None = None
    if centre == GOOD or any(told):
        off = 0
    elif told:
        off = 1
    updated = moment(defender.get("AntivirusSignatureLastUpdated")) if defender else None
    age = max(0.0, answers.now() - updated) if updated is not None and not any(others) else None
    values = known(off=off, definitions_age=age)
    return {"security.antivirus": (Sample(values),) if values else Unknown(SILENT)}


def _runs(product: Row) -> bool | None:
    """``productState``: 0x061100 is on, 0x060100 is off; the last two digits say whether it is current."""
    state = number(product.get("productState"))
    return bool((int(state) >> 8) & _ON) if state is not None and 0 <= state <= 0xFFFFFF else None


def _is_defender(product: Row) -> bool:
    return "defender" in words(product, "displayName").casefold()


def _defender_runs(defender: Row) -> bool | None:
    told = [defender.get(name) for name in ("AMServiceEnabled", "AntivirusEnabled", "RealTimeProtectionEnabled")]
    return all(told) if all(isinstance(one, bool) for one in told) else None


def _centre(answers: Answers, what: str) -> float | None:
    """What the security centre says: 0 good, 1 not watched, 2 poor, 3 snoozed; ``None`` where there is none."""
    try:
        said: Any = as_json(answers, "security-centre.json")
    except NotTold:
        return None
    return number(said.get(what)) if isinstance(said, dict) else None


def firewall(answers: Answers) -> Mapping[str, Reading]:
    """Off where Windows' own is off for one of the kinds of network and the security centre knows of no other."""
    keys = r.Registry(answers)
    kinds = []
    for own, ordered in zip(r.FIREWALL, r.FIREWALL_ORDERED, strict=True):
        by_policy = keys.number(ordered, "EnableFirewall")
        kinds.append(by_policy if by_policy is not None else keys.number(own, "EnableFirewall"))
    told = [one for one in kinds if one is not None]
    centre = _centre(answers, "firewall")
    if centre == GOOD or (told and all(told)):
        return {"security.firewall": (Sample({"off": 0.0}),)}
    if told:
        return {"security.firewall": (Sample({"off": 1.0}),)}
    return {"security.firewall": (Sample({"off": 1.0}),) if centre == POOR else Unknown(SILENT)}


def encryption(answers: Answers) -> Mapping[str, Reading]:
    """Whether the volume that Windows is on is encrypted, and whether this is a computer that is carried about."""
    kind = kind_of(answers)
    own = system(answers)[:2]
    encrypted = _by_bitlocker(answers, own)
    if encrypted is None:
        listed = rows_or_none(answers, "encryption.json")
        shell = next((number(one.get("Protection")) for one in listed if _is(one, own)), None)
        encrypted = _SHELL_ENCRYPTED.get(int(shell)) if shell is not None else None
    values = known(laptop=kind in _PORTABLE if kind else None, encrypted=encrypted)
    return {"security.encryption": (Sample(values),) if values else Unknown(SILENT)}


def _is(row: Row, letter: str) -> bool:
    return words(row, "MountPoint").rstrip("\\").upper() == letter


def _by_bitlocker(answers: Answers, letter: str) -> float | None:
    """What ``Get-BitLockerVolume`` tells administrators: protection as a number, or as a word."""
    for one in rows_or_none(answers, "bitlocker.json"):
        state = {"On": 1.0, "Off": 0.0, "1": 1.0, "0": 0.0}.get(str(one.get("ProtectionStatus")))
        if _is(one, letter) and state is not None:
            return state
    return None
