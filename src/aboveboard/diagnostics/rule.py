"""One rule: what is read, when it is a problem and when it is over, what it means, what to do, what confirms it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from aboveboard.diagnostics.conditions import Condition, Operand, compares
from aboveboard.diagnostics.looks import System
from aboveboard.wire.computer import Severity

Said = Mapping[str, str]
"""One text by language: ``en``, ``de``."""
SEVERITIES: Final[tuple[Severity, ...]] = ("critical", "warn", "info")
"""The gravest first."""


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long a condition must hold at every look: ``seconds``, or so many ``looks`` one after the other."""

    seconds: float = 0
    looks: int = 0


@dataclass(frozen=True, slots=True)
class Level:
    """One severity: raised by ``when`` once that ``held``, over by ``clear`` once that held for ``clear_held``."""

    severity: Severity
    when: Condition
    clear: Condition
    held: Lasting = Lasting()
    clear_held: Lasting = Lasting()
    written: Mapping[str, str] = field(default_factory=dict)
    """The four as they stand in the file, for people to read."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``where`` picks the samples that it is about, and ``having`` those that tell these values at all.

    ``since`` names the value that tells for how long it is so already. ``levels``: the gravest first. ``shows``: values
    that are told beside those of the conditions. ``confirm`` has the system's own tool for each of ``systems``.
    """

    id: str
    systems: tuple[System, ...]
    measure: str
    levels: tuple[Level, ...]
    what: Said
    advice: Said
    confirm: Mapping[System, Said]
    where: Condition | None = None
    where_written: str = ""
    having: tuple[str, ...] = ()
    since: str = ""
    shows: tuple[str, ...] = ()

    def level(self, severity: Severity) -> Level | None:
        """The level of this severity, if the rule has one."""
        return next((level for level in self.levels if level.severity == severity), None)

    def operands(self) -> tuple[Operand, ...]:
        """Everything that its conditions ask for."""
        conditions = [self.where] if self.where else []
        for level in self.levels:
            conditions += [level.when, level.clear]
        return tuple(dict.fromkeys(one.operand for condition in conditions for one in compares(condition)))


class RuleError(ValueError):
    """A rule that does not load. The text names the file, the rule, and what to add."""
