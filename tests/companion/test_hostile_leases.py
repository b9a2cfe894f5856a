"""A yes that goes on without whoever gave it: a help desk that names it for ever, a queue that outlives it."""

from __future__ import annotations

import asyncio
import secrets
from uuid import uuid4

from aboveboard.companion.flow.clock import SystemClock
from aboveboard.companion.flow.computer import Computer
from aboveboard.companion.flow.consent import Consent
from aboveboard.companion.flow.control import Controls
from aboveboard.companion.flow.end import CustomerEnd
from aboveboard.companion.host.card import TestCard
from aboveboard.companion.host.input import Typed
from aboveboard.companion.host.polled import PolledCanvas
from aboveboard.wire.limits import LEASE_MS, RENEW_EVERY_MS
from aboveboard.wire.remote import Type
from aboveboard.wire.types import FrameType, Scope
from tests.companion.says import Says
from tests.companion.test_hostile_desk import Steady
from tests.companion.test_hostile_services import Devices, Hands

SECOND = 1_000_000


def test_a_help_desk_that_names_a_permission_for_ever_does_not_prolong_it_without_being_asked() -> None:
    consent = Consent(LEASE_MS)
    made = consent.give(Scope.VIEW, 2, 0, 0)
    for second in range(4):
        consent.asked(second * SECOND)
        consent.confirm([made.identifier], second * SECOND)
    asked = 3 * SECOND
    # From here on nobody is at the windows, so nothing is asked for, and the help desk goes on naming it.
    end = asked + RENEW_EVERY_MS * 1000 + LEASE_MS * 1000
    for moment in range(asked, end, SECOND // 10):
        consent.confirm([made.identifier], moment)
    assert consent.live(end - 1)
    consent.confirm([made.identifier], end - 1)
    assert not consent.live(end)


class Slow(Hands):
    """Types a character at a time, as a display does that is busy."""

    held = False

    def __init__(self) -> None:
        super().__init__()
        self.typed = 0
        self.begun = asyncio.Event()

    def type(self, text: str) -> Typed:
        self.typed += 1
        if self.typed > 2:
            self.begun.set()
        return Typed(1, 0.01)


def given(end: CustomerEnd, to: int) -> str:
    """A yes to control that the help desk has recorded."""
    made = end._consent.give(Scope.CONTROL, to, end.clock.steady_us(), 0)
    end._confirmed.add(made.identifier)
    return made.identifier


async def typing(clock: SystemClock) -> tuple[CustomerEnd, Controls, Slow]:
    end = CustomerEnd(secrets.token_urlsafe(32), uuid4().hex, clock, ())
    end.welcomed = True
    hands = Slow()
    computer = Computer(PolledCanvas(TestCard((64, 64), per_second=2)), input=hands, real=Devices())
    return end, Controls(end, computer, Says(), lambda: None), hands


def test_text_that_waits_ends_with_the_yes_of_who_sent_it_while_a_colleague_keeps_theirs() -> None:
    async def act() -> None:
        end, controls, hands = await typing(SystemClock())
        first, _ = given(end, 2), given(end, 3)
        controls.changed()
        controls.take(FrameType.TYPE, 2, Type(text="x" * 1000))
        await asyncio.wait_for(hands.begun.wait(), 5)
        end.revoke(first)
        controls.changed()
        typed = hands.typed
        await asyncio.sleep(0.1)
        assert hands.typed == typed
        assert end.may(Scope.CONTROL)
        controls.take(FrameType.TYPE, 3, Type(text="y" * 10))
        assert hands.typed > typed
        controls.close()

    asyncio.run(act())


def test_text_that_waits_ends_with_a_lease_that_runs_out_and_is_told_to_nobody() -> None:
    async def act() -> None:
        clock = Steady()
        end, controls, hands = await typing(clock)
        given(end, 2)
        controls.changed()
        controls.take(FrameType.TYPE, 2, Type(text="x" * 1000))
        await asyncio.wait_for(hands.begun.wait(), 5)
        clock.ahead_us += LEASE_MS * 1000
        typed = hands.typed
        await asyncio.sleep(0.1)
        assert hands.typed == typed
        controls.close()

    asyncio.run(act())
