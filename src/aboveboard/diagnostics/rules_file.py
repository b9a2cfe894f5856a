"""Reads a file of rules into rules; one that is not complete does not load, and the error says what to add."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args

from aboveboard.diagnostics.conditions import Condition, compares
from aboveboard.diagnostics.conditions_check import trouble
from aboveboard.diagnostics.conditions_text import duration, parse
from aboveboard.diagnostics.looks import System
from aboveboard.diagnostics.measures import MEASURES
from aboveboard.diagnostics.rule import SEVERITIES, Lasting, Level, Rule, RuleError, Said
from aboveboard.diagnostics.words import LANGUAGES, printable
from aboveboard.wire.payloads import PLAIN

FILE_BYTES: Final = 262_144
LINE_BYTES: Final = 1_500
MOST_RULES: Final = 500
SYSTEMS: Final[tuple[System, ...]] = get_args(System)
BESIDE: Final = {
    ("disk.space", "used_share"): "free",
    ("program.use", "resident_grown_share"): "resident_grown",
}
"""A share says little alone: 5 % of a large disk is a lot of room. With these a rule names the amount too."""
_FIELDS: Final = (
    "systems",
    "measure",
    "where",
    "having",
    "since",
    "shows",
    *SEVERITIES,
    "what",
    "advice",
    "confirm",
    "off",
)
_LEVEL_FIELDS: Final = ("when", "clear", "held", "clear_held")
_ID: Final = re.compile(r"(?=.{3,60}\Z)[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+\Z")
_PLAIN: Final = re.compile(PLAIN)
_LONGEST: Final = {"what": 90, "advice": 360, "confirm": 160}
_HELP: Final = {
    "what": 'what.en = "…", one line that says what is wrong',
    "advice": 'advice.en = "…", two sentences that say what the person can do',
    "confirm": 'confirm.linux = "…" and so on, the system\'s own tool that shows the same, for each of its systems',
}

Table = Mapping[str, Any]


def read_tables(path: Path) -> dict[str, Table]:
    """The tables of a file by the rule's id. Raises ``RuleError``."""
    try:
        # Opening must not wait for a pipe that nobody writes to.
        with open(path, "rb", opener=lambda name, flags: os.open(name, flags | getattr(os, "O_NONBLOCK", 0))) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise RuleError(f"{path}: this is not a plain file")
            data = file.read(FILE_BYTES + 1)
    except OSError as error:
        raise RuleError(f"{path}: the file cannot be read: {error.strerror or error}") from None
    if len(data) > FILE_BYTES:
        raise RuleError(f"{path}: the file is longer than {FILE_BYTES} bytes")
    # A name of thousands of parts takes minutes to read.
    if any(len(line) > LINE_BYTES for line in data.splitlines()):
        raise RuleError(f"{path}: a line is longer than {LINE_BYTES} bytes")
    try:
        tables = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise RuleError(f"{path}: this is no TOML file: {error}") from None
    if len(tables) > MOST_RULES:
        raise RuleError(f"{path}: at most {MOST_RULES} rules, this file has {len(tables)}")
    for name, table in tables.items():
        if not isinstance(table, dict) or not _ID.match(name):
            raise RuleError(
                f'{path}: rule {name[:60]!r}: a rule is a table by its name in quotes, with a dot: ["area.name"]'
            )
    return tables


