"""A help desk that lies: over a real socket, with a real screen and encoder, no picture leaves without a yes here."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from aboveboard.companion.flow.clock import SystemClock
from aboveboard.companion.flow.computer import Computer
from aboveboard.companion.flow.session import CustomerSession
from aboveboard.companion.host.card import TestCard
from aboveboard.companion.host.polled import PolledCanvas
from aboveboard.wire import payloads as p
from aboveboard.wire.gates import GATES
from aboveboard.wire.types import FrameType, Phase, Role, Scope, Step
from tests.companion.hostile import CARD, CUSTOMER, TECHNICIAN, HostileDesk, hostile_desk, peer
from tests.companion.says import Says

PICTURE = {kind for kind, gate in GATES.items() if gate.scope is Scope.VIEW and Role.CUSTOMER in gate.senders}
QUIET = 0.4
"""Seconds in which pictures would come, thirty a second, if anything let them."""


class Steady(SystemClock):
    """The real clocks, of which the steady one can be pushed forward."""

    def __init__(self) -> None:
        self.ahead_us = 0

    def steady_us(self) -> int:
        return super().steady_us() + self.ahead_us


def session_at(desk: Any, joined: Any, answers: Says, clock: SystemClock | None = None) -> CustomerSession:
    computer = Computer(PolledCanvas(TestCard((320, 180), per_second=30)))
    return CustomerSession(desk, joined, computer, answers, clock=clock)


async def pictures_after(attack: Callable[[HostileDesk], Any], answers: Says) -> tuple[int, CustomerSession]:
    """How many pictures leave while the desk attacks a customer who met a technician and allowed nothing."""

    async def play(desk: HostileDesk) -> None:
        await desk.meet()
        await attack(desk)
        await asyncio.sleep(QUIET)
        await desk.send(desk.wire.relay(FrameType.ENDED, p.Ended(by="server", reason="test over", at_us=1)))

    async with hostile_desk(play) as (desk, joined, desks):
        session = session_at(desk, joined, answers)
        async with asyncio.timeout(15):
            await session.run()
        return sum(kind in PICTURE for kind, _ in desks[0].got), session


async def made_up_grant(desk: HostileDesk) -> None:
    await desk.send(desk.wire.grants((secrets.token_hex(16), Scope.VIEW, TECHNICIAN)))


async def refresh_by_relay(desk: HostileDesk) -> None:
    await desk.send(desk.wire.relay(FrameType.REFRESH, p.Empty()))


async def refresh_by_technician(desk: HostileDesk) -> None:
    await desk.send(desk.wire.technician(FrameType.REFRESH, p.Empty()))


async def grant_in_the_customers_name(desk: HostileDesk) -> None:
    give = p.Give(grant=secrets.token_hex(16), scope=Scope.VIEW, to=TECHNICIAN, lease_ms=5000)
    await desk.send(desk.wire.relay(FrameType.GRANT, give))


async def grant_by_technician(desk: HostileDesk) -> None:
    give = p.Give(grant=secrets.token_hex(16), scope=Scope.VIEW, to=TECHNICIAN, lease_ms=5000)
    await desk.send(desk.wire.technician(FrameType.GRANT, give))


async def seen_without_permission(desk: HostileDesk) -> None:
    await desk.send(desk.wire.technician(FrameType.SEEN, p.Seen(sequence=1)))


async def second_welcome(desk: HostileDesk) -> None:
    await desk.send(desk.wire.welcome(grants=[]))


async def another_card(desk: HostileDesk) -> None:
    other = p.Card(name="Somebody Else", organisation=CARD.organisation, badge=CARD.badge)
    await desk.send(desk.wire.relay(FrameType.PEERS, p.Peers(phase=Phase.OPEN, peers=[peer(card=other)])))


async def frame_of_nobody(desk: HostileDesk) -> None:
    from aboveboard.wire.stream import Outgoing

    await desk.send(Outgoing(77).frame(FrameType.REFRESH, p.Empty(), 1))


async def garbage(desk: HostileDesk) -> None:
    await desk.send(b"\x01\x29" + bytes(5))


async def text(desk: HostileDesk) -> None:
    await desk._socket.send("grant view")


async def replay(desk: HostileDesk) -> None:
    frame = desk.wire.grants()
    await desk.send(frame)
    await desk.send(frame)


@pytest.mark.parametrize(
    "attack",
    [
        made_up_grant,
        refresh_by_relay,
        refresh_by_technician,
        grant_in_the_customers_name,
        grant_by_technician,
        seen_without_permission,
        second_welcome,
        another_card,
        frame_of_nobody,
        garbage,
        text,
        replay,
    ],
    ids=lambda attack: attack.__name__,
)
async def test_no_picture_leaves(attack: Callable[[HostileDesk], Any]) -> None:
    pictures, session = await pictures_after(attack, Says())
    assert pictures == 0
    assert session.distrusted or session.outcome is not None


async def test_a_made_up_grant_ends_the_session_and_says_why() -> None:
    answers = Says()
    _, session = await pictures_after(made_up_grant, answers)
    assert session.outcome is not None
    assert session.outcome.by == "customer"
    assert "nobody here gave" in session.outcome.reason
    assert ("refused", session.outcome.reason) in answers.told


async def test_marks_without_permission_are_not_shown() -> None:
    async def point(desk: HostileDesk) -> None:
        await desk.send(desk.wire.technician(FrameType.POINT, p.Point(x=1, y=1)))
        await desk.send(desk.wire.technician(FrameType.DRAW, p.Draw(stroke=1, points=[(1, 1)], done=True)))
        await desk.send(desk.wire.technician(FrameType.WIPE, p.Empty()))

    answers = Says()
    _, session = await pictures_after(point, answers)
    assert not [text for kind, text in answers.told if kind == "mark"]
    assert session.distrusted == [f"{kind} without permission" for kind in ("point", "draw", "wipe")]


async def test_a_no_shares_nothing() -> None:
    async def ask(desk: HostileDesk) -> None:
        await desk.send(desk.wire.ask())
        await desk.expect(FrameType.DENY)

    answers = Says(allow=False)
    pictures, _ = await pictures_after(ask, answers)
    assert answers.asked == [Scope.VIEW]
    assert pictures == 0


async def test_a_technician_who_was_not_let_in_cannot_even_ask() -> None:
    async def play(desk: HostileDesk) -> None:
        await desk.expect(FrameType.HELLO)
        await desk.send(desk.wire.welcome())
        await desk.send(desk.wire.keys(desk.wire.handshake.begin()))
        await desk.expect(FrameType.ADMIT)
        await desk.send(desk.wire.ask())
        await asyncio.sleep(QUIET)
        await desk.send(desk.wire.relay(FrameType.ENDED, p.Ended(by="server", reason="", at_us=1)))

    async with hostile_desk(play) as (desk, joined, desks):
        answers = Says(admit=False)
        await session_at(desk, joined, answers).run()
        assert answers.asked == []
        assert answers.steps == []
        assert desks[0].count(FrameType.GRANT) == 0


async def test_who_does_not_go_on_ends_it() -> None:
    async def play(desk: HostileDesk) -> None:
        await desk.expect(FrameType.HELLO)
        await desk.send(desk.wire.welcome())
        await desk.send(desk.wire.keys(desk.wire.handshake.begin()))
        await desk.expect(FrameType.END)

    async with hostile_desk(play) as (desk, joined, desks):
        over = await session_at(desk, joined, Says(steps=False)).run()
        assert over.by == "customer"
        assert desks[0].count(FrameType.SHOWN) == 1


async def test_a_welcome_for_somebody_else_is_refused() -> None:
    for wrong in ({"role": Role.TECHNICIAN}, {"session": "f" * 32}, {"version": 2}):

        async def play(desk: HostileDesk, wrong: dict[str, object] = wrong) -> None:
            await desk.expect(FrameType.HELLO)
            await desk.send(desk.wire.welcome(**wrong))

        async with hostile_desk(play) as (desk, joined, _):
            session = session_at(desk, joined, Says())
            over = await session.run()
            assert over.by == "customer"
            assert session.distrusted == ["the help desk welcomed somebody else"]


async def test_a_welcome_with_grants_in_it_is_refused() -> None:
    grant = p.Grant(grant="a" * 32, scope=Scope.VIEW, to=TECHNICIAN, since_us=1, until_us=2**52)

    async def play(desk: HostileDesk) -> None:
        await desk.expect(FrameType.HELLO)
        await desk.send(desk.wire.welcome(grants=[grant]))

    async with hostile_desk(play) as (desk, joined, desks):
        await session_at(desk, joined, Says()).run()
        assert desks[0].count(FrameType.PATCH) == 0


async def test_swapped_keys_show_in_the_phrase_or_end_the_session() -> None:
    async def play(desk: HostileDesk) -> None:
        await desk.expect(FrameType.HELLO)
        await desk.send(desk.wire.welcome())
        await desk.send(desk.wire.keys(desk.wire.handshake.begin()))
        # What is revealed is not what was committed to: a relay that chose its keys after it saw the customer's.
        false = p.Reveal(
            to=CUSTOMER, agreement=p.to_text(bytes(32)), signing=p.to_text(bytes(32)), nonce=p.to_text(bytes(32))
        )
        await desk.send(desk.wire.keys(false))

    async with hostile_desk(play) as (desk, joined, _):
        answers = Says()
        over = await session_at(desk, joined, answers).run()
        assert (over.by, over.reason) == ("customer", "keys")
        assert answers.met == []


async def share(desk: HostileDesk) -> p.Give:
    await desk.meet()
    await desk.send(desk.wire.ask())
    return await desk.confirm()


async def test_pictures_leave_after_the_yes_and_carry_a_key_frame_first() -> None:
    async def play(desk: HostileDesk) -> None:
        await share(desk)
        await desk.expect(FrameType.PATCH, 2)
        await desk.send(desk.wire.relay(FrameType.ENDED, p.Ended(by="technician", reason="", at_us=1)))

    async with hostile_desk(play) as (desk, joined, desks):
        await session_at(desk, joined, Says()).run()
        media = [kind for kind, _ in desks[0].got if kind in PICTURE]
        assert media[:2] == [FrameType.SCREEN, FrameType.PATCH]
        tally = await desks[0].expect(FrameType.TALLY)
        assert isinstance(tally, p.Tally)
        assert tally.counts[str(int(FrameType.PATCH))] == desks[0].count(FrameType.PATCH)


async def test_nothing_leaves_before_the_yes_is_recorded() -> None:
    async def play(desk: HostileDesk) -> None:
        await desk.meet()
        await desk.send(desk.wire.ask())
        await desk.expect(FrameType.GRANT)
        await asyncio.sleep(QUIET)
        assert desk.count(FrameType.PATCH) == 0
        await desk.send(desk.wire.relay(FrameType.ENDED, p.Ended(by="server", reason="", at_us=1)))

    async with hostile_desk(play) as (desk, joined, desks):
        await session_at(desk, joined, Says()).run()
        assert desks[0].count(FrameType.PATCH) == 0


async def test_a_slow_viewer_gets_few_pictures_in_flight() -> None:
    async def play(desk: HostileDesk) -> None:
        await share(desk)
        await desk.expect(FrameType.PATCH, 4)
        await asyncio.sleep(QUIET)
        assert desk.count(FrameType.PATCH) == 4
        await desk.send(desk.wire.technician(FrameType.SEEN, p.Seen(sequence=2**31)))
        await desk.expect(FrameType.PATCH, 5)
        await desk.send(desk.wire.relay(FrameType.ENDED, p.Ended(by="server", reason="", at_us=1)))

    async with hostile_desk(play) as (desk, joined, _):
        await session_at(desk, joined, Says()).run()


async def test_a_silent_desk_loses_its_lease() -> None:
    clock = Steady()

    async def play(desk: HostileDesk) -> None:
        given = await share(desk)
        await desk.expect(FrameType.PATCH)
        # The desk goes on reading but confirms nothing more; five seconds pass at the customer's end.
        clock.ahead_us += 5_000_000
        await asyncio.sleep(0.2)
        stopped = desk.count(FrameType.PATCH)
        await desk.send(desk.wire.technician(FrameType.SEEN, p.Seen(sequence=2**31)))
        # A confirmation that comes too late revives nothing.
        await desk.send(desk.wire.grants((given.grant, given.scope, given.to)))
        await asyncio.sleep(QUIET)
        assert desk.count(FrameType.PATCH) == stopped
        await desk.send(desk.wire.relay(FrameType.ENDED, p.Ended(by="server", reason="", at_us=1)))

    async with hostile_desk(play) as (desk, joined, _):
        session = session_at(desk, joined, Says(), clock)
        over = await session.run()
        assert over.by == "server"
        # What may have been on its way when the lease ran out is dropped, but it is no attack.
        assert session.distrusted == []


@pytest.mark.parametrize("how", ["stop", "revoke"])
async def test_stopping_needs_no_answer_of_the_desk(how: str) -> None:
    showing, stopped = asyncio.Event(), asyncio.Event()
    counted: list[int] = []

    async def play(desk: HostileDesk) -> None:
        given = await share(desk)
        await desk.expect(FrameType.PATCH)
        showing.set()
        await stopped.wait()
        await desk.expect(FrameType.END if how == "stop" else FrameType.REVOKE)
        counted.append(desk.count(FrameType.PATCH))
        # The desk claims that the permission lives on, and asks for more.
        await desk.send(desk.wire.grants((given.grant, given.scope, given.to)))
        await desk.send(desk.wire.relay(FrameType.REFRESH, p.Empty()))
        await asyncio.sleep(QUIET)
        counted.append(desk.count(FrameType.PATCH))
        await desk.send(desk.wire.relay(FrameType.ENDED, p.Ended(by="server", reason="", at_us=1)))

    async with hostile_desk(play) as (desk, joined, _):
        session = session_at(desk, joined, Says())
        running = asyncio.create_task(session.run())
        await showing.wait()
        if how == "stop":
            session.stop()
        else:
            await session.revoke(session.end.permissions()[0].identifier)
        assert not session.end.may_show()
        stopped.set()
        async with asyncio.timeout(10):
            await running
        assert counted[0] == counted[1]
        assert session.end.acknowledged == set(Step)


async def test_a_desk_that_is_not_there_is_said_plainly() -> None:
    async with hostile_desk(lambda _: asyncio.sleep(0)) as (desk, joined, _):
        pass
    over = await session_at(desk, joined, Says()).run()
    assert over.by == "lost"
    assert "cannot be reached" in over.reason


async def test_who_was_not_let_in_three_times_is_not_asked_about_again() -> None:
    async def play(desk: HostileDesk) -> None:
        await desk.expect(FrameType.HELLO)
        await desk.send(desk.wire.welcome())
        for time in range(1, 7):
            await desk.send(desk.wire.keys(desk.wire.handshake.begin()))
            no = await desk.expect(FrameType.ADMIT, time)
            assert isinstance(no, p.Admit)
            assert not no.yes
        await desk.send(desk.wire.relay(FrameType.ENDED, p.Ended(by="server", reason="", at_us=1)))

    async with hostile_desk(play) as (desk, joined, _):
        answers = Says(admit=False)
        async with asyncio.timeout(20):
            await session_at(desk, joined, answers).run()
        assert len(answers.met) == 3
