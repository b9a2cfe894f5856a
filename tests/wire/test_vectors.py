"""The golden and hostile vectors, through the Python codec and machine and through the browser's modules."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from aboveboard.wire import generate_js
from aboveboard.wire.closes import ProtocolError
from aboveboard.wire.codec import decode, encode, read_header
from aboveboard.wire.keys import Revealed, commitment, matches, phrase, tally_message, verify_tally
from aboveboard.wire.types import FrameType, Role
from aboveboard.wire.words import WORDS
from tests.wire import make_vectors
from tests.wire.board import Met

FOLDER = Path(__file__).resolve().parent.parent / "vectors"
FRAMES: list[dict[str, Any]] = json.loads((FOLDER / "frames.json").read_text(encoding="utf-8"))
STREAMS: list[dict[str, Any]] = json.loads((FOLDER / "streams.json").read_text(encoding="utf-8"))
KEYS: dict[str, Any] = json.loads((FOLDER / "keys.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", FRAMES, ids=lambda vector: vector["name"])
def test_each_frame_is_taken_or_refused_as_written(vector: dict[str, Any]) -> None:
    frame = bytes.fromhex(vector["hex"])
    try:
        header = read_header(frame)
        payload = decode(header, frame)
    except ProtocolError as error:
        assert int(error.code) == vector["close"], error  # noqa: PT017 - both outcomes are compared with the vector
        return
    assert vector["close"] is None
    assert header.type == vector["type"]
    content = {"bytes": payload.hex()} if isinstance(payload, bytes) else {"json": msgspec.to_builtins(payload)}
    assert {key: vector[key] for key in content} == json.loads(json.dumps(content))
    kind = FrameType(header.type)
    key = bool(header.flags)
    again = encode(kind, payload, participant=1, sequence=2, time_us=header.time_us, key=key)
    assert again == frame


def test_every_type_has_a_good_vector() -> None:
    assert {vector["type"] for vector in FRAMES if vector["close"] is None} == set(map(int, FrameType))


@pytest.mark.parametrize("vector", STREAMS, ids=lambda vector: vector["name"])
def test_each_stream_closes_its_line_as_written(vector: dict[str, Any]) -> None:
    met = Met()
    met.grant()
    line, other = (met.c, met.t) if vector["role"] == "customer" else (met.t, met.c)
    # The vectors count from 1, as if nothing had been said on this line before.
    line.sequence = 0
    met.shell.wait(1_000_000)
    for frame in vector["frames"][:-1]:
        met.shell.send(line, bytes.fromhex(frame))
        assert line.alive
    met.shell.send(line, bytes.fromhex(vector["frames"][-1]))
    closed = met.shell.closed.get(line)
    assert (int(closed) if closed else None) == vector["close"]
    assert other.alive


@pytest.mark.parametrize("pair", KEYS["pairs"], ids=lambda pair: " ".join(pair["phrase"]))
def test_commitments_and_phrases_are_as_written(pair: dict[str, Any]) -> None:
    ends = {}
    for role in (Role.CUSTOMER, Role.TECHNICIAN):
        own = pair[role.value]
        ends[role] = Revealed(*(bytes.fromhex(own[name]) for name in ("agreement", "signing", "nonce")))
        assert commitment(role, ends[role]).hex() == own["commitment"]
    assert list(phrase(UUID(pair["session"]), ends[Role.CUSTOMER], ends[Role.TECHNICIAN])) == pair["phrase"]
    swapped = phrase(UUID(pair["session"]), ends[Role.TECHNICIAN], ends[Role.CUSTOMER])
    assert list(swapped) != pair["phrase"]
    assert not matches(bytes.fromhex(pair["customer"]["commitment"]), Role.TECHNICIAN, ends[Role.CUSTOMER])


def test_the_tally_is_as_written() -> None:
    tally = KEYS["tally"]
    session, counts = UUID(tally["session"]), tally["counts"]
    assert tally_message(session, counts, tally["bytes"], tally["last"]).hex() == tally["message"]
    signing, signature = bytes.fromhex(tally["signing"]), bytes.fromhex(tally["signature"])
    assert verify_tally(signing, signature, session, counts, tally["bytes"], tally["last"])
    assert not verify_tally(signing, signature, session, counts, tally["bytes"] + 1, tally["last"])
    assert not verify_tally(bytes(31), signature, session, counts, tally["bytes"], tally["last"])


def test_the_vectors_are_what_their_maker_makes() -> None:
    assert make_vectors.frames() == FRAMES
    assert make_vectors.streams() == STREAMS
    assert make_vectors.keys() == KEYS


def test_the_browsers_modules_agree(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node.js on this machine; the browser tests load the same modules")
    modules = shutil.copytree(generate_js.TARGET.parent, tmp_path / "wire")
    # A browser is told by the script element that these are modules; Node.js by this file.
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    script = Path(__file__).with_name("vectors.mjs")
    done = subprocess.run([node, script, modules, FOLDER], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == ""
    assert str(len(FRAMES)) in done.stderr


def test_the_browsers_tables_are_current() -> None:
    assert generate_js.TARGET.read_text(encoding="utf-8") == generate_js.module(), (
        "run python -m aboveboard.wire.generate_js"
    )


def _distance(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        new = [i]
        for j, y in enumerate(b, 1):
            new.append(min(new[-1] + 1, row[j] + 1, row[j - 1] + (x != y)))
        row = new
    return row[-1]


def test_the_words_are_256_and_far_apart() -> None:
    assert len(set(WORDS)) == len(WORDS) == 256
    assert all(word.isascii() and word.islower() and 3 <= len(word) <= 12 for word in WORDS)
    for at, word in enumerate(WORDS):
        for other in WORDS[at + 1 :]:
            assert _distance(word, other) >= 3, (word, other)
            assert not other.startswith(word)
            assert not word.startswith(other)
