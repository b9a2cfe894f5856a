"""All rules: ours, which are data in ``rules.toml``, and an operator's, whose file adds rules and retunes ours."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from aboveboard.diagnostics.looks import System
from aboveboard.diagnostics.rule import Rule, RuleError
from aboveboard.diagnostics.rules_file import make_rule, merged, read_tables

OURS: Final = Path(__file__).with_name("rules.toml")


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules, in the order of their files."""

    by_id: Mapping[str, Rule] = field(default_factory=dict)

    def for_system(self, system: System) -> tuple[Rule, ...]:
        """The rules that this system is judged by."""
        return tuple(rule for rule in self.by_id.values() if system in rule.systems)


def load_rules(extra: Path | None = None) -> Rules:
    """Our rules, and those of an operator's file.

    A rule of ours takes from ``extra`` the fields that are given there, and keeps its others. Raises ``RuleError`` for
    a file that cannot be read or has a rule that is not complete.
    """
    tables = {name: (OURS, table) for name, table in read_tables(OURS).items()}
    for name, table in (read_tables(extra) if extra else {}).items():
        ours = tables.get(name, (None, {}))[1]
        tables[name] = (extra or OURS, merged(ours, table))
    made = {name: make_rule(path, name, table) for name, (path, table) in tables.items()}
    return Rules({name: rule for name, rule in made.items() if rule is not None})


def own_file() -> Path | None:
    """The file of rules that ``ABOVEBOARD_RULES`` names, if any."""
    named = os.environ.get("ABOVEBOARD_RULES", "")
    return Path(named) if named else None


@cache
def shipped() -> Rules:
    """The rules that come with the program, read once."""
    return load_rules()


__all__ = ["OURS", "Rule", "RuleError", "Rules", "load_rules", "own_file", "shipped"]
