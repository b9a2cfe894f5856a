"""Any order of valid, invalid and hostile frames, of time, of comings and goings, from three participants.

What must hold whatever happens is asked of a model that knows only what the customer's end said, not of the machine.
"""

import secrets
from uuid import uuid4

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from aboveboard.wire import limits
from aboveboard.wire.closes import ProtocolError
from aboveboard.wire.codec import read_header
from aboveboard.wire.gates import GATES
from aboveboard.wire.greeting import greet
from aboveboard.wire.header import LAYOUT
from aboveboard.wire.outcomes import Close, Outcome, Send
from aboveboard.wire.payloads import Ask, Deny, Draw, Empty, Give, PictureConfig, Point, Revoke, Seen
from aboveboard.wire.permit import Permitted
from aboveboard.wire.records import Granted, Record, SessionEnded
from aboveboard.wire.seats import Line
from aboveboard.wire.session import Session
from aboveboard.wire.types import FrameType, Role, Scope
from tests.wire.board import CARD
from tests.wire.ends import TIME, WireEnd

F = FrameType
ROLES = {1: Role.CUSTOMER, 2: Role.TECHNICIAN, 3: Role.TECHNICIAN}
PARTICIPANTS = st.sampled_from([1, 2, 3])
SCOPES = st.sampled_from(list(Scope))
ANYTHING = st.one_of(
    st.binary(max_size=60),
    st.builds(
        lambda version, kind, flags, who, epoch, step, body: (version, kind, flags, who, epoch, step, body),
        st.sampled_from([1, 1, 1, 0, 2]),
        st.sampled_from([*map(int, F), 0, 0x13, 0xFF]),
        st.sampled_from([0, 0, 1, 2, 0x8000]),
        st.sampled_from([0, 1, 2, 3, 9]),
        st.sampled_from([0, 0, 0, 1]),
        st.sampled_from([1, 1, 1, 0, 2]),
        st.one_of(st.binary(max_size=80), st.sampled_from([b"{}", b"[" * 500, b'{"reason":"x"}', b'{"to":NaN}'])),
    ),
)


