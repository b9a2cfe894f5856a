"""A technician with a yes to tools or passwords, over a real socket, whose every frame a test chooses."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path

from aboveboard.companion.flow.clock import Clock
from aboveboard.companion.flow.computer import Computer
from aboveboard.companion.flow.session import CustomerSession
from aboveboard.companion.flow.toolkit import Toolkit
from aboveboard.companion.host.card import TestCard
from aboveboard.companion.host.polled import PolledCanvas
from aboveboard.companion.host.programs import Programs
from aboveboard.companion.host.tool_keys import ToolKeys
from aboveboard.wire import payloads as p
from aboveboard.wire import remote as r
from aboveboard.wire.parts import MOST_BYTES, pack
from aboveboard.wire.remedy import RemedyError, parse
from aboveboard.wire.types import FrameType, Scope
from tests.companion.hostile import HostileDesk, hostile_desk
from tests.companion.says import Says

Play = Callable[[HostileDesk, p.Give], Awaitable[None]]


def computer(folder: Path) -> Computer:
    """A small screen, and real programs with keys of their own."""
    kit = Toolkit(Programs(), ToolKeys(folder / "config"))
    return Computer(PolledCanvas(TestCard((64, 64), per_second=1)), asks=(Scope.TOOL, Scope.PASSWORD), tools=kit)


async def visit(
    scope: Scope,
    answers: Says,
    here: Computer,
    play: Play,
    meanwhile: Callable[[CustomerSession], None] | None = None,
    clock: Clock | None = None,
) -> tuple[CustomerSession, HostileDesk]:
    """One session in which the technician got ``scope``; it ends after ``play``."""
    failed: list[BaseException] = []

    async def act(desk: HostileDesk) -> None:
        try:
            await desk.meet()
            await desk.send(desk.wire.ask(scope))
            await play(desk, await desk.confirm())
        except (AssertionError, TimeoutError) as error:
            failed.append(error)
        await desk.send(desk.wire.relay(FrameType.ENDED, p.Ended(by="technician", reason="", at_us=1)))
        await desk.close()

    async with hostile_desk(act) as (desk, joined, desks):
        session = CustomerSession(desk, joined, here, answers, clock=clock)
        if meanwhile is not None:
            meanwhile(session)
        async with asyncio.timeout(30):
            await session.run()
    if failed:
        raise failed[0]
    return session, desks[0]


def offer(package: bytes, run: str = "", **changes: object) -> r.ToolOffer:
    """An honest offer of this package, but for what is changed."""
    try:
        said = parse(package).description
        key, version = said.key, said.version
    except RemedyError:
        key, version = "say-hello", "1.0"
    honest: dict[str, object] = {
        "run": run or secrets.token_hex(16),
        "tool": key,
        "version": version,
        "size": len(package),
        "sha256": sha256(package).hexdigest(),
        "reason": "to help",
    }
    return r.ToolOffer(**honest | changes)  # type: ignore[arg-type]  # a test may say anything


async def send(desk: HostileDesk, made: r.ToolOffer, package: bytes) -> None:
    """The offer and the whole package."""
    await desk.send(desk.wire.technician(FrameType.TOOL_OFFER, made))
    for start in range(0, len(package), MOST_BYTES):
        part = pack(made.run, start, package[start : start + MOST_BYTES])
        await desk.send(desk.wire.technician(FrameType.TOOL_PART, part))


async def answered(desk: HostileDesk, count: int = 1) -> r.ToolAnswer:
    answer = await desk.expect(FrameType.TOOL_ANSWER, count)
    assert isinstance(answer, r.ToolAnswer)
    return answer


async def done(desk: HostileDesk, count: int = 1) -> r.ToolDone:
    ended = await desk.expect(FrameType.TOOL_DONE, count)
    assert isinstance(ended, r.ToolDone)
    return ended


def output(desk: HostileDesk) -> str:
    """What the technician's end saw of the tool."""
    return "".join(payload.text for _, payload in desk.got if isinstance(payload, r.ToolOutput))
