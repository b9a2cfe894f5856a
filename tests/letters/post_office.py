"""A real SMTP server on 127.0.0.1 whose answers a test chooses."""

from __future__ import annotations

import asyncio
import email.policy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from aiosmtpd.smtp import SMTP


class PostOffice:
    """`replies` are given to DATA one after the other, then "250 OK"; `refused` answers RCPT; `got` keeps what came.

    `{to}` in a reply becomes the address that the letter was for, as mail servers quote it.
    """

    def __init__(self) -> None:
        self.replies: list[str] = []
        self.refused: dict[str, str] = {}
        self.got: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.port = 0

    @property
    def url(self) -> str:
        return f"smtp+plain://127.0.0.1:{self.port}"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        reply = self.replies.pop(0) if self.replies else "250 OK"
        if reply.startswith("250"):
            self.got.append(BytesParser(EmailMessage, policy=email.policy.default).parsebytes(envelope.content))
            self.recipients.append(list(envelope.rcpt_tos))
        return reply.replace("{to}", ", ".join(envelope.rcpt_tos))


@contextmanager
def open_post_office() -> Iterator[PostOffice]:
    """A post office that is open inside the block."""
    office = PostOffice()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def listen() -> asyncio.Server:
        return await loop.create_server(lambda: SMTP(office, hostname="localhost", loop=loop), "127.0.0.1", 0)

    async def close() -> None:
        server.close()
        talking = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in talking:
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)

    server = asyncio.run_coroutine_threadsafe(listen(), loop).result(10)
    office.port = server.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        asyncio.run_coroutine_threadsafe(close(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()
