"""A help desk that answers a byte at a time, or never: nobody is held up by it, and a stop waits for nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from aboveboard.companion.flow import joining
from aboveboard.companion.flow.computer import Computer
from aboveboard.companion.flow.joining import Desk, Joined, JoinRefusedError, TechnicianCard, next_ticket
from aboveboard.companion.flow.visit import Visit
from aboveboard.companion.host.card import TestCard
from aboveboard.companion.host.polled import PolledCanvas
from tests.companion.says import Says

SEAT = Joined("11" * 16, "t" * 20, "/wire", TechnicianCard("Ana", "Larkfield", "12"), "the-secret")
Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def desk_that(answers: Answer) -> AsyncIterator[tuple[Desk, asyncio.Event]]:
    """A server that reads a request and then does this; the event says that a request came."""
    asked = asyncio.Event()
    open_now: dict[asyncio.Task[None] | None, asyncio.StreamWriter] = {}

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_now[asyncio.current_task()] = writer
        head = await reader.readuntil(b"\r\n\r\n")
        if b"/api/" in head:
            asked.set()
            try:
                await answers(writer)
            except (OSError, asyncio.CancelledError):
                return  # it was cut, which is what these tests are about
        writer.close()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield Desk.at(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"), asked
    finally:
        server.close()
        for task, writer in open_now.items():
            if task is not None:
                task.cancel()
            writer.transport.abort()
        await asyncio.gather(*(task for task in open_now if task is not None), return_exceptions=True)


async def drip(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n")
    for _ in range(600):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


async def silence(_: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)


@pytest.mark.parametrize("answers", [drip, silence], ids=["drip", "silence"])
async def test_an_answer_that_does_not_end_is_cut(answers: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "_WHOLE_S", 0.5)
    async with desk_that(answers) as (desk, _):
        with pytest.raises(JoinRefusedError, match="Nothing was shared"):
            async with asyncio.timeout(9):
                await next_ticket(desk, "the-secret")


async def test_a_stop_while_coming_back_waits_for_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "_WHOLE_S", 2.0)
    async with desk_that(drip) as (desk, asked):
        visit = Visit(desk, Computer(PolledCanvas(TestCard((64, 64)))), Says())
        running = asyncio.create_task(visit.run(SEAT))
        async with asyncio.timeout(10):
            await asked.wait()
        visit.stop()
        async with asyncio.timeout(1):
            over = await running
        assert over.by == "lost"
