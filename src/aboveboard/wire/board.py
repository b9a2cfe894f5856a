"""What a session is at one moment, and the moves that several of its rules share.

``control`` and ``session`` are the rules; this is what they act on. Nothing here decides whether a frame may come in.
"""

from uuid import UUID

from msgspec import Struct

from aboveboard.wire import limits
from aboveboard.wire.begun import Begun
from aboveboard.wire.closes import CloseCode, ProtocolError
from aboveboard.wire.grants import Lease, Leases
from aboveboard.wire.header import VERSION, Header
from aboveboard.wire.outcomes import Close, Outcome, Send
from aboveboard.wire.owners import Owners
from aboveboard.wire.pairs import Pair
from aboveboard.wire.payloads import Card, Empty, Grants, Limits, Note, Peers, Refused, Welcome
from aboveboard.wire.permit import permit
from aboveboard.wire.records import Admission, GrantEnded, Opened, SessionEnded, Why
from aboveboard.wire.seats import Line, Seat
from aboveboard.wire.table import TRANSITIONS, Fact
from aboveboard.wire.types import FrameType, Phase, Role, Scope, Step

NOTES = {
    "phase": "not in this phase of the session",
    "no_grant": "no live grant for this frame",
    "keys": "the handshake of this pair is not complete",
    "admit": "this technician is not admitted",
    "absent": "that participant is not there",
    "unknown": "no such grant or ask",
    "duplicate": "this identifier was used before",
    "too_many": "too many of these in this session",
    "notice": "the privacy notice does not offer what this scope carries",
    "signature": "the signature is not by a key that this end revealed",
}
"""What each NOTE says."""


