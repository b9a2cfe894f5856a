"""A help desk that a test controls frame by frame: the relay's side of the wire, with no rules of its own."""

from __future__ import annotations

import asyncio
import secrets
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import msgspec
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from aboveboard.companion.flow.joining import Desk, Joined, TechnicianCard
from aboveboard.wire import payloads as p
from aboveboard.wire.codec import decode, read_header
from aboveboard.wire.handshake import Handshake
from aboveboard.wire.header import SUBPROTOCOL
from aboveboard.wire.limits import CONTROL_BYTES, IN_FLIGHT, MEDIA_BYTES
from aboveboard.wire.stream import Outgoing
from aboveboard.wire.types import FrameType, Phase, Role, Scope, Step

CUSTOMER, TECHNICIAN, SECOND = 1, 2, 3
CARD = p.Card(name="Ana Castro", organisation="Larkfield Computer Help", badge="1234-56")
SESSION = uuid.UUID("11112222333344445555666677778888")


def peer(*, card: p.Card | None = CARD, line: int = 1, participant: int = TECHNICIAN) -> p.Peer:
    return p.Peer(
        participant=participant,
        role=Role.TECHNICIAN,
        present=True,
        admitted=False,
        line=line,
        codecs=["avc1.42E01F"],
        offers=[],
        card=card,
    )


class Wire:
    """The frames of a relay and of one technician, ready to be sent to the customer's end."""

    def __init__(self) -> None:
        self._relay = Outgoing(0)
        self._technician = Outgoing(TECHNICIAN)
        self._second = Outgoing(SECOND)
        self.handshake = Handshake(Role.TECHNICIAN, SESSION, CUSTOMER)
        self.second_handshake = Handshake(Role.TECHNICIAN, SESSION, CUSTOMER)

    def relay(self, kind: FrameType, payload: p.Payload) -> bytes:
        return self._relay.frame(kind, payload, 1)

    def technician(self, kind: FrameType, payload: p.Payload | bytes) -> bytes:
        return self._technician.frame(kind, payload, 1)

    def second(self, kind: FrameType, payload: p.Payload | bytes) -> bytes:
        """Another technician's frame."""
        return self._second.frame(kind, payload, 1)

    def welcome(self, **changed: object) -> bytes:
        given: dict[str, object] = {
            "version": 1,
            "participant": CUSTOMER,
            "session": SESSION.hex,
            "role": Role.CUSTOMER,
            "phase": Phase.MEETING,
            "lease_ms": 5000,
            "limits": p.Limits(frame_bytes=CONTROL_BYTES, media_bytes=MEDIA_BYTES, in_flight=IN_FLIGHT),
            "peers": [peer()],
            "grants": [],
        }
        return self.relay(FrameType.WELCOME, p.Welcome(**{**given, **changed}))  # type: ignore[arg-type]  # a test may send anything

    def grants(self, *grants: tuple[str, Scope, int]) -> bytes:
        named = [p.Grant(grant=grant, scope=scope, to=to, since_us=1, until_us=2**52) for grant, scope, to in grants]
        return self.relay(FrameType.GRANTS, p.Grants(grants=named))

    def keys(self, payload: p.Commit | p.Reveal) -> bytes:
        return self.technician(FrameType.COMMIT if isinstance(payload, p.Commit) else FrameType.REVEAL, payload)

    def ask(self, scope: Scope = Scope.VIEW) -> bytes:
        return self.technician(FrameType.ASK, p.Ask(ask=secrets.token_hex(16), scope=scope, reason="please"))


