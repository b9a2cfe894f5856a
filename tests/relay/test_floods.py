"""Floods over real sockets: whoever pings, drips, waits or does not read is cut off, and nobody else notices."""

import asyncio
import contextlib
import struct
import uuid
from collections.abc import AsyncIterator

import pytest
from websockets.exceptions import InvalidStatus
from websockets.frames import CloseCode as WebSocketClose

from aboveboard.ground.throttle import network_of
from aboveboard.relay import doorstep, protocol
from aboveboard.relay.doorstep import Doorstep, Site, same_origin
from aboveboard.relay.protocol import WireProtocol
from aboveboard.wire.closes import CloseCode
from aboveboard.wire.codec import encode
from aboveboard.wire.header import PATH, SUBPROTOCOL
from aboveboard.wire.limits import MEDIA_BYTES
from aboveboard.wire.payloads import Hello, Note
from aboveboard.wire.types import FrameType, Scope
from tests.relay.support import WITHIN, Served, SocketEnd, serving

F = FrameType
PING = b"\x89\x80\0\0\0\0"
FIRST_BYTE, NEXT_BYTE = b"\x02\x81\0\0\0\0A", b"\x00\x81\0\0\0\0A"
"""An empty ping; a binary message that begins with one byte; one byte more of it. Masked with zeros."""


