"""In by a code: one request to the help desk's own address, and a strict reading of its answer."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import ssl
import threading
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import urlsplit

import msgspec

_TIMEOUT_S: Final = 10.0
_WHOLE_S: Final = 20.0
"""For one answer as a whole: a help desk that sends a byte now and then holds nobody up."""
_MOST_BYTES: Final = 64 * 1024
Answer = TypeVar("Answer", bound=msgspec.Struct)
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class TechnicianCard(msgspec.Struct, frozen=True):
    """Who will help, as the help desk says: shown to the person before anything else."""

    name: str
    organisation: str
    badge: str


class Joined(msgspec.Struct, frozen=True):
    """A seat in a session: a ticket for one socket, the path of that socket, and a secret to get the next ticket."""

    session: str
    ticket: str
    wire: str
    technician: TechnicianCard
    resume: str


class _Ticket(msgspec.Struct, frozen=True):
    ticket: str
    wire: str


class _Receipt(msgspec.Struct, frozen=True):
    path: str


class _Refusal(msgspec.Struct, frozen=True):
    error: str
    message: str
    retry_after: int | None = None


class JoinRefusedError(Exception):
    """The help desk said no. ``code`` is one of unknown, used, expired, limited, terms, malformed, unreachable."""

    def __init__(self, code: str, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Desk:
    """The address of a help desk. Anything but this computer itself has to be reached by HTTPS."""

    host: str
    port: int
    secure: bool

    @classmethod
    def at(cls, address: str) -> Desk:
        """Read ``https://help.example`` or ``http://127.0.0.1:8000``; ``JoinRefusedError`` says what is wrong."""
        try:
            parts = urlsplit(address)
        except ValueError as error:  # a bracket without its other one
            raise JoinRefusedError(
                "malformed", "The address of a help desk looks like https://help.example."
            ) from error
        try:
            port = parts.port
        except ValueError as error:
            raise JoinRefusedError("malformed", f"The address {address} has no valid port.") from error
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query:
            raise JoinRefusedError("malformed", "The address of a help desk looks like https://help.example.")
        secure = parts.scheme == "https"
        if not secure and parts.hostname not in LOOPBACK:
            raise JoinRefusedError("malformed", "A help desk on another computer is only reached by https://.")
        return cls(parts.hostname, port or (443 if secure else 80), secure)

    def socket_address(self, path: str) -> str:
        """The WebSocket address of ``path`` at this very desk: an answer cannot send us to another computer."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'wss' if self.secure else 'ws'}://{host}:{self.port}{_own(path)}"

    def page(self, path: str) -> str:
        """The address of a page of this very desk."""
        return self.origin() + _own(path)

    def origin(self) -> str:
        """The desk's address without a path."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.secure else 'http'}://{host}:{self.port}"


def _own(path: str) -> str:
    """A path that stays at the same desk. Raises ``JoinRefusedError``."""
    if not path.startswith("/") or path.startswith("//") or "\\" in path or not path.isprintable():
        raise JoinRefusedError("malformed", "The help desk named an address that is not its own.")
    return path


async def join(desk: Desk, code: str, terms_version: str) -> Joined:
    """Exchange a single-use code for a seat. Raises ``JoinRefusedError``."""
    body = {"code": code, "terms_version": terms_version}
    return await asyncio.to_thread(_ask, desk, "/api/join", body, "", Joined)


async def next_ticket(desk: Desk, resume: str) -> tuple[str, str]:
    """A fresh (ticket, path of the socket) after the connection was lost. Raises ``JoinRefusedError``."""
    answer = await asyncio.to_thread(_ask, desk, "/api/ticket", {}, resume, _Ticket)
    return answer.ticket, answer.wire


async def receipt_page(desk: Desk, resume: str) -> str:
    """The address that shows the receipt of an ended session once, in any browser. Raises ``JoinRefusedError``.

    ``running`` says that the desk has not written the end down yet. The secret of the seat is used up by it.
    """
    answer = await asyncio.to_thread(_ask, desk, "/api/receipt", {}, resume, _Receipt)
    return desk.page(answer.path)


def _ask(desk: Desk, path: str, body: dict[str, str], bearer: str, kind: type[Answer]) -> Answer:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    try:
        status, raw = _exchange(desk, "POST", path, json.dumps(body).encode(), headers, _MOST_BYTES)
    except (OSError, http.client.HTTPException) as error:
        raise JoinRefusedError(
            "unreachable", f"The help desk at {desk.origin()} did not answer ({error}). Nothing was shared."
        ) from error
    try:
        if status == 200:
            return msgspec.json.decode(raw, type=kind)
        refusal = msgspec.json.decode(raw, type=_Refusal)
    except msgspec.MsgspecError as error:
        raise JoinRefusedError(
            "malformed", f"The help desk at {desk.origin()} gave an answer that makes no sense (status {status})."
        ) from error
    raise JoinRefusedError(refusal.error, refusal.message, refusal.retry_after)


def fetch(desk: Desk, path: str, most_bytes: int) -> bytes:
    """A public file of the help desk, no longer than this. Raises ``JoinRefusedError``."""
    try:
        status, raw = _exchange(desk, "GET", path, b"", {"Accept": "application/json"}, most_bytes)
    except (OSError, http.client.HTTPException) as error:
        raise JoinRefusedError(
            "unreachable", f"The help desk at {desk.origin()} did not answer ({error}). Nothing was shared."
        ) from error
    if status != 200:
        raise JoinRefusedError("malformed", f"The help desk at {desk.origin()} answered with status {status}.")
    return raw


def _exchange(
    desk: Desk, method: str, path: str, body: bytes, headers: dict[str, str], most_bytes: int
) -> tuple[int, bytes]:
    connection: http.client.HTTPConnection
    if desk.secure:
        connection = http.client.HTTPSConnection(
            desk.host, desk.port, timeout=_TIMEOUT_S, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(desk.host, desk.port, timeout=_TIMEOUT_S)
    cut = threading.Event()
    late = threading.Timer(_WHOLE_S, _cut, [connection, cut])
    late.daemon = True
    late.start()
    try:
        # http.client follows no redirect: the code goes to the address that the person chose and nowhere else.
        connection.request(method, path, body=body or None, headers=headers)
        with connection.getresponse() as response:
            raw = response.read(most_bytes + 1)
    finally:
        late.cancel()
        connection.close()
    if cut.is_set():
        raise TimeoutError("it took too long")
    if len(raw) > most_bytes:
        raise http.client.HTTPException("the answer is too long")
    return response.status, raw


def _cut(connection: http.client.HTTPConnection, cut: threading.Event) -> None:
    """From another thread: whoever reads there reads no more."""
    cut.set()
    try:
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it was closed meanwhile
