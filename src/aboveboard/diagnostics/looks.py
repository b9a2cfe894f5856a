"""One look at a computer: the facts, and a value or a reason for each measure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, Protocol, runtime_checkable

from aboveboard.wire.computer import ComputerFacts, Severity

System = Literal["linux", "windows", "macos"]
State = Literal["ok", "problem", "unknown"]


@dataclass(frozen=True, slots=True)
class Sample:
    """Values of one measure for one of its things, by name; what could not be read is left out.

    ``subject`` is stable between looks and says nothing about a person: it may be kept and sent. ``shown`` is what the
    screen of this computer calls the thing (a mount point, a program): it is neither kept nor sent.
    """

    values: Mapping[str, float]
    subject: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Why something is not known: one plain English sentence, which the catalogues translate."""

    why: str


NO_CARD: Final = "No graphics card is shown."

Reading = tuple[Sample, ...] | Unknown
"""Empty: the computer has no such thing (no battery, no wireless card), so nothing can be wrong with it."""


@dataclass(frozen=True, slots=True)
class Look:
    """``at`` in Unix seconds. ``measures`` has a reading for each that was tried; ``unknown`` why a fact is empty."""

    at: float
    system: System
    facts: ComputerFacts
    unknown: Mapping[str, str] = field(default_factory=dict)
    measures: Mapping[str, Reading] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing to read, which may hang for itself: all it gives is unknown if it takes longer than its limit.

    ``gives`` names measures, or facts with ``fact:`` before them. ``read`` returns readings for measures and plain
    values (or ``Unknown``) for facts; what it leaves out is unknown. It raises ``OSError`` and ``ValueError`` alone.
    """

    name: str
    gives: tuple[str, ...]
    read: Callable[[], Mapping[str, object]]
    heavy: bool = False


class Reader(Protocol):
    """How one system is read. Making one opens nothing and starts nothing."""

    @property
    def system(self) -> System:
        """Which system's rules apply."""

    def now(self) -> float:
        """The time of the look in Unix seconds: now, or when a captured machine was captured."""

    def probes(self) -> tuple[Probe, ...]:
        """What there is to read, facts first."""


@runtime_checkable
class Remembering(Protocol):
    """A reader of a system that forgets what a watch has to write down for it."""

    def remember(self, folder: Path, look: Look) -> None:
        """Write down of a look what no later one can know. Only a watch calls this. Raises ``OSError``."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule says of one thing. ``since`` in Unix seconds, 0 where nobody knows.

    ``values`` is what was measured, ``limits`` what the rule holds them against at this ``severity``. ``why`` says
    why a state is unknown. ``shown`` comes from the sample and stays on this computer.
    """

    rule: str
    state: State
    severity: Severity = "info"
    subject: str = ""
    shown: str = ""
    since: float = 0
    values: Mapping[str, float] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    why: str = ""