class Raw:
    """A socket that shook hands and then keeps no rule: it does not even answer a close."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, served: Served) -> "Raw":
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
        writer.write(
            f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\r\n".encode()
        )
        assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
        return cls(reader, writer)

    async def send(self, data: bytes) -> None:
        with contextlib.suppress(ConnectionError):
            self.writer.write(data)
            await self.writer.drain()

    async def rest(self) -> bytes:
        """Everything that still comes until the relay ends the connection, which it must."""
        heard = b""
        with contextlib.suppress(ConnectionError):
            while data := await asyncio.wait_for(self.reader.read(65536), WITHIN / 2):
                heard += data
        self.writer.close()
        return heard


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    """A relay where a session of innocent people goes on, whose pictures must still flow after each attack."""
    async with serving() as served:
        customer, technician, _ = await served.pair()
        await customer.grant()
        yield served
        frames = [customer.wire.picture(bytes([number]) * 1000, key=number == 0) for number in range(30)]
        await customer.send(*frames)
        await technician.hears(F.PICTURE, 30)
        assert (customer.socket.close_code, technician.socket.close_code) == (None, None)
        await customer.leave()
        await technician.leave()
        await until(lambda: not served.relay.doorstep.waiting, "nobody is left on the doorstep")


async def until(true: object, why: str) -> None:
    assert callable(true)
    for _ in range(1000):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(why)


async def test_pings_without_end_cut_off_their_sender(served: Served) -> None:
    for _ in range(5):
        raw = await Raw.open(served)
        await raw.send(PING * 50_000)
        heard = await raw.rest()
        assert len(heard) <= protocol.SLICE, "no more was answered than was parsed at once"
        assert b"\x88" not in heard, "it was not closed for its silence in the end, it was cut off"


async def test_a_first_message_in_pieces_of_one_byte_is_cut_off(served: Served) -> None:
    raw = await Raw.open(served)
    await raw.send(FIRST_BYTE + NEXT_BYTE * 100_000)
    assert await raw.rest() == b""


@pytest.mark.parametrize("flood", [PING * 3_000, FIRST_BYTE + NEXT_BYTE * 10_000, b"\x8a\x80\0\0\0\0" * 3_000])
async def test_an_end_with_a_seat_is_cut_off_as_well(served: Served, flood: bytes) -> None:
    customer, technician, _ = await served.pair()
    await customer.grant()
    technician.socket.transport.write(flood)
    assert await technician.closed() == WebSocketClose.ABNORMAL_CLOSURE
    await customer.until(lambda: any(not peer.present for peer in customer.peers()))
    await customer.leave()


async def test_one_message_has_a_bounded_number_of_pieces(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "FRAGMENTS", 100)
    customer, technician, _ = await served.pair()
    customer.socket.transport.write(FIRST_BYTE + NEXT_BYTE * 101)
    assert await customer.closed() == WebSocketClose.ABNORMAL_CLOSURE
    await technician.leave()


async def test_an_honest_end_is_far_from_every_bound(served: Served) -> None:
    customer, technician, _ = await served.pair()
    await customer.grant()
    frames = [customer.wire.picture(bytes(5000), key=number == 0) for number in range(200)]
    for number, frame in enumerate(frames):
        await customer.socket.send([frame[at : at + 1000] for at in range(0, len(frame), 1000)])
        if number % 40 == 0:
            await customer.socket.ping()
    largest = customer.wire.picture(bytes(MEDIA_BYTES), key=True)
    await customer.socket.send([largest[at : at + 4096] for at in range(0, len(largest), 4096)])
    await technician.until(lambda: bytes(MEDIA_BYTES) in technician.wire.heard_of(F.PICTURE))
    assert customer.socket.close_code is None
    await customer.leave()
    await technician.leave()


async def test_nothing_large_is_taken_before_hello(served: Served) -> None:
    raw = await Raw.open(served)
    await raw.send(struct.pack(">BBQ", 0x82, 0x80 | 127, 100_000))
    heard = await raw.rest()
    assert heard[:2] == bytes((0x88, heard[1]))
    assert int.from_bytes(heard[2:4], "big") == WebSocketClose.MESSAGE_TOO_BIG


async def test_silence_is_cut_off_even_while_bytes_come(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HELLO_WITHIN", 50_000)
    monkeypatch.setattr(protocol, "CLOSE_WITHIN", 0.05)
    raw = await Raw.open(served)
    sent = b"\x02"
    for byte in encode(F.HELLO, Hello(versions=[1], ticket="x" * 20), participant=0, sequence=1, time_us=0)[:40]:
        await raw.send(sent + b"\x81\0\0\0\0" + bytes((byte,)))
        sent = b"\x00"
        await asyncio.sleep(0.01)
    assert await raw.rest() == b"", "its own relay's words would come only after ten seconds"


async def test_a_close_that_is_not_answered_is_not_waited_for(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aboveboard.relay.shell.HELLO_WITHIN", 50_000)
    raw = await Raw.open(served)
    heard = await raw.rest()
    assert bytes((0x88,)) in heard
    assert int(CloseCode.SILENCE).to_bytes(2, "big") in heard


async def test_sockets_that_wait_are_bounded_and_those_with_a_seat_do_not_count(
    served: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(doorstep, "WAITING_OF_NETWORK", 3)
    customer, technician, _ = await served.pair()
    waiting = [await served.socket() for _ in range(3)]
    with pytest.raises(InvalidStatus) as refused:
        await served.socket()
    assert refused.value.response.status_code == 503
    assert not caplog.records, "a flood of handshakes is no flood of the log"
    assert served.relay.doorstep.waiting.total() == 3
    await waiting.pop().close()
    await until(lambda: served.relay.doorstep.waiting.total() == 2, "a place is free again")
    late = await served.end(uuid.uuid4(), 1)
    for socket in waiting:
        await socket.close()
    for end in (customer, technician, late):
        await end.leave()


def scope(*headers: tuple[str, str], scheme: str = "ws", client: str = "192.0.2.7") -> dict[str, object]:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in (("host", "help.example:8000"), *headers)]
    return {"type": "websocket", "scheme": scheme, "headers": raw, "client": (client, 5)}


def test_waiting_is_counted_by_network_behind_our_own_proxies_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorstep, "WAITING_OF_NETWORK", 2)
    monkeypatch.setattr(doorstep, "WAITING", 4)
    direct = Doorstep(Site(network_of=network_of))
    assert [direct.enter(scope(client=f"192.0.2.{last}")) is not None for last in (1, 2, 3)] == [True, True, False]
    forged = scope(("x-forwarded-for", "198.51.100.1"))
    assert direct.enter(forged) is None, "without a proxy of ours the header is the visitor's own word"
    assert direct.enter(scope(client="2001:db8::1")) is not None
    visit = direct.enter(scope(client="2001:db8::2"))
    assert visit is not None
    assert direct.enter(scope(client="203.0.113.1")) is None, "all together are bounded too"
    visit.leave()
    visit.leave()
    assert direct.waiting == {"192.0.2.0/24": 2, "2001:db8::/48": 1}
    proxied = Doorstep(Site(proxies=1, network_of=network_of))
    for last in (1, 2, 3):
        proxied.enter(scope(("x-forwarded-for", f"10.9.9.{last}, 198.51.100.{last}")))
    assert proxied.waiting == {"198.51.100.0/24": 2}


async def _blocked(served: Served) -> tuple[SocketEnd, SocketEnd, WireProtocol]:
    """A session whose technician stopped reading until the relay could write no more; and that socket's own end."""
    customer, technician, session_id = await served.pair()
    await customer.grant()
    technician.socket.transport.pause_reading()
    room = served.relay.hub.rooms[session_id]
    line = room.session.seats[2].line
    assert line is not None
    direct = room._outboxes[line].direct
    assert isinstance(direct, WireProtocol)
    for _ in range(60):
        await customer.send(customer.wire.picture(bytes(512 * 1024), key=True))
        await asyncio.sleep(0.01)
        if not direct.writable.is_set():
            return customer, technician, direct
    raise AssertionError("the viewer must be slow for this test")


