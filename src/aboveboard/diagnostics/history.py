"""The numbers of the past that rules need: bounded, without a name in them, kept as JSON."""

from __future__ import annotations

from aboveboard.diagnostics.looks import Look
from aboveboard.diagnostics.rules import Rules


class History:
    """What earlier looks measured. ``broken`` says why a file could not be used, else it is empty."""

    def __init__(self, rules: Rules, broken: str = "") -> None:
        self.rules = rules
        self.broken = broken

    def keep(self, look: Look) -> None:
        """Remember of this look what rules need, and forget what is too old for all of them. Call it after judging."""

    def to_json(self) -> bytes:
        """All of it, which ``from_json`` takes."""
        return b'{"version":1,"looks":{}}'

    @classmethod
    def from_json(cls, data: bytes, rules: Rules) -> History:
        """What ``to_json`` wrote. Anything else gives an empty history whose ``broken`` says why."""
        return cls(rules)
