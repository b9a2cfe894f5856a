"""In by a code: what the customer's end sends to a help desk, and what it makes of strange answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from aboveboard.companion.flow.joining import Desk, JoinRefusedError, join, next_ticket

GOOD = {
    "session": "0" * 32,
    "ticket": "t" * 32,
    "wire": "/wire",
    "technician": {"name": "Ana Castro", "organisation": "Larkfield", "badge": "1"},
    "resume": "r" * 32,
}


class Server(ThreadingHTTPServer):
    status = 200
    body = b""
    location = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict[str, Any], str]] = []


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, body, self.headers.get("Authorization", "")))
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as listening:
        thread = threading.Thread(target=listening.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield listening
        listening.shutdown()
        thread.join()


@pytest.fixture
def desk(server: Server) -> Desk:
    return Desk.at(f"http://127.0.0.1:{server.server_address[1]}")


async def test_a_code_becomes_a_seat(server: Server, desk: Desk) -> None:
    server.body = json.dumps(GOOD).encode()
    joined = await join(desk, "123 456 789", "7")
    assert (joined.session, joined.technician.name) == ("0" * 32, "Ana Castro")
    assert server.asked == [("/api/join", {"code": "123 456 789", "terms_version": "7"}, "")]


async def test_the_secret_of_the_seat_gives_the_next_ticket(server: Server, desk: Desk) -> None:
    server.body = b'{"ticket": "abc", "wire": "/wire"}'
    assert await next_ticket(desk, "secret") == ("abc", "/wire")
    assert server.asked == [("/api/ticket", {}, "Bearer secret")]


async def test_a_refusal_keeps_its_code_and_its_words(server: Server, desk: Desk) -> None:
    server.status = 429
    server.body = b'{"error": "limited", "message": "Wait.", "retry_after": 600}'
    with pytest.raises(JoinRefusedError) as refused:
        await join(desk, "1", "")
    assert (refused.value.code, refused.value.message, refused.value.retry_after) == ("limited", "Wait.", 600)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"{}", b'{"ticket": 5}', b"\xff\xfe", b"[" * 40_000, b" " * 100_000]
)
@pytest.mark.parametrize("status", [200, 500])
async def test_an_answer_that_makes_no_sense_is_refused(body: bytes, status: int, server: Server, desk: Desk) -> None:
    server.status, server.body = status, body
    with pytest.raises(JoinRefusedError) as refused:
        await join(desk, "1", "")
    assert refused.value.code in {"malformed", "unreachable"}


def test_half_a_bracket_is_no_address() -> None:
    with pytest.raises(JoinRefusedError):
        Desk.at("https://[::1")


async def test_the_code_is_not_carried_to_another_address(server: Server, desk: Desk) -> None:
    server.status, server.location = 307, "http://127.0.0.1:1/api/join"
    with pytest.raises(JoinRefusedError):
        await join(desk, "123456789", "")
    assert len(server.asked) == 1


async def test_nobody_there_is_said_plainly(server: Server, desk: Desk) -> None:
    server.shutdown()
    server.server_close()
    with pytest.raises(JoinRefusedError) as refused:
        await join(desk, "1", "")
    assert refused.value.code == "unreachable"
    assert "Nothing was shared" in refused.value.message


@pytest.mark.parametrize(
    "address",
    [
        "http://help.example",
        "ftp://help.example",
        "help.example",
        "https://",
        "https://user:password@help.example",
        "https://help.example/?next=1",
        "http://127.0.0.1:notaport",
        "http://127.0.0.1.evil.example",
        "",
    ],
)
def test_a_desk_elsewhere_is_only_reached_by_https(address: str) -> None:
    with pytest.raises(JoinRefusedError):
        Desk.at(address)


@pytest.mark.parametrize(
    "path", ["//evil.example/wire", "wss://evil.example", "wire", "\\\\evil", "/wire\r\nHost: x", ""]
)
def test_the_socket_is_always_the_desks_own(path: str) -> None:
    with pytest.raises(JoinRefusedError):
        Desk.at("https://help.example").socket_address(path)


def test_addresses_are_read_as_people_write_them() -> None:
    assert Desk.at("https://help.example").socket_address("/wire") == "wss://help.example:443/wire"
    assert Desk.at("http://localhost:8000").socket_address("/wire") == "ws://localhost:8000/wire"
    assert Desk.at("http://[::1]:8000").origin() == "http://[::1]:8000"