async def test_answers_to_pings_do_not_pile_up_before_one_who_does_not_read(served: Served) -> None:
    customer, technician, direct = await _blocked(served)
    before = direct.transport.get_write_buffer_size()
    heard = direct._controls
    pongs = [await technician.socket.ping(bytes(100) + bytes([number])) for number in range(10)]
    await until(lambda: direct._controls == heard + 10, "the pings arrive")
    assert direct.transport.get_write_buffer_size() == before
    technician.socket.transport.resume_reading()
    await asyncio.wait_for(pongs[-1], WITHIN)
    await customer.leave()
    await technician.leave()


async def test_one_who_does_not_read_is_cut_off_when_its_time_is_up(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "SEATED_CLOSE_WITHIN", 0.05)
    customer, technician, direct = await _blocked(served)
    direct.keepalive_timeout()
    await until(lambda: direct.disconnected, "it does not wait for the peer to read what was written")
    await customer.until(lambda: any(not peer.present for peer in customer.peers()))
    technician.socket.transport.abort()
    await customer.leave()


ORIGINS: list[tuple[str, Site, dict[str, object], bool]] = [
    ("http://help.example:8000", Site(), scope(), True),
    ("HTTP://HELP.example:8000", Site(), scope(), True),
    ("https://help.example:8000", Site(), scope(), False),
    ("https://help.example:8000", Site(), scope(scheme="wss"), True),
    ("http://help.example:8000", Site(), scope(scheme="wss"), False),
    ("http://help.example", Site(), scope(), False),
    ("http://[bad", Site(), scope(), False),
    ("http://help.example:8000:1", Site(), scope(), False),
    ("http://help.example:99999", Site(), scope(), False),
    ("http://evil@help.example:8000", Site(), scope(), False),
    ("null", Site(), scope(), False),
    ("", Site(), scope(), False),
    ("https://people.example", Site("https://people.example"), scope(), True),
    ("https://people.example:443", Site("https://people.example"), scope(), True),
    ("http://people.example", Site("https://people.example"), scope(), False),
    ("https://help.example:8000", Site(proxies=1), scope(("x-forwarded-proto", "https")), True),
    ("http://help.example:8000", Site(proxies=1), scope(("x-forwarded-proto", "https")), False),
    ("https://help.example:8000", Site(), scope(("x-forwarded-proto", "https")), False),
]


@pytest.mark.parametrize(("origin", "site", "asked", "same"), ORIGINS)
def test_only_a_page_of_this_site_passes(origin: str, site: Site, asked: dict[str, object], same: bool) -> None:
    headers = [*asked["headers"], (b"origin", origin.encode())]  # type: ignore[misc]  # a list of pairs
    assert same_origin({**asked, "headers": headers}, site) is same
    assert same_origin(asked, site), "a program sends no Origin"


@pytest.mark.parametrize("origin", ["http://[bad", "https://127.0.0.1:{port}", "http://127.0.0.1:1"])
async def test_another_or_a_broken_origin_is_refused_and_fails_nothing(served: Served, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await served.socket(origin=origin.format(port=served.port))
    assert refused.value.response.status_code == 403


async def test_the_grant_of_another_session_cannot_be_taken(served: Served) -> None:
    victim, viewer, _ = await served.pair()
    taken = await victim.grant()
    customer, technician, _ = await served.pair()
    await customer.send(customer.wire.grant(2, Scope.VIEW, grant=taken)[1])
    [note] = await customer.hears(F.NOTE)
    assert isinstance(note, Note)
    assert note.code == "duplicate"
    await customer.send(customer.wire.picture(b"under a grant of others", key=True))
    await customer.hears(F.NOTE, 2)
    assert not technician.wire.heard_of(F.PICTURE)
    assert not viewer.wire.heard_of(F.PICTURE)
    assert not technician.live()
    assert await customer.grant(), "its own session goes on"
    assert victim.live() == [taken]
    for end in (victim, viewer, customer, technician):
        assert end.socket.close_code is None
        await end.leave()
