"""What the customer's end does of its own accord: the person's answers, leases, and what it sends while it may.

Nothing here obeys anybody: what comes from the help desk is taken by ``flow.end``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from aboveboard.companion.flow.asks import Asks
from aboveboard.companion.flow.clock import Clock
from aboveboard.companion.flow.consent import Consent, Permission
from aboveboard.companion.flow.flight import Flight
from aboveboard.companion.flow.happenings import Changed, Happening, Over
from aboveboard.companion.flow.outbound import Outbound
from aboveboard.companion.flow.rates import Rates
from aboveboard.companion.flow.seats import NotAllowedError, Seat
from aboveboard.companion.flow.standing import Live, Standing
from aboveboard.wire import payloads as p
from aboveboard.wire import remote as r
from aboveboard.wire.gates import GATES
from aboveboard.wire.header import VERSION
from aboveboard.wire.keys import Keys
from aboveboard.wire.limits import IN_FLIGHT, LEASE_MS
from aboveboard.wire.stream import Incoming
from aboveboard.wire.types import FrameType, Scope, Step

_PAUSED: Final = frozenset(
    {
        *(FrameType.PICTURE_CONFIG, FrameType.PICTURE, FrameType.PATCH, FrameType.CURSOR, FrameType.SHAPE),
        *(FrameType.CLIP_OUT, FrameType.FILE_UP, FrameType.TOOL_OUTPUT, FrameType.SECRET),
        *(FrameType.COMPUTER, FrameType.VALUES),
    }
)
"""What does not leave during a pause."""
_DESCRIBED: Final = {
    r.Screen: FrameType.SCREEN,
    r.Cursor: FrameType.CURSOR,
    r.Shape: FrameType.SHAPE,
    p.PictureConfig: FrameType.PICTURE_CONFIG,
}


@dataclass
class OwnSide:
    """What ``CustomerEnd`` is made of, without what comes in."""

    ticket: str
    session: str
    clock: Clock
    codecs: tuple[str, ...]
    offers: tuple[Scope, ...] = (Scope.VIEW, Scope.POINT)
    happenings: deque[Happening] = field(default_factory=deque)
    seats: dict[int, Seat] = field(default_factory=dict)
    acknowledged: set[Step] = field(default_factory=set)
    welcomed: bool = False
    over: bool = False
    in_flight: int = IN_FLIGHT
    key_wanted: bool = True
    paused: bool = False
    broken: bool = False
    """The connection was lost before anybody ended the session: who comes back may go on where it broke off."""
    desk: str = ""
    """The help desk's origin, as ``Desk.origin`` spells it."""
    asking: int = 0
    """How many questions the person has before them."""
    standing: Standing = field(default_factory=Standing)
    """What the services add to what the person is shown; ``show_standing`` completes it."""

    def __post_init__(self) -> None:
        self._keys = Keys()
        self._consent = Consent(LEASE_MS)
        self._confirmed: set[str] = set()
        self._told_live: set[str] = set()
        self._asks = Asks()
        self._rates = Rates()
        self.flight = Flight(self.clock.steady_us)
        self.flight.most = self.in_flight
        self._incoming = Incoming()
        self._uuid = UUID(hex=self.session)
        self._out = Outbound(self._uuid, self._keys.signing_key, self.clock, self._may_leave)

    @property
    def participant(self) -> int:
        """This end's own number; 0 until the help desk gave it one."""
        return self._out.participant

    def take(self) -> bytes | None:
        """The next frame that has to leave now, or ``None``."""
        return self._out.take()

    # What the person does.

    def hello(self) -> None:
        """The first frame."""
        self._out.put(
            FrameType.HELLO,
            p.Hello(versions=[VERSION], ticket=self.ticket, offers=list(self.offers), codecs=list(self.codecs)),
        )

    def acknowledge(self, step: Step) -> None:
        """The person has read this step."""
        self._alive()
        self.acknowledged.add(step)
        self._out.put(FrameType.SHOWN, p.Shown(step=step))

    def admit(self, participant: int, yes: bool) -> None:
        """The person's yes or no to one technician by name, whose phrase they could compare."""
        self._alive()
        seat = self._seat(participant)
        if yes and not seat.verified:
            raise NotAllowedError("This technician's keys are not verified yet.")
        seat.admitted = yes
        if not yes:
            self._forget_permissions(participant)
        self._out.put(FrameType.ADMIT, p.Admit(participant=participant, yes=yes))

    def grant(self, scope: Scope, participant: int) -> str:
        """The person's yes to one scope for one technician. Returns the permission's identifier."""
        self._alive()
        seat = self._seat(participant)
        if self.acknowledged != set(Step):
            raise NotAllowedError("Some of the steps before sharing were not acknowledged.")
        if not seat.admitted or not seat.verified:
            raise NotAllowedError("This technician was not let in.")
        if scope not in self.offers:
            raise NotAllowedError(f"This computer does not offer {scope}.")
        now = self.clock.steady_us()
        for one in self._consent.live(now):
            if one.scope is scope and one.to == participant:
                return one.identifier
        made = self._consent.give(scope, participant, now, self.clock.wall_us())
        self.key_wanted = True
        self._out.put(
            FrameType.GRANT, p.Give(grant=made.identifier, scope=scope, to=participant, lease_ms=self._consent.lease_ms)
        )
        self.happenings.append(Changed())
        return made.identifier

    def answer(self, ask: str, yes: bool) -> str | None:
        """The person's answer to an ask; returns the permission's identifier after a yes."""
        self._alive()
        asked = self._asks.take(ask, yes=yes)
        if asked is None:
            raise NotAllowedError("Nobody asked that.")
        if yes:
            return self.grant(asked[0].scope, asked[1])
        self._out.put(FrameType.DENY, p.Deny(ask=ask))
        return None

    def revoke(self, permission: str) -> None:
        """Take one permission back. It holds no more when this returns, whatever the network does."""
        if self._consent.take_back(permission) and not self.over:
            self._out.put(FrameType.REVOKE, p.Revoke(grant=permission))
            self.happenings.append(Changed())

    def pause(self) -> None:
        """No picture leaves and nothing is obeyed until ``resume``; what was allowed stays allowed."""
        self._say_paused(True)

    def resume(self) -> None:
        """Go on after a pause."""
        self.key_wanted = True
        self._say_paused(False)

    def _say_paused(self, paused: bool) -> None:
        """It holds from here on, whatever the network does; the help desk is told so that the receipt has it."""
        told, self.paused = self.paused, paused
        if paused is not told and self.welcomed and not self.over:
            self._out.put(FrameType.PAUSE, p.Pause(paused=paused))
        self.happenings.append(Changed())

    def hold(self) -> None:
        """A question is owed to the person: input is not obeyed until ``let_go`` was called as often."""
        self.asking += 1
        self.happenings.append(Changed())

    def let_go(self) -> None:
        """A question was answered."""
        self.asking -= 1
        self.happenings.append(Changed())

    def end(self, reason: str) -> None:
        """Stop. Nothing is allowed any more when this returns, whatever the network does."""
        self._consent.take_back_all()
        if not self.over:
            self.over = True
            if self.welcomed:
                self._out.put(FrameType.END, p.End(reason=reason[:200]))
            self.happenings.append(Over("customer", reason))

    # What the program does by itself.

    def renew(self) -> None:
        """Renew every live lease; call it each 1.5 s."""
        if not self.over and self.permissions():
            self._consent.asked(self.clock.steady_us())
            self._out.put(FrameType.RENEW, p.Empty())

    def notice_silence(self) -> None:
        """Say so where a lease ran out because nobody confirmed it; call it now and then."""
        if self._told_live - {one.identifier for one in self.permissions()}:
            self.happenings.append(Changed())

    def tally(self) -> None:
        """Sign what was sent so far; call it each 5 s, and once more at the end."""
        if self.welcomed:
            self._out.put_tally()

    def lost(self) -> None:
        """The socket is gone: nothing is allowed any more."""
        self.broken = self.broken or not self.over
        self._consent.take_back_all()
        self.over = True

    def show_standing(self) -> Standing:
        """How things are now, for the person to see."""
        seats = [seat for seat in self.seats.values() if seat.admitted and seat.verified]
        admitted = tuple(seat.stranger for seat in seats)
        # As the technician's page has it: both people see the same.
        since_us = min((seat.peer.since_us for seat in seats if seat.peer.since_us), default=0)
        live = [Live(one.identifier, one.scope, one.to, one.since_us) for one in self.permissions()]
        self._told_live = {one.permission for one in live}
        known = replace(self.standing, technicians=admitted, since_us=since_us, live=tuple(live))
        return replace(known, paused=self.paused, over=self.over)

    def leave(self, reason: str) -> None:
        """Stop without ending the session. Nothing is allowed any more when this returns."""
        if not self.over:
            self.lost()
            self.happenings.append(Over("customer", reason))

    def permissions(self) -> list[Permission]:
        """What is allowed at this moment, by this computer's clock."""
        return [] if self.over else self._consent.live(self.clock.steady_us())

    def may(self, scope: Scope) -> bool:
        """True while there is a live yes to ``scope``, which the help desk has recorded."""
        return any(one.scope is scope and one.identifier in self._confirmed for one in self.permissions())

    def holders(self, scope: Scope) -> set[int]:
        """The seats of the technicians who have a live yes to ``scope``, which the help desk has recorded."""
        return {one.to for one in self.permissions() if one.scope is scope and one.identifier in self._confirmed}

    def may_show(self) -> bool:
        """True while a picture may leave this computer."""
        return not self.paused and self.may(Scope.VIEW)

    def send(self, kind: FrameType, payload: p.Payload | bytes) -> None:
        """Line up one media frame of a service. Raises ``NotAllowedError`` unless its scope is allowed now."""
        if not self._may_leave(kind):
            raise NotAllowedError("Nobody here allows that now.")
        self._out.put(kind, payload)

    def _may_leave(self, kind: FrameType) -> bool:
        scope = GATES[kind].scope
        return scope is not None and self.may(scope) and not (self.paused and kind in _PAUSED)

    def ready(self) -> bool:
        """True when a picture may leave now and the viewer keeps up."""
        if self.flight.stuck:
            # A viewer that lost pictures (a reload, a full queue) would never acknowledge them: begin anew.
            self.flight.clear()
            self.key_wanted = True
        return self.may_show() and self.flight.room > 0

    def show_patch(self, payload: bytes, *, key: bool, left: Callable[[int], None]) -> None:
        """Line up one PATCH; ``left`` is told its sequence if it does leave.

        Raises ``NotAllowedError`` unless it is allowed now; it is checked once more as it leaves.
        """
        self._may_show_or_raise()
        self._out.put(FrameType.PATCH, payload, key=key, left=self._gone(len(payload), left))

    def show_picture(self, data: bytes, *, left: Callable[[int], None]) -> None:
        """Line up one encoded picture of a part of the canvas, as ``show_patch`` does a PATCH."""
        self._may_show_or_raise()
        self._out.put(FrameType.PICTURE, data, left=self._gone(len(data), left))

    def describe(self, what: r.Screen | r.Cursor | r.Shape | p.PictureConfig) -> None:
        """Line up what belongs to the picture. Raises ``NotAllowedError`` unless it is allowed now."""
        self.send(_DESCRIBED[type(what)], what)

    def _may_show_or_raise(self) -> None:
        if not self.may_show():
            raise NotAllowedError("Nobody may see this screen now.")

    def _gone(self, size: int, left: Callable[[int], None]) -> Callable[[int], None]:
        def gone(sequence: int) -> None:
            self.flight.left(sequence, size)
            left(sequence)

        return gone

    # Small things.

    def _seat(self, participant: int) -> Seat:
        seat = self.seats.get(participant)
        if seat is None:
            raise NotAllowedError("There is no such technician in this session.")
        return seat

    def _alive(self) -> None:
        if self.over or not self.welcomed:
            raise NotAllowedError("There is no session.")

    def _forget_permissions(self, participant: int) -> None:
        for one in self.permissions():
            if one.to == participant:
                self.revoke(one.identifier)
