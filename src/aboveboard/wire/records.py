"""What the session machine wants written down, one type a kind of event.

Times are µs since 1970 by the relay's clock; grants and asks are 32 hexadecimal digits.
"""

from dataclasses import dataclass
from enum import StrEnum

from aboveboard.wire.computer import ComputerReport
from aboveboard.wire.types import Role, Scope, Step


class Why(StrEnum):
    """Why a grant ended."""

    REVOKED = "revoked"
    LAPSED = "lapsed"
    """Its lease ran out: the customer's end went silent."""
    LEFT = "left"
    """The customer's end is gone, or the technician was away too long."""
    WITHDRAWN = "withdrawn"
    """The customer said no to the technician after all."""
    KEYS = "keys"
    """The technician began a new handshake, so the phrase no longer holds."""
    ENDED = "ended"
    """The session ended."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A socket took its seat."""

    participant: int
    at_us: int


@dataclass(frozen=True, slots=True)
class Left:
    """A socket of a seat is gone."""

    participant: int
    at_us: int


@dataclass(frozen=True, slots=True)
class StepShown:
    """The customer acknowledged a step."""

    step: Step
    at_us: int


@dataclass(frozen=True, slots=True)
class Admission:
    """Yes or no to a technician. ``why`` is empty when the customer said it, "keys" when a new handshake undid it."""

    participant: int
    yes: bool
    why: str
    at_us: int


@dataclass(frozen=True, slots=True)
class Opened:
    """The session reached the phase open."""

    at_us: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A technician asked for a scope."""

    ask: str
    scope: Scope
    participant: int
    reason: str
    at_us: int


@dataclass(frozen=True, slots=True)
class Denied:
    """The customer said no to an ask."""

    ask: str
    scope: Scope
    participant: int
    at_us: int


@dataclass(frozen=True, slots=True)
class Granted:
    """The customer's yes to one scope for one technician. Not live until this record is confirmed."""

    grant: str
    scope: Scope
    to: int
    lease_ms: int
    at_us: int


@dataclass(frozen=True, slots=True)
class GrantEnded:
    """A grant is over."""

    grant: str
    why: Why
    at_us: int


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """The session is over."""

    by: Role | str
    reason: str
    at_us: int


@dataclass(frozen=True, slots=True)
class Paused:
    """The customer paused the session, or let it go on (``paused`` false)."""

    paused: bool
    at_us: int


@dataclass(frozen=True, slots=True)
class Tallied:
    """The customer's signed count beside the relay's own, at the same frame of the same socket.

    ``verified``: the signature is by the key that the customer's end revealed. ``agrees``: both counts are equal.
    ``since_us``: when that socket took its seat; each socket counts from nothing.
    """

    counts: dict[str, int]
    bytes: int
    last: int
    signature: str
    signing: str
    verified: bool
    agrees: bool
    relay_counts: dict[str, int]
    relay_bytes: int
    relay_last: int
    at_us: int
    since_us: int = 0


@dataclass(frozen=True, slots=True)
class ToolOffered:
    """A technician offered a tool of the operator's library; ``sha256`` is that of its signed package."""

    run: str
    tool: str
    version: str
    sha256: str
    participant: int
    at_us: int


@dataclass(frozen=True, slots=True)
class ToolAnswered:
    """The customer's yes or no to one run."""

    run: str
    yes: bool
    at_us: int


@dataclass(frozen=True, slots=True)
class ToolEnded:
    """A run is over, or it was undone."""

    run: str
    ok: bool
    status: int
    undone: bool
    at_us: int


@dataclass(frozen=True, slots=True)
class FileAsked:
    """A technician offered a file (``up`` false), or asked for one, described by ``what`` (``up`` true), and why."""

    transfer: str
    up: bool
    name: str
    what: str
    size: int
    reason: str
    participant: int
    at_us: int


@dataclass(frozen=True, slots=True)
class FileAnswered:
    """The customer's yes or no to one file; ``name`` and ``size`` are those of the file that was picked."""

    transfer: str
    yes: bool
    name: str
    size: int
    at_us: int


@dataclass(frozen=True, slots=True)
class FileEnded:
    """A transfer is over; ``sha256`` is empty where the file did not arrive whole."""

    transfer: str
    ok: bool
    sha256: str
    at_us: int


@dataclass(frozen=True, slots=True)
class SecretAsked:
    """A technician asked for a password."""

    secret: str
    participant: int
    at_us: int


@dataclass(frozen=True, slots=True)
class SecretAnswered:
    """The customer's end sealed a password to technician ``to``, or said no. The relay saw ciphertext and kept none."""

    secret: str
    to: int
    yes: bool
    at_us: int


@dataclass(frozen=True, slots=True)
class SecretShown:
    """A technician's end showed a password."""

    secret: str
    participant: int
    at_us: int


@dataclass(frozen=True, slots=True)
class ComputerShared:
    """What the customer's end shared of the computer, as it passed: a session's first is before, its last after."""

    report: ComputerReport
    at_us: int


Record = (
    Arrived
    | Left
    | StepShown
    | Admission
    | Opened
    | Asked
    | Denied
    | Granted
    | GrantEnded
    | SessionEnded
    | Paused
    | Tallied
    | ToolOffered
    | ToolAnswered
    | ToolEnded
    | FileAsked
    | FileAnswered
    | FileEnded
    | SecretAsked
    | SecretAnswered
    | SecretShown
    | ComputerShared
)


@dataclass(frozen=True, slots=True)
class GrantCount:
    """What passed under one grant so far: frames handed to its receiver, their payload bytes, first and last time."""

    grant: str
    frames: int
    bytes: int
    first_us: int
    last_us: int
