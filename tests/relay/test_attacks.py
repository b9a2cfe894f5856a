"""Attacks over real sockets: each is refused with its own close code while another session goes on unharmed."""

import asyncio
import secrets
import uuid
from collections.abc import AsyncIterator, Callable

import pytest
from websockets.exceptions import InvalidStatus

from aboveboard.wire.closes import CloseCode
from aboveboard.wire.codec import decode, encode, read_header
from aboveboard.wire.header import LAYOUT
from aboveboard.wire.payloads import Admit, Commit, Empty, Give, Hello, Pause, Refused, to_text
from aboveboard.wire.records import Paused
from aboveboard.wire.types import FrameType, Role, Scope
from tests.relay.support import Served, serving
from tests.wire.ends import WireEnd

F = FrameType


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    """A relay where a session of innocent people goes on; at the end its pictures must still flow."""
    async with serving() as served:
        customer, technician, _ = await served.pair()
        await customer.grant()
        yield served
        picture = secrets.token_bytes(32)
        await customer.send(customer.wire.picture(picture))
        await technician.until(lambda: picture in technician.wire.heard_of(F.PICTURE))


def header(kind: int, *, version: int = 1, flags: int = 0, who: int = 1, sequence: int = 0, body: bytes = b"") -> bytes:
    return LAYOUT.pack(version, kind, flags, who, 0, sequence, 0) + body


FRAMES: dict[str, tuple[Callable[[int], bytes], CloseCode]] = {
    "truncated": (lambda _: b"\x01\x21\x00", CloseCode.MALFORMED),
    "empty": (lambda _: b"", CloseCode.MALFORMED),
    "unknown type": (lambda n: header(0x7F, sequence=n), CloseCode.MALFORMED),
    "reserved flag": (lambda n: header(F.PICTURE, flags=0x8000, sequence=n, body=b"x"), CloseCode.MALFORMED),
    "bad json": (lambda n: header(F.RENEW, sequence=n, body=b"{"), CloseCode.MALFORMED),
    "another version": (lambda n: header(F.RENEW, version=2, sequence=n, body=b"{}"), CloseCode.VERSION),
    "oversize control": (lambda n: header(F.END, sequence=n, body=b" " * 20_000), CloseCode.OVERSIZE),
    "oversize media": (lambda n: header(F.PICTURE, sequence=n, body=bytes(4 * 1024 * 1024 + 1)), CloseCode.OVERSIZE),
    "replayed": (lambda n: header(F.RENEW, sequence=n - 1, body=b"{}"), CloseCode.SEQUENCE),
    "gap": (lambda n: header(F.RENEW, sequence=n + 1, body=b"{}"), CloseCode.SEQUENCE),
    "another's number": (lambda n: header(F.RENEW, who=2, sequence=n, body=b"{}"), CloseCode.MISDIRECTED),
    "the relay's number": (lambda n: header(F.RENEW, who=0, sequence=n, body=b"{}"), CloseCode.MISDIRECTED),
    "to nobody": (
        lambda n: encode(F.ADMIT, Admit(participant=77, yes=True), participant=1, sequence=n, time_us=0),
        CloseCode.MISDIRECTED,
    ),
    "a frame of the relay": (lambda n: header(F.GRANTS, sequence=n, body=b'{"grants":[]}'), CloseCode.FORBIDDEN),
    "a frame of the technician": (lambda n: header(F.POINT, sequence=n, body=b'{"x":1,"y":1}'), CloseCode.FORBIDDEN),
    "a second hello": (
        lambda n: encode(F.HELLO, Hello(versions=[1], ticket="x" * 20), participant=1, sequence=n, time_us=0),
        CloseCode.FORBIDDEN,
    ),
}


@pytest.mark.parametrize("attack", FRAMES)
async def test_a_hostile_frame_closes_its_own_socket_alone(served: Served, attack: str) -> None:
    make, code = FRAMES[attack]
    customer, technician, session_id = await served.pair()
    await customer.grant()
    await customer.send(make(customer.wire.out.sequence + 1))
    assert await customer.closed() == code
    [refused] = customer.wire.heard_of(F.REFUSED)
    assert isinstance(refused, Refused)
    assert refused.code == code
    await technician.until(lambda: not technician.live())
    assert session_id in served.relay.hub.rooms
    await technician.leave()


async def test_a_technician_writes_no_pause_and_the_customer_does(served: Served) -> None:
    customer, technician, session_id = await served.pair()
    await customer.send(customer.wire.make(F.PAUSE, Pause(paused=True)))
    await customer.grant()
    await technician.send(technician.wire.make(F.PAUSE, Pause(paused=False)))
    assert await technician.closed() == CloseCode.FORBIDDEN
    written = [record.paused for record in served.store.records[session_id] if isinstance(record, Paused)]
    assert written == [True]
    await customer.leave()


