"""Looks at the computer that this program runs on: all of it now and then, what changes quickly more often."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

import psutil

from aboveboard.companion.host.checkup import Checkup, CheckupError, Found
from aboveboard.diagnostics.changes import changes
from aboveboard.diagnostics.history import History
from aboveboard.diagnostics.judge import Verdict, judge
from aboveboard.diagnostics.live import live_lines, live_values
from aboveboard.diagnostics.looks import Look, Outcome, Reader
from aboveboard.diagnostics.probes import take_look
from aboveboard.diagnostics.remembered import Remembered, remembered
from aboveboard.diagnostics.report import OWN, Examination, Line, lines, share, shared_finding
from aboveboard.diagnostics.rules import Rules, load_rules, own_file
from aboveboard.diagnostics.standing import Standing
from aboveboard.diagnostics.with_bus import whole_reader
from aboveboard.wire.computer import ComputerReport

HEAVY_EVERY_S: Final = 30.0
"""How often disks, updates, services and the like are read again by themselves."""
_PERCENT: Final = 100.0
_NO_PAST: Final = Remembered()


def busy() -> float:
    """How busy the processors of this computer were since this was asked last: 0 to 1."""
    return float(psutil.cpu_percent(None)) / _PERCENT


class OwnCheckup:
    """``host.checkup.Checkup`` by a reader of ``diagnostics``. ``past`` is the watch's; nothing is kept."""

    def __init__(
        self,
        reader: Reader,
        rules: Rules,
        language: str,
        *,
        past: Remembered = _NO_PAST,
        how_busy: Callable[[], float] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reader = reader
        self._rules = rules
        self._language = language
        self._how_busy = how_busy
        self._clock = clock
        self._turn = threading.Lock()
        """Readers are asked by one thread at a time."""
        self._history = past.history or History(rules)
        self._standing = past.standing or Standing()
        self._whole: Look | None = None
        self._whole_at = 0.0
        self._outcomes: dict[str, tuple[Outcome, ...]] = {}
        self._read: dict[str, bool] = {}
        """Whether each measure was read when it was tried last."""
        self._wrong: dict[tuple[str, str], Outcome] = {}
        """Every problem that any look has found."""
        self._first: tuple[Outcome, ...] = ()
        self._later: dict[tuple[str, str], Outcome] = {}
        """Problems that a fresh look found, and the first look had not: as they were found first."""
        if how_busy is not None:
            how_busy()

    def look(self, *, fresh: bool = False) -> Found:
        """As ``Checkup``."""
        with self._turn:
            outcomes = self._judged(heavy=fresh or self._clock() - self._whole_at >= HEAVY_EVERY_S)
            look = self._whole
            if fresh:
                known = self._later | {(one.rule, one.subject): one for one in self._first if one.state == "problem"}
                found = {(one.rule, one.subject): one for one in outcomes if one.state == "problem"}
                self._later |= {key: one for key, one in found.items() if key not in known}
        if look is None:
            raise CheckupError("This computer could not be looked at.")
        report = share(Examination(look, Verdict(outcomes, self._standing)), name=True, marks=OWN)
        fine = [one for one in outcomes if one.state == "ok"]
        return Found(report, tuple(map(shared_finding, (*fine, *self._gone(outcomes)))))

    def _judged(self, *, heavy: bool) -> tuple[Outcome, ...]:
        heavy = heavy or self._whole is None
        try:
            look = take_look(self._reader, heavy=heavy)
            verdict = judge(self._rules, look, self._history, self._standing, heavy=heavy)
        except (OSError, ValueError) as error:
            raise CheckupError("This computer could not be looked at.") from error
        self._history.keep(look)
        self._standing = verdict.standing
        told: dict[str, list[Outcome]] = {}
        for one in verdict.outcomes:
            told.setdefault(one.rule, []).append(one)
        now = {rule: tuple(listed) for rule, listed in told.items()}
        # What was not tried stands; a rule that has nothing to look at any more says nothing.
        not_tried = {
            rule: listed for rule, listed in self._outcomes.items() if self._measure(rule) not in look.measures
        }
        self._outcomes = not_tried | now
        if heavy:
            self._whole, self._whole_at = look, self._clock()
        elif self._whole is not None:
            self._whole = Look(look.at, look.system, self._whole.facts, self._whole.unknown, look.measures)
        outcomes = tuple(one for listed in self._outcomes.values() for one in listed)
        self._first = self._first or outcomes
        self._read |= {name: isinstance(reading, tuple) for name, reading in look.measures.items()}
        self._wrong |= {(one.rule, one.subject): one for one in outcomes if one.state == "problem"}
        return outcomes

    def _measure(self, rule: str) -> str:
        return self._rules.by_id[rule].measure

    def _gone(self, outcomes: tuple[Outcome, ...]) -> Iterator[Outcome]:
        """What was wrong with things that are no more: a service that no longer failed, a program that was closed."""
        there = {(one.rule, one.subject) for one in outcomes}
        unsure = {one.rule for one in outcomes if one.state == "unknown" and not one.subject}
        for key, one in self._wrong.items():
            if key not in there and one.rule not in unsure and self._read.get(self._measure(one.rule)):
                yield replace(one, state="ok", since=0, values={}, limits={})

    def live(self) -> Mapping[str, float]:
        """As ``Checkup``."""
        with self._turn:
            numbers = live_values(take_look(self._reader, heavy=False))
            if self._how_busy is not None:
                numbers["cpu"] = self._how_busy()
        return numbers

    def lines(self, report: ComputerReport, live: Iterable[str]) -> list[Line]:
        """As ``Checkup``."""
        return [*lines(report, self._rules, self._language), *live_lines(live, self._language)]

    def compared(self) -> list[str]:
        """As ``Checkup``; it takes a fresh look. Empty where none was taken before."""
        with self._turn:
            if not self._first:
                return []
            judged = self._judged(heavy=True)
            last = (*judged, *self._gone(judged))
            fine = {(one.rule, one.subject) for one in last if one.state == "ok"}
            # What is still wrong is new since the first look, as far as it goes; what is well again was put right.
            came_and_went = [one for key, one in self._later.items() if key in fine]
            return changes((*self._first, *came_and_went), last, self._rules, self._language)


def checkup_here(language: str) -> Checkup | None:
    """For this computer; ``None`` where this system cannot be read or the rules do not load."""
    try:
        reader, rules = whole_reader(), load_rules(own_file())
    except (OSError, ValueError):
        return None
    return OwnCheckup(reader, rules, language, past=remembered(rules), how_busy=busy)
