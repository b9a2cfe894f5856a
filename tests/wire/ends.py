"""Both ends of the wire for tests, without sockets: they make frames and understand what comes back."""

import secrets
from uuid import UUID

from msgspec import Struct

from aboveboard.wire.codec import decode, read_header
from aboveboard.wire.handshake import Handshake
from aboveboard.wire.header import Header
from aboveboard.wire.keys import Keys, sign_tally
from aboveboard.wire.payloads import Admit as AdmitPayload
from aboveboard.wire.payloads import Commit, End, Give, Hello, Payload, Reveal, Shown, Tally, Welcome, to_text
from aboveboard.wire.stream import Incoming, Outgoing
from aboveboard.wire.types import FrameType, Role, Scope, Step

F = FrameType
TIME = 1_700_000_000_000_000


def ticket() -> str:
    return secrets.token_urlsafe(24)


class WireEnd:
    """One end: `send…` methods return frames, `hear` takes one and returns the frames to answer with."""

    def __init__(self, role: Role, name: str = "") -> None:
        self.role = role
        self.ticket = name or ticket()
        self.out = Outgoing()
        self.incoming = Incoming()
        self.keys = Keys()
        self.handshakes: dict[int, Handshake] = {}
        self.welcome: Welcome | None = None
        self.heard: list[tuple[Header, Payload | bytes]] = []
        self.media = {"counts": {}, "bytes": 0, "last": 0}

    def hello(self) -> bytes:
        offers = [Scope.VIEW, Scope.POINT] if self.role is Role.CUSTOMER else []
        return self.make(F.HELLO, Hello(versions=[1], ticket=self.ticket, offers=offers, codecs=["vp8"]))

    def make(self, kind: FrameType, payload: Struct | bytes, *, key: bool = False) -> bytes:
        frame = self.out.frame(kind, payload, TIME, key=key)
        if kind >= 0x20:
            counts = self.media["counts"]
            counts[str(int(kind))] = counts.get(str(int(kind)), 0) + 1
            self.media["bytes"] += len(frame) - 24
            self.media["last"] = self.out.sequence
        return frame

    def hear(self, frame: bytes) -> list[bytes]:
        header = read_header(frame)
        payload = decode(header, frame)
        self.heard.append((header, payload))
        if isinstance(payload, Welcome):
            self.welcome = payload
            self.out.participant = payload.participant
        if isinstance(payload, Commit | Reveal):
            handshake = self.handshake(header.participant)
            kinds = {Commit: F.COMMIT, Reveal: F.REVEAL}
            return [self.make(kinds[type(answer)], answer) for answer in handshake.receive(payload)]
        return []

    def handshake(self, peer: int) -> Handshake:
        assert self.welcome is not None
        if peer not in self.handshakes:
            self.handshakes[peer] = Handshake(self.role, UUID(self.welcome.session), peer, self.keys.fresh())
        return self.handshakes[peer]

    def begin(self, peer: int) -> bytes:
        return self.make(F.COMMIT, self.handshake(peer).begin())

    def steps(self) -> list[bytes]:
        return [self.make(F.SHOWN, Shown(step=step)) for step in Step]

    def admit(self, participant: int, yes: bool = True) -> bytes:
        return self.make(F.ADMIT, AdmitPayload(participant=participant, yes=yes))

    def grant(self, to: int, scope: Scope = Scope.VIEW, grant: str = "", lease_ms: int = 5000) -> tuple[str, bytes]:
        grant = grant or secrets.token_hex(16)
        return grant, self.make(F.GRANT, Give(grant=grant, scope=scope, to=to, lease_ms=lease_ms))

    def picture(self, data: bytes = b"picture", key: bool = True) -> bytes:
        return self.make(F.PICTURE, data, key=key)

    def end(self, reason: str = "done") -> bytes:
        return self.make(F.END, End(reason=reason))

    def tally(self) -> bytes:
        assert self.welcome is not None
        counts, total, last = self.media["counts"], self.media["bytes"], self.media["last"]
        signature = sign_tally(self.keys.signing_key, UUID(self.welcome.session), counts, total, last)
        return self.make(F.TALLY, Tally(counts=dict(counts), bytes=total, last=last, signature=to_text(signature)))

    def heard_of(self, kind: FrameType) -> list[Payload | bytes]:
        return [payload for header, payload in self.heard if header.type == kind]
