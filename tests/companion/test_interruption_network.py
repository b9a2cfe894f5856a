"""The network goes without a word, the desk hangs, the computer sleeps: what is shown stops, and the person sees it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from aboveboard.companion.flow import session as sessions
from aboveboard.companion.flow.clock import SystemClock, steady_ns
from aboveboard.companion.flow.computer import Computer
from aboveboard.companion.flow.joining import Desk
from aboveboard.companion.flow.session import CustomerSession
from aboveboard.companion.host.card import TestCard
from aboveboard.companion.host.polled import PolledCanvas
from aboveboard.wire import payloads as p
from aboveboard.wire.gates import GATES
from aboveboard.wire.types import FrameType, Role, Scope
from tests.companion.hostile import HostileDesk, hostile_desk
from tests.companion.says import Says
from tests.companion.swallowing import Line

PICTURE = {kind for kind, gate in GATES.items() if gate.scope is Scope.VIEW and Role.CUSTOMER in gate.senders}
QUIET = 0.4


class Pushed(SystemClock):
    """The real clocks, of which the steady one can be pushed forward, as by a sleep."""

    def __init__(self) -> None:
        self.ahead_us = 0

    def steady_us(self) -> int:
        return super().steady_us() + self.ahead_us


@dataclass
class Shared:
    """A picture is being shown over a line that the test holds."""

    session: CustomerSession
    says: Says
    line: Line
    clock: Pushed
    desk: HostileDesk
    running: asyncio.Task[object]

    def pictures(self) -> int:
        return sum(kind in PICTURE for kind, _ in self.desk.got)

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not true():  # noqa: ASYNC110  # what is waited for is said by no event
                await asyncio.sleep(0.02)


@asynccontextmanager
async def sharing() -> AsyncIterator[Shared]:
    done = asyncio.Event()
    desks: asyncio.Queue[HostileDesk] = asyncio.Queue()

    async def play(desk: HostileDesk) -> None:
        await desk.meet()
        await desk.send(desk.wire.ask())
        await desk.confirm()
        desks.put_nowait(desk)
        await done.wait()

    async with hostile_desk(play) as (desk, joined, _), Line(desk.port).listening() as line:
        clock, says = Pushed(), Says()
        far = Desk.at(f"http://127.0.0.1:{line.port}")
        session = CustomerSession(
            far, joined, Computer(PolledCanvas(TestCard((320, 180), per_second=30))), says, clock=clock
        )
        running = asyncio.create_task(session.run())
        async with asyncio.timeout(15):
            shared = Shared(session, says, line, clock, await desks.get(), running)
            await shared.until(lambda: shared.pictures() > 2)
            try:
                yield shared
            finally:
                done.set()
                session.stop()
                line.pass_on()
                await running


async def test_a_network_that_swallows_everything_ends_the_capture_with_the_lease_and_the_person_sees_it() -> None:
    async with sharing() as shared:
        shared.line.swallow()
        assert shared.says.standing[-1].live
        shared.clock.ahead_us += 5_000_000
        assert not shared.session.end.may_show()
        await shared.until(lambda: not shared.says.standing[-1].live)
        assert ("grants", "") in shared.says.told
        # The line carries again what was on its way; what the lease forbade was never made.
        shared.line.pass_on()
        await asyncio.sleep(QUIET)
        before = shared.pictures()
        await shared.desk.send(shared.desk.wire.relay(FrameType.REFRESH, p.Empty()))
        await asyncio.sleep(QUIET)
        assert shared.pictures() == before


async def test_a_line_that_carries_nothing_any_more_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "PING_EVERY_S", 0.2)
    monkeypatch.setattr(sessions, "SILENT_S", 0.4)
    async with sharing() as shared:
        shared.line.swallow()
        async with asyncio.timeout(8):
            over = await shared.running
        assert over == shared.session.outcome
        assert shared.session.outcome is not None
        assert shared.session.outcome.by == "lost"
        assert not shared.session.end.permissions()
        assert "lost" in [kind for kind, _ in shared.says.told]


async def test_stop_works_while_the_network_swallows_everything_and_nothing_follows_it() -> None:
    async with sharing() as shared:
        shared.line.swallow()
        await asyncio.sleep(QUIET)  # pictures pile up on the way, as far as the desk's acknowledgements let them
        shared.session.stop()
        assert not shared.session.end.permissions()
        assert shared.says.standing[-1].over
        async with asyncio.timeout(5):
            await shared.running
        before = shared.pictures()
        shared.line.pass_on()
        await asyncio.sleep(QUIET)
        # At most what the network itself had taken before the stop arrives: no more than may be in flight.
        assert shared.pictures() - before <= 3 * shared.session.end.in_flight


async def test_a_computer_that_slept_shares_nothing_when_it_wakes() -> None:
    async with sharing() as shared:
        shared.clock.ahead_us += 8 * 3600 * 1_000_000
        await shared.until(lambda: not shared.says.standing[-1].live)
        await asyncio.sleep(QUIET)
        before = shared.pictures()
        # The desk did not sleep, and claims that everything lives on.
        (given,) = [payload for kind, payload in shared.desk.got if kind is FrameType.GRANT]
        assert isinstance(given, p.Give)
        await shared.desk.send(shared.desk.wire.grants((given.grant, given.scope, given.to)))
        await shared.desk.send(shared.desk.wire.relay(FrameType.REFRESH, p.Empty()))
        await asyncio.sleep(QUIET)
        assert shared.pictures() == before
        assert not shared.session.end.permissions()


async def test_a_wall_clock_that_jumps_changes_no_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    async with sharing() as shared:
        real = shared.clock.wall_us
        for jump in (-(10**14), 10**14):
            monkeypatch.setattr(shared.clock, "wall_us", lambda jump=jump: max(0, real() + jump))
            before = shared.pictures()
            (live,) = shared.session.end.permissions()
            assert live.until_us - shared.clock.steady_us() <= 5_000_000
            await shared.desk.send(shared.desk.wire.technician(FrameType.SEEN, p.Seen(sequence=2**31)))
            await shared.until(lambda before=before: shared.pictures() > before)


def test_the_clock_of_leases_counts_the_time_asleep() -> None:
    # A namespace whose clock since boot is ahead is how a computer looks that slept for so long.
    code = (
        "from aboveboard.companion.flow.clock import steady_ns; import time; print(steady_ns() - time.monotonic_ns())"
    )
    command = ["unshare", "--user", "--map-root-user", "--time", "--boottime", "100000", "--fork"]
    try:
        told = subprocess.run(
            [*command, sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False
        )
    except FileNotFoundError:
        pytest.skip("this system has no unshare")
    if told.returncode:
        pytest.skip("this system makes no namespaces of time")
    assert int(told.stdout) >= 99_000 * 1_000_000_000
    assert steady_ns() > 0
