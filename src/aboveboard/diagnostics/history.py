"""The numbers of the past that rules need: bounded, without a name in them, kept as JSON.

::

    {"version": 1, "looks": {"disk.space": {"system": [[1795430000, {"free": 4.1e9}], [1795430060, {"free": 4.0e9}]]}}}
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import msgspec

from aboveboard.diagnostics.conditions import compares
from aboveboard.diagnostics.looks import Look
from aboveboard.diagnostics.rule import Rule
from aboveboard.diagnostics.rules import Rules
from aboveboard.diagnostics.series import Row, gap, oldest_base
from aboveboard.wire.computer import Subject

HISTORY_BYTES: Final = 4_194_304
SUBJECTS: Final = 64
ROWS: Final = 600
_CLOSE: Final = 16_000.0
"""Looks that are this young (s) are all kept; of older ones so many that a window is still seen well."""
_FINE: Final = 120


class _File(msgspec.Struct):
    version: Literal[1]
    looks: dict[str, dict[Subject, list[tuple[float, dict[str, float]]]]] = {}


@dataclass
class _Need:
    """For each value how old (s) it may become before no rule asks for it."""

    ages: dict[str, float] = field(default_factory=dict)

    def add(self, value: str, age: float) -> None:
        self.ages[value] = max(age, self.ages.get(value, 0))

    @property
    def longest(self) -> float:
        return max(self.ages.values())


class History:
    """What earlier looks measured. ``broken`` says why a file could not be used, else it is empty."""

    def __init__(self, rules: Rules, broken: str = "") -> None:
        self.broken = broken
        self._needs = _needs(rules)
        self._looks: dict[str, dict[str, list[Row]]] = {}

    def rows(self, measure: str, subject: str, before: float) -> list[Row]:
        """What was measured of one thing at looks before a time, oldest first."""
        return [row for row in self._looks.get(measure, {}).get(subject, ()) if row[0] < before]

    def keep(self, look: Look) -> None:
        """Remember of this look what rules need, and forget what is too old for all of them. Call it after judging."""
        for measure, need in self._needs.items():
            reading = look.measures.get(measure)
            if not isinstance(reading, tuple):
                continue
            kept = self._looks.setdefault(measure, {})
            for sample in reading[:SUBJECTS]:
                # A clock that was set back leaves looks of a time to come, which say nothing.
                rows = [row for row in kept.get(sample.subject, ()) if row[0] < look.at]
                values = numbers(sample.values, need.ages)
                kept[sample.subject] = _thinned([*rows, (look.at, values)] if values else rows, need, look.at)
            newest = sorted(kept, key=lambda name: kept[name][-1][0] if kept[name] else 0, reverse=True)
            self._looks[measure] = {
                name: kept[name]
                for name in newest[:SUBJECTS]
                if kept[name] and abs(look.at - kept[name][-1][0]) <= need.longest
            }

    def to_json(self) -> bytes:
        """All of it, which ``from_json`` takes."""
        looks = {measure: {name: list(rows) for name, rows in kept.items()} for measure, kept in self._looks.items()}
        return msgspec.json.encode({"version": 1, "looks": looks})

    @classmethod
    def from_json(cls, data: bytes, rules: Rules) -> History:
        """What ``to_json`` wrote. Anything else gives an empty history whose ``broken`` says why."""
        if len(data) > HISTORY_BYTES:
            return cls(rules, f"The history is longer than {HISTORY_BYTES} bytes.")
        try:
            file = msgspec.json.decode(data, type=_File)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError) as error:
            return cls(rules, f"The history cannot be read: {error}")
        history = cls(rules)
        for measure, need in history._needs.items():
            kept: dict[str, list[Row]] = {}
            for subject, rows in list(file.looks.get(measure, {}).items())[:SUBJECTS]:
                clean: list[Row] = [(at, numbers(values, need.ages)) for at, values in rows if 0 <= at < math.inf]
                clean.sort(key=lambda row: row[0])
                kept[subject] = [row for row in clean if row[1]][-ROWS:]
            if told := {subject: rows for subject, rows in kept.items() if rows}:
                history._looks[measure] = told
        return history


def numbers(values: Mapping[str, object], wanted: Mapping[str, object]) -> dict[str, float]:
    """The wanted values that are numbers: what a reader or a file got wrong is as missing as what it left out."""
    return {
        name: float(value)
        for name, value in values.items()
        if name in wanted and isinstance(value, int | float) and abs(value) <= 1e18
    }


def _needs(rules: Rules) -> dict[str, _Need]:
    needs: dict[str, _Need] = {}
    for rule in rules.by_id.values():
        for value, age in _asked(rule):
            needs.setdefault(rule.measure, _Need()).add(value, age)
    return needs


def _asked(rule: Rule) -> Iterator[tuple[str, float]]:
    """Each value that the rule looks back for, and how far."""
    seconds = gap(rule.measure)
    for level in rule.levels:
        held = max(level.held.seconds, level.held.looks * seconds)
        for one in compares(level.when):
            back = oldest_base(one.operand.window, seconds) if one.operand.function not in ("", "least") else 0
            if held or back:
                yield one.operand.value, back + (held + seconds if held else 0)
        for one in compares(level.clear):
            if one.operand.function not in ("", "least"):
                yield one.operand.value, oldest_base(one.operand.window, seconds)


def _thinned(rows: list[Row], need: _Need, now: float) -> list[Row]:
    """The rows without what is too old, and fewer of those that only long windows ask for."""
    kept: list[Row] = []
    apart = need.longest / _FINE
    for at, values in rows:
        age = now - at
        young = {name: value for name, value in values.items() if age <= need.ages.get(name, 0)}
        if young and (age <= _CLOSE or not kept or at - kept[-1][0] >= apart):
            kept.append((at, young))
    return kept[-ROWS:]
