"""uvicorn's WebSocket protocol with a short way through it, for frames of the wire.

ASGI takes a queue, two dictionaries and two wake-ups of tasks a frame, and does not tell an application whether its
socket takes more, so that a frame handed over just before a revocation could wait in ``send`` and go out after it.
This subclass lets the relay hear messages where they are parsed and write where it knows that the socket takes them.
Handshake, close and keepalive stay uvicorn's. ``docs/decisions/0008-a-short-way-through-uvicorn.md`` has the figures.
"""

from collections.abc import Callable

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

EXTENSION = "aboveboard.socket"
"""Under this name the ASGI scope's extensions hold the ``WireProtocol`` of the connection."""


class WireProtocol(WebSocketsSansIOProtocol):
    """One connection. Use ``attach``, ``ready``, ``write`` and ``writable`` on its event loop alone."""

    _sink: Callable[[bytes], None] | None = None

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if hasattr(self, "scope"):
            # The application's task has been made but has not run yet, so it sees this.
            extensions = self.scope.get("extensions") or {}
            extensions[EXTENSION] = {"protocol": self}

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
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()

    def send_receive_event_to_app(self) -> None:
        if self._sink is None or self.curr_msg_data_type == "text":
            super().send_receive_event_to_app()
            return
        data = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        if not self.close_sent:
            self._sink(data)

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