def merged(ours: Table, theirs: Table) -> dict[str, Any]:
    """A rule of ours with the fields that an operator gave in place of our own, level by level, text by text."""
    result = dict(ours)
    for name, value in theirs.items():
        before = result.get(name)
        result[name] = merged(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
    return result


def make_rule(path: Path, name: str, table: Table) -> Rule | None:
    """The rule of a table; None for one that is ``off``. Raises ``RuleError``."""
    return _Maker(path, name, table).rule()


@dataclass
class _Maker:
    path: Path
    name: str
    table: Table

    def rule(self) -> Rule | None:
        self._known(self.table, _FIELDS, "")
        off = self.table.get("off", False)
        if not isinstance(off, bool):
            raise self._wrong("off is true or false")
        if off:
            return None
        measure = self._text("measure", f"one of {', '.join(MEASURES)}")
        if measure not in MEASURES:
            raise self._wrong(f"there is no measure {measure!r}; measure is one of {', '.join(MEASURES)}")
        systems = self._systems()
        where = self._condition(measure, self.table, "where") if "where" in self.table else None
        rule = Rule(
            id=self.name,
            systems=systems,
            measure=measure,
            levels=tuple(self._level(measure, one) for one in SEVERITIES if one in self.table),
            what=self._said("what", self.table.get("what")),
            advice=self._said("advice", self.table.get("advice")),
            confirm=self._confirm(systems),
            where=where,
            where_written=str(self.table.get("where", "")),
            having=self._values("having", measure),
            since=self._since(measure),
            shows=self._values("shows", measure),
        )
        self._whole(rule)
        return rule

    def _whole(self, rule: Rule) -> None:
        """What can only be said of all of it together."""
        if not rule.levels:
            raise self._wrong('it has no level; add warn.when = "…" and warn.clear = "…" (or info, or critical)')
        if rule.where is not None and any(one.operand.function for one in compares(rule.where)):
            raise self._wrong("where picks samples by their values alone, without looking back")
        operands = rule.operands()
        if len({one.name for one in operands}) < len(operands):
            raise self._wrong("it looks back over two times with one function and value; use one time for both")
        measured = [one for level in rule.levels for one in compares(level.when)]
        if any(one.operand.function == "least" for one in measured) and any(
            one.function != "least" for one in operands
        ):
            raise self._wrong("least looks at all samples together, so the rule can compare nothing else")

    def _level(self, measure: str, severity: Any) -> Level:
        table = self.table[severity]
        if not isinstance(table, dict):
            raise self._wrong(f'{severity} is a pair of conditions: {severity}.when = "…", {severity}.clear = "…"')
        self._known(table, _LEVEL_FIELDS, f"{severity}.")
        for field, meaning in (("when", "the limit that raises it"), ("clear", "the limit at which it is over again")):
            if field not in table:
                raise self._wrong(f'{severity}.{field} is missing; add {severity}.{field} = "…", {meaning}')
        when, clear = (self._condition(measure, table, field, severity) for field in ("when", "clear"))
        for (named, share), amount in BESIDE.items():
            asked = {one.operand.name for one in compares(when)}
            if measure == named and share in asked and amount not in asked:
                raise self._wrong(
                    f"{severity}.when compares {share} alone; add an amount beside it, as in {share} > 90 % and "
                    f"{amount} < 10 GB"
                )
        if wrong := trouble(when, clear):
            raise self._wrong(f"{severity}: {wrong}")
        return Level(
            severity=severity,
            when=when,
            clear=clear,
            held=self._lasting(table, severity, "held"),
            clear_held=self._lasting(table, severity, "clear_held"),
            written={field: str(table[field]) for field in _LEVEL_FIELDS if field in table},
        )

    def _condition(self, measure: str, table: Table, field: str, severity: str = "") -> Condition:
        text, named = table[field], f"{severity}.{field}" if severity else field
        if not isinstance(text, str) or not text.strip():
            raise self._wrong(f'{named} is a condition in quotes, as in {named} = "free < 10 GB"')
        try:
            return parse(text, measure)
        except ValueError as error:
            raise self._wrong(f"{named}: {error}") from None

    def _lasting(self, table: Table, severity: str, field: str) -> Lasting:
        if field not in table:
            return Lasting()
        text = table[field]
        if isinstance(text, str) and (match := re.fullmatch(r"([2-9]) looks", text)):
            return Lasting(looks=int(match[1]))
        try:
            seconds = duration(text if isinstance(text, str) else "")
        except ValueError as error:
            raise self._wrong(f"{severity}.{field}: {error}, or 3 looks") from None
        if not 60 <= seconds <= 86_400:
            raise self._wrong(f"{severity}.{field} is 1 min at least and 1 d at most")
        return Lasting(seconds=seconds)

    def _systems(self) -> tuple[System, ...]:
        given = self.table.get("systems")
        if not isinstance(given, list) or not given or any(one not in SYSTEMS for one in given):
            raise self._wrong(f"systems is missing or wrong; add systems = [{', '.join(repr(one) for one in SYSTEMS)}]")
        return tuple(one for one in SYSTEMS if one in given)

    def _since(self, measure: str) -> str:
        named = self.table.get("since", "")
        if named and MEASURES[measure].values.get(named) != "seconds":
            raise self._wrong(f"since names a value of {measure} in seconds that tells how long it is so already")
        return str(named)

    def _values(self, field: str, measure: str) -> tuple[str, ...]:
        named = self.table.get(field, [])
        if not isinstance(named, list) or len(named) > 4 or any(one not in MEASURES[measure].values for one in named):
            raise self._wrong(f"{field} is a list of at most four values of {measure}")
        return tuple(named)

    def _confirm(self, systems: tuple[System, ...]) -> dict[System, Said]:
        given = self.table.get("confirm", {})
        given = given if isinstance(given, dict) else {}
        self._known(given, SYSTEMS, "confirm.")
        missing = [one for one in systems if one not in given]
        if missing:
            raise self._wrong(f"confirm.{missing[0]} is missing; add {_HELP['confirm']}")
        return {one: self._said("confirm", given[one], f"confirm.{one}") for one in systems}

    def _said(self, field: str, given: Any, named: str = "") -> Said:
        """A text by language, or one text for all of them."""
        named = named or field
        by_language = dict.fromkeys(LANGUAGES, given) if isinstance(given, str) else given
        if not isinstance(by_language, dict) or not by_language:
            raise self._wrong(f"{named} is missing; add {_HELP[field]}")
        self._known(by_language, LANGUAGES, f"{named}.")
        for text in by_language.values():
            if not isinstance(text, str) or not text.strip():
                raise self._wrong(f"{named} is empty; add {_HELP[field]}")
            if len(text) > _LONGEST[field] or not _PLAIN.match(text):
                raise self._wrong(f"{named} is one line of plain text with at most {_LONGEST[field]} characters")
        # Whoever writes in one language is shown in that one everywhere.
        some = next(iter(by_language.values()))
        return {language: by_language.get(language, some) for language in LANGUAGES}

    def _text(self, field: str, help_text: str) -> str:
        given = self.table.get(field)
        if not isinstance(given, str):
            raise self._wrong(f"{field} is missing; add {field} = {help_text}")
        return given

    def _known(self, table: Table, known: tuple[str, ...], before: str) -> None:
        for name in table:
            if name not in known:
                raise self._wrong(f"there is no {before}{printable(name[:60])}; there are {', '.join(known)}")

    def _wrong(self, what: str) -> RuleError:
        return RuleError(f"{self.path}: rule {self.name}: {what}")
