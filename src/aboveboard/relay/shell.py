"""The ASGI shell of the relay: one WebSocket a participant.

::

    accept ──► HELLO within 10 s ──► ticket claimed ──► seat taken ──► frames in, frames out ──► close
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from aboveboard.relay.clock import now_us
from aboveboard.relay.doorstep import ASGISend, Doorstep, Message, Site, Visit, same_origin, turn_away
from aboveboard.relay.hub import Hub
from aboveboard.relay.protocol import EXTENSION, WireProtocol
from aboveboard.relay.queues import Outbox
from aboveboard.relay.room import Room
from aboveboard.relay.store import Store
from aboveboard.wire.closes import CloseCode, ProtocolError
from aboveboard.wire.greeting import greet, refuse
from aboveboard.wire.header import PATH, SUBPROTOCOL
from aboveboard.wire.limits import HELLO_WITHIN, SECOND
from aboveboard.wire.seats import Line

ASGIReceive = Callable[[], Awaitable[Message]]
log = logging.getLogger("aboveboard.relay")


class Gone(Exception):
    """The peer closed its socket."""


class Relay:
    """An ASGI application for WebSockets, and the lifespan that goes with it."""

    def __init__(self, store: Store, site: Site | None = None) -> None:
        self.hub = Hub(store)
        self.doorstep = Doorstep(site or Site())

    async def lifespan(self, receive: ASGIReceive, send: ASGISend) -> None:
        """Start and stop with the server; a database that does not answer keeps the server from starting."""
        while True:
            kind = (await receive())["type"]
            if kind == "lifespan.startup":
                try:
                    await self.hub.start()
                except Exception as error:  # whatever it is, the server must not start without its database
                    log.exception("the relay could not start")
                    await send({"type": "lifespan.startup.failed", "message": f"relay: {error}"})
                    return
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.hub.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def __call__(self, scope: Message, receive: ASGIReceive, send: ASGISend) -> None:
        """Serve one socket."""
        await receive()
        if scope["path"] != PATH or not same_origin(scope, self.doorstep.site):
            await send({"type": "websocket.close"})
            return
        visit = self.doorstep.enter(scope)
        if visit is None:
            await turn_away(scope, send)
            return
        try:
            await self._serve(scope, receive, send, visit)
        finally:
            visit.leave()

    async def _serve(self, scope: Message, receive: ASGIReceive, send: ASGISend, visit: Visit) -> None:
        spoken = SUBPROTOCOL in scope["subprotocols"]
        await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL if spoken else None})
        try:
            if not spoken:
                raise ProtocolError(CloseCode.VERSION, f"offer the subprotocol {SUBPROTOCOL}")
            room, line, outbox = await self._seat(receive)
            visit.leave()
        except ProtocolError as error:
            await send({"type": "websocket.send", "bytes": refuse(error, now_us())})
            await send({"type": "websocket.close", "code": int(error.code), "reason": error.reason})
        except Gone:
            return
        else:
            protocol: WireProtocol | None = scope.get("extensions", {}).get(EXTENSION, {}).get("protocol")
            sender = asyncio.create_task(_send(outbox, send, protocol))
            try:
                if protocol is not None:
                    outbox.direct = protocol
                    protocol.attach(partial(room.receive, line))
                await _receive(room, line, receive)
            finally:
                room.leave(line)
                sender.cancel()

    async def _seat(self, receive: ASGIReceive) -> tuple[Room, Line, Outbox]:
        try:
            first = await asyncio.wait_for(_message(receive), HELLO_WITHIN / SECOND)
        except TimeoutError:
            raise ProtocolError(CloseCode.SILENCE, "no HELLO in time") from None
        hello = greet(first)
        try:
            seat = await self.hub.store.claim(hello.ticket)
        except ProtocolError:
            raise
        except Exception:  # whatever the database raises, this socket is not let in
            log.exception("a ticket could not be claimed")
            raise ProtocolError(CloseCode.FAILED, "the service cannot look up tickets now") from None
        room = self.hub.room(seat.session_id)
        return room, *room.join(seat, hello)


async def _message(receive: ASGIReceive) -> bytes:
    message = await receive()
    if message["type"] != "websocket.receive":
        raise Gone
    data = message.get("bytes")
    if data is None:
        raise ProtocolError(CloseCode.MALFORMED, "messages must be binary")
    return bytes(data)


async def _receive(room: Room, line: Line, receive: ASGIReceive) -> None:
    while True:
        try:
            room.receive(line, await _message(receive))
        except ProtocolError as error:
            room.expel(line, error)
        except Gone:
            return


async def _send(outbox: Outbox, send: ASGISend, protocol: WireProtocol | None) -> None:
    while True:
        if protocol is not None:
            # A frame that has left the queue cannot be taken back by a revocation: it leaves when the socket takes it.
            await protocol.writable.wait()
        frame = outbox.take(now_us())
        if frame is not None:
            await send({"type": "websocket.send", "bytes": frame})
        elif outbox.closing:
            code, reason = outbox.closing
            await send({"type": "websocket.close", "code": code, "reason": reason})
            return
        else:
            await outbox.wait()
