"""Programs on a Mac that crash, and those that start with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aboveboard.diagnostics.answers import SILENT, Answers, as_json
from aboveboard.diagnostics.looks import Reading, Sample, Unknown
from aboveboard.diagnostics.macos.health import DAY, reports
from aboveboard.diagnostics.macos.power import own_key
from aboveboard.diagnostics.programs import named

_CRASH: Final = ("309", "109")
"""The types of reports that are crashes: of now, and of macOS before 12."""


def crashes(answers: Answers) -> Mapping[str, Reading]:
    """How often each program of this user crashed in the last day."""
    found: dict[str, int] = {}
    for one in reports(answers, "user"):
        name = str(one.get("app") or "")
        if name and str(one.get("type")) in _CRASH and answers.now() - DAY <= one["at"] <= answers.now() + DAY:
            found[name] = found.get(name, 0) + 1
    key = own_key(answers)
    samples = [
        Sample({"crashes_24h": float(count)}, named("program", name, key), shown=name) for name, count in found.items()
    ]
    return {"app.crashes": tuple(samples) or (Sample({"crashes_24h": 0.0}),)}


def autostarts(answers: Answers) -> Mapping[str, Reading]:
    """How many programs start with the desktop: launch agents that start by themselves.

    Login items are kept where users may not read them, so there may be more.
    """
    said = as_json(answers, "agents.json")
    if not isinstance(said, list):
        return {"app.autostarts": Unknown(SILENT)}
    rows = [one for one in said if isinstance(one, dict)]
    starting = [one for one in rows if one.get("starts") is True and one.get("off") is not True]
    return {"app.autostarts": (Sample({"count": float(len(starting))}),)}
