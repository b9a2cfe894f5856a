"""What a rule says of an outcome or a shared finding, in English or German."""

from __future__ import annotations

from datetime import tzinfo

from aboveboard.diagnostics.looks import Outcome, System
from aboveboard.diagnostics.rules import Rule
from aboveboard.wire.computer import ComputerFinding

Found = Outcome | ComputerFinding


def headline(rule: Rule | None, found: Found, language: str = "en") -> str:
    """One line: what is wrong, and with which thing. Without the rule (an operator's own, elsewhere): its id."""
    return found.rule


def advice(rule: Rule | None, language: str = "en") -> str:
    """Two sentences: what to do. Empty without the rule."""
    return ""


def confirm(rule: Rule | None, system: System, language: str = "en") -> str:
    """The system's own tool that shows the same; empty where there is none for this system."""
    return ""


def measured(rule: Rule | None, found: Found, language: str = "en", zone: tzinfo | None = None) -> str:
    """What was measured, what it was held against, and since when, in ``zone`` (None: this computer's).

    ``97 % used, 4.0 GB free; limit 90 % and 10 GB; since 14:05``
    """
    return ""
