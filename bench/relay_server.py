"""The servers that `bench.relay` and `bench.stop` measure, each a process of its own pinned to one core.

`product` is the relay as the product serves it, with tickets that need no database; `bare` is a pair of `websockets`
connections that copies bytes from one to the other, on the same event loop implementation.
"""

import asyncio
import contextlib
import os
import socket
import sys
import uuid

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aboveboard.site.settings")

import uvicorn
import uvloop
from websockets.asyncio.server import ServerConnection, serve

from aboveboard.relay.shell import Relay
from aboveboard.relay.store import SeatInfo
from aboveboard.site.server import SETTINGS
from aboveboard.wire.types import Role
from tests.relay.memory import CARD, MemoryStore


class OpenStore(MemoryStore):
    """Lets everybody in whose ticket says which seat: sixteen zeros, session, participant."""

    async def claim(self, ticket: str) -> SeatInfo:
        number, participant = (int(part) for part in ticket.removeprefix("0" * 16).split("-"))
        role = Role.CUSTOMER if participant == 1 else Role.TECHNICIAN
        return SeatInfo(uuid.UUID(int=number), participant, role, None if participant == 1 else CARD)


def product(listener: socket.socket) -> None:
    """The relay, with the product's own settings."""
    relay = Relay(OpenStore())

    async def application(scope, receive, send):  # type: ignore[no-untyped-def]  # ASGI
        await (relay.lifespan(receive, send) if scope["type"] == "lifespan" else relay(scope, receive, send))

    uvicorn.Server(uvicorn.Config(application, **SETTINGS)).run(sockets=[listener])


def bare(listener: socket.socket) -> None:
    """Copies every message of `/<n>/1` to `/<n>/2`."""
    receivers: dict[str, ServerConnection] = {}

    async def copy(connection: ServerConnection) -> None:
        assert connection.request is not None
        _, number, participant = connection.request.path.split("/")
        if participant == "2":
            receivers[number] = connection
            await connection.wait_closed()
            return
        receiver = receivers[number]
        with contextlib.suppress(Exception):
            async for message in connection:
                await receiver.send(message)

    async def main() -> None:
        async with serve(copy, sock=listener, compression=None, max_size=None):
            await asyncio.get_running_loop().create_future()

    uvloop.run(main())


if __name__ == "__main__":
    listener = socket.socket(fileno=int(sys.argv[2]))
    with contextlib.suppress(KeyboardInterrupt):
        {"product": product, "bare": bare}[sys.argv[1]](listener)
