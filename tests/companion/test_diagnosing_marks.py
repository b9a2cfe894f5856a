"""By the marks of programs, no two sessions can be told to be of one computer."""

from __future__ import annotations

import asyncio
import uuid

import pytest
from msgspec.structs import replace

from aboveboard.companion.flow import diagnosing
from aboveboard.companion.flow.sharing import LEFT_OUT_AT_FIRST
from aboveboard.wire import payloads as p
from aboveboard.wire.computer import ComputerFinding, ComputerReport
from aboveboard.wire.types import FrameType, Scope
from tests.companion import hostile
from tests.companion.checkups import REPORT, Made, computer
from tests.companion.helping import visit
from tests.companion.hostile import HostileDesk
from tests.companion.says import Says

OWN = "program-1f2e3d4c"
CRASHED = ComputerFinding("app.crash-loop", "warn", OWN, 0, {"crashes_24h": 4}, {"crashes_24h": 3})


async def _told() -> list[str]:
    """The marks in what one session tells: of a finding, of it once more, and of it when it is mended."""
    made, told = Made(replace(REPORT, findings=(CRASHED,))), []

    async def play(desk: HostileDesk, grant: p.Give) -> None:
        async def report(count: int) -> ComputerReport:
            came = await desk.expect(FrameType.COMPUTER, count)
            assert isinstance(came, ComputerReport)
            return came

        told.append((await report(1)).findings[0].subject)
        made.report = replace(made.report, findings=(replace(CRASHED, severity="critical"),))
        told.append((await report(2)).findings[0].subject)
        made.report, made.sound = replace(made.report, findings=()), (replace(CRASHED, values={"crashes_24h": 0}),)
        told.append((await report(3)).mended[0].subject)
        await asyncio.sleep(0)

    says = Says(struck=LEFT_OUT_AT_FIRST)
    await visit(Scope.DIAGNOSTICS, says, computer(made), play)
    assert says.previews[0].report.findings[0].subject == told[0], "the preview has what goes"
    return told


async def test_a_program_has_one_mark_in_a_session_and_another_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnosing, "LOOK_EVERY_S", 0.05)
    first, same = await _told(), await _told()
    assert set(first) == set(same), "the same session, to which the connection came back"
    monkeypatch.setattr(hostile, "SESSION", uuid.uuid4())
    other = await _told()
    assert len(set(first)) == len(set(other)) == 1
    assert len({OWN, *first, *other}) == 3
    assert all(one.startswith("program-") for one in (*first, *other))