class AnyOrder(RuleBasedStateMachine):
    grants = Bundle("grants")

    @initialize(orderly=st.booleans(), at_once=st.booleans())
    def begin(self, orderly: bool, at_once: bool) -> None:
        self.at_once = at_once
        self.session = Session(uuid4())
        self.now = TIME
        self.ends: dict[int, WireEnd] = {}
        self.lines: dict[int, Line] = {}
        self.waiting: list[Record] = []
        self.queued: list[Permitted] = []
        # The model: what the customer's end itself gave and has not taken back, and until when.
        self.given: dict[str, tuple[Scope, int]] = {}
        self.until: dict[str, int] = {}
        self.recorded: set[str] = set()
        self.ended = False
        if orderly:
            self.begin_anew()

    # --- what may happen --------------------------------------------------------------------------------------------

    @rule(participant=PARTICIPANTS)
    def come(self, participant: int) -> None:
        end = WireEnd(ROLES[participant])
        card = None if participant == 1 else CARD
        try:
            line, outcomes = self.session.connect(participant, end.role, card, greet(end.hello()), self.now)
        except ProtocolError:
            assert self.ended, "a free seat is refused only after the end"
            return
        if participant == 1:
            self.given.clear()
        self.ends[participant], self.lines[participant] = end, line
        self.carry_out(outcomes)

    @rule(participant=PARTICIPANTS)
    def go(self, participant: int) -> None:
        if participant in self.lines:
            if participant == 1:
                self.given.clear()
            self.carry_out(self.session.disconnect(self.lines[participant], self.now))

    @rule(participant=st.sampled_from([2, 3]))
    def meet(self, participant: int) -> None:
        end = self.ends.get(participant)
        if end is not None and end.welcome is not None:
            self.say(participant, end.begin(1))

    @rule()
    def acknowledge(self) -> None:
        if 1 in self.ends:
            for frame in self.ends[1].steps():
                self.say(1, frame)

    @rule(participant=st.sampled_from([2, 3]), yes=st.sampled_from([True, True, False]))
    def admit(self, participant: int, yes: bool) -> None:
        if 1 in self.ends:
            if not yes:
                self.given = {grant: about for grant, about in self.given.items() if about[1] != participant}
            self.say(1, self.ends[1].admit(participant, yes))

    @rule(target=grants, to=st.sampled_from([2, 3]), scope=SCOPES)
    def give(self, to: int, scope: Scope) -> str:
        grant = secrets.token_hex(16)
        if 1 in self.ends and self.lines[1].alive:
            self.given[grant] = (scope, to)
            self.until[grant] = self.now + limits.LEASE_MS * 1000
            self.say(1, self.ends[1].grant(to, scope, grant)[1])
        return grant

    @rule(liar=st.sampled_from([2, 3]), scope=SCOPES)
    def pretend_to_give(self, liar: int, scope: Scope) -> None:
        if liar in self.ends:
            payload = Give(grant=secrets.token_hex(16), scope=scope, to=liar, lease_ms=15000)
            self.say(liar, self.ends[liar].make(F.GRANT, payload))

    @rule()
    def renew(self) -> None:
        if 1 in self.ends and self.lines[1].alive:
            for grant in self.given:
                if self.now < self.until[grant]:
                    self.until[grant] = self.now + limits.LEASE_MS * 1000
            self.say(1, self.ends[1].make(F.RENEW, Empty()))

    @rule(grant=grants)
    def revoke(self, grant: str) -> None:
        if 1 in self.ends and self.lines[1].alive:
            self.given.pop(grant, None)
            self.say(1, self.ends[1].make(F.REVOKE, Revoke(grant=grant)))

    @rule(key=st.booleans(), config=st.booleans())
    def show(self, key: bool, config: bool) -> None:
        if 1 in self.ends:
            if config:
                frame = self.ends[1].make(F.PICTURE_CONFIG, PictureConfig(codec="vp8", width=640, height=480))
            else:
                frame = self.ends[1].picture(secrets.token_bytes(8), key)
            self.say(1, frame)

    @rule(seconds=st.sampled_from([4, 6]))
    def show_late(self, seconds: int) -> None:
        self.time_passes(seconds, noticed=False)
        self.show(key=True, config=False)

    @rule()
    def begin_anew(self) -> None:
        for participant in ROLES:
            self.come(participant)
        self.meet(2)
        self.acknowledge()
        self.admit(2, True)
        self.give(2, Scope.VIEW)
        self.database_answers()

    @rule(
        participant=st.sampled_from([2, 3]),
        what=st.sampled_from(
            [
                (F.POINT, Point(x=1, y=1)),
                (F.DRAW, Draw(stroke=1, points=[(1, 2)], done=True)),
                (F.WIPE, Empty()),
                (F.SEEN, Seen(sequence=1)),
                (F.REFRESH, Empty()),
            ]
        ),
    )
    def mark(self, participant: int, what: tuple[FrameType, Point | Draw | Empty | Seen]) -> None:
        if participant in self.ends:
            self.say(participant, self.ends[participant].make(*what))

    @rule(participant=st.sampled_from([2, 3]), scope=SCOPES, deny=st.booleans())
    def ask(self, participant: int, scope: Scope, deny: bool) -> None:
        ask = secrets.token_hex(16)
        if participant in self.ends:
            self.say(participant, self.ends[participant].make(F.ASK, Ask(ask=ask, scope=scope, reason="please")))
        if deny and 1 in self.ends:
            self.say(1, self.ends[1].make(F.DENY, Deny(ask=ask)))

    @rule(participant=PARTICIPANTS, what=ANYTHING)
    def attack(self, participant: int, what: bytes | tuple[int, int, int, int, int, int, bytes]) -> None:
        line = self.lines.get(participant)
        if line is None:
            return
        if isinstance(what, bytes):
            frame = what
        else:
            version, kind, flags, who, epoch, step, body = what
            frame = LAYOUT.pack(version, kind, flags, who, epoch, max(0, line.sequence + step), 0) + body
        if participant == 1 and not isinstance(what, bytes) and what[1] == F.RENEW and line.alive:
            # It may by accident be a good RENEW.
            for grant in self.given:
                if self.now < self.until[grant]:
                    self.until[grant] = self.now + limits.LEASE_MS * 1000
        before = line.sequence
        self.carry_out(self.session.receive(line, frame, self.now))
        self.ends[participant].out.sequence += line.sequence - before

    @rule(seconds=st.sampled_from([0, 1, 3, 6, 31]), noticed=st.booleans())
    def time_passes(self, seconds: int, noticed: bool) -> None:
        self.now += seconds * limits.SECOND
        if noticed:
            self.carry_out(self.session.tick(self.now))

    @rule()
    def database_answers(self) -> None:
        waiting, self.waiting = self.waiting, []
        for record in waiting:
            if isinstance(record, Granted):
                self.recorded.add(record.grant)
            self.carry_out(self.session.confirm(record, self.now))

    @rule()
    def queues_drain(self) -> None:
        queued, self.queued = self.queued, []
        for permitted in queued:
            frame = permitted.release(self.now)
            if frame is not None:
                self.judge(frame, permitted.receiver)

    @rule(participant=PARTICIPANTS, luck=st.integers(0, 9))
    def end(self, participant: int, luck: int) -> None:
        # Rarely: what comes after an end is dull.
        if participant in self.ends and luck == 0:
            self.say(participant, self.ends[participant].end())

    # --- what must hold ---------------------------------------------------------------------------------------------

    def judge(self, frame: bytes, receiver: Line) -> None:
        header = read_header(frame)
        gate = GATES[FrameType(header.type)]
        assert not self.ended, "nothing passes after the end"
        assert receiver.alive
        assert receiver.participant != header.participant
        assert ROLES[header.participant] in gate.senders
        if gate.scope is not None:
            technician = receiver.participant if header.participant == 1 else header.participant
            assert 1 in (receiver.participant, header.participant)
            allowed = [
                grant
                for grant, about in self.given.items()
                if about == (gate.scope, technician) and self.now < self.until[grant] and grant in self.recorded
            ]
            assert allowed, "a frame passed that the customer's end had not granted at that moment"

    def say(self, participant: int, frame: bytes) -> None:
        # A closed line's end goes on talking: the machine must not listen.
        self.carry_out(self.session.receive(self.lines[participant], frame, self.now))

    def carry_out(self, outcomes: list[Outcome]) -> None:
        answers: list[tuple[int, bytes]] = []
        for outcome in outcomes:
            if isinstance(outcome, SessionEnded):
                self.ended = True
        for outcome in outcomes:
            if isinstance(outcome, Permitted):
                if outcome.kind in (F.COMMIT, F.REVEAL):
                    frame = outcome.release(self.now)
                    if frame is not None:
                        answers += [(outcome.receiver.participant, each) for each in self.hear(outcome.receiver, frame)]
                elif self.at_once:
                    frame = outcome.release(self.now)
                    assert frame is not None
                    self.judge(frame, outcome.receiver)
                else:
                    self.queued.append(outcome)
            elif isinstance(outcome, Send):
                answers += [(outcome.to.participant, each) for each in self.hear(outcome.to, outcome.frame)]
            elif isinstance(outcome, Close):
                assert not outcome.to.alive
                if outcome.to is self.lines.get(1):
                    self.given.clear()
            else:
                self.waiting.append(outcome)
        for participant, frame in answers:
            self.say(participant, frame)

    def hear(self, line: Line, frame: bytes) -> list[bytes]:
        if self.lines.get(line.participant) is not line and read_header(frame).type != F.WELCOME:
            return []
        try:
            return self.ends[line.participant].hear(frame)
        except ProtocolError:
            return []

    @invariant()
    def nobody_but_the_customer_made_a_grant(self) -> None:
        if hasattr(self, "session"):
            made = {record.grant for record in self.waiting if isinstance(record, Granted)}
            live = {lease.grant for lease in self.session.leases.all()}
            assert made | live <= set(self.until) | self.session.leases.ever
            for lease in self.session.leases.all():
                assert lease.giver == 1
                assert lease.grant in self.until, "a grant that the customer's end never sent"

    @invariant()
    def the_table_is_bounded(self) -> None:
        if hasattr(self, "session"):
            assert len(self.session.seats) <= limits.PARTICIPANTS
            assert len(self.session.asks) <= limits.ASKS_OPEN * 2
            assert not (self.ended and self.session.leases.all())


AnyOrder.TestCase.settings = settings(
    max_examples=120,
    stateful_step_count=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestAnyOrder = AnyOrder.TestCase
