"""A customer's end that a test plays frame by frame against the real product: it says yes and sends what it is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from msgspec import Struct
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from aboveboard.wire.header import SUBPROTOCOL
from aboveboard.wire.payloads import Empty, Grants, Hello, Payload, Peers, Revoke
from aboveboard.wire.types import FrameType, Role, Scope
from tests.wire.ends import WireEnd

F = FrameType
PATIENCE_S = 20.0


class FarEnd:
    """The customer's end of one session. Whoever asks for a scope gets it."""

    def __init__(self, socket: ClientConnection, ticket: str, scopes: list[Scope]) -> None:
        self._socket = socket
        self._lock = threading.RLock()
        self._end = WireEnd(Role.CUSTOMER, ticket)
        self._given: dict[str, Scope] = {}
        self._led = False
        self.heard = threading.Condition()
        self.got: list[tuple[FrameType, Payload | bytes]] = []
        """Every frame that came, in its order."""
        self.live: set[Scope] = set()
        self.closed = False
        self.send(F.HELLO, Hello(versions=[1], ticket=ticket, offers=scopes, codecs=["vp8"]))

    def send(self, kind: FrameType, payload: Struct | bytes, *, key: bool = False) -> int:
        """Send one frame; returns its sequence."""
        with self._lock:
            frame = self._end.make(kind, payload, key=key)
            self._socket.send(frame)
            return self._end.out.sequence

    def grant(self, scope: Scope, to: int = 2) -> None:
        """Say yes, and wait until it is written down."""
        with self._lock:
            identifier, frame = self._end.grant(to, scope)
            self._given[identifier] = scope
            self._socket.send(frame)
        self.wait(lambda: scope in self.live, f"the grant of {scope}")

    def revoke(self, scope: Scope) -> None:
        """Take it back."""
        for identifier in [one for one, given in self._given.items() if given is scope]:
            del self._given[identifier]
            self.send(F.REVOKE, Revoke(grant=identifier))

    def of(self, kind: FrameType) -> list[Any]:
        """The payloads of one type that came so far."""
        with self.heard:
            return [payload for came, payload in self.got if came is kind]

    def forget(self) -> None:
        """Count anew from here on."""
        with self.heard:
            self.got.clear()

    def wait(self, holds: Callable[[], bool], what: str) -> None:
        """Until `holds`, looked at whenever a frame came."""
        with self.heard:
            assert self.heard.wait_for(holds, PATIENCE_S), f"{what} never came; closed: {self.closed}"

    def seen(self, sequence: int) -> None:
        """Until the viewer says that it painted this frame."""
        self.wait(lambda: any(one.sequence >= sequence for one in self.of(F.SEEN)), f"SEEN {sequence}")

    def read(self) -> None:
        """Take in what comes, until the socket closes."""
        try:
            for message in self._socket:
                assert isinstance(message, bytes)
                self._take(message)
        except ConnectionClosed:
            pass
        with self.heard:
            self.closed = True
            self.heard.notify_all()

    def renew(self) -> None:
        """Keep what was given alive."""
        while not self.closed:
            time.sleep(1)
            try:
                self.send(F.RENEW, Empty())
            except ConnectionClosed:
                return

    def _take(self, message: bytes) -> None:
        with self._lock:
            for answer in self._end.hear(message):
                self._socket.send(answer)
            header, payload = self._end.heard[-1]
        if isinstance(payload, Peers):
            self._lead(payload)
        with self.heard:
            if isinstance(payload, Grants):
                self.live = {Scope(one.scope) for one in payload.grants}
            self.got.append((FrameType(header.type), payload))
            self.heard.notify_all()
        if header.type == F.REVEAL:
            with self._lock:
                self._socket.send(self._end.admit(header.participant))

    def _lead(self, peers: Peers) -> None:
        if not self._led and any(peer.role == Role.TECHNICIAN and peer.present for peer in peers.peers):
            self._led = True
            with self._lock:
                for step in self._end.steps():
                    self._socket.send(step)


@contextmanager
def far_end(url: str, code: str, *scopes: Scope) -> Iterator[FarEnd]:
    """Join with this code, offering these scopes, and be there until the end of the block."""
    joined = httpx.post(f"{url}/api/join", json={"code": code, "terms_version": ""}).raise_for_status().json()
    address = url.replace("http", "ws", 1) + joined["wire"]
    with connect(address, subprotocols=[Subprotocol(SUBPROTOCOL)], max_size=None) as socket:
        end = FarEnd(socket, joined["ticket"], list(scopes))
        threads = [threading.Thread(target=work, daemon=True) for work in (end.read, end.renew)]
        for thread in threads:
            thread.start()
        yield end
        socket.close()
        for thread in threads:
            thread.join(5)
