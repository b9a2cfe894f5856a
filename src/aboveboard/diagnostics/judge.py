"""Holds a look against the rules: three outcomes, and what stands stays until it is clearly over.

A condition that needs what was not read, or has not been watched for long enough, is unknown, and unknown is never ok.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from aboveboard.diagnostics.conditions import Operand, Truth, compares, relevant
from aboveboard.diagnostics.history import SUBJECTS, History, numbers
from aboveboard.diagnostics.looks import Look, Outcome, Sample, Unknown
from aboveboard.diagnostics.measures import MEASURES
from aboveboard.diagnostics.rule import Lasting, Level, Rule
from aboveboard.diagnostics.rules import Rules
from aboveboard.diagnostics.series import Series, Together, gap
from aboveboard.diagnostics.standing import Standing, Stood
from aboveboard.wire.computer import Severity

NOT_READ: Final = "This was not read."
NOT_TOLD: Final = "The computer does not tell this."
NOT_LONG: Final = "This has to be watched for longer before anybody can say."
WHYS: Final = (NOT_READ, NOT_TOLD, NOT_LONG)
"""The reasons that judging adds to those of readers."""
_STALE: Final = 86_400.0
"""A problem that nothing could be read about for so long (s) is not held against the computer any more."""
_VALUES: Final = 8


@dataclass(frozen=True, slots=True)
class Verdict:
    """``outcomes``: one for each rule and thing. ``standing`` goes into the next judgement.

    ``began`` and ``ended``: (rule, subject) of what was no problem before, and of what was one and is over.
    """

    outcomes: tuple[Outcome, ...]
    standing: Standing
    began: tuple[tuple[str, str], ...] = field(default=())
    ended: tuple[tuple[str, str], ...] = field(default=())


def judge(
    rules: Rules, look: Look, history: History | None = None, standing: Standing | None = None, heavy: bool = True
) -> Verdict:
    """What the rules of the look's system say of it. A rule about things that this computer has not says nothing.

    ``heavy`` False: the look did not try the heavy measures. What stood for their rules stands, with what was measured
    then; their other outcomes are left out.
    """
    before = standing or Standing()
    outcomes: list[Outcome] = []
    problems: dict[str, dict[str, Stood]] = {}
    judged: dict[str, float] = {}
    for rule in rules.for_system(look.system):
        one = _OneRule(rule, look, history, before.problems.get(rule.id, {}), before.judged.get(rule.id))
        told = list(one.outcomes(heavy))
        outcomes += told
        if one.standing:
            problems[rule.id] = one.standing
        given = isinstance(look.measures.get(rule.measure), tuple)
        read = given and (not told or not all(outcome.why for outcome in told))
        last = look.at if read else before.judged.get(rule.id)
        if last is not None:
            judged[rule.id] = last
    now, then = _pairs(problems), _pairs(before.problems)
    return Verdict(
        outcomes=tuple(outcomes),
        standing=Standing(problems=problems, judged=judged),
        began=tuple(pair for pair in now if pair not in then),
        ended=tuple(pair for pair in then if pair not in now),
    )


def _pairs(problems: Mapping[str, Mapping[str, Stood]]) -> dict[tuple[str, str], None]:
    return {(rule, subject): None for rule, kept in problems.items() for subject in kept}


class _OneRule:
    """One rule over all things that its measure tells of."""

    def __init__(
        self, rule: Rule, look: Look, history: History | None, stood: Mapping[str, Stood], judged: float | None
    ) -> None:
        self._rule = rule
        self._look = look
        self._history = history
        self._stood = stood
        self._judged = judged
        self.standing: dict[str, Stood] = {}

    def outcomes(self, heavy: bool) -> Iterator[Outcome]:
        """What it says; ``standing`` is whole once they are all taken."""
        measure = self._rule.measure
        reading = self._look.measures.get(measure)
        if reading is None and not heavy and MEASURES[measure].heavy:
            for subject, stood in self._stood.items():
                self.standing[subject] = stood
                yield self._still(subject, stood, "")
            return
        if reading is None or isinstance(reading, Unknown):
            yield from self._unread(NOT_READ if reading is None else reading.why)
            return
        samples = {sample.subject: sample for sample in reversed(reading[:SUBJECTS])}
        samples = {sample.subject: samples[sample.subject] for sample in reading[:SUBJECTS]}
        if any(operand.function == "least" for operand in self._rule.operands()):
            if samples:
                yield self._judged_one(Sample({}, ""), _together(samples))
            return
        for sample in samples.values():
            if self._about(sample) is not False:
                yield self._judged_one(sample, self._series(sample))

    def _unread(self, why: str) -> Iterator[Outcome]:
        fresh = {name: one for name, one in self._stood.items() if self._look.at - one.seen < _STALE}
        for subject, stood in fresh.items():
            self.standing[subject] = stood
            yield self._still(subject, stood, why)
        if not fresh:
            yield Outcome(self._rule.id, "unknown", why=why)

    def _still(self, subject: str, stood: Stood, why: str) -> Outcome:
        return Outcome(
            self._rule.id, "problem", stood.severity, subject, "", stood.since, stood.values, stood.limits, why
        )

    def _about(self, sample: Sample) -> Truth:
        """Whether the rule is about this thing."""
        if not set(self._rule.having) <= sample.values.keys():
            return False
        where = self._rule.where
        return True if where is None else self._series(sample, now_alone=True).truth(where)

    def _series(self, sample: Sample, now_alone: bool = False) -> Series:
        measure = self._rule.measure
        now = (self._look.at, numbers(sample.values, MEASURES[measure].values))
        past = self._history.rows(measure, sample.subject, self._look.at) if self._history and not now_alone else []
        return Series([*past, now], gap(measure))

    def _judged_one(self, sample: Sample, series: Series | Together) -> Outcome:
        stood = self._stood.get(sample.subject)
        levels: dict[Severity, float] = {}
        truths: dict[Severity, Truth] = {}
        for level in self._rule.levels:
            held, clearing = self._level(level, series, stood)
            truths[level.severity] = held
            if held:
                levels[level.severity] = clearing
        about = isinstance(series, Together) or self._about(sample)
        if levels and about:
            return self._problem(sample, series, stood, levels)
        unknown = levels or None in truths.values()
        level = self._rule.levels[-1]
        return Outcome(
            rule=self._rule.id,
            state="unknown" if unknown else "ok",
            subject=sample.subject,
            shown=sample.shown,
            values=self._values(series),
            limits=_limits(level, series),
            why=self._why(sample, series) if unknown else "",
        )

    def _level(self, level: Level, series: Series | Together, stood: Stood | None) -> tuple[Truth, float]:
        """Whether a level stands, and since when its clear holds (0: it does not)."""
        if stood is not None and level.severity in stood.levels:
            if series.truth(level.clear) is not True:
                return True, 0.0
            clearing = stood.levels[level.severity] or self._look.at
            if self._look.at - clearing < _seconds(level.clear_held, self._rule.measure):
                return True, clearing
            return False, 0.0
        if level.held == Lasting() or isinstance(series, Together):
            return series.truth(level.when), 0.0
        return series.lasted(level.when, level.held), 0.0

    def _problem(
        self, sample: Sample, series: Series | Together, stood: Stood | None, levels: dict[Severity, float]
    ) -> Outcome:
        at = self._look.at
        level = next(one for one in self._rule.levels if one.severity in levels)
        values, limits = self._values(series), _limits(level, series)
        known = series.truth(level.when) is not None or series.truth(level.clear) is not None
        if stood is not None and not known:
            # Not read this time: what was measured last is told, as long as that is not too long ago.
            if at - stood.seen >= _STALE:
                why = self._why(sample, series)
                return Outcome(self._rule.id, "unknown", "info", sample.subject, sample.shown, why=why)
            self.standing[sample.subject] = stood
            return self._still(sample.subject, stood, NOT_TOLD)
        since = stood.since if stood is not None else self._since(sample, series, level)
        self.standing[sample.subject] = Stood(since, at, levels, dict(values), dict(limits))
        return Outcome(self._rule.id, "problem", level.severity, sample.subject, sample.shown, since, values, limits)

    def _since(self, sample: Sample, series: Series | Together, level: Level) -> float:
        told = numbers(sample.values, {self._rule.since: 0})
        if told:
            return max(0.0, self._look.at - told[self._rule.since])
        # Of what is compared as it is at the moment, the history holds nothing.
        kept = level.held != Lasting() or all(one.operand.function for one in compares(level.when))
        began = series.began(level.when) if isinstance(series, Series) and kept else 0.0
        # Nobody knows of a problem that the first look finds, since when it is one.
        return began or (self._look.at if self._judged is not None else 0.0)

    def _values(self, series: Series | Together) -> dict[str, float]:
        found: dict[str, float] = {}
        asked = [one for level in self._rule.levels for one in compares(level.when) if one.unit != "flag"]
        for operand in (*(one.operand for one in asked), *(Operand(name) for name in self._rule.shows)):
            least, most = series.span(operand)
            # Of a counter that was not watched all the time, what it rose at the least is worth telling.
            told = least == most or (operand.function == "rise" and least > 0)
            if told and math.isfinite(least) and len(found) < _VALUES:
                found.setdefault(operand.name, least)
        return found

    def _why(self, sample: Sample, series: Series | Together) -> str:
        if isinstance(series, Together):
            return NOT_LONG
        asked = {one.operand.value for level in self._rule.levels for one in compares(level.when)}
        where = {one.operand.value for one in compares(self._rule.where)} if self._rule.where else set()
        return NOT_LONG if asked | where <= sample.values.keys() else NOT_TOLD


def _together(samples: Mapping[str, Sample]) -> Together:
    """The samples by their number, the newest first."""
    ordered = sorted(samples, key=lambda name: (len(name), name))
    return Together([samples[name].values for name in ordered])


def _limits(level: Level, series: Series | Together) -> dict[str, float]:
    found: dict[str, float] = {}
    for one in relevant(level.when, series.span):
        if one.unit != "flag" and len(found) < _VALUES:
            found.setdefault(one.operand.name, one.limit)
    return found


def _seconds(lasting: Lasting, measure: str) -> float:
    return lasting.seconds or lasting.looks * gap(measure)


__all__ = ["NOT_LONG", "NOT_READ", "NOT_TOLD", "WHYS", "Standing", "Verdict", "judge"]
