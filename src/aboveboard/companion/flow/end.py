"""The customer's end of one socket, without socket, task or clock: bytes in, bytes and happenings out.

Everything that decides is here: what is obeyed, what may be sent, and when it is over. The help desk is not trusted:
a frame passes the same gate table as at the relay, against the permissions made at *this* end. A help desk that names a
permission nobody gave here ends the session.
"""

from __future__ import annotations

from typing import Final

from aboveboard.companion.flow.consent import Consent
from aboveboard.companion.flow.happenings import Asked, Came, Changed, Distrusted, Marked, Met, Noted, Over
from aboveboard.companion.flow.own_side import OwnSide
from aboveboard.companion.flow.rates import TECHNICIANS
from aboveboard.companion.flow.seats import Seat
from aboveboard.wire import payloads as p
from aboveboard.wire.closes import CloseCode, ProtocolError
from aboveboard.wire.codec import decode, read_header
from aboveboard.wire.gates import GATES, Way
from aboveboard.wire.handshake import Handshake
from aboveboard.wire.header import VERSION, Header
from aboveboard.wire.limits import IN_FLIGHT, LEASE_MS, LEASE_MS_MIN
from aboveboard.wire.types import FrameType, Role

_PASSED_ON: Final = frozenset({Way.PEER, Way.CUSTOMER})
"""Where a technician's frame may be going when it comes to this end."""
_ENDERS: Final = frozenset({"customer", "technician", "server"})


