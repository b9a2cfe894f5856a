"""What fills up on a computer, in numbers to be drawn: its disks and its memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aboveboard.diagnostics.looks import Sample
from aboveboard.diagnostics.report import Examination, worst_first
from aboveboard.diagnostics.words import decimal, memory_size, say, size
from aboveboard.wire.computer import Severity

_DRAWN: Final = 4
"""The most file systems that are drawn."""
_SEEN: Final = 0.005
"""Half a percent: a smaller difference between what is drawn and what is written nobody sees."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """One thing that fills up. ``share`` is 0 to 1; ``severity`` that of what was found about it, or empty."""

    area: str
    name: str
    share: float
    words: str
    severity: Severity | str = ""


def gauges(examination: Examination, language: str, *, here: bool) -> tuple[Gauge, ...]:
    """The system's disk and the memory, which every computer has, then the other disks, by name only where ``here``."""
    disks = _disks(examination, language, here=here)
    return (*disks[:1], *_memory(examination, language), *disks[1:])


def percent(share: float, language: str) -> str:
    """A share as people read it."""
    return f"{decimal(share * 100, 0, language)} %"


def _disks(examination: Examination, language: str, *, here: bool) -> list[Gauge]:
    """The system's disk first, then the fullest of the others."""
    known = [one for one in _samples(examination, "disk.space") if {"used_share", "free", "size"} <= set(one.values)]
    known.sort(key=lambda one: (not one.values.get("is_system"), -one.values["used_share"]))
    drawn = []
    for sample in known[:_DRAWN]:
        system = bool(sample.values.get("is_system"))
        number = sample.subject.rpartition("-")[2]
        name = say("Disk of the system", language) if system else say("Disk {number}", language, number=number)
        if here and sample.shown and not system:
            name = sample.shown
        share, free = _share(sample.values["used_share"]), sample.values["free"]
        whole = _whole(free, share, sample.values["size"])
        words = say("{free} free of {whole}", language, free=size(free, language), whole=size(whole, language))
        drawn.append(Gauge("disk", name, share, words, _worst(examination, "disk", sample.subject)))
    return drawn


def _memory(examination: Examination, language: str) -> list[Gauge]:
    for sample in _samples(examination, "memory.use"):
        if {"available", "available_share"} <= set(sample.values):
            share, available = _share(1 - sample.values["available_share"]), sample.values["available"]
            fitted = sample.values.get("fitted") or examination.look.facts.memory
            free, whole = (memory_size(one, language) for one in (available, _whole(available, share, fitted)))
            words = say("{free} free of {whole}", language, free=free, whole=whole)
            worst = _worst(examination, "memory", sample.subject)
            return [Gauge("memory", say("Memory", language), share, words, worst)]
    return []


def _whole(free: float, used_share: float, told: float) -> float:
    """What the drawn share is a share of, as ``df`` counts: without what is kept back, or lies beyond a quota.

    ``told`` is the size by name, which people know: it stays where it says the same.
    """
    if told > 0 and abs(free / told - (1 - used_share)) < _SEEN:
        return told
    return free / (1 - used_share) if used_share < 1 else told


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))


def _samples(examination: Examination, measure: str) -> tuple[Sample, ...]:
    reading = examination.look.measures.get(measure)
    return reading if isinstance(reading, tuple) else ()


def _worst(examination: Examination, area_of: str, subject: str = "") -> Severity | str:
    problems = worst_first(examination.verdict.outcomes)
    about = (one for one in problems if one.rule.startswith(f"{area_of}.") and one.subject == subject)
    return next((one.severity for one in about if "used_share" in one.values or "available_share" in one.values), "")