async def test_a_text_message_is_malformed(served: Served) -> None:
    customer, technician, _ = await served.pair()
    await technician.socket.send("hello")
    assert await technician.closed() == CloseCode.MALFORMED
    await customer.leave()


async def _first(served: Served, frame: bytes) -> int | None:
    socket = await served.socket()
    await socket.send(frame)
    refused = await asyncio.wait_for(socket.recv(), 10)
    assert isinstance(refused, bytes)
    payload = decode(read_header(refused), refused)
    assert isinstance(payload, Refused)
    await socket.wait_closed()
    assert socket.close_code == payload.code
    return socket.close_code


async def test_a_socket_needs_a_ticket(served: Served) -> None:
    assert await _first(served, header(F.RENEW, who=0, sequence=1, body=b"{}")) == CloseCode.TICKET
    assert await _first(served, WireEnd(Role.CUSTOMER).hello()) == CloseCode.TICKET
    assert await _first(served, b"GET /") == CloseCode.MALFORMED
    hello = encode(F.HELLO, Hello(versions=[2, 3], ticket="x" * 20), participant=0, sequence=1, time_us=0)
    assert await _first(served, hello) == CloseCode.VERSION


async def test_a_ticket_opens_one_socket(served: Served) -> None:
    customer, technician, _ = await served.pair()
    again = WireEnd(Role.TECHNICIAN, technician.wire.ticket)
    assert await _first(served, again.hello()) == CloseCode.TICKET
    await customer.leave()
    await technician.leave()


async def test_a_second_customers_end_takes_the_seat_and_inherits_nothing(served: Served) -> None:
    customer, technician, session_id = await served.pair()
    await customer.grant()
    second = await served.end(session_id, 1)
    assert await customer.closed() == CloseCode.TAKEN
    await technician.until(lambda: not technician.live())
    await second.send(second.wire.picture(b"unasked"))
    await second.hears(F.NOTE)
    assert not technician.wire.heard_of(F.PICTURE)
    await second.leave()
    await technician.leave()


async def test_a_technician_of_another_session_gets_nothing_of_this_one(served: Served) -> None:
    customer, technician, _ = await served.pair()
    other, stranger, _ = await served.pair()
    await customer.grant()
    await customer.send(customer.wire.picture(b"private"))
    await technician.hears(F.PICTURE)
    await stranger.say(F.COMMIT, Commit(to=1, commitment=to_text(bytes(32))))
    await other.hears(F.COMMIT, 2)
    assert not stranger.wire.heard_of(F.PICTURE)
    assert len(customer.wire.heard_of(F.COMMIT)) == 1
    for end in (customer, technician, other, stranger):
        await end.leave()


async def test_a_technician_cannot_make_a_grant(served: Served) -> None:
    customer, technician, _ = await served.pair()
    await technician.say(F.GRANT, Give(grant=secrets.token_hex(16), scope=Scope.VIEW, to=2, lease_ms=5000))
    assert await technician.closed() == CloseCode.FORBIDDEN
    assert not customer.live()
    await customer.leave()


async def test_a_flood_closes_its_sender_alone(served: Served) -> None:
    customer, technician, _ = await served.pair()
    for _ in range(500):
        await technician.say(F.REFRESH, Empty())
    assert await technician.closed() == CloseCode.TOO_FAST
    assert customer.socket.close_code is None
    await customer.leave()


async def test_silence_before_hello_is_closed(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aboveboard.relay.shell.HELLO_WITHIN", 50_000)
    socket = await served.socket()
    await asyncio.wait_for(socket.wait_closed(), 10)
    assert socket.close_code == CloseCode.SILENCE


async def test_a_page_of_another_site_gets_no_socket(served: Served) -> None:
    with pytest.raises(InvalidStatus):
        await served.socket(origin="https://evil.example")
    socket = await served.socket(origin=f"http://127.0.0.1:{served.port}")
    await socket.close()


async def test_another_subprotocol_is_another_version(served: Served) -> None:
    socket = await served.socket(subprotocol="aboveboard.9")
    await asyncio.wait_for(socket.wait_closed(), 10)
    assert socket.close_code == CloseCode.VERSION


async def test_a_session_id_alone_opens_nothing(served: Served) -> None:
    assert await _first(served, WireEnd(Role.TECHNICIAN, uuid.uuid4().hex).hello()) == CloseCode.TICKET
