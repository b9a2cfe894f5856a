"""The machine of one session: frames, sockets and time go in, outcomes come out.

It reads no clock and touches no socket. Times are µs since 1970 of one steady clock that the shell passes in. Rules:

- A grant is live only after ``confirm`` of its record; whatever takes it back works at once and is recorded after.
- What an honest end may send a moment too late (another phase, no grant any more) is dropped with a NOTE; what no
  honest end sends closes its socket. Either way nobody else notices.
- What ``refuse`` is called for never was live, and ends nothing else.
- ``fail`` ends everything without a record, for a shell whose database does not answer.
"""

from msgspec import Struct

from aboveboard.wire import limits
from aboveboard.wire.board import Board
from aboveboard.wire.bodies import PAYLOADS
from aboveboard.wire.closes import CloseCode, ProtocolError
from aboveboard.wire.codec import decode, read_header
from aboveboard.wire.control import CONTROL, Received
from aboveboard.wire.gates import GATES, Way
from aboveboard.wire.grants import State
from aboveboard.wire.header import HEADER_BYTES, Header
from aboveboard.wire.noted import BEGINNINGS, noted
from aboveboard.wire.outcomes import Close, Outcome, Send
from aboveboard.wire.owners import EVERYBODY
from aboveboard.wire.payloads import Card, Ended, Hello
from aboveboard.wire.permit import permit
from aboveboard.wire.records import (
    Arrived,
    GrantCount,
    Granted,
    Left,
    Record,
    SecretAsked,
    SessionEnded,
    ToolOffered,
    Why,
)
from aboveboard.wire.seats import Line
from aboveboard.wire.table import VERDICTS, Verdict
from aboveboard.wire.types import MEDIA_FROM, FrameType, Phase, Role, Scope

_GATES = {int(kind): gate for kind, gate in GATES.items()}
_IN_JSON = frozenset(int(kind) for kind in PAYLOADS)


