"""The transition table: everything that moves a session from phase to phase, and what each phase lets each role send.

::

    gathering ──both ends are there──► meeting ──steps shown, a technician admitted──► open
        ▲                               │  ▲                                            │ │
        └──────── an end is gone ───────┴──┼────────── nobody admitted any more ────────┘ │
        ▲                                  └                                              │
        └──────────────────────────────── an end is gone ─────────────────────────────────┘
    any of them ──END, or the server ends it──► ended
"""

from enum import Enum, StrEnum

from aboveboard.wire.gates import GATES
from aboveboard.wire.types import FrameType, Phase, Role


class Fact(StrEnum):
    """What may become true of a session, by frames, sockets or time."""

    APART = "apart"
    """The customer's end or every technician is gone."""
    TOGETHER = "together"
    """The customer's end and a technician are there."""
    READY = "ready"
    """Together, every step is acknowledged, and a technician who is there is admitted."""
    OVER = "over"
    """Somebody ended it."""


TRANSITIONS: dict[Phase, dict[Fact, Phase]] = {
    Phase.GATHERING: {
        Fact.APART: Phase.GATHERING,
        Fact.TOGETHER: Phase.MEETING,
        Fact.READY: Phase.OPEN,
        Fact.OVER: Phase.ENDED,
    },
    Phase.MEETING: {
        Fact.APART: Phase.GATHERING,
        Fact.TOGETHER: Phase.MEETING,
        Fact.READY: Phase.OPEN,
        Fact.OVER: Phase.ENDED,
    },
    Phase.OPEN: {
        Fact.APART: Phase.GATHERING,
        Fact.TOGETHER: Phase.MEETING,
        Fact.READY: Phase.OPEN,
        Fact.OVER: Phase.ENDED,
    },
    Phase.ENDED: dict.fromkeys(Fact, Phase.ENDED),
}


class Verdict(Enum):
    """What the table says to a frame of a type, from a role, in a phase."""

    YES = "yes"
    NOT_NOW = "not now"
    """This role may send it, but not in this phase: it is dropped, since phases change under way."""
    NEVER = "never"
    """This role may never send it: its socket closes."""


def _verdict(phase: Phase, role: Role, kind: FrameType) -> Verdict:
    gate = GATES[kind]
    if role not in gate.senders or not gate.phases:
        return Verdict.NEVER
    return Verdict.YES if phase in gate.phases else Verdict.NOT_NOW


VERDICTS: dict[tuple[Phase, Role], dict[int, Verdict]] = {
    (phase, role): {int(kind): _verdict(phase, role, kind) for kind in GATES} for phase in Phase for role in Role
}
"""(phase, role) → frame type → verdict, for every type of the wire."""