class HostileDesk:
    """One socket to the customer's end. ``got`` holds every frame that came, by type."""

    def __init__(self, socket: ServerConnection) -> None:
        self._socket = socket
        self.wire = Wire()
        self.got: list[tuple[FrameType, p.Payload | bytes]] = []
        self.came = asyncio.Condition()

    async def send(self, frame: bytes) -> None:
        await self._socket.send(frame)

    async def close(self) -> None:
        """Hang up, as the relay does after the end."""
        await self._socket.close()

    async def read(self) -> None:
        """Take in what comes until the socket closes; answers the customer's keys, as a technician's end does."""
        try:
            async for message in self._socket:
                assert isinstance(message, bytes)
                header = read_header(message)
                payload = decode(header, message)
                async with self.came:
                    self.got.append((FrameType(header.type), payload))
                    self.came.notify_all()
                if isinstance(payload, p.Commit | p.Reveal):
                    await self._answer_keys(payload)
        except ConnectionClosed:
            return

    async def _answer_keys(self, payload: p.Commit | p.Reveal) -> None:
        if payload.to == SECOND:
            for answer in self.wire.second_handshake.receive(payload):
                kind = FrameType.COMMIT if isinstance(answer, p.Commit) else FrameType.REVEAL
                await self.send(self.wire.second(kind, answer))
            return
        for answer in self.wire.handshake.receive(payload):
            await self.send(self.wire.keys(answer))

    async def second_comes(self, scope: Scope) -> None:
        """Another technician joins, and asks for a scope once they were let in."""
        both = [peer(), peer(participant=SECOND, card=msgspec.structs.replace(CARD, name="Bo Lind"))]
        admitted = self.count(FrameType.ADMIT)
        await self.send(self.wire.relay(FrameType.PEERS, p.Peers(phase=Phase.OPEN, peers=both)))
        await self.send(self.wire.second(FrameType.COMMIT, self.wire.second_handshake.begin()))
        await self.expect(FrameType.ADMIT, admitted + 1)
        await self.send(self.wire.second(FrameType.ASK, p.Ask(ask=secrets.token_hex(16), scope=scope, reason="me too")))

    async def expect(self, kind: FrameType, count: int = 1) -> p.Payload | bytes:
        """The ``count``-th frame of this type."""
        async with asyncio.timeout(10), self.came:
            await self.came.wait_for(lambda: self.count(kind) >= count)
        return [payload for one, payload in self.got if one is kind][count - 1]

    def count(self, kind: FrameType) -> int:
        return sum(one is kind for one, _ in self.got)

    async def meet(self) -> None:
        """Welcome the customer, exchange keys, and wait until all steps are acknowledged."""
        await self.expect(FrameType.HELLO)
        await self.send(self.wire.welcome())
        await self.send(self.wire.keys(self.wire.handshake.begin()))
        await self.expect(FrameType.SHOWN, len(Step))

    async def confirm(self) -> p.Give:
        """Wait for a grant and record it, as an honest relay does."""
        given = await self.expect(FrameType.GRANT)
        assert isinstance(given, p.Give)
        await self.send(self.wire.grants((given.grant, given.scope, given.to)))
        return given


Play = Callable[[HostileDesk], Awaitable[None]]


@asynccontextmanager
async def hostile_desk(play: Play) -> AsyncIterator[tuple[Desk, Joined, list[HostileDesk]]]:
    """A listening help desk that runs ``play`` on each socket; gives its address and a seat for it."""
    desks: list[HostileDesk] = []

    async def handle(socket: ServerConnection) -> None:
        desk = HostileDesk(socket)
        desks.append(desk)
        reading = asyncio.create_task(desk.read())
        try:
            await play(desk)
            await reading
        except ConnectionClosed:
            pass  # the customer's end left, which is what most of these tests are about
        finally:
            reading.cancel()

    server: Server = await serve(handle, "127.0.0.1", 0, subprotocols=[SUBPROTOCOL], compression=None, max_size=None)  # type: ignore[list-item]  # a Subprotocol is a str
    port = server.sockets[0].getsockname()[1]
    card = TechnicianCard(name=CARD.name, organisation=CARD.organisation, badge=CARD.badge)
    joined = Joined(SESSION.hex, secrets.token_urlsafe(32), "/wire", card, "resume")
    try:
        yield Desk.at(f"http://127.0.0.1:{port}"), joined, desks
    finally:
        server.close()
        await server.wait_closed()
