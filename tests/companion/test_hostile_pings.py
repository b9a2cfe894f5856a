"""A help desk that pings without end and never reads the answers: it is cut off before they fill this computer."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import re

import pytest

from aboveboard.companion.flow import session as sessions
from aboveboard.companion.flow.computer import Computer
from aboveboard.companion.flow.joining import Desk, Joined, TechnicianCard
from aboveboard.companion.flow.session import CustomerSession
from aboveboard.companion.host.card import TestCard
from aboveboard.companion.host.polled import PolledCanvas
from aboveboard.wire.header import SUBPROTOCOL
from tests.companion.says import Says

SEAT = Joined("11" * 16, "t" * 20, "/wire", TechnicianCard("Ana", "Larkfield", "12"), "resume")
PINGS = (bytes([0x89, 125]) + bytes(125)) * 500


async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    found = re.search(rb"Sec-WebSocket-Key: (\S+)", head, re.IGNORECASE)
    assert found is not None
    accept = base64.b64encode(hashlib.sha1(found[1] + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest()).decode()
    writer.write(
        f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\r\n".encode()
    )
    reader._transport.pause_reading()  # type: ignore[attr-defined]  # nothing that comes is read any more
    with contextlib.suppress(OSError):
        while True:
            writer.write(PINGS)
            await writer.drain()


async def test_answers_that_nobody_reads_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_UNREAD_BYTES", 1_000_000)
    monkeypatch.setattr(sessions, "_WATCH_S", 0.05)
    # Otherwise a ping of ours that stays unanswered would end it, later.
    monkeypatch.setattr(sessions, "PING_EVERY_S", 1_000.0)
    open_now: list[asyncio.Task[None]] = []

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        work = asyncio.ensure_future(flood(reader, writer))
        open_now.append(work)
        with contextlib.suppress(asyncio.CancelledError):
            await work
        writer.transport.abort()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        desk = Desk.at(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        session = CustomerSession(desk, SEAT, Computer(PolledCanvas(TestCard((64, 64)))), Says())
        async with asyncio.timeout(60):
            over = await session.run()
        assert over.by == "lost"
    finally:
        server.close()
        for work in open_now:
            work.cancel()
        await asyncio.gather(*open_now, return_exceptions=True)
        await asyncio.sleep(0)
