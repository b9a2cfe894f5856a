"""What is followed live while somebody helps: a few numbers of a look, by the names that the wire has for them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from aboveboard.diagnostics.looks import Look
from aboveboard.diagnostics.report import Line, finding_key
from aboveboard.diagnostics.rules import shipped
from aboveboard.diagnostics.words import say
from aboveboard.wire.computer import ComputerFinding

LIVE: Final[Mapping[str, str]] = {
    "cpu": "How busy the processor is",
    "memory": "How much memory is in use",
    "swap": "How much swap is in use",
    "disk": "How full the system's disk is",
    "heat": "How hot the processor is",
    "battery": "How full the battery is",
    "signal": "How strong the Wi-Fi is",
}
_ABOUT: Final[Mapping[str, tuple[str, ...]]] = {
    "cpu": ("cpu.hog", "cpu.load"),
    "memory": ("memory.low", "memory.pressure", "memory.leak"),
    "swap": ("memory.swap",),
    "disk": ("disk.system-full", "disk.fill-eta"),
    "heat": ("cpu.hot", "cpu.throttled"),
    "battery": ("battery.draining",),
    "signal": ("net.weak-wifi",),
}
"""Rules that look at the same thing: where a finding of one is left out, the number is not followed either."""
_MEASURED: Final[Mapping[str, tuple[str, ...]]] = {
    "cpu": ("cpu_seconds", "load"),
    "memory": ("available", "stalled_share", "resident"),
    "swap": ("swap_used_share", "swapped_pages"),
    "disk": ("used_share", "free"),
    "heat": ("celsius",),
    "battery": ("charge_share",),
    "signal": ("signal",),
}
"""How the values begin by which a rule that is not ours is known to look at the same thing."""
_KEY: Final = "live:"


def live_key(name: str) -> str:
    """The key of the preview's line for this number."""
    return _KEY + name


def live_lines(names: Iterable[str], language: str) -> list[Line]:
    """What a preview shows of these, one line each."""
    told = say("Every two seconds, while the yes holds", language)
    return [Line(live_key(name), say(LIVE[name], language), told) for name in names if name in LIVE]


def followed(names: Iterable[str], struck: Iterable[str], findings: Iterable[ComputerFinding] = ()) -> frozenset[str]:
    """Those of these numbers that may be followed where these lines were left out, of ``findings`` and of numbers."""
    gone = set(struck)
    rules = {key.split(":")[1] for key in gone if key.startswith("finding:")}
    ours = shipped().by_id
    own = [one for one in findings if finding_key(one) in gone and one.rule not in ours]
    values = {value for one in own for value in (*one.values, *one.limits)}
    return frozenset(
        name
        for name in names
        if name in LIVE
        and live_key(name) not in gone
        and not rules & {*_ABOUT[name]}
        and not any(value.startswith(_MEASURED[name]) for value in values)
    )


def live_values(look: Look) -> dict[str, float]:
    """What of these a light look knows; all but how busy the processor is, which takes two looks to tell."""
    found = {
        "memory": _of(look, "memory.use", lambda one: 1 - one["available_share"]),
        "swap": _of(look, "memory.use", lambda one: one["swap_used_share"]),
        "disk": _of(look, "disk.space", lambda one: one["used_share"], "system"),
        "heat": _of(look, "cpu.heat", lambda one: one["celsius"]),
        "battery": _of(look, "battery.state", lambda one: one["charge_share"]),
        "signal": _of(look, "net.wifi", lambda one: one["signal"]),
    }
    return {name: value for name, value in found.items() if value is not None}


def _of(look: Look, measure: str, value: Callable[[Mapping[str, float]], float], subject: str = "") -> float | None:
    reading = look.measures.get(measure)
    if not isinstance(reading, tuple):
        return None
    for sample in reading:
        if sample.subject == subject or not subject:
            try:
                number = float(value(sample.values))
            except KeyError:
                continue
            return number if math.isfinite(number) else None
    return None