class Board:
    """The state of one session. Times are µs since 1970, passed in."""

    def __init__(
        self, session: UUID, lease_ms: int = limits.LEASE_MS, scopes: frozenset[Scope] = frozenset(Scope)
    ) -> None:
        self.id = session
        self.lease_ms = lease_ms
        self.scopes = scopes
        """What may be asked for, granted and carried here; the shell takes it from the privacy notice."""
        self.phase = Phase.GATHERING
        self.seats: dict[int, Seat] = {}
        self.leases = Leases()
        self.steps: set[Step] = set()
        self.pairs: dict[int, Pair] = {}
        self.asks: dict[str, tuple[int, Scope]] = {}
        self.signing: list[str] = []
        self.owners = Owners()
        self.begun = Begun()
        self.items = 0
        self.reports = 0
        """How many files, tools and passwords a technician asked about."""
        self.paused = False
        self.pauses = 0
        """Whether the customer has paused the session, and how often they did."""
        self.customer_line: Line | None = None
        """The present or the last line of the customer's end."""
        self.ending: SessionEnded | None = None
        self.told_at: int | None = None
        self._refreshed = -limits.REFRESH_EVERY
        self.refresh_due = False
        self._opened = False

    @property
    def lines(self) -> list[Line]:
        """Every socket at the table."""
        return [seat.line for seat in self.seats.values() if seat.line is not None]

    @property
    def customer(self) -> Seat | None:
        """The customer's seat."""
        return next((seat for seat in self.seats.values() if seat.role is Role.CUSTOMER), None)

    def over(self, lease: Lease, why: Why, now: int) -> GrantEnded:
        """End one grant at once."""
        self.leases.close(lease)
        return GrantEnded(lease.grant, why, now)

    def unadmit(self, seat: Seat, why: Why, now: int) -> list[Outcome]:
        """Take back a technician's admission and every grant to it; ``tell_grants`` is the caller's."""
        out: list[Outcome] = [self.over(lease, why, now) for lease in self.leases.all() if lease.to == seat.participant]
        if seat.admitted and why is Why.KEYS:
            out.append(Admission(seat.participant, False, why.value, now))
        seat.admitted = False
        return out

    def settle(self, now: int) -> list[Outcome]:
        """After an admission or a step: the phase may move, and everybody hears who is admitted."""
        return self.move(now, tell=False) + self.tell_peers(now)

    def tell_grants(self, now: int) -> list[Outcome]:
        """GRANTS to everybody."""
        grants = Grants(grants=self.leases.shown(now))
        return [self.send(line, FrameType.GRANTS, grants, now) for line in self.lines]

    def drop_asks(self, participant: int) -> None:
        """Forget what a technician asked."""
        self.asks = {ask: about for ask, about in self.asks.items() if about[0] != participant}

    def forget_customer(self, now: int) -> list[Outcome]:
        """On the customer's return everything is asked anew."""
        ended: list[Outcome] = [self.over(lease, Why.LEFT, now) for lease in self.leases.all()]
        self.steps.clear()
        self.owners.rest()
        self.pairs.clear()
        self.asks.clear()
        self.signing.clear()
        self.paused = False
        for seat in self.seats.values():
            seat.admitted = False
        return [*ended, *self.tell_grants(now)] if ended else []

    def move(self, now: int, *, tell: bool = True) -> list[Outcome]:
        """Go to the phase that the facts lead to, by the transition table."""
        technicians = [seat for seat in self.seats.values() if seat.role is Role.TECHNICIAN and seat.there]
        customer = self.customer
        fact = Fact.APART
        if customer is not None and customer.line is not None and technicians:
            ready = self.steps.issuperset(Step) and any(seat.admitted for seat in technicians)
            fact = Fact.READY if ready else Fact.TOGETHER
        phase = TRANSITIONS[self.phase][fact]
        if phase is self.phase:
            return []
        self.phase = phase
        out: list[Outcome] = self.tell_peers(now) if tell else []
        if phase is Phase.OPEN and not self._opened:
            self._opened = True
            return [Opened(now), *out]
        return out

    def seat(self, participant: int, role: Role, card: Card | None) -> Seat:
        """The seat of a participant, a new one if need be. Raises ProtocolError TAKEN, FORBIDDEN."""
        seat = self.seats.get(participant)
        if seat is not None:
            if seat.role is not role:
                raise ProtocolError(CloseCode.FORBIDDEN, "this seat has another role")
            return seat
        if role is Role.CUSTOMER and self.customer is not None:
            raise ProtocolError(CloseCode.TAKEN, "another customer's end has the seat")
        if len(self.seats) >= limits.PARTICIPANTS:
            absent = (seat for seat in self.seats.values() if not seat.there and seat.role is Role.TECHNICIAN)
            gone = next(absent, None)
            if gone is None:
                raise ProtocolError(CloseCode.FORBIDDEN, "no seat is left in this session")
            del self.seats[gone.participant]
        self.seats[participant] = Seat(participant, role, card)
        return self.seats[participant]

    def ask_key_frame(self, now: int) -> list[Outcome]:
        """REFRESH to the customer's end, now."""
        customer = self.customer
        self.refresh_due, self._refreshed = False, now
        if customer is None or customer.line is None:
            return []
        return [self.send(customer.line, FrameType.REFRESH, Empty(), now)]

    def tell_peers(self, now: int, besides: Line | None = None) -> list[Outcome]:
        """PEERS to everybody but one."""
        peers = Peers(phase=self.phase, peers=[seat.peer(self.paused) for seat in self.seats.values()])
        return [self.send(line, FrameType.PEERS, peers, now) for line in self.lines if line is not besides]

    def welcome(self, line: Line, now: int) -> Send:
        """WELCOME to a line that has just taken its seat."""
        payload = Welcome(
            version=VERSION,
            participant=line.participant,
            session=self.id.hex,
            role=line.role,
            phase=self.phase,
            lease_ms=self.lease_ms,
            limits=Limits(frame_bytes=limits.CONTROL_BYTES, media_bytes=limits.MEDIA_BYTES, in_flight=limits.IN_FLIGHT),
            peers=[seat.peer(self.paused) for seat in self.seats.values()],
            grants=self.leases.shown(now),
        )
        return self.send(line, FrameType.WELCOME, payload, now)

    def refused(self, line: Line, error: ProtocolError, now: int) -> bytes:
        """A REFUSED frame, before its socket closes."""
        return line.out.frame(FrameType.REFUSED, Refused(code=int(error.code), reason=error.reason), now)

    def send(self, line: Line, kind: FrameType, payload: Struct, now: int) -> Send:
        """The relay's next frame on a line."""
        return Send(line, line.out.frame(kind, payload, now))

    def drop(self, line: Line, header: Header, code: str, now: int) -> list[Outcome]:
        """Let a frame fall, with a note to its sender now and then."""
        if not line.strike(code, now):
            return []
        note = Note(code=code, text=NOTES[code], sequence=header.sequence)
        return [self.send(line, FrameType.NOTE, note, now)]

    def forward(self, line: Line, header: Header, frame: bytes, to: int, now: int) -> list[Outcome]:
        """Pass a control frame to participant ``to``, or drop it if nobody is there."""
        receiver = self.seats[to].line
        permitted = receiver and permit(frame, header, line, receiver, None, now)
        return [permitted] if permitted else self.drop(line, header, "absent", now)

    def refresh(self, now: int) -> list[Outcome]:
        """A receiver lost its pictures: ask the customer's end for a key frame, at most once a second."""
        self.refresh_due = now - self._refreshed < limits.REFRESH_EVERY
        return [] if self.refresh_due else self.ask_key_frame(now)

    def close_all(self, code: CloseCode, reason: str, role: Role | None = None) -> list[Outcome]:
        """Close every line, or those of one role."""
        out: list[Outcome] = []
        for line in self.lines:
            if role is None or line.role is role:
                line.alive = False
                self.seats[line.participant].line = None
                out.append(Close(line, code, reason))
        return out

    def end(self, by: Role | str, reason: str, now: int) -> list[Outcome]:
        """End the session. Nothing passes from here on; ENDED goes out when the record is confirmed."""
        if self.phase is Phase.ENDED:
            return []
        out: list[Outcome] = [self.over(lease, Why.ENDED, now) for lease in self.leases.all()]
        for line in self.lines:
            line.speaks = False
        self.ending = SessionEnded(by, reason, now)
        self.phase = TRANSITIONS[self.phase][Fact.OVER]
        return [*out, *self.tell_grants(now), self.ending]
