"""os.support: how many days ago a system had its last security updates; negative while they still come."""

from __future__ import annotations

import datetime
import json
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.reading import text_or
from aboveboard.diagnostics.linux.system import os_release
from aboveboard.diagnostics.looks import Reading, Sample, Unknown

_DAY: Final = 86_400
_CONTRACT_YEARS: Final = 5
_TESTING: Final = ("testing", "unstable", "sid", "rawhide", "edge")


def read_support(machine: Machine) -> Mapping[str, Reading]:
    """One sample; none for a system without versions, which is always the newest there is."""
    told = os_release(machine)
    end = _own(told.get("SUPPORT_END", "")) or _listed(told)
    if end is None:
        return {
            "os.support": () if _is_rolling(told) else Unknown("It is not known how long this system is supported.")
        }
    if end.year >= datetime.MAXYEAR:
        return {"os.support": ()}
    if told.get("ID") == "ubuntu" and _has_contract(machine):
        end = end.replace(year=end.year + _CONTRACT_YEARS, day=min(end.day, 28))
    # The last day itself still counts as supported.
    over = datetime.datetime.combine(end, datetime.time(), datetime.UTC).timestamp() + _DAY
    return {"os.support": (Sample({"days_past_end": (machine.now() - over) / _DAY}),)}


def _own(word: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(word)
    except ValueError:
        return None


def _listed(told: Mapping[str, str]) -> datetime.date | None:
    versions = _table().get(told.get("ID", "linux").lower(), {})
    version = told.get("VERSION_ID", "")
    while version:
        if version in versions:
            return versions[version]
        version = version.rpartition(".")[0]
    return versions.get("*")


def _is_rolling(told: Mapping[str, str]) -> bool:
    """Debian testing and what else has no number yet."""
    words = f"{told.get('VERSION_CODENAME', '')} {told.get('PRETTY_NAME', '')}".lower().replace("/", " ").split()
    return ("BUILD_ID" in told and "VERSION_ID" not in told) or any(word in words for word in _TESTING)


def _has_contract(machine: Machine) -> bool:
    """Whether this computer is in Ubuntu Pro, whose security updates go on for five more years."""
    try:
        told: Any = json.loads(text_or(machine, "/var/lib/ubuntu-advantage/status.json", "{}"))
        services = {one["name"]: one["status"] for one in told.get("services", [])}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    return told.get("attached") is True and services.get("esm-infra") == "enabled"


@cache
def _table() -> dict[str, dict[str, datetime.date]]:
    return tomllib.loads(files("aboveboard.diagnostics.linux").joinpath("ends.toml").read_text(encoding="utf-8"))
