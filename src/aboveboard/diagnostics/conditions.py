"""When a rule holds: comparisons of measured values with limits, joined by and / or, in three-valued logic.

What is known of a value is a span from its least to its most: one number where it was measured, all numbers where it
was not. A comparison is true or false where the whole span agrees, and None, unknown, where it does not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from aboveboard.diagnostics.measures import Unit

Span = tuple[float, float]
Truth = bool | None
Function = Literal["", "rise", "rate", "grown", "grown_share", "until_zero", "least"]
Sign = Literal[">", ">=", "<", "<=", "="]

NOTHING_KNOWN: Final[Span] = (-math.inf, math.inf)
FUNCTIONS: Final[dict[Function, str]] = {
    "rise": "how much a counter rose in that time; it may have begun anew at a start of the computer",
    "rate": "how much a counter rose for each second of that time: seconds of work a second are a share of a core",
    "grown": "how much more a value is than that long ago",
    "grown_share": "how much more a value is than that long ago, as a share of what it was",
    "until_zero": "the time until a value is 0 if it goes on falling as in that time, and as in the last quarter of it",
    "least": "the least of so many samples, the newest first: least(took, 3)",
}
"""What may be done with a value over time, and what it means."""


@dataclass(frozen=True, slots=True)
class Operand:
    """A value, or what became of it over ``window`` seconds (for ``least``: among so many samples)."""

    value: str
    function: Function = ""
    window: float = 0

    @property
    def name(self) -> str:
        """What outcomes and shared findings call it."""
        return f"{self.value}_{self.function}" if self.function else self.value


@dataclass(frozen=True, slots=True)
class Compare:
    """``operand`` held against ``limit``; ``unit`` is that of both."""

    operand: Operand
    sign: Sign
    limit: float
    unit: Unit


@dataclass(frozen=True, slots=True)
class Joined:
    """All of ``parts`` (``and``) or any of them (``or``)."""

    parts: tuple[Condition, ...]
    by: Literal["and", "or"]


Condition = Compare | Joined
Lookup = Callable[[Operand], Span]


def compares(condition: Condition) -> Iterator[Compare]:
    """Every comparison, from left to right."""
    if isinstance(condition, Compare):
        yield condition
    else:
        for part in condition.parts:
            yield from compares(part)


def truth(condition: Condition, lookup: Lookup) -> Truth:
    """Whether it holds by what ``lookup`` knows: None where that is not enough to say."""
    if isinstance(condition, Compare):
        return _compared(lookup(condition.operand), condition.sign, condition.limit)
    # An "and" is decided by one that is false, an "or" by one that is true; one unknown keeps it open.
    decides = condition.by == "or"
    unknown = False
    for part in condition.parts:
        held = truth(part, lookup)
        if held is decides:
            return decides
        unknown = unknown or held is None
    return None if unknown else not decides


def relevant(condition: Condition, lookup: Lookup) -> Iterator[Compare]:
    """The comparisons that matter by what is known: of an ``or`` those that do not fail, or all if each fails."""
    if isinstance(condition, Compare):
        yield condition
        return
    parts = condition.parts
    if condition.by == "or":
        parts = tuple(part for part in parts if truth(part, lookup) is not False) or parts
    for part in parts:
        yield from relevant(part, lookup)


def _compared(span: Span, sign: Sign, limit: float) -> Truth:
    least, most = span
    match sign:
        case ">":
            held, failed = least > limit, most <= limit
        case ">=":
            held, failed = least >= limit, most < limit
        case "<":
            held, failed = most < limit, least >= limit
        case "<=":
            held, failed = most <= limit, least > limit
        case "=":
            held, failed = least == most == limit, not least <= limit <= most
    if held:
        return True
    return False if failed else None
