"""Writes tests/vectors/*.json: ``python -m tests.wire.make_vectors``. Only for a new version of the wire, or new cases.

The committed files are the truth: a change of the code that changes them changes the wire.
"""

import json
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from aboveboard.wire import remote
from aboveboard.wire.codec import encode
from aboveboard.wire.computer import ComputerFacts, ComputerFinding, ComputerReport
from aboveboard.wire.header import LAYOUT
from aboveboard.wire.keys import Keys, commitment, phrase, sign_tally, tally_message
from aboveboard.wire.payloads import (
    Admit,
    Ask,
    Card,
    Commit,
    Deny,
    Draw,
    Empty,
    End,
    Ended,
    Give,
    Grant,
    Grants,
    Hello,
    Limits,
    Note,
    Pause,
    Peer,
    Peers,
    PictureConfig,
    Point,
    Refused,
    Reveal,
    Revoke,
    Seen,
    Shown,
    Tally,
    Welcome,
    to_text,
)
from aboveboard.wire.types import FrameType, Phase, Role, Scope, Step

F = FrameType
FOLDER = Path(__file__).resolve().parent.parent / "vectors"
SESSION = UUID("6f1d2c3b-4a59-4687-9a0b-1c2d3e4f5061")
TIME = 1_700_000_000_123_456
ID = "00112233445566778899aabbccddeeff"
B32 = to_text(bytes(range(32)))
PEER = Peer(2, Role.TECHNICIAN, True, False, 1, ["vp8"], [], Card("Ana Castro", "Larkfield Help Ltd", "LH-01"))
GRANT = Grant(ID, Scope.VIEW, 2, TIME, TIME + 5_000_000)

