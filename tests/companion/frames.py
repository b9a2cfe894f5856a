"""One payload of every frame type, as its sender might make it; ``number`` makes it another one."""

from __future__ import annotations

import hashlib

from aboveboard.wire import payloads as p
from aboveboard.wire import remote as r
from aboveboard.wire.computer import ComputerReport
from aboveboard.wire.parts import pack
from aboveboard.wire.types import FrameType, Phase, Role, Scope, Step

F = FrameType


def name_of(number: int) -> str:
    """An identifier."""
    return hashlib.sha256(str(number).encode()).hexdigest()[:32]


def of(kind: FrameType, number: int, customer: int = 1) -> p.Payload | bytes:
    """A payload that the codec takes."""
    name, key = name_of(number), p.to_text(hashlib.sha256(str(number).encode()).digest())
    scope = list(Scope)[number % len(Scope)]
    peer = p.Peer(2, Role.TECHNICIAN, True, True, number % 3, [], [], p.Card(name="x", organisation="y", badge="z"))
    limits = p.Limits(frame_bytes=1, media_bytes=1, in_flight=1)
    made: dict[FrameType, p.Payload | bytes] = {
        F.HELLO: p.Hello(versions=[1], ticket="t" * 20, offers=list(Scope), codecs=["avc1.42E01F"]),
        F.WELCOME: p.Welcome(1, customer, name, Role.CUSTOMER, Phase.OPEN, 5000, limits, [peer], []),
        F.REFUSED: p.Refused(code=4400, reason="no"),
        F.PEERS: p.Peers(phase=Phase.OPEN, peers=[peer]),
        F.COMMIT: p.Commit(to=customer, commitment=key),
        F.REVEAL: p.Reveal(to=customer, agreement=key, signing=key, nonce=key),
        F.SHOWN: p.Shown(step=Step.SCAM),
        F.ADMIT: p.Admit(participant=2, yes=True),
        F.ASK: p.Ask(ask=name, scope=scope, reason="please"),
        F.GRANT: p.Give(grant=name, scope=scope, to=2, lease_ms=5000),
        F.RENEW: p.Empty(),
        F.REVOKE: p.Revoke(grant=name),
        F.DENY: p.Deny(ask=name),
        F.GRANTS: p.Grants(grants=[p.Grant(grant=name, scope=scope, to=2, since_us=1, until_us=2**50)]),
        F.END: p.End(reason="over"),
        F.ENDED: p.Ended(by="lost", reason="over", at_us=1),
        F.TALLY: p.Tally(counts={}, bytes=0, last=0, signature=p.to_text(bytes(64))),
        F.NOTE: p.Note(code="x" * 100, text="", sequence=number),
        F.PAUSE: p.Pause(paused=bool(number % 2)),
        F.PICTURE_CONFIG: p.PictureConfig(codec="avc1", width=2, height=2),
        F.PICTURE: b"picture",
        F.PATCH: b"patch",
        F.CURSOR: r.Cursor(x=1, y=1, shape=0, visible=True),
        F.SHAPE: r.Shape(shape=0, width=1, height=1, hot_x=0, hot_y=0, pixels="AAAA"),
        F.SCREEN: r.Screen(width=2, height=2, parts=[], shown=-1, masks=0),
        F.SEEN: p.Seen(sequence=number + 1),
        F.REFRESH: p.Empty(),
        F.POINT: p.Point(x=1, y=1),
        F.DRAW: p.Draw(stroke=1, points=[(1, 1)], done=True),
        F.WIPE: p.Empty(),
        F.POINTER: r.Pointer(x=number % 65536, y=1, buttons=number % 32),
        F.WHEEL: r.Wheel(x=1, y=1, dx=0, dy=100),
        F.PRESS: r.Press(code="KeyA", key="a", down=bool(number % 2)),
        F.TYPE: r.Type(text="rm -rf /\n"),
        F.RELEASE: p.Empty(),
        F.CONTROL: r.Control(live=True, why=""),
        F.CLIP_OUT: r.Clip(text="copied"),
        F.CLIP_IN: r.Clip(text="pasted"),
        F.FILE_OFFER: r.FileOffer(transfer=name, name="a.txt", size=5, reason="to help"),
        F.FILE_WISH: r.FileWish(transfer=name, what="a log", reason="to help"),
        F.FILE_ANSWER: r.FileAnswer(transfer=name, yes=True, name="a", size=1, offset=0),
        F.FILE_DOWN: pack(name, 0, b"bytes"),
        F.FILE_UP: pack(name, 0, b"bytes"),
        F.FILE_TAKEN: r.FileAt(transfer=name, offset=5),
        F.FILE_GOT: r.FileAt(transfer=name, offset=5),
        F.FILE_SUM: r.FileSum(transfer=name, sha256="a" * 64),
        F.FILE_DONE: r.FileDone(transfer=name, ok=True, sha256="", why=""),
        F.FILE_STOP: r.FileStop(transfer=name),
        F.TOOL_OFFER: r.ToolOffer(run=name, tool="fix", version="1", size=5, sha256="a" * 64, reason="to help"),
        F.TOOL_PART: pack(name, 0, b"bytes"),
        F.TOOL_TAKEN: r.ToolAt(run=name, offset=5),
        F.TOOL_ANSWER: r.ToolAnswer(run=name, yes=True, why=""),
        F.TOOL_OUTPUT: r.ToolOutput(run=name, text="x"),
        F.TOOL_DONE: r.ToolDone(run=name, ok=True, status=0, undone=False, why=""),
        F.TOOL_STOP: r.ToolRun(run=name),
        F.TOOL_UNDO: r.ToolRun(run=name),
        F.SECRET_WISH: r.SecretWish(secret=name, reason="to log in"),
        F.SECRET: r.Secret(secret=name, to=2, ephemeral=key, sealed=""),
        F.SECRET_SEEN: r.SecretSeen(secret=name),
        F.DIAGNOSE_WISH: r.DiagnoseWish(reason="to help"),
        F.COMPUTER: ComputerReport(taken_at=number),
        F.VALUES: r.Values(values={"cpu": 0.5}),
    }
    return made[kind]
