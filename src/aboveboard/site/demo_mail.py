"""The demo's post office: a real SMTP listener on this computer whose letters are kept on disk, to be read at a page.

Nothing is delivered anywhere. A letter is on disk before its sender hears "accepted", as with a real mail server.
"""

from __future__ import annotations

import asyncio
import email.policy
import os
import re
import secrets
import threading
import time
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from pathlib import Path
from typing import Any, Final

from aiosmtpd.smtp import SMTP, Envelope

_NAME: Final = re.compile(r"[0-9]{13}-[0-9a-f]{16}")
_MOST_BYTES: Final = 1024 * 1024
_MOST_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """One letter as the list shows it."""

    name: str
    to: str
    subject: str
    date: str
    message_id: str


class MailFolder:
    """The letters in one folder, newest first. A name from a request is checked, not trusted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, content: bytes, recipients: list[str]) -> str:
        """Store one letter durably and return its name."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{int(time.time() * 1000):013d}-{secrets.token_hex(8)}"
        envelope = "".join(f"X-Envelope-To: {one}\r\n" for one in recipients if one.isprintable())
        temporary = self.folder / f"{name}.part"
        with temporary.open("wb") as file:
            file.write(envelope.encode() + content)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(self.folder / f"{name}.eml")
        return name

    def list(self) -> list[Kept]:
        """The newest letters, at most 200."""
        if not self.folder.is_dir():
            return []
        names = sorted((path.stem for path in self.folder.glob("*.eml") if _NAME.fullmatch(path.stem)), reverse=True)
        return [self._summary(name) for name in names[:_MOST_SHOWN]]

    def _summary(self, name: str) -> Kept:
        with self._path(name).open("rb") as file:
            message = BytesHeaderParser(policy=email.policy.default).parse(file)
        return Kept(name, str(message["To"]), str(message["Subject"]), str(message["Date"]), str(message["Message-ID"]))

    def read(self, name: str) -> EmailMessage | None:
        """One letter, or ``None`` when there is none of that name."""
        if not _NAME.fullmatch(name) or not self._path(name).is_file():
            return None
        with self._path(name).open("rb") as file:
            return BytesParser(EmailMessage, policy=email.policy.default).parse(file)

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.eml"


class _Handler:
    def __init__(self, folder: MailFolder) -> None:
        self._folder = folder

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802, ARG002 - aiosmtpd's name and arguments
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content or "").encode()
        try:
            self._folder.keep(content, list(envelope.rcpt_tos))
        except OSError:
            return "451 The letter could not be stored; try again later"
        return "250 Kept"


class MailListener:
    """The SMTP listener on a free port of the loopback interface, in a thread of its own."""

    def __init__(self, folder: Path) -> None:
        self._handler = _Handler(MailFolder(folder))
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="mail listener", daemon=True)
        self._server: asyncio.Server | None = None

    def start(self) -> int:
        """Listen, and return the port."""
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        return int(self._server.sockets[0].getsockname()[1])

    async def _listen(self) -> asyncio.Server:
        def session() -> SMTP:
            return SMTP(self._handler, data_size_limit=_MOST_BYTES, hostname="localhost", loop=self._loop)

        return await self._loop.create_server(session, "127.0.0.1", 0)

    def stop(self) -> None:
        """Stop listening; letters stay on disk. Calling it twice is fine."""
        if self._loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        talking = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in talking:
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)
