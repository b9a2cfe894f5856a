"""What one thing measured over time: the rows of its looks, and what can be said of them, as spans and truths."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from aboveboard.diagnostics.conditions import NOTHING_KNOWN, Condition, Operand, Span, Truth, truth
from aboveboard.diagnostics.measures import MEASURES
from aboveboard.diagnostics.rule import Lasting
from aboveboard.diagnostics.units import UNITS

Row = tuple[float, Mapping[str, float]]
"""When a look was (Unix seconds), and its values by name."""

_LIGHT_TICK: Final = 60.0
_HEAVY_TICK: Final = 600.0
_TICKS: Final = 3.5
"""So many ticks may lie between two looks of a watch that goes on; more, and it slept."""


def gap(measure: str) -> float:
    """The longest time (s) between two looks between which nothing can have been missed."""
    return _TICKS * (_HEAVY_TICK if MEASURES[measure].heavy else _LIGHT_TICK)


def oldest_base(window: float, gap_seconds: float) -> float:
    """How old a look may be to stand for the beginning of a window: looks do not come on the second."""
    return window * 1.25 + gap_seconds


class Series:
    """The rows of one thing, oldest first; the last one is now."""

    def __init__(self, rows: Sequence[Row], gap_seconds: float) -> None:
        self._rows = rows
        self._gap = gap_seconds

    def span(self, operand: Operand, index: int = -1) -> Span:
        """What was known of an operand at a look."""
        at, values = self._rows[index]
        if operand.value not in values:
            return NOTHING_KNOWN
        now = values[operand.value]
        if not operand.function:
            return now, now
        end = index % len(self._rows)
        past = [(when, row[operand.value]) for when, row in self._rows[:end] if operand.value in row]
        base = _base(past, at, operand.window, self._gap)
        match operand.function:
            case "rise":
                # What is no counter of this start, as the bad spots of a disk, may become less: no new beginning.
                return _rise(past, base, at, now, operand.window, anew=UNITS.get(operand.value) == "counter")
            case "rate":
                least, most = _rise(past, base, at, now, operand.window, anew=False)
                if base is None:
                    return least / oldest_base(operand.window, self._gap), math.inf
                return least / (at - base[0]), most / (at - base[0])
            case "grown":
                return (now - base[1], now - base[1]) if base else (-math.inf, now)
            case "grown_share":
                share = (now - base[1]) / base[1] if base and base[1] > 0 else None
                return NOTHING_KNOWN if share is None else (share, share)
            case _:
                return _until_zero((base, _base(past, at, operand.window / 4, self._gap)), at, now)

    def truth(self, condition: Condition, index: int = -1) -> Truth:
        """Whether a condition held at a look."""
        return truth(condition, lambda operand: self.span(operand, index))

    def lasted(self, condition: Condition, lasting: Lasting) -> Truth:
        """Whether a condition holds now and has held for so long, at every look and with no look left out."""
        rows, now = self._rows, self._rows[-1][0]
        sure, looks = True, 0
        for index in range(len(rows) - 1, -1, -1):
            if index < len(rows) - 1 and rows[index + 1][0] - rows[index][0] > self._gap:
                return None
            held = self.truth(condition, index)
            if held is False:
                return False
            sure, looks = sure and held is True, looks + 1
            if rows[index][0] <= now - lasting.seconds and looks >= lasting.looks:
                return True if sure else None
        return None

    def began(self, condition: Condition) -> float:
        """When the condition that holds now began to, by the looks that are remembered; 0 if they begin with it."""
        rows = self._rows
        for index in range(len(rows) - 2, -1, -1):
            if self.truth(condition, index) is not True or rows[index + 1][0] - rows[index][0] > self._gap:
                return rows[index + 1][0]
        return rows[0][0] if len(rows) > 1 else 0.0


class Together:
    """All samples of a reading at once, the newest first: for ``least``."""

    def __init__(self, samples: Sequence[Mapping[str, float]]) -> None:
        self._samples = samples

    def span(self, operand: Operand) -> Span:
        """The least of the first so many; fewer than that tell only that it is not more."""
        wanted = self._samples[: int(operand.window)]
        known = [values[operand.value] for values in wanted if operand.value in values]
        least = min(known, default=math.inf)
        return least if len(known) == operand.window else -math.inf, least

    def truth(self, condition: Condition) -> Truth:
        """Whether a condition holds."""
        return truth(condition, self.span)


Past = list[tuple[float, float]]


def _base(past: Past, at: float, window: float, gap_seconds: float) -> tuple[float, float] | None:
    """The newest look that is as old as the window, unless it is much older."""
    for when, value in reversed(past):
        if when <= at - window:
            return (when, value) if at - when <= oldest_base(window, gap_seconds) else None
    return None


def _rise(past: Past, base: tuple[float, float] | None, at: float, now: float, window: float, *, anew: bool) -> Span:
    """How much a counter rose. One that fell began ``anew`` at 0, or was a sum that lost a part, which is no rise."""
    begin = base[0] if base else at - window
    inside = [value for when, value in past if when >= begin] + [now]
    rose = 0.0
    for before, after in pairwise(inside):
        rose += after - before if after >= before else after * anew
    # Without a look from the beginning of the window, all that stood on the counter may have come within it.
    return rose, rose if base else rose + inside[0]


def _until_zero(bases: tuple[tuple[float, float] | None, ...], at: float, now: float) -> Span:
    """By the slower fall of the whole window and of its last quarter: what fell once, and stopped, is not falling."""
    if now <= 0:
        return 0.0, 0.0
    if bases[0] is None:
        return 0.0, math.inf
    lost = min((base[1] - now) / (at - base[0]) for base in bases if base is not None)
    left = now / lost if lost > 0 else math.inf
    return left, left
