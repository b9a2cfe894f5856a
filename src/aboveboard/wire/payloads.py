"""The payloads in JSON, one struct a frame type.

Text is strict: an unknown field, a missing field, a wrong type or a value out of bounds is malformed. Bytes are
base64url without padding, identifiers are lower-case hexadecimal of 16 bytes.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated

from msgspec import Meta, Struct

from aboveboard.wire.limits import (
    CANVAS_MAX,
    CODECS,
    COORDINATE_MAX,
    DRAW_POINTS,
    LEASE_MS_MAX,
    LEASE_MS_MIN,
    NAME_CHARACTERS,
    PARTICIPANTS,
    REASON_CHARACTERS,
)
from aboveboard.wire.types import Phase, Role, Scope, Step

Number = Annotated[int, Meta(ge=1, le=0xFFFF_FFFF)]
Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]
# No control characters, which storage refuses, and none that reorder text, which could turn what a reason says.
PLAIN = "^[^\\x00-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]*\\Z"
Reason = Annotated[str, Meta(max_length=REASON_CHARACTERS, pattern=PLAIN)]
Name = Annotated[str, Meta(max_length=NAME_CHARACTERS, pattern=PLAIN)]
Ticket = Annotated[str, Meta(min_length=16, max_length=128, pattern=r"^[A-Za-z0-9_-]+\Z")]
Codec = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9.]+\Z")]
Identifier = Annotated[str, Meta(min_length=32, max_length=32, pattern=r"^[0-9a-f]+\Z")]
Bytes32 = Annotated[str, Meta(min_length=43, max_length=43, pattern=r"^[A-Za-z0-9_-]+\Z")]
Bytes64 = Annotated[str, Meta(min_length=86, max_length=86, pattern=r"^[A-Za-z0-9_-]+\Z")]
TypeKey = Annotated[str, Meta(max_length=3, pattern=r"^[1-9][0-9]*\Z")]
Coordinate = Annotated[int, Meta(ge=0, le=COORDINATE_MAX)]


def to_text(data: bytes) -> str:
    """Bytes as base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def to_bytes(text: str) -> bytes:
    """The bytes of base64url without padding. Raises ValueError unless ``text`` is their one canonical spelling."""
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if to_text(data) != text:
        raise ValueError("not canonical base64url without padding")
    return data


class Payload(Struct, frozen=True, forbid_unknown_fields=True):
    """What every JSON payload is: an object of exactly the fields below."""


class Empty(Payload, frozen=True):
    """RENEW, REFRESH, WIPE: ``{}``."""


class Hello(Payload, frozen=True):
    """First frame of an end. ``offers`` is the customer's; ``codecs`` in order of preference."""

    versions: Annotated[list[Annotated[int, Meta(ge=0, le=255)]], Meta(min_length=1, max_length=16)]
    ticket: Ticket
    offers: Annotated[list[Scope], Meta(max_length=16)] = []
    codecs: Annotated[list[Codec], Meta(max_length=CODECS)] = []


class Card(Payload, frozen=True):
    """Who a technician is, as the company vouches for it."""

    name: Name
    organisation: Name
    badge: Name


class Peer(Payload, frozen=True):
    """One seat. ``line`` grows by one with each socket of that seat: then its sequences begin anew.

    ``since_us``: since when a technician is admitted, in µs since 1970 by the relay's clock; 0 for whoever is not.
    ``paused``: the customer has paused the session.
    """

    participant: Number
    role: Role
    present: bool
    admitted: bool
    line: Count
    codecs: list[Codec]
    offers: list[Scope]
    card: Card | None
    since_us: Count = 0
    paused: bool = False


class Grant(Payload, frozen=True):
    """A live grant, as everybody sees it. Times in µs since 1970 by the relay's clock."""

    grant: Identifier
    scope: Scope
    to: Number
    since_us: Count
    until_us: Count


class Limits(Payload, frozen=True):
    """What the relay lets through: payload bytes of control and media, pictures in flight."""

    frame_bytes: Count
    media_bytes: Count
    in_flight: Count


