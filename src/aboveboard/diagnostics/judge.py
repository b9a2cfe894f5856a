"""Holds a look against the rules: three outcomes, and what stands stays until it is clearly over."""

from __future__ import annotations

from dataclasses import dataclass, field

from aboveboard.diagnostics.history import History
from aboveboard.diagnostics.looks import Look, Outcome
from aboveboard.diagnostics.rules import Rules


@dataclass(frozen=True, slots=True)
class Standing:
    """The problems that stand, and since when; what a watch keeps between looks, beside the history."""

    def to_json(self) -> bytes:
        """All of it, which ``from_json`` takes."""
        return b'{"version":1}'

    @classmethod
    def from_json(cls, data: bytes) -> Standing:
        """What ``to_json`` wrote; anything else is empty."""
        return cls()


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
    """What the rules of the look's system say of it.

    ``heavy`` False: the look did not try the heavy measures. Their rules are left out, and what stood for them stands.
    """
    return Verdict((), standing or Standing())