class Session(Board):
    """One session. What ``Board`` holds is to be read; only the methods of this class are for a shell to call."""

    # --- sockets ----------------------------------------------------------------------------------------------------

    def connect(
        self, participant: int, role: Role, card: Card | None, hello: Hello, now: int
    ) -> tuple[Line, list[Outcome]]:
        """A socket with a valid ticket takes its seat; one that held the seat is closed.

        Raises ProtocolError: ENDED, TAKEN (another customer's end has another seat), FORBIDDEN (no seat left).
        """
        if self.phase is Phase.ENDED:
            raise ProtocolError(CloseCode.ENDED, "the session is over")
        seat = self.seat(participant, role, card)
        out: list[Outcome] = []
        if seat.line is not None:
            old = seat.line
            out += self.disconnect(old, now)
            out.append(Close(old, CloseCode.TAKEN, "another end took this seat"))
        line = Line(participant, role, now)
        seat.line, seat.lines, seat.away_since, seat.card = line, seat.lines + 1, None, card
        if role is Role.CUSTOMER:
            self.customer_line = line
        seat.codecs = list(hello.codecs)
        seat.offers = list(hello.offers) if role is Role.CUSTOMER else []
        out.append(Arrived(participant, now))
        out += self.move(now, tell=False)
        out.append(self.welcome(line, now))
        out += self.tell_peers(now, besides=line)
        lease = self.leases.find(Scope.VIEW, participant)
        if lease is not None and lease.live(now):
            out += self.ask_key_frame(now)
        return line, out

    def disconnect(self, line: Line, now: int) -> list[Outcome]:
        """The socket of ``line`` is gone; harmless if that is known already."""
        if not line.alive:
            return []
        line.alive = False
        seat = self.seats[line.participant]
        seat.line = None
        if self.phase is Phase.ENDED:
            return []
        out: list[Outcome] = [Left(line.participant, now)]
        if line.role is Role.CUSTOMER:
            out += self.forget_customer(now)
        else:
            seat.away_since = now
            self.drop_asks(line.participant)
        out += self.move(now, tell=False)
        return out + self.tell_peers(now)

    # --- frames -----------------------------------------------------------------------------------------------------

    def receive(self, line: Line, frame: bytes, now: int) -> list[Outcome]:
        """One whole frame from a socket. Never raises for what is in it."""
        if not line.alive:
            return []
        try:
            return self._take(line, frame, now)
        except ProtocolError as error:
            return self.expel(line, error, now)

    def expel(self, line: Line, error: ProtocolError, now: int) -> list[Outcome]:
        """Refuse and close one socket, as if it had gone."""
        told: list[Outcome] = [Send(line, self.refused(line, error, now))] if line.alive else []
        return told + self.disconnect(line, now) + [Close(line, error.code, error.reason)]

    def _take(self, line: Line, frame: bytes, now: int) -> list[Outcome]:
        header = read_header(frame)
        line.accept(header, len(frame), now)
        kind = header.type
        verdict = VERDICTS[self.phase, line.role][kind]
        if verdict is Verdict.NEVER:
            raise ProtocolError(CloseCode.FORBIDDEN, "this end may never send a frame of this type")
        line.count(header, len(frame) - HEADER_BYTES)
        payload = decode(header, frame) if kind in _IN_JSON else frame
        if verdict is Verdict.NOT_NOW:
            return [] if self.phase is Phase.ENDED else self.drop(line, header, "phase", now)
        if kind >= MEDIA_FROM:
            return self._pass_media(line, header, frame, payload, now)
        assert isinstance(payload, Struct)
        return CONTROL[kind](self, Received(line, header, frame, payload, now))

    def _pass_media(self, line: Line, header: Header, frame: bytes, payload: object, now: int) -> list[Outcome]:
        gate = _GATES[header.type]
        scope = gate.scope
        assert scope is not None
        if scope not in self.scopes:
            return self.drop(line, header, "notice", now)
        out: list[Outcome] = []
        if header.type == FrameType.COMPUTER and self.reports >= limits.REPORTS_EVER:
            return self.drop(line, header, "too_many", now)
        if gate.way is Way.HOLDERS:
            live, only = False, self.owners.of(scope, header.type, frame, payload)
            if only is None:
                return self.drop(line, header, "unknown", now)
            for lease in self.leases.of(scope):
                if only not in (EVERYBODY, lease.to):
                    continue
                receiver = self.seats[lease.to].line
                live = live or lease.live(now)
                permitted = receiver and permit(frame, header, line, receiver, lease, now)
                if permitted:
                    out.append(permitted)
            self.begun.hears(payload)
            self.owners.hears(payload)
            self.reports += live and header.type == FrameType.COMPUTER
            return self._noted(header, payload, out, now) if live else self.drop(line, header, "no_grant", now)
        if header.type in BEGINNINGS and self.items >= limits.ITEMS_EVER:
            return self.drop(line, header, "too_many", now)
        held = self.leases.find(scope, line.participant)
        if gate.way is Way.RELAY:
            live = held is not None and held.live(now)
            return self.refresh(now) if live else self.drop(line, header, "no_grant", now)
        customer = self.customer
        receiver = customer.line if customer else None
        permitted = receiver and permit(frame, header, line, receiver, held, now)
        if not permitted or held is None:
            return self.drop(line, header, "no_grant", now)
        if header.type in BEGINNINGS and not self.begun.takes(payload, line.participant, held.grant):
            return self.drop(line, header, "duplicate", now)
        if not self.owners.begins(header.type, payload, line.participant):
            return self.drop(line, header, "unknown", now)
        self.items += header.type in BEGINNINGS
        return self._noted(header, payload, [permitted], now)

    @staticmethod
    def _noted(header: Header, payload: object, out: list[Outcome], now: int) -> list[Outcome]:
        record = noted(header.type, payload, header.participant, now)
        return out if record is None else [*out, record]

    # --- time, the database, the server -----------------------------------------------------------------------------

    def tick(self, now: int) -> list[Outcome]:
        """What time alone brings; call it a few times a second while ``lines`` or grants are there."""
        if self.phase is Phase.ENDED:
            late = self.told_at is not None and now - self.told_at >= limits.TALLY_AFTER_END
            return self.close_all(CloseCode.ENDED, "the session is over") if late else []
        run_out = [lease for lease in self.leases.all() if now >= lease.until_us]
        out: list[Outcome] = [self.over(lease, Why.LAPSED, now) for lease in run_out]
        changed = bool(run_out)
        for seat in list(self.seats.values()):
            if seat.away_since is not None and now - seat.away_since >= limits.TECHNICIAN_AWAY:
                seat.away_since, changed = None, True
                self.pairs.pop(seat.participant, None)
                out += self.unadmit(seat, Why.LEFT, now)
        if changed:
            out += self.tell_grants(now) + self.settle(now)
        if self.refresh_due:
            out += self.refresh(now)
        return out

    def confirm(self, record: Record, now: int) -> list[Outcome]:
        """The database took ``record``."""
        if isinstance(record, Granted):
            lease = self.leases.get(record.grant)
            if lease is None or lease.state is not State.PENDING:
                return []
            if now >= lease.until_us:
                return [self.over(lease, Why.LAPSED, now), *self.tell_grants(now)]
            lease.state, lease.since_us = State.LIVE, now
            out = self.tell_grants(now)
            return out + self.ask_key_frame(now) if lease.scope is Scope.VIEW else out
        if isinstance(record, SessionEnded) and record is self.ending and self.told_at is None:
            self.told_at = now
            ended = Ended(by=str(record.by), reason=record.reason, at_us=record.at_us)
            told: list[Outcome] = [self.send(line, FrameType.ENDED, ended, now) for line in self.lines]
            return told + self.close_all(CloseCode.ENDED, "the session is over", Role.TECHNICIAN)
        return []

    def refuse(self, record: Record, now: int) -> list[Outcome]:
        """The database did not take ``record``, as its identifier was used before: nothing of it ever counted.

        A tool or a password that nothing would be written down of ends the session: no honest end asks for it.
        """
        if isinstance(record, ToolOffered | SecretAsked):
            return self.end(Role.TECHNICIAN, "it was offered under a number that was used before", now)
        lease = self.leases.get(record.grant) if isinstance(record, Granted) else None
        if lease is None or lease.state is not State.PENDING:
            return []
        self.leases.close(lease)
        giver = self.seats[lease.giver].line
        if giver is None:
            return []
        try:
            return self.drop(giver, lease.header, "duplicate", now)
        except ProtocolError as error:
            return self.expel(giver, error, now)

    def offer(self, scopes: frozenset[Scope], now: int) -> list[Outcome]:
        """Another notice is in force: from now on only these scopes are asked for and carried; grants of others end."""
        self.scopes = scopes
        out: list[Outcome] = [
            self.over(lease, Why.LAPSED, now) for lease in self.leases.all() if lease.scope not in scopes
        ]
        return [*out, *self.tell_grants(now)] if out else []

    def fail(self, now: int) -> list[Outcome]:
        """The database does not answer: nothing passes, everybody is closed, nothing is claimed as recorded."""
        for lease in self.leases.all():
            self.leases.close(lease)
        self.phase = Phase.ENDED
        error = ProtocolError(CloseCode.FAILED, "the service cannot record what happens, so it stops")
        told: list[Outcome] = [Send(line, self.refused(line, error, now)) for line in self.lines]
        return told + self.close_all(error.code, error.reason)

    def counts(self) -> list[GrantCount]:
        """Counters that changed since the last call."""
        return self.leases.counts()