class Welcome(Payload, frozen=True):
    """The relay's answer to HELLO."""

    version: int
    participant: Number
    session: Identifier
    role: Role
    phase: Phase
    lease_ms: Count
    limits: Limits
    peers: list[Peer]
    grants: list[Grant]


class Refused(Payload, frozen=True):
    """Why the socket closes, just before it does."""

    code: int
    reason: Reason


class Peers(Payload, frozen=True):
    """Who is there; sent whenever that or the phase changes."""

    phase: Phase
    peers: Annotated[list[Peer], Meta(max_length=PARTICIPANTS)]


class Commit(Payload, frozen=True):
    """SHA-256 over an end's keys, before it shows them."""

    to: Number
    commitment: Bytes32

    def __post_init__(self) -> None:
        to_bytes(self.commitment)


class Reveal(Payload, frozen=True):
    """An end's ephemeral keys: X25519 for agreement, Ed25519 for signing, and the nonce of the commitment."""

    to: Number
    agreement: Bytes32
    signing: Bytes32
    nonce: Bytes32

    def __post_init__(self) -> None:
        to_bytes(self.agreement), to_bytes(self.signing), to_bytes(self.nonce)


class Shown(Payload, frozen=True):
    """The customer acknowledged a step."""

    step: Step


class Admit(Payload, frozen=True):
    """The customer's yes or no to one technician by name."""

    participant: Number
    yes: bool


class Ask(Payload, frozen=True):
    """A technician asks for a scope."""

    ask: Identifier
    scope: Scope
    reason: Reason


class Give(Payload, frozen=True):
    """GRANT: the customer's yes to one scope for one technician, as a lease."""

    grant: Identifier
    scope: Scope
    to: Number
    lease_ms: Annotated[int, Meta(ge=LEASE_MS_MIN, le=LEASE_MS_MAX)]


class Revoke(Payload, frozen=True):
    """The customer takes a grant back."""

    grant: Identifier


class Deny(Payload, frozen=True):
    """The customer's no to an ask."""

    ask: Identifier


class Grants(Payload, frozen=True):
    """Every live grant; sent whenever one begins or ends, and after each renewal."""

    grants: list[Grant]


class End(Payload, frozen=True):
    """Either end closes the session."""

    reason: Reason


class Ended(Payload, frozen=True):
    """The session is over, and recorded as over."""

    by: str
    reason: Reason
    at_us: Count


class Tally(Payload, frozen=True):
    """What the customer's end has sent so far, signed: media frames by type, their payload bytes, the last sequence."""

    counts: Annotated[dict[TypeKey, Count], Meta(max_length=64)]
    bytes: Count
    last: Count
    signature: Bytes64

    def __post_init__(self) -> None:
        to_bytes(self.signature)


class Note(Payload, frozen=True):
    """Frame ``sequence`` was dropped; the socket stays open."""

    code: str
    text: Reason
    sequence: Count


class Pause(Payload, frozen=True):
    """The customer pauses the session (nothing is seen, nothing is done), or lets it go on."""

    paused: bool


class PictureConfig(Payload, frozen=True):
    """How to decode the pictures that follow: a WebCodecs string, the size in pixels, and where they go.

    The first picture after it stands alone. ``x`` and ``y`` are its corner on the canvas of SCREEN; where no SCREEN was
    sent, the pictures are the canvas.
    """

    codec: Codec
    width: Annotated[int, Meta(ge=1, le=CANVAS_MAX)]
    height: Annotated[int, Meta(ge=1, le=CANVAS_MAX)]
    x: Annotated[int, Meta(ge=0, le=CANVAS_MAX)] = 0
    y: Annotated[int, Meta(ge=0, le=CANVAS_MAX)] = 0


class Seen(Payload, frozen=True):
    """The customer's picture ``sequence`` is painted."""

    sequence: Number


class Point(Payload, frozen=True):
    """Where the technician points, 0…65535 from the left and from the top of the picture."""

    x: Coordinate
    y: Coordinate


class Draw(Payload, frozen=True):
    """A part of a stroke; ``done`` with its last part."""

    stroke: Count
    points: Annotated[list[tuple[Coordinate, Coordinate]], Meta(max_length=DRAW_POINTS)]
    done: bool