GOOD = {
    F.HELLO: Hello([1], "abcdefghijklmnopqrst", [Scope.VIEW, Scope.POINT], ["vp8", "avc1.42E01F"]),
    F.WELCOME: Welcome(
        1, 1, SESSION.hex, Role.CUSTOMER, Phase.MEETING, 5000, Limits(16384, 4194304, 4), [PEER], [GRANT]
    ),
    F.REFUSED: Refused(4401, "this ticket opens no seat"),
    F.PEERS: Peers(Phase.MEETING, [PEER]),
    F.COMMIT: Commit(2, B32),
    F.REVEAL: Reveal(2, B32, B32, B32),
    F.SHOWN: Shown(Step.SCAM),
    F.ADMIT: Admit(2, True),
    F.ASK: Ask(ID, Scope.POINT, "to show a button, größer"),
    F.GRANT: Give(ID, Scope.VIEW, 2, 5000),
    F.RENEW: Empty(),
    F.REVOKE: Revoke(ID),
    F.DENY: Deny(ID),
    F.GRANTS: Grants([GRANT]),
    F.END: End("solved"),
    F.ENDED: Ended("customer", "solved", TIME),
    F.TALLY: Tally({"32": 1, "33": 7}, 12345, 9, to_text(bytes(64))),
    F.NOTE: Note("no_grant", "no live grant for this frame", 12),
    F.PAUSE: Pause(True),
    F.PICTURE_CONFIG: PictureConfig("vp09.00.10.08", 1920, 1080, 16, 0),
    F.PICTURE: b"\x00\x01\xff picture",
    F.SEEN: Seen(4294967295),
    F.REFRESH: Empty(),
    F.POINT: Point(0, 65535),
    F.DRAW: Draw(3, [(0, 0), (65535, 1)], True),
    F.WIPE: Empty(),
    F.PATCH: bytes.fromhex("01000000000001000180ff00"),
    F.CURSOR: remote.Cursor(1919, 0, 3, True),
    F.SHAPE: remote.Shape(3, 16, 24, 1, 1, to_text(bytes(range(40)))),
    F.SCREEN: remote.Screen(1920, 1080, [remote.Part("HDMI-1, größer", -1920, 0, 1920, 1080)], -1, 2, True),
    F.POINTER: remote.Pointer(65535, 0, 5),
    F.WHEEL: remote.Wheel(1, 2, 0, -120),
    F.PRESS: remote.Press("KeyQ", "q", True),
    F.TYPE: remote.Type("Grüße, 世界 🙂\n"),
    F.RELEASE: Empty(),
    F.CONTROL: remote.Control(False, "person"),
    F.CLIP_OUT: remote.Clip("two\nlines"),
    F.CLIP_IN: remote.Clip(""),
    F.FILE_OFFER: remote.FileOffer(ID, "treiber für drucker.zip", 68719476736, "the driver that is missing"),
    F.FILE_WISH: remote.FileWish(ID, "the log of the printer", "to see why it stops"),
    F.FILE_ANSWER: remote.FileAnswer(ID, True, "printer.log", 12345, 4096),
    F.FILE_DOWN: bytes.fromhex(ID) + bytes(8) + b"first part",
    F.FILE_UP: bytes.fromhex(ID) + bytes(7) + b"\x0asecond part",
    F.FILE_TAKEN: remote.FileAt(ID, 10),
    F.FILE_GOT: remote.FileAt(ID, 0),
    F.FILE_SUM: remote.FileSum(ID, "ab" * 32),
    F.FILE_DONE: remote.FileDone(ID, False, "", "called off"),
    F.FILE_STOP: remote.FileStop(ID),
    F.TOOL_OFFER: remote.ToolOffer(ID, "clear-print-queue", "1.2", 2048, "cd" * 32, "the queue is stuck"),
    F.TOOL_PART: bytes.fromhex(ID) + bytes(8) + b"package",
    F.TOOL_ANSWER: remote.ToolAnswer(ID, True, ""),
    F.TOOL_OUTPUT: remote.ToolOutput(ID, "done\n"),
    F.TOOL_DONE: remote.ToolDone(ID, True, 0, False, ""),
    F.TOOL_STOP: remote.ToolRun(ID),
    F.TOOL_UNDO: remote.ToolRun(ID),
    F.TOOL_TAKEN: remote.ToolAt(ID, 262120),
    F.SECRET_WISH: remote.SecretWish(ID, "to unlock the disk"),
    F.SECRET: remote.Secret(ID, 2, B32, to_text(bytes(44))),
    F.SECRET_SEEN: remote.SecretSeen(ID),
    F.DIAGNOSE_WISH: remote.DiagnoseWish("to see why it is slow"),
    F.COMPUTER: ComputerReport(
        taken_at=1_700_000_000,
        facts=ComputerFacts(
            "Debian GNU/Linux",
            "12",
            "0.1",
            "x86_64",
            "laptop",
            "größer",
            "Some CPU at 3.2 GHz",
            8,
            2**34,
            ("Some GPU",),
        ),
        findings=(
            ComputerFinding(
                "disk.system-full",
                "warn",
                "system",
                1_699_999_999,
                {"used_share": 0.9712, "free": 4e9},
                {"used_share": 0.9, "free": 1e10},
            ),
            ComputerFinding("app.crash-loop", "info", "program-1f2e3d4c"),
        ),
        mended=(ComputerFinding("memory.low", "critical", values={"available_share": 0.5}),),
        fine=41,
        unknown=2,
        recognise=ID,
    ),
    F.VALUES: remote.Values({"cpu": 0.125, "heat": -7.5, "signal": -71.0}),
}


def raw(kind: int, body: bytes = b"", *, version: int = 1, flags: int = 0, epoch: int = 0, sequence: int = 2) -> bytes:
    return LAYOUT.pack(version, kind, flags, 1, epoch, sequence, TIME) + body