class CustomerEnd(OwnSide):
    """One seat, one socket. Call ``hello`` first; write what ``take`` gives after each call.

    ``receive`` raises ``ProtocolError`` when the help desk breaks the protocol; by then nothing is allowed any more.
    """

    # What comes from the help desk.

    def receive(self, frame: bytes) -> None:
        """Take one frame in. Raises ``ProtocolError``; the caller closes the socket then."""
        if self.over:
            return
        try:
            header = read_header(frame)
            sender = self._pass_gate(header)
            if sender is not None:
                self._incoming.check(header)
                self._obey(header, decode(header, frame))
        except ProtocolError as error:
            self.end(error.reason)
            raise

    def _pass_gate(self, header: Header) -> Role | None:
        """Who sent it, or ``None`` where it is to be dropped: our own copy of the gate table, our own permissions."""
        kind = FrameType(header.type)
        gate = GATES[kind]
        if header.participant == 0:
            role = Role.RELAY
        elif header.participant in self.seats:
            role = Role.TECHNICIAN
        else:
            raise ProtocolError(CloseCode.MISDIRECTED, "a frame of somebody who is not here")
        if role not in gate.senders or (role is Role.TECHNICIAN and gate.way not in _PASSED_ON):
            raise ProtocolError(CloseCode.FORBIDDEN, "a frame that its sender may not send")
        if (kind is FrameType.WELCOME) is self.welcomed and kind is not FrameType.REFUSED:
            raise ProtocolError(CloseCode.FORBIDDEN, "a frame at the wrong time")
        self._rates.count(header.participant, kind, self.clock.steady_us())
        if gate.scope is not None:
            holders = self.holders(gate.scope)
            once = self._consent.had_once(gate.scope)
            if not (holders if role is Role.RELAY else header.participant in holders):
                # What was on its way when the permission ended is dropped without a word.
                if not (once if role is Role.RELAY else header.participant in once):
                    self._distrust(f"{kind.name.lower()} without permission")
                return None
        return role

    def _obey(self, header: Header, payload: p.Payload | bytes) -> None:
        match payload:
            case p.Welcome():
                self._on_welcome(payload)
            case p.Refused():
                self._stop("refused", payload.reason)
            case p.Peers():
                self._on_peers(payload.peers)
            case p.Commit() | p.Reveal():
                self._on_keys(header.participant, payload)
            case p.Ask():
                self._on_ask(header.participant, payload)
            case p.Grants():
                self._on_grants(payload.grants)
            case p.Ended():
                # Only the words that there are: a help desk does not say in ours that the connection was lost.
                self._stop(payload.by if payload.by in _ENDERS else "server", payload.reason)
            case p.Note():
                self._on_note(payload)
            case _:
                self._on_media(FrameType(header.type), header.participant, payload)

    def _on_media(self, kind: FrameType, participant: int, payload: p.Payload | bytes) -> None:
        if isinstance(payload, p.Seen):
            self.flight.seen(payload.sequence)
        elif kind is FrameType.REFRESH:
            self.flight.clear()
            self.key_wanted = True
        elif self.paused and kind in (FrameType.POINT, FrameType.DRAW):
            return
        elif isinstance(payload, p.Point | p.Draw):
            self.happenings.append(Marked(participant, payload))
        elif kind is FrameType.WIPE:
            self.happenings.append(Marked(participant, None))
        elif (scope := GATES[kind].scope) is not None:
            self.happenings.append(Came(scope, kind, participant, payload))

    def _on_welcome(self, welcome: p.Welcome) -> None:
        if welcome.version != VERSION or welcome.role is not Role.CUSTOMER or welcome.session != self.session:
            raise ProtocolError(CloseCode.MISDIRECTED, "the help desk welcomed somebody else")
        self.welcomed = True
        self._out.participant = welcome.participant
        # The help desk may ask for shorter leases than ours, never for longer ones.
        self._consent = Consent(max(LEASE_MS_MIN, min(welcome.lease_ms, LEASE_MS)))
        self.in_flight = self.flight.most = max(1, min(welcome.limits.in_flight, IN_FLIGHT))
        self._on_peers(welcome.peers)
        self._on_grants(welcome.grants)
        if self.paused:
            self._out.put(FrameType.PAUSE, p.Pause(paused=True))

    def _on_peers(self, peers: list[p.Peer]) -> None:
        for peer in peers:
            if peer.role is not Role.TECHNICIAN or peer.participant == self._out.participant:
                continue
            seat = self.seats.get(peer.participant)
            if seat is None:
                if len(self.seats) >= TECHNICIANS:
                    raise ProtocolError(CloseCode.FORBIDDEN, "more technicians than a session has")
                handshake = Handshake(Role.CUSTOMER, self._uuid, peer.participant, self._keys.fresh())
                self.seats[peer.participant] = Seat(peer, handshake)
            elif seat.peer.card != peer.card:
                # A card that changes under a verified phrase would put another name on a person who was let in.
                raise ProtocolError(CloseCode.FORBIDDEN, "a technician's card changed")
            else:
                if seat.peer.line != peer.line:
                    self._incoming.forget(peer.participant)
                seat.peer = peer
        self.happenings.append(Changed())

    def _on_keys(self, participant: int, payload: p.Commit | p.Reveal) -> None:
        seat = self._seat(participant)
        if payload.to != self._out.participant:
            raise ProtocolError(CloseCode.MISDIRECTED, "keys for somebody else")
        if isinstance(payload, p.Commit):
            # New keys are a new acquaintance: what was allowed to the old ones ends.
            seat.admitted = False
            self._forget_permissions(participant)
            self._asks.forget(participant)
        for answer in seat.handshake.receive(payload):
            kind = FrameType.COMMIT if isinstance(answer, p.Commit) else FrameType.REVEAL
            self._out.put(kind, answer)
        if seat.verified:
            self.happenings.append(Met(seat.stranger))

    def _on_ask(self, participant: int, ask: p.Ask) -> None:
        seat = self._seat(participant)
        if self._asks.tired(participant, ask.scope):
            self._out.put(FrameType.DENY, p.Deny(ask=ask.ask))
            return
        if not seat.admitted or ask.scope not in self.offers or not self._asks.put(participant, ask):
            self._distrust("ask without permission")
            return
        self.happenings.append(Asked(seat.stranger, ask.ask, ask.scope, ask.reason))

    def _on_grants(self, grants: list[p.Grant]) -> None:
        now = self.clock.steady_us()
        ours = {one.identifier: one for one in self._consent.live(now)}
        for grant in grants:
            mine = ours.get(grant.grant)
            if mine is not None and (mine.scope is not grant.scope or mine.to != grant.to):
                raise ProtocolError(CloseCode.FORBIDDEN, "the help desk changed a permission")
        named = [grant.grant for grant in grants]
        if self._consent.confirm(named, now):
            raise ProtocolError(CloseCode.FORBIDDEN, "the help desk named a permission that nobody here gave")
        # One that the help desk had confirmed and names no more has ended there (the technician left).
        for identifier in self._confirmed - set(named):
            self._consent.take_back(identifier)
        self._confirmed = set(named)
        self.happenings.append(Changed())

    def _distrust(self, code: str) -> None:
        self.happenings.append(Distrusted(code))
        self._rates.strike()

    def _on_note(self, note: p.Note) -> None:
        self.flight.drop(note.sequence)
        self.happenings.append(Noted(note.code, note.sequence))

    def _stop(self, by: str, reason: str) -> None:
        self._consent.take_back_all()
        self.over = True
        self.happenings.append(Over(by, reason))
