"""Programs on Windows that crash, and those that start with it."""

from __future__ import annotations

from collections.abc import Mapping

from aboveboard.diagnostics.answers import Answers, as_json
from aboveboard.diagnostics.looks import Reading, Sample
from aboveboard.diagnostics.programs import named
from aboveboard.diagnostics.windows import events as e
from aboveboard.diagnostics.windows import registry as r


def crashes(answers: Answers) -> Mapping[str, Reading]:
    """How often each program crashed in the last day: events 1000 of "Application Error"."""
    found: dict[str, int] = {}
    for one in e.of(e.within(e.events(answers, e.APPLICATION), answers.now(), e.DAY), "Application Error", 1000):
        name = one.value("AppName", 0)
        if name:
            found[name] = found.get(name, 0) + 1
    key = r.own_key(answers)
    samples = [
        Sample({"crashes_24h": float(count)}, named("program", name, key), shown=name) for name, count in found.items()
    ]
    return {"app.crashes": tuple(samples) or (Sample({"crashes_24h": 0.0}),)}


def autostarts(answers: Answers) -> Mapping[str, Reading]:
    """How many programs start with the desktop: run keys and start-up folders, without what the person switched off."""
    keys = r.Registry(answers)
    count = 0
    for run, approved in r.RUN:
        off = _switched_off(keys, approved)
        count += sum(1 for name in keys.values(run) if name and name.casefold() not in off)
    off = {name for folder in r.FOLDERS for name in _switched_off(keys, folder)}
    said = as_json(answers, "startup.json")
    files = [one for one in said if isinstance(one, str)] if isinstance(said, list) else []
    count += sum(1 for one in files if one.casefold() not in off | {"desktop.ini"})
    return {"app.autostarts": (Sample({"count": float(count)}),)}


def _switched_off(keys: r.Registry, approved: str) -> set[str]:
    """Names whose first byte is odd: 02 and 06 are on, 03 and 07 are off."""
    values = keys.values(approved)
    return {
        name.casefold()
        for name, value in values.items()
        if isinstance(value, str) and len(value) >= 2 and value[1] in "13579bdfBDF"
    }