def frames() -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    good = [(kind.name, kind, payload) for kind, payload in GOOD.items()]
    good.append(("COMPUTER of which everything was struck out", F.COMPUTER, ComputerReport(taken_at=1)))
    for name, kind, payload in good:
        key = kind in (F.PICTURE, F.PATCH)
        frame = encode(kind, payload, participant=1, sequence=2, time_us=TIME, key=key)
        content: dict[str, object] = {"bytes": payload.hex()} if isinstance(payload, bytes) else {}
        if not isinstance(payload, bytes):
            content = {"json": json.loads(frame[24:])}
        rows.append({"name": f"good {name}", "hex": frame.hex(), "close": None, "type": int(kind), **content})
    commit = b'{"to":2,"commitment":"%s"}'
    offer = f'{{"transfer":"{ID}","reason":"to repair",'.encode() + b'"name":"%s","size":%s}'
    tool = f'{{"run":"{ID}","version":"1","size":1,"sha256":"{"ab" * 32}","reason":"%s",'.encode() + b'"tool":"%s"}'
    secret = f'{{"secret":"{ID}","to":2,"ephemeral":"{B32}",'.encode() + b'"sealed":"%s"}'
    computer = b'{"taken_at":1,%s}'
    finding = computer % b'"findings":[{"rule":"%s","severity":"info",%s}]'
    bad: list[tuple[str, bytes, int]] = [
        ("empty", b"", 4400),
        ("truncated header", raw(F.RENEW)[:23], 4400),
        ("no payload where JSON must be", raw(F.RENEW), 4400),
        ("unknown type", raw(0x7F, b"{}"), 4400),
        ("type 0", raw(0, b"{}"), 4400),
        ("reserved flag", raw(F.PICTURE, b"x", flags=0x8000), 4400),
        ("second reserved flag beside KEY", raw(F.PICTURE, b"x", flags=3), 4400),
        ("KEY on a frame that is no picture", raw(F.RENEW, b"{}", flags=1), 4400),
        ("version 0", raw(F.RENEW, b"{}", version=0), 4426),
        ("version 2", raw(F.RENEW, b"{}", version=2), 4426),
        ("epoch 1", raw(F.RENEW, b"{}", epoch=1), 4400),
        ("sequence 0", raw(F.RENEW, b"{}", sequence=0), 4422),
        ("oversize RENEW", raw(F.RENEW, b" " * 17), 4413),
        ("oversize PAUSE", raw(F.PAUSE, b" " * 65), 4413),
        ("a pause that is neither", raw(F.PAUSE, b'{"paused":1}'), 4400),
        ("oversize POINT", raw(F.POINT, b" " * 4097), 4413),
        ("picture without bytes", raw(F.PICTURE), 4400),
        ("patch without bytes", raw(F.PATCH), 4400),
        ("KEY on a cursor", raw(F.CURSOR, b'{"x":1,"y":1,"shape":1,"visible":true}', flags=1), 4400),
        ("cursor beyond every canvas", raw(F.CURSOR, b'{"x":16385,"y":1,"shape":1,"visible":true}'), 4400),
        ("six buttons", raw(F.POINTER, b'{"x":1,"y":1,"buttons":32}'), 4400),
        ("a wheel that turns too far", raw(F.WHEEL, b'{"x":1,"y":1,"dx":0,"dy":-10001}'), 4400),
        ("a key without a name", raw(F.PRESS, b'{"code":"KeyA","key":"","down":true}'), 4400),
        ("a key's place with a space", raw(F.PRESS, b'{"code":"Key A","key":"a","down":true}'), 4400),
        ("nothing to type", raw(F.TYPE, b'{"text":""}'), 4400),
        ("oversize RELEASE", raw(F.RELEASE, b" " * 17), 4413),
        ("a reason that does not exist", raw(F.CONTROL, b'{"live":false,"why":"because"}'), 4400),
        ("a file's name with a slash", raw(F.FILE_OFFER, offer % (b"../a", b"1")), 4400),
        ("a file's name with a backslash", raw(F.FILE_OFFER, offer % (b"..\\\\a", b"1")), 4400),
        ("a file's name that turns direction", raw(F.FILE_OFFER, offer % (b"a\\u202egnp.exe", b"1")), 4400),
        ("a file's name with a right-to-left mark", raw(F.FILE_OFFER, offer % (b"a\\u200fgnp.exe", b"1")), 4400),
        ("a file without a name", raw(F.FILE_OFFER, offer % (b"", b"1")), 4400),
        ("a file that is too large", raw(F.FILE_OFFER, offer % (b"a", b"68719476737")), 4400),
        (
            "a file without a reason",
            raw(F.FILE_OFFER, f'{{"transfer":"{ID}","name":"a","size":1,"reason":""}}'.encode()),
            4400,
        ),
        (
            "a wish whose reason says nothing",
            raw(F.FILE_WISH, f'{{"transfer":"{ID}","what":"a log","reason":"  "}}'.encode()),
            4400,
        ),
        ("a file of negative size", raw(F.FILE_OFFER, offer % (b"a", b"-1")), 4400),
        ("a hash in capitals", raw(F.FILE_SUM, f'{{"transfer":"{ID}","sha256":"{"AB" * 32}"}}'.encode()), 4400),
        ("a tool's key with a slash", raw(F.TOOL_OFFER, tool % (b"to help", b"a/b")), 4400),
        ("a tool without a reason", raw(F.TOOL_OFFER, tool % (b" ", b"a")), 4400),
        ("a password without a reason", raw(F.SECRET_WISH, f'{{"secret":"{ID}","reason":""}}'.encode()), 4400),
        ("a secret with padding", raw(F.SECRET, secret % b"AAAA="), 4400),
        ("a wish for facts without a reason", raw(F.DIAGNOSE_WISH, b'{"reason":" "}'), 4400),
        ("a computer with a serial number", raw(F.COMPUTER, computer % b'"serial":"X1"'), 4400),
        ("a fact that is not on the list", raw(F.COMPUTER, computer % b'"facts":{"user":"kim"}'), 4400),
        ("a fact of 81 characters", raw(F.COMPUTER, computer % b'"facts":{"cpu":"%s"}' % (b"a" * 81)), 4400),
        ("a fact that turns direction", raw(F.COMPUTER, computer % b'"facts":{"os":"a\\u202eb"}'), 4400),
        ("a kind of computer that nobody knows", raw(F.COMPUTER, computer % b'"facts":{"kind":"toaster"}'), 4400),
        ("a computer looked at in a fraction", raw(F.COMPUTER, b'{"taken_at":1.0}'), 4400),
        (
            "cores in a fraction beside a value with one",
            raw(
                F.COMPUTER,
                computer % b'"facts":{"cores":2.0},"findings":[{"rule":"a.b","severity":"info","values":{"a":0.5}}]',
            ),
            4400,
        ),
        (
            "a fraction after a text that looks like values",
            raw(F.COMPUTER, b'{"facts":{"os":"\\"values\\":{"},"taken_at":1.0,"findings":[]}'),
            4400,
        ),
        ("a rule without a dot", raw(F.COMPUTER, finding % (b"disk", b'"since":0')), 4400),
        ("a rule with a path", raw(F.COMPUTER, finding % (b"disk./etc", b'"since":0')), 4400),
        ("a subject with a name", raw(F.COMPUTER, finding % (b"a.b", b'"subject":"data-kim"')), 4400),
        ("a subject with a line feed", raw(F.COMPUTER, finding % (b"a.b", b'"subject":"system\\n"')), 4400),
        ("a value that is text", raw(F.COMPUTER, finding % (b"a.b", b'"values":{"a":"kim"}')), 4400),
        ("a value's name with a capital", raw(F.COMPUTER, finding % (b"a.b", b'"values":{"Kim":1}')), 4400),
        ("a value beyond every measure", raw(F.COMPUTER, finding % (b"a.b", b'"values":{"a":1.1e18}')), 4400),
        (
            "nine values of a finding",
            raw(F.COMPUTER, finding % (b"a.b", b'"values":' + json.dumps({f"v{n}": n for n in range(9)}).encode())),
            4400,
        ),
        (
            "65 findings",
            raw(
                F.COMPUTER,
                computer % (b'"findings":' + json.dumps([{"rule": "a.b", "severity": "info"}] * 65).encode()),
            ),
            4400,
        ),
        ("a computer that is recognised by a word", raw(F.COMPUTER, computer % b'"recognise":"kim"'), 4400),
        ("oversize COMPUTER", raw(F.COMPUTER, b" " * 16385), 4413),
        ("a live value that nobody knows", raw(F.VALUES, b'{"values":{"windows":1}}'), 4400),
        ("a live value that is text", raw(F.VALUES, b'{"values":{"cpu":"0.5"}}'), 4400),
        ("a live value that is no number", raw(F.VALUES, b'{"values":{"cpu":null}}'), 4400),
        ("a live value out of bounds", raw(F.VALUES, b'{"values":{"heat":1000.5}}'), 4400),
        ("a live value without end", raw(F.VALUES, b'{"values":{"heat":1e400}}'), 4400),
        ("live values in a list", raw(F.VALUES, b'{"values":[0.5]}'), 4400),
        ("oversize VALUES", raw(F.VALUES, b" " * 1025), 4413),
        ("bad JSON", raw(F.END, b'{"reason":'), 4400),
        ("JSON with more after it", raw(F.RENEW, b"{}{}"), 4400),
        ("array for object", raw(F.RENEW, b"[]"), 4400),
        ("null for object", raw(F.RENEW, b"null"), 4400),
        ("extra field", raw(F.RENEW, b'{"a":1}'), 4400),
        ("missing field", raw(F.POINT, b'{"x":1}'), 4400),
        ("string for integer", raw(F.POINT, b'{"x":"1","y":2}'), 4400),
        ("boolean for integer", raw(F.POINT, b'{"x":true,"y":2}'), 4400),
        ("fraction for integer", raw(F.POINT, b'{"x":1.5,"y":2}'), 4400),
        ("NaN", raw(F.POINT, b'{"x":NaN,"y":2}'), 4400),
        ("Infinity", raw(F.POINT, b'{"x":Infinity,"y":2}'), 4400),
        ("huge number", raw(F.POINT, b'{"x":1e400,"y":2}'), 4400),
        ("coordinate below 0", raw(F.POINT, b'{"x":-1,"y":2}'), 4400),
        ("coordinate above the edge", raw(F.POINT, b'{"x":65536,"y":2}'), 4400),
        ("deep nesting", raw(F.END, b"[" * 2000), 4400),
        ("deep nesting in a field", raw(F.DRAW, b'{"stroke":1,"points":' + b"[" * 2000), 4400),
        ("65 points", raw(F.DRAW, json.dumps({"stroke": 1, "points": [[1, 1]] * 65, "done": True}).encode()), 4400),
        ("point of three", raw(F.DRAW, b'{"stroke":1,"points":[[1,2,3]],"done":true}'), 4400),
        ("invalid UTF-8", raw(F.END, b'{"reason":"\xff"}'), 4400),
        ("overlong UTF-8", raw(F.END, b'{"reason":"\xc0\xaf"}'), 4400),
        ("lone surrogate", raw(F.END, b'{"reason":"\\ud800"}'), 4400),
        ("byte order mark", raw(F.RENEW, b"\xef\xbb\xbf{}"), 4400),
        ("NUL in text", raw(F.END, b'{"reason":"a\\u0000b"}'), 4400),
        ("text that turns direction", raw(F.END, b'{"reason":"a\\u202eb"}'), 4400),
        ("text with a left-to-right mark", raw(F.END, b'{"reason":"a\\u200eb"}'), 4400),
        ("text with a right-to-left mark", raw(F.END, b'{"reason":"a\\u200fb"}'), 4400),
        ("text with an Arabic letter mark", raw(F.END, b'{"reason":"a\\u061cb"}'), 4400),
        ("reason of 201 characters", raw(F.END, b'{"reason":"' + b"a" * 201 + b'"}'), 4400),
        ("unknown scope", raw(F.ASK, f'{{"ask":"{ID}","scope":"root","reason":""}}'.encode()), 4400),
        ("unknown step", raw(F.SHOWN, b'{"step":"none"}'), 4400),
        ("identifier in capitals", raw(F.REVOKE, b'{"grant":"00112233445566778899AABBCCDDEEFF"}'), 4400),
        ("identifier with a line feed", raw(F.REVOKE, f'{{"grant":"{ID[:-1]}\\n"}}'.encode()), 4400),
        ("identifier too short", raw(F.REVOKE, b'{"grant":"00"}'), 4400),
        ("lease of 16 s", raw(F.GRANT, f'{{"grant":"{ID}","scope":"view","to":2,"lease_ms":16000}}'.encode()), 4400),
        ("base64 with padding", raw(F.COMMIT, commit % (B32 + "=").encode()), 4400),
        ("base64 of the other alphabet", raw(F.COMMIT, commit % (b"+" + B32[1:].encode())), 4400),
        ("base64 with bits left over", raw(F.COMMIT, commit % (b"A" * 42 + b"B")), 4400),
        ("base64 of 31 bytes", raw(F.COMMIT, commit % B32[:-1].encode()), 4400),
        ("to nobody", raw(F.COMMIT, b'{"to":0,"commitment":"%s"}' % B32.encode()), 4400),
    ]
    return rows + [{"name": name, "hex": frame.hex(), "close": close, "type": None} for name, frame, close in bad]


