"""The technician's end of a session, as the viewer page is one: handshake, asking, seeing, pointing."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from contextlib import ExitStack
from typing import Any, Final
from uuid import UUID

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from aboveboard.site.tour.painter import Canvas, Painter
from aboveboard.site.tour.waiting import Board
from aboveboard.wire import payloads as p
from aboveboard.wire import remote as r
from aboveboard.wire.codec import decode, read_header
from aboveboard.wire.handshake import Handshake
from aboveboard.wire.header import SUBPROTOCOL, VERSION
from aboveboard.wire.stream import Outgoing
from aboveboard.wire.types import FrameType, Role, Scope

_KEPT_PICTURES: Final = 8


class Viewer(Board):
    """One socket of a technician, read in a thread. All attributes are read under ``changed`` by ``wait``."""

    def __init__(self, base: str, path: str, session: str, ticket: str) -> None:
        super().__init__()
        self.session = UUID(hex=session)
        self.phrase: tuple[str, ...] | None = None
        self.phase = ""
        self.admitted = False
        self.grants: list[p.Grant] = []
        self.notes: list[p.Note] = []
        self.ended: p.Ended | None = None
        self.pictures = 0
        self.seen: OrderedDict[int, Canvas] = OrderedDict()
        self.came: list[tuple[FrameType, p.Payload]] = []
        """What came under scopes beyond the picture."""
        self.participant = 0
        self._customer = 0
        self._line = -1
        self._handshake: Handshake | None = None
        self._painter = Painter()
        self._out = Outgoing()
        self._writing = threading.Lock()
        self._open = ExitStack()
        self._socket = self._open.enter_context(
            connect(
                base.replace("http", "ws", 1) + path,
                subprotocols=[Subprotocol(SUBPROTOCOL)],
                compression=None,
                max_size=None,
                proxy=None,
            )
        )
        self.send(FrameType.HELLO, p.Hello(versions=[VERSION], ticket=ticket, codecs=["avc1.42E01F"]))
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def send(self, kind: FrameType, payload: Any) -> int:
        """Send one frame and return its sequence."""
        with self._writing:
            self._socket.send(self._out.frame(kind, payload, time.time_ns() // 1000))
            return self._out.sequence

    def ask(self, scope: Scope, reason: str) -> None:
        """Ask the customer for a scope."""
        self.send(FrameType.ASK, p.Ask(ask=secrets.token_hex(16), scope=scope, reason=reason))

    def has(self, scope: Scope) -> bool:
        """Whether this technician holds a live grant of ``scope``, as the relay says."""
        return any(one.scope is scope and one.to == self.participant for one in self.grants)

    def unseal(self, secret: r.Secret) -> str:
        """The password that was sealed to this technician. Raises ``NotSealedError``."""
        assert self._handshake is not None
        return self._handshake.unseal(
            self.participant, secret.secret, p.to_bytes(secret.ephemeral), p.to_bytes(secret.sealed)
        )

    def close(self) -> None:
        """Leave."""
        self._open.close()
        self._reader.join(5)

    def _read(self) -> None:
        try:
            for message in self._socket:
                with self.changed:
                    if isinstance(message, bytes):
                        self._take(message)
                    self.changed.notify_all()
        except ConnectionClosed:
            pass  # how it ended was told by ENDED or REFUSED before
        with self.changed:
            self.changed.notify_all()

    def _take(self, frame: bytes) -> None:
        header = read_header(frame)
        match decode(header, frame):
            case p.Welcome() as welcome:
                self.participant = self._out.participant = welcome.participant
                self.grants, self.phase = welcome.grants, welcome.phase
                self._meet(welcome.peers)
            case p.Peers() as told:
                self.phase = told.phase
                self._meet(told.peers)
            case (p.Commit() | p.Reveal()) as keys if self._handshake is not None:
                for answer in self._handshake.receive(keys):
                    self._send_keys(answer)
                self.phrase = self._handshake.phrase
            case p.Grants() as told_grants:
                self.grants = told_grants.grants
            case p.Note() as note:
                self.notes.append(note)
            case p.Ended() as ended:
                self.ended = ended
            case p.PictureConfig() as config:
                self._painter.configure(config)
            case r.Screen() as screen:
                self._painter.resize(screen)
            case bytes() as data if header.type == FrameType.PICTURE:
                self._painter.picture(data)
                self._see(header.sequence)
            case bytes() as data if header.type == FrameType.PATCH:
                self._painter.patch(data)
                self._see(header.sequence)
            case p.Payload() as other:
                self.came.append((FrameType(header.type), other))

    def _meet(self, peers: list[p.Peer]) -> None:
        self.admitted = any(peer.participant == self.participant and peer.admitted for peer in peers)
        for peer in peers:
            if (
                peer.role is Role.CUSTOMER
                and peer.present
                and (peer.participant, peer.line)
                != (
                    self._customer,
                    self._line,
                )
            ):
                self._customer, self._line = peer.participant, peer.line
                self._handshake = Handshake(Role.TECHNICIAN, self.session, peer.participant)
                self._send_keys(self._handshake.begin())

    def _send_keys(self, payload: p.Commit | p.Reveal) -> None:
        self.send(FrameType.COMMIT if isinstance(payload, p.Commit) else FrameType.REVEAL, payload)

    def _see(self, sequence: int) -> None:
        self.pictures += 1
        self.seen[sequence] = self._painter.canvas.copy()
        while len(self.seen) > _KEPT_PICTURES:
            self.seen.popitem(last=False)
        try:
            self.send(FrameType.SEEN, p.Seen(sequence=sequence))
        except ConnectionClosed:
            pass  # the session is over, and ENDED is still to be read
