"""uvicorn's WebSocket protocol with a short way through it, for frames of the wire, and bounds below the wire's own.

ASGI takes a queue, two dictionaries and two wake-ups of tasks a frame, and does not tell an application whether its
socket takes more, so that a frame handed over just before a revocation could wait in ``send`` and go out after it.
This subclass lets the relay hear messages where they are parsed and write where it knows that the socket takes them.
Handshake, close and keepalive stay uvicorn's. ``docs/decisions/0008-a-short-way-through-uvicorn.md`` has the figures.

The wire's limits count whole messages of those who have a seat. The bounds here are for what never becomes a message:
pings, fragments, sockets that say nothing or read nothing. Whoever exceeds one is cut off without a word.
"""

from asyncio import TimerHandle
from asyncio.transports import BaseTransport
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

from aboveboard.wire.header import HEADER_BYTES
from aboveboard.wire.limits import CONTROL_BYTES, HELLO_WITHIN, SECOND

EXTENSION = "aboveboard.socket"
"""Under this name the ASGI scope's extensions hold the ``WireProtocol`` of the connection."""

SLICE = 16 * 1024
"""Bytes parsed at a time. The event loop hands over up to 256 KiB at once, which is 40,000 pings: the bounds below
are looked at between slices, some 2,700 of the smallest frames apart."""
FRAMES = 4_000
"""WebSocket frames a second, fragments included, of an end with a seat. Its gates let through some 500 messages;
Chromium sends even the largest whole, and an end that does not may fill the wire's bytes a second with 8 KiB pieces."""
CONTROL_FRAMES = 16
"""Pings and pongs a second. An honest end sends one in 20 seconds."""
FRAMES_BEFORE_SEAT = 64
"""Frames of any kind altogether before a seat is taken. An honest end sends one, its HELLO."""
FRAGMENTS = 4_096
"""Pieces of one message: 1 KiB each of the largest. A piece costs some 100 bytes of memory, however small it is."""
HELLO_BYTES = HEADER_BYTES + CONTROL_BYTES
"""Largest message before a seat is taken."""
CLOSE_WITHIN = 1.0
SEATED_CLOSE_WITHIN = 5.0
"""Seconds for the peer to answer our close, before it is cut off; the latter once it had a seat, since what a slow link
still carries should arrive first."""


class WireProtocol(WebSocketsSansIOProtocol):
    """One connection. Use ``attach``, ``ready``, ``write`` and ``writable`` on its event loop alone."""

    _sink: Callable[[bytes], None] | None = None
    _cut: TimerHandle | None = None
    _pong = b""
    _since = 0.0
    _frames = 0
    _controls = 0
    _most = FRAMES_BEFORE_SEAT

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conn.max_message_size = HELLO_BYTES

    # --- from connection to end -------------------------------------------------------------------------------------

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        # The relay refuses silence in words after HELLO_WITHIN. This holds where no word would reach the peer.
        self._cut_within(HELLO_WITHIN / SECOND + CLOSE_WITHIN)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._cut is not None:
            self._cut.cancel()

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if hasattr(self, "scope"):
            # The application's task has been made but has not run yet, so it sees this.
            extensions = self.scope.get("extensions") or {}
            extensions[EXTENSION] = {"protocol": self}

    async def run_asgi(self) -> None:
        await super().run_asgi()
        self._finish()

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self._finish()

    def attach(self, sink: Callable[[bytes], None]) -> None:
        """Hand every binary message to ``sink`` from now on, those first that wait for the application already."""
        while not self.queue.empty():
            message = self.queue.get_nowait()
            data = message.get("bytes")
            if not isinstance(data, bytes):
                # A text message or the disconnect: the application gets it in the long way.
                self.queue.put_nowait(message)
                break
            sink(data)
        self._sink = sink
        self.conn.max_message_size = self.config.ws_max_size
        self._most, self._since, self._frames, self._controls = FRAMES, self.loop.time(), 0, 0
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()

    def _cut_within(self, seconds: float) -> None:
        if self._cut is not None:
            self._cut.cancel()
        self._cut = self.loop.call_later(seconds, self.transport.abort)

    def _finish(self) -> None:
        # A transport that closes waits until the peer has read everything, which it may never do.
        if not self.disconnected:
            self._cut_within(CLOSE_WITHIN if self._sink is None else SEATED_CLOSE_WITHIN)

    # --- what comes in ----------------------------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        if len(data) <= SLICE:
            super().data_received(data)
            return
        for start in range(0, len(data), SLICE):
            super().data_received(data[start : start + SLICE])
            if self.transport.is_closing():
                return

    def _bounded(self, controls: int = 0) -> bool:
        """Count one frame. False, and the socket is cut off, if that was one too many."""
        self._frames += 1
        self._controls += controls
        if self._frames <= self._most and self._controls <= CONTROL_FRAMES:
            return True
        now = self.loop.time()
        if self._sink is not None and now - self._since >= 1:
            self._since, self._frames, self._controls = now, 1, controls
            return True
        self.transport.abort()
        return False

    def handle_ping(self) -> None:
        if not self._bounded(1):
            return
        if self.writable.is_set():
            super().handle_ping()
        else:
            # RFC 6455, 5.5.3: only the last ping needs an answer. So pongs never pile up before one who does not read.
            pongs = self.conn.data_to_send()
            self._pong = pongs[-1] if pongs else self._pong

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._pong:
            self.transport.write(self._pong)
            self._pong = b""

    def handle_pong(self, event: Frame) -> None:
        if self._bounded(1):
            super().handle_pong(event)

    def handle_cont(self, event: Frame) -> None:
        if len(self.frames) >= FRAGMENTS:
            self.transport.abort()
        elif self._bounded():
            super().handle_cont(event)

    def handle_text(self, event: Frame) -> None:
        if self._bounded():
            super().handle_text(event)

    def handle_bytes(self, event: Frame) -> None:
        if self._bounded():
            super().handle_bytes(event)

    def send_receive_event_to_app(self) -> None:
        if self._sink is None or self.curr_msg_data_type == "text":
            if self._sink is None and self._cut is not None and not self.close_sent:
                # The first message is here, so its sender was not silent. What the relay makes of it is the relay's.
                self._cut.cancel()
            super().send_receive_event_to_app()
            return
        data = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        if not self.close_sent:
            self._sink(data)

    # --- what goes out ----------------------------------------------------------------------------------------------

    def ready(self) -> bool:
        """Whether the socket takes more."""
        return self.writable.is_set() and not self.disconnected and not self.close_sent

    def write(self, frame: bytes) -> None:
        """Write one binary message now."""
        size = len(frame)
        # RFC 6455, 5.2: a final binary frame without a mask; no extension is in use that would change it.
        if size < 126:
            head = bytes((0x82, size))
        elif size < 65536:
            head = b"\x82\x7e" + size.to_bytes(2, "big")
        else:
            head = b"\x82\x7f" + size.to_bytes(8, "big")
        self.transport.writelines((head, frame))
