"""Any frame, in any order, from anybody: what leaves and what is obeyed is what the person said yes to, and no more."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aboveboard.companion.flow.end import CustomerEnd
from aboveboard.companion.flow.happenings import Asked, Came, Distrusted, Marked, Over
from aboveboard.companion.flow.seats import NotAllowedError
from aboveboard.wire import payloads as p
from aboveboard.wire.closes import ProtocolError
from aboveboard.wire.codec import decode, encode, read_header
from aboveboard.wire.gates import GATES
from aboveboard.wire.handshake import Handshake
from aboveboard.wire.stream import Outgoing
from aboveboard.wire.types import FrameType, Phase, Role, Scope, Step
from tests.companion import frames
from tests.companion.hostile import CUSTOMER, SESSION, TECHNICIAN, Wire, peer

F = FrameType
OTHER = 3
KINDS = list(FrameType)
MEDIA = [kind for kind in KINDS if GATES[kind].scope is not None]
OURS = [kind for kind in MEDIA if Role.CUSTOMER in GATES[kind].senders]


class Hand:
    """A clock that is set by hand."""

    now = 10**12

    def steady_us(self) -> int:
        return self.now

    def wall_us(self) -> int:
        return self.now


@dataclass
class Scene:
    """The end, everybody who may send to it, and what the person really said yes to."""

    clock: Hand = field(default_factory=Hand)
    sent: list[bytes] = field(default_factory=list)
    yes: set[tuple[Scope, int]] = field(default_factory=set)
    questions: list[Asked] = field(default_factory=list)
    given: list[p.Give] = field(default_factory=list)
    recorded: set[str] = field(default_factory=set)
    came: int = 0
    over: bool = False

    def __post_init__(self) -> None:
        self.end = CustomerEnd("t" * 20, SESSION.hex, self.clock, ("avc1.42E01F",), tuple(Scope))
        self.wire = Wire()
        self.senders = {0: self.wire._relay, TECHNICIAN: self.wire._technician, OTHER: Outgoing(OTHER)}
        self.hands = {one: Handshake(Role.TECHNICIAN, SESSION, CUSTOMER) for one in (TECHNICIAN, OTHER)}

    # What others do.

    def take(self, frame: bytes) -> None:
        """Hand a frame to the end, and hold what comes of it against what the person said."""
        self.sent.append(frame)
        before = self.over
        try:
            self.end.receive(frame)
        except ProtocolError:
            assert self.end.over
        for one in list(self.end.happenings):
            self.end.happenings.popleft()
            if isinstance(one, Asked):
                self.questions.append(one)
            elif isinstance(one, Over):
                self.over = True
            elif isinstance(one, Came | Marked):
                # Obeyed only with a yes of this very person to this very scope for this very technician.
                header = read_header(frame)
                scope = GATES[F(header.type)].scope
                assert not before
                assert scope is not None
                assert (scope, header.participant) in self.yes
                assert any(
                    (give.scope, give.to) == (scope, header.participant) and give.grant in self.recorded
                    for give in self.given
                )
                self.came += 1
        if self.end.over:
            self.yes.clear()
        self.check()

    def send(self, sender: int, kind: FrameType, payload: p.Payload | bytes) -> None:
        self.take(self.senders[sender].frame(kind, payload, 1))

    def handshake(self, number: int) -> None:
        self.yes = {(scope, to) for scope, to in self.yes if to != number}
        self.questions = [one for one in self.questions if one.technician.participant != number]
        self.send(number, F.COMMIT, self.hands[number].begin())
        for _ in range(2):
            for kind, payload in self.drain():
                if kind in (F.COMMIT, F.REVEAL) and isinstance(payload, p.Commit | p.Reveal) and payload.to == number:
                    for answer in self.hands[number].receive(payload):
                        self.send(number, F.REVEAL, answer)

    def record(self, names: list[str]) -> None:
        known = {give.grant: give for give in self.given}
        self.recorded |= set(names)
        rows = [
            p.Grant(grant=name, scope=known[name].scope, to=known[name].to, since_us=1, until_us=2**50)
            for name in names
            if name in known
        ]
        self.send(0, F.GRANTS, p.Grants(grants=rows))

    # What the person and their programs do.

    def begin(self) -> Scene:
        self.end.hello()
        self.drain()
        self.take(self.wire.welcome(peers=[peer(), peer(participant=OTHER)], phase=Phase.OPEN))
        for number in self.hands:
            self.handshake(number)
            self.end.admit(number, True)
        for step in Step:
            self.end.acknowledge(step)
        self.drain()
        assert not self.end.over
        return self

    def answer(self, yes: bool) -> None:
        if self.questions:
            asked = self.questions.pop(0)
            try:
                self.end.answer(asked.ask, yes)
            except NotAllowedError:
                return
            if yes:
                self.yes.add((asked.scope, asked.technician.participant))

    def put(self, kind: FrameType, number: int) -> None:
        try:
            self.end.send(kind, frames.of(kind, number))
        except NotAllowedError:
            return

    # What is held against it.

    def drain(self) -> list[tuple[FrameType, p.Payload | bytes]]:
        """Everything that leaves now."""
        left = []
        while (frame := self.end.take()) is not None:
            header = read_header(frame)
            kind, payload = F(header.type), decode(header, frame)
            scope = GATES[kind].scope
            if scope is not None:
                assert scope in {one for one, _ in self.yes}, f"{kind.name} left without a yes"
                assert any(give.grant in self.recorded and give.scope is scope for give in self.given)
            if isinstance(payload, p.Give):
                assert (payload.scope, payload.to) in self.yes, "a yes to something else than what was asked"
                self.given.append(payload)
            left.append((kind, payload))
        return left

    def check(self) -> None:
        now = {(one.scope, one.to) for one in self.end.permissions()}
        assert now <= self.yes, f"{now - self.yes} without a yes"
        assert len(self.end.happenings) < 8
        assert len(self.end.seats) <= 32


def _technician(scene: Scene, number: int) -> None:
    kind = KINDS[number % len(KINDS)]
    scene.send(OTHER if number // len(KINDS) % 2 else TECHNICIAN, kind, frames.of(kind, number // 3 % 50))


def _relay(scene: Scene, number: int) -> None:
    kind = KINDS[number % len(KINDS)]
    scene.send(0, kind, frames.of(kind, number // len(KINDS) % 50))


def _ask(scene: Scene, number: int) -> None:
    scope = list(Scope)[number % len(Scope)]
    # Few identifiers, so that some are used for two things.
    ask = p.Ask(ask=frames.name_of(number // 7 % 3), scope=scope, reason="please")
    scene.send(OTHER if number % 3 else TECHNICIAN, F.ASK, ask)


def _use(scene: Scene, number: int) -> None:
    kinds = [kind for kind in MEDIA if Role.TECHNICIAN in GATES[kind].senders]
    kind = kinds[number % len(kinds)]
    scene.send(OTHER if number % 2 else TECHNICIAN, kind, frames.of(kind, number))


def _record(scene: Scene, number: int) -> None:
    live = [one.identifier for one in scene.end.permissions()]
    scene.record(live if number % 4 else live[: number % 3])
    scene.yes = {(one.scope, one.to) for one in scene.end.permissions()}


def _forge(scene: Scene, number: int) -> None:
    live = scene.end.permissions()
    name = live[0].identifier if live and number % 2 else frames.name_of(number)
    row = p.Grant(grant=name, scope=list(Scope)[number % len(Scope)], to=2 + number % 2, since_us=1, until_us=2**50)
    scene.send(0, F.GRANTS, p.Grants(grants=[row]))


def _replay(scene: Scene, number: int) -> None:
    scene.take(scene.sent[number % len(scene.sent)])


def _spoil(scene: Scene, number: int) -> None:
    frame = bytearray(scene.sent[number % len(scene.sent)])
    frame[number * 7 % len(frame)] ^= 1 << number % 8
    scene.take(bytes(frame[: len(frame) - (number % 5 if number % 3 == 0 else 0)]))


def _answer(scene: Scene, number: int) -> None:
    scene.answer(bool(number % 4))


def _revoke(scene: Scene, number: int) -> None:
    live = scene.end.permissions()
    if live:
        one = live[number % len(live)]
        scene.end.revoke(one.identifier)
        scene.yes.discard((one.scope, one.to))


def _pause(scene: Scene, number: int) -> None:
    (scene.end.pause if number % 2 else scene.end.resume)()
    scene.end.happenings.clear()


def _send(scene: Scene, number: int) -> None:
    scene.put(OURS[number % len(OURS)], number)


def _sleep(scene: Scene, number: int) -> None:
    scene.clock.now += (number % 8) * 1_000_000
    scene.yes = {(one.scope, one.to) for one in scene.end.permissions()}


def _peers(scene: Scene, number: int) -> None:
    rows = [peer(line=number % 4), peer(participant=OTHER, line=1 + number % 2)]
    if number % 5 == 0:
        rows += [peer(participant=10 + number)]
    scene.send(0, F.PEERS, p.Peers(phase=Phase.OPEN, peers=rows))


def _again(scene: Scene, number: int) -> None:
    scene.handshake(TECHNICIAN if number % 2 else OTHER)


def _admit(scene: Scene, number: int) -> None:
    to = TECHNICIAN if number % 2 else OTHER
    try:
        scene.end.admit(to, bool(number % 3))
    except NotAllowedError:
        return
    if not number % 3:
        scene.yes = {(scope, one) for scope, one in scene.yes if one != to}


Action = Callable[[Scene, int], None]
# What a session may survive comes often, so that there is something to steal when the rest comes.
MILD: list[Action] = [
    _ask,
    _ask,
    _answer,
    _answer,
    _record,
    _use,
    _send,
    _send,
    _revoke,
    _pause,
    _sleep,
    _again,
    _admit,
]
WILD: list[Action] = [*MILD, _technician, _relay, _forge, _replay, _spoil, _peers]


def steps(actions: list[Action], most: int) -> st.SearchStrategy[list[tuple[Action, int]]]:
    """What happens, one after the other."""
    return st.lists(st.tuples(st.sampled_from(actions), st.integers(0, 10_000)), min_size=most // 2, max_size=most)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps(MILD, 40), steps(WILD, 12))
def test_nothing_leaves_and_nothing_is_obeyed_without_a_yes(
    first: list[tuple[Action, int]], then: list[tuple[Action, int]]
) -> None:
    scene = Scene().begin()
    for act, number in [*first, *then]:
        act(scene, number)
        scene.drain()
        scene.check()


def test_the_scene_lets_through_what_the_person_allowed() -> None:
    # Or the property above would hold for an end that does nothing at all.
    scene = Scene().begin()
    for number, scope in enumerate(Scope):
        scene.send(TECHNICIAN, F.ASK, p.Ask(ask=frames.name_of(number), scope=scope, reason="please"))
        scene.answer(True)
        scene.drain()
    scene.record([give.grant for give in scene.given])
    for kind in OURS:
        scene.put(kind, 1)
    assert {kind for kind, _ in scene.drain()} == set(OURS)
    for kind in MEDIA:
        if Role.TECHNICIAN in GATES[kind].senders and GATES[kind].way.value == "customer":
            scene.send(TECHNICIAN, kind, frames.of(kind, 1))
    assert scene.came >= 15
    assert not scene.over


@pytest.mark.parametrize("sender", [TECHNICIAN, OTHER])
def test_a_question_cannot_be_changed_while_the_person_reads_it(sender: int) -> None:
    scene = Scene().begin()
    name = frames.name_of(1)
    scene.send(TECHNICIAN, F.ASK, p.Ask(ask=name, scope=Scope.POINT, reason="to show you a place"))
    scene.send(sender, F.ASK, p.Ask(ask=name, scope=Scope.CONTROL, reason="to show you a place"))
    (asked,) = scene.questions
    assert asked.scope is Scope.POINT
    scene.end.answer(asked.ask, True)
    assert {(one.scope, one.to) for one in scene.end.permissions()} == {(Scope.POINT, TECHNICIAN)}


def test_a_yes_counts_for_no_technician_before_the_desk_recorded_theirs() -> None:
    scene = Scene().begin()
    for number, sender in enumerate((TECHNICIAN, OTHER)):
        scene.send(sender, F.ASK, p.Ask(ask=frames.name_of(number), scope=Scope.CONTROL, reason=""))
        scene.answer(True)
    scene.drain()
    scene.record([scene.given[0].grant])
    scene.send(TECHNICIAN, F.PRESS, frames.of(F.PRESS, 1))
    scene.send(OTHER, F.PRESS, frames.of(F.PRESS, 1))
    assert scene.came == 1


def test_who_was_told_no_ten_times_is_not_put_before_the_person_again() -> None:
    scene = Scene().begin()
    for number in range(12):
        scene.clock.now += 1_000_000
        scene.send(TECHNICIAN, F.ASK, p.Ask(ask=frames.name_of(number), scope=Scope.CONTROL, reason="come on"))
        assert bool(scene.questions) is (number < 10)
        scene.answer(False)
        assert [kind for kind, _ in scene.drain()] == [F.DENY]
    scene.send(TECHNICIAN, F.ASK, p.Ask(ask=frames.name_of(99), scope=Scope.VIEW, reason="something else"))
    assert len(scene.questions) == 1


def test_open_questions_of_one_technician_leave_room_for_another() -> None:
    scene = Scene().begin()
    for number in range(20):
        scene.clock.now += 1_000_000
        scene.send(TECHNICIAN, F.ASK, p.Ask(ask=frames.name_of(number), scope=Scope.VIEW, reason=""))
    scene.send(OTHER, F.ASK, p.Ask(ask=frames.name_of(50), scope=Scope.VIEW, reason=""))
    assert [one.technician.participant for one in scene.questions] == [TECHNICIAN] * 8 + [OTHER]


def test_a_desk_that_claims_the_connection_was_lost_ends_it_as_itself() -> None:
    scene = Scene().begin()
    over: list[Over] = []
    scene.end.receive(scene.wire.relay(F.ENDED, p.Ended(by="lost", reason="come back", at_us=1)))
    over += [one for one in scene.end.happenings if isinstance(one, Over)]
    assert [one.by for one in over] == ["server"]


def _flood(scene: Scene, sender: Outgoing, kind: FrameType, payload: p.Payload | bytes) -> None:
    for _ in range(20_000):
        scene.end.receive(sender.frame(kind, payload, 1))
        scene.end.happenings.clear()
        scene.drain()


@pytest.mark.parametrize(
    "kind", [F.PEERS, F.GRANTS, F.NOTE, F.REFRESH, F.COMMIT, F.ASK, F.POINT, F.PRESS], ids=lambda kind: kind.name
)
def test_a_flood_ends_the_session_and_fills_no_memory(kind: FrameType) -> None:
    scene = Scene().begin()
    relay = Role.RELAY in GATES[kind].senders
    sender = scene.senders[0 if relay else TECHNICIAN]
    payload = frames.of(kind, 1)
    if kind is F.PEERS:
        payload = p.Peers(phase=Phase.OPEN, peers=[peer()])
    elif kind is F.GRANTS:
        payload = p.Grants(grants=[])
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        with pytest.raises(ProtocolError):
            _flood(scene, sender, kind, payload)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert scene.end.over
    assert after - before < 2_000_000


def test_what_waited_behind_a_network_that_stood_still_is_no_flood() -> None:
    scene = Scene().begin()
    scene.send(TECHNICIAN, F.ASK, p.Ask(ask=frames.name_of(1), scope=Scope.CONTROL, reason=""))
    scene.answer(True)
    scene.drain()
    scene.record([scene.given[0].grant])
    for number in range(240 * 10):
        scene.send(TECHNICIAN, F.POINTER, frames.of(F.POINTER, number))
    assert scene.came == 240 * 10


def test_technicians_without_end_are_too_many() -> None:
    scene = Scene().begin()
    named = [p.Peers(phase=Phase.OPEN, peers=[peer(participant=10 + number)]) for number in range(100)]
    with pytest.raises(ProtocolError, match="more technicians"):
        [scene.end.receive(scene.wire.relay(F.PEERS, one)) for one in named]
    assert len(scene.end.seats) <= 32


def test_oversized_and_unknown_frames_are_refused_before_they_are_read() -> None:
    for spoilt in (
        encode(F.REFRESH, p.Empty(), participant=0, sequence=10**6, time_us=1) + bytes(10**6),
        b"\x01\xff" + bytes(60),
        b"",
    ):
        scene = Scene().begin()
        with pytest.raises(ProtocolError):
            scene.end.receive(spoilt)
        assert scene.end.over
        assert not [one for one in scene.end.happenings if isinstance(one, Distrusted | Came)]