def streams() -> list[dict[str, object]]:
    """Frames of customer 1 or technician 2 in a session that is open, with a grant to view; the last one closes."""

    def frame(kind: FrameType, payload: object, sequence: int, participant: int = 1) -> str:
        return encode(kind, payload, participant=participant, sequence=sequence, time_us=TIME).hex()  # type: ignore[arg-type]  # any struct

    def row(name: str, role: str, frames: list[str], close: int | None) -> dict[str, object]:
        return {"name": name, "role": role, "frames": frames, "close": close}

    renew, seen = Empty(), Seen(1)
    return [
        row("replay", "customer", [frame(F.RENEW, renew, n) for n in (1, 1)], 4422),
        row("gap", "customer", [frame(F.RENEW, renew, n) for n in (1, 3)], 4422),
        row("in order", "customer", [frame(F.RENEW, renew, n) for n in (1, 2)], None),
        row("another's number", "customer", [frame(F.RENEW, renew, 1, 2)], 4423),
        row("the relay's number", "technician", [frame(F.SEEN, seen, 1, 0)], 4423),
        row("to an unknown participant", "customer", [frame(F.ADMIT, Admit(9, True), 1)], 4423),
        row("handshake with oneself", "customer", [frame(F.COMMIT, Commit(1, B32), 1)], 4423),
        row("a grant by a technician", "technician", [frame(F.GRANT, GOOD[F.GRANT], 1, 2)], 4403),
        row("a picture by a technician", "technician", [frame(F.PICTURE, b"x", 1, 2)], 4403),
        row("a mark by the customer", "customer", [frame(F.POINT, Point(1, 1), 1)], 4403),
        row("a word of the relay", "technician", [frame(F.GRANTS, Grants([]), 1, 2)], 4403),
        row("a second HELLO", "customer", [frame(F.HELLO, GOOD[F.HELLO], 1)], 4403),
        row("eleven REFRESH in a second", "technician", [frame(F.REFRESH, renew, n, 2) for n in range(1, 12)], 4429),
        row("a mark without a grant", "technician", [frame(F.POINT, Point(1, 1), 1, 2)], None),
    ]


