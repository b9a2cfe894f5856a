"""What comes out of the customer's end for the program around it to do: ask the person, draw a mark, stop."""

from __future__ import annotations

from dataclasses import dataclass

from aboveboard.companion.flow.standing import Stranger
from aboveboard.wire.payloads import Draw, Payload, Point
from aboveboard.wire.types import FrameType, Scope


@dataclass(frozen=True, slots=True)
class Met:
    """A technician's keys are verified; the person can compare the phrase and say yes or no."""

    technician: Stranger


@dataclass(frozen=True, slots=True)
class Asked:
    """A technician asks for a scope."""

    technician: Stranger
    ask: str
    scope: Scope
    reason: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A technician points or draws; ``mark`` is ``None`` when all marks are wiped."""

    participant: int
    mark: Point | Draw | None


@dataclass(frozen=True, slots=True)
class Came:
    """A technician's frame for a service of this computer; it passed the gate when it came in."""

    scope: Scope
    kind: FrameType
    participant: int
    payload: Payload | bytes


@dataclass(frozen=True, slots=True)
class Changed:
    """The live permissions or the people present are not what they were."""


@dataclass(frozen=True, slots=True)
class Distrusted:
    """The help desk or a technician did what nobody here allowed; ``code`` names it. It was not obeyed."""

    code: str


@dataclass(frozen=True, slots=True)
class Noted:
    """The help desk dropped one of our frames."""

    code: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Over:
    """The session ended; ``by`` is customer, technician, server, refused, or lost with the connection."""

    by: str
    reason: str


Happening = Met | Asked | Marked | Came | Changed | Distrusted | Noted | Over
