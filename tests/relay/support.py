"""The relay over real sockets: a server on loopback, and both ends as `websockets` clients."""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator

import uvicorn
from msgspec import Struct
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from aboveboard.relay.doorstep import Site
from aboveboard.relay.shell import Relay
from aboveboard.site.server import SETTINGS
from aboveboard.wire.header import PATH, SUBPROTOCOL
from aboveboard.wire.payloads import Grants, Payload
from aboveboard.wire.types import FrameType, Role, Scope
from tests.relay.memory import MemoryStore
from tests.wire.ends import WireEnd

F = FrameType
WITHIN = 10.0


class Served:
    """A relay on a free port."""

    def __init__(self, store: MemoryStore, relay: Relay, port: int) -> None:
        self.store, self.relay, self.port = store, relay, port
        self.url = f"ws://127.0.0.1:{port}{PATH}"

    async def socket(self, *, subprotocol: str = SUBPROTOCOL, origin: str | None = None) -> ClientConnection:
        return await connect(
            self.url,
            subprotocols=[Subprotocol(subprotocol)],
            additional_headers={"Origin": origin} if origin else None,
            compression=None,
            max_size=None,
            ping_interval=None,
        )

    async def end(self, session_id: uuid.UUID, participant: int) -> "SocketEnd":
        end = SocketEnd(participant, self.store.ticket(session_id, participant))
        await end.join(self)
        return end

    async def pair(self) -> tuple["SocketEnd", "SocketEnd", uuid.UUID]:
        """A customer's end and an admitted technician's in a new session."""
        session_id = uuid.uuid4()
        customer, technician = await self.end(session_id, 1), await self.end(session_id, 2)
        await technician.send(technician.wire.begin(1))
        await customer.until(lambda: 2 in customer.wire.handshakes and customer.wire.handshakes[2].phrase is not None)
        await customer.send(*customer.wire.steps(), customer.wire.admit(2))
        await technician.until(lambda: any(peer.admitted for peer in technician.peers()))
        return customer, technician, session_id


class SocketEnd:
    """A `WireEnd` behind a real socket; a task of its own hears what comes."""

    def __init__(self, participant: int, ticket: str) -> None:
        self.wire = WireEnd(Role.CUSTOMER if participant == 1 else Role.TECHNICIAN, ticket)
        self.socket: ClientConnection
        self.reader: asyncio.Task[None]
        self.changed = asyncio.Condition()

    async def join(self, served: Served) -> None:
        self.socket = await served.socket()
        await self.send(self.wire.hello())
        self.reader = asyncio.create_task(self._read())
        await self.until(lambda: self.wire.welcome is not None)

    async def send(self, *frames: bytes) -> None:
        for frame in frames:
            await self.socket.send(frame)

    async def _read(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for message in self.socket:
                assert isinstance(message, bytes)
                await self.send(*self.wire.hear(message))
                async with self.changed:
                    self.changed.notify_all()
        async with self.changed:
            self.changed.notify_all()

    async def until(self, true: "object") -> None:
        """Wait until something is so."""
        assert callable(true)
        async with self.changed:
            await asyncio.wait_for(self.changed.wait_for(true), WITHIN)

    async def hears(self, kind: FrameType, count: int = 1) -> list[Payload | bytes]:
        await self.until(lambda: len(self.wire.heard_of(kind)) >= count)
        return self.wire.heard_of(kind)

    async def grant(self, to: int = 2, scope: Scope = Scope.VIEW) -> str:
        """Grant, and wait until it is live."""
        grant, frame = self.wire.grant(to, scope)
        await self.send(frame)
        await self.until(lambda: grant in self.live())
        return grant

    def live(self) -> list[str]:
        told = self.wire.heard_of(F.GRANTS)
        return [each.grant for each in told[-1].grants] if told and isinstance(told[-1], Grants) else []

    def peers(self) -> list:  # type: ignore[type-arg]  # of Peer
        told = self.wire.heard_of(F.PEERS)
        return list(getattr(told[-1], "peers", [])) if told else []

    async def say(self, kind: FrameType, payload: Struct | bytes) -> None:
        await self.send(self.wire.make(kind, payload))

    async def closed(self) -> int | None:
        """The close code that the relay gave."""
        await asyncio.wait_for(self.socket.wait_closed(), WITHIN)
        await self.reader
        return self.socket.close_code

    async def leave(self) -> None:
        await self.socket.close()
        await self.reader


@contextlib.asynccontextmanager
async def serving(store: MemoryStore | None = None, site: Site | None = None) -> AsyncIterator[Served]:
    """A relay with a store in memory, served as the product serves it."""
    store = store or MemoryStore()
    relay = Relay(store, site)

    async def application(scope, receive, send):  # type: ignore[no-untyped-def]  # ASGI
        await (relay.lifespan(receive, send) if scope["type"] == "lifespan" else relay(scope, receive, send))

    settings = {**SETTINGS, "loop": "none", "timeout_graceful_shutdown": 1}
    server = uvicorn.Server(uvicorn.Config(application, host="127.0.0.1", port=0, **settings))
    server.install_signal_handlers = lambda: None  # type: ignore[method-assign]  # the test runner keeps its own
    with contextlib.suppress(AttributeError):
        server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]  # likewise
    task = asyncio.create_task(server.serve())
    while not server.started:
        assert not task.done()
        await asyncio.sleep(0.01)
    try:
        yield Served(store, relay, server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        await task