def keys() -> dict[str, object]:
    def made(seed: int) -> Keys:
        def part(label: str) -> bytes:
            return sha256(f"vector {seed} {label}".encode()).digest()

        return Keys(
            Ed25519PrivateKey.from_private_bytes(part("signing")),
            X25519PrivateKey.from_private_bytes(part("agreement")),
            part("nonce"),
        )

    def shown(role: Role, own: Keys) -> dict[str, str]:
        public = own.revealed
        return {
            "role": role.value,
            "signing_private": own.signing_key.private_bytes_raw().hex(),
            "agreement_private": own.agreement_key.private_bytes_raw().hex(),
            "agreement": public.agreement.hex(),
            "signing": public.signing.hex(),
            "nonce": public.nonce.hex(),
            "commitment": commitment(role, public).hex(),
        }

    pairs = []
    for seed in (1, 3, 5):
        customer, technician = made(seed), made(seed + 1)
        pairs.append(
            {
                "session": SESSION.hex,
                "customer": shown(Role.CUSTOMER, customer),
                "technician": shown(Role.TECHNICIAN, technician),
                "phrase": list(phrase(SESSION, customer.revealed, technician.revealed)),
            }
        )
    counts, total, last = {"33": 1000, "32": 2}, 9_876_543, 1017
    signature = sign_tally(made(1).signing_key, SESSION, counts, total, last)
    tally = {
        "session": SESSION.hex,
        "signing": made(1).revealed.signing.hex(),
        "counts": counts,
        "bytes": total,
        "last": last,
        "message": tally_message(SESSION, counts, total, last).hex(),
        "signature": signature.hex(),
    }
    return {"pairs": pairs, "tally": tally}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, content in (("frames", frames()), ("streams", streams()), ("keys", keys())):
        (FOLDER / f"{name}.json").write_text(json.dumps(content, indent=1, ensure_ascii=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
