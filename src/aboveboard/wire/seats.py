"""Who is at the table: seats, and the lines (sockets) that fill them."""

from dataclasses import dataclass, field

from aboveboard.wire.closes import CloseCode, ProtocolError
from aboveboard.wire.gates import GATES
from aboveboard.wire.header import Header
from aboveboard.wire.limits import BYTES_PER_SECOND, NOTE_EVERY, SECOND, STRIKES, STRIKES_WITHIN
from aboveboard.wire.payloads import Card, Peer
from aboveboard.wire.stream import Outgoing
from aboveboard.wire.types import MEDIA_FROM, Role, Scope

_PER_SECOND = {int(kind): gate.per_second for kind, gate in GATES.items()}


class Line:
    """One socket that took a seat: its sequence, its rates, what it sent. Dead for good once ``alive`` is False."""

    __slots__ = (
        "_bytes",
        "_noted",
        "_rates",
        "_second",
        "_strikes",
        "_strikes_since",
        "alive",
        "media",
        "media_bytes",
        "media_last",
        "out",
        "participant",
        "role",
        "sequence",
        "since",
        "speaks",
    )

    def __init__(self, participant: int, role: Role, since: int = 0) -> None:
        self.participant = participant
        self.role = role
        self.since = since
        """When it took the seat, in microseconds: counts of two sockets are told apart by it."""
        self.alive = True
        self.speaks = True
        """False once the session is over: nothing that it sent reaches anybody any more."""
        self.sequence = 1
        """Of the last frame received; HELLO was 1."""
        self.out = Outgoing()
        self.media: dict[int, int] = {}
        self.media_bytes = 0
        self.media_last = 0
        self._second = -1
        self._rates: dict[int, int] = {}
        self._bytes = 0
        self._strikes = 0
        self._strikes_since = 0
        self._noted: dict[str, int] = {}

    def accept(self, header: Header, size: int, now: int) -> None:
        """Hold a frame of ``size`` bytes against this line. Raises ProtocolError MISDIRECTED, SEQUENCE, TOO_FAST."""
        _, kind, _, participant, _, sequence, _ = header
        if participant != self.participant:
            raise ProtocolError(CloseCode.MISDIRECTED, "the frame bears another participant's number")
        if sequence != self.sequence + 1:
            raise ProtocolError(CloseCode.SEQUENCE, "a frame came twice, out of order, or one is missing")
        self.sequence = sequence
        second = now // SECOND
        if second != self._second:
            self._second = second
            self._rates.clear()
            self._bytes = 0
        count = self._rates.get(kind, 0) + 1
        self._rates[kind] = count
        self._bytes += size
        if count > _PER_SECOND[kind] or self._bytes > BYTES_PER_SECOND:
            raise ProtocolError(CloseCode.TOO_FAST, "more frames or bytes in a second than the wire allows")

    def count(self, header: Header, payload_bytes: int) -> None:
        """Keep the relay's side of the tally."""
        kind = header.type
        if kind >= MEDIA_FROM:
            self.media[kind] = self.media.get(kind, 0) + 1
            self.media_bytes += payload_bytes
            self.media_last = header.sequence

    def strike(self, code: str, now: int) -> bool:
        """One dropped frame. True if its sender is due a note. Raises ProtocolError FORBIDDEN after too many."""
        if now - self._strikes_since > STRIKES_WITHIN:
            self._strikes_since, self._strikes = now, 0
        self._strikes += 1
        if self._strikes > STRIKES:
            raise ProtocolError(CloseCode.FORBIDDEN, "too many frames that were not allowed")
        due = now - self._noted.get(code, -NOTE_EVERY) >= NOTE_EVERY
        if due:
            self._noted[code] = now
        return due


@dataclass(slots=True)
class Seat:
    """One participant of a session, with or without a socket."""

    participant: int
    role: Role
    card: Card | None
    line: Line | None = None
    lines: int = 0
    admitted: bool = False
    since_us: int = 0
    away_since: int | None = None
    codecs: list[str] = field(default_factory=list)
    offers: list[Scope] = field(default_factory=list)

    @property
    def there(self) -> bool:
        """Present, or away for so short a time that everything of it still stands."""
        return self.line is not None or self.away_since is not None

    def peer(self, paused: bool) -> Peer:
        """This seat as PEERS shows it, in a session that is ``paused``."""
        return Peer(
            participant=self.participant,
            role=self.role,
            present=self.line is not None,
            admitted=self.admitted,
            line=self.lines,
            codecs=list(self.codecs),
            offers=list(self.offers),
            card=self.card,
            since_us=self.since_us if self.admitted else 0,
            paused=paused and self.role is Role.CUSTOMER,
        )
