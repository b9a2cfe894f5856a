"""The key holder: the product works by it, it never gives a master key away, and bad peers get nothing."""

import asyncio
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from aboveboard.ground.vault import held
from aboveboard.ground.vault.held import Answer, HeldMaster, Question, Remembered
from aboveboard.ground.vault.holder import MOST_PEERS, Bucket, Holder
from aboveboard.ground.vault.wrapping import KeysAway, LocalMaster, WrongMasterKey, fingerprint
from aboveboard.site.options import fresh_key, key_in
from tests.ground.vault_stage import Stage

PERSON = b"person:" + bytes(16)
KEY = b"k" * 32


class Held:
    """A key holder that runs as its users run it."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.folder, self.words = folder, words
        self.path, self.file = folder / "socket", folder / "master.key"
        self.file.write_text(fresh_key())
        self.key = key_in(self.file, "")
        self.process = self.start()

    def start(self) -> "subprocess.Popen[str]":
        stage = Stage(self.folder / "unused", ABOVEBOARD_MASTER_KEY_FILE=str(self.file))
        process = stage.start("keys", "hold", "--socket", str(self.path), *self.words)
        assert process.stdout is not None
        assert "Holding master key" in process.stdout.readline()
        return process

    def stop(self) -> str:
        """What it said to its log."""
        self.process.terminate()
        return self.process.communicate(timeout=30)[1]

    def socket(self) -> socket.socket:
        raw = socket.socket(socket.AF_UNIX)
        raw.settimeout(30)
        raw.connect(os.fspath(self.path))
        return raw


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Held]:
    tmp_path.chmod(0o700)
    one = Held(tmp_path, "--per-minute", "1000")
    yield one
    if one.process.poll() is None:
        one.stop()


def test_keys_go_in_and_out_and_the_master_key_does_not(running: Held) -> None:
    master, mark = HeldMaster(str(running.path)), fingerprint(running.key)
    assert master.fingerprints() == [mark]
    wrapped = master.wrap(PERSON, KEY, mark)
    assert master.unwrap([(PERSON, wrapped)] * 500) == [KEY] * 500
    assert LocalMaster(lambda: [running.key]).unwrap([(PERSON, wrapped)]) == [KEY]
    with pytest.raises(WrongMasterKey, match="moved from another owner"):
        master.unwrap([(b"person:" + b"1" * 16, wrapped)])
    with pytest.raises(WrongMasterKey, match="at hand"):
        master.wrap(PERSON, KEY, "0" * 16)
    master.close()
    assert oct(running.path.stat().st_mode & 0o777) == "0o600"


def test_a_new_master_key_is_taken_up_without_a_restart(running: Held) -> None:
    master, old = HeldMaster(str(running.path)), fingerprint(running.key)
    wrapped = master.wrap(PERSON, KEY, old)
    renewed = Stage(running.folder / "unused").command("keys", "renew", str(running.file))
    assert renewed.returncode == 0, renewed.stderr
    new = fingerprint(key_in(running.file, ""))
    assert master.fingerprints() == [new, old]
    (again,) = master.rewrap([(PERSON, wrapped)], new)
    assert master.unwrap([(PERSON, again)]) == [KEY]
    master.close()


@pytest.mark.parametrize(
    "frame",
    [
        struct.pack(">I", held.MOST_BYTES + 1),
        struct.pack(">I", 2**32 - 1) + b"x" * 1000,
        struct.pack(">I", 4) + b"\xc1\xc1\xc1\xc1",
        struct.pack(">I", 0),
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        struct.pack(">I", 1) + msgspec.msgpack.encode(1),
    ],
)
def test_garbage_and_what_is_too_long_is_hung_up_on(running: Held, frame: bytes) -> None:
    with running.socket() as raw:
        raw.sendall(frame)
        assert raw.recv(100) == b""
    master = HeldMaster(str(running.path))
    assert master.fingerprints() == [fingerprint(running.key)], "everybody else is served as before"
    master.close()


def test_a_slow_peer_holds_nobody_up_and_is_dropped(running: Held) -> None:
    with running.socket() as slow:
        slow.sendall(b"\x00")
        master = HeldMaster(str(running.path))
        assert master.fingerprints()
        master.close()
        assert slow.recv(100) == b"", "half a frame is not waited for"


def contexts(count: int) -> list[bytes]:
    return [b"person:" + number.to_bytes(16, "big") for number in range(count)]


def test_what_was_opened_lately_is_not_asked_for_again(running: Held) -> None:
    master, mark = HeldMaster(str(running.path)), fingerprint(running.key)
    pairs = [(context, master.wrap(context, KEY, mark)) for context in contexts(300)]
    for _ in range(20):
        assert master.unwrap(pairs) == [KEY] * 300
    changed = (pairs[0][0], pairs[0][1][:-1] + bytes([pairs[0][1][-1] ^ 1]))
    with pytest.raises(WrongMasterKey):
        master.unwrap([changed])
    with pytest.raises(WrongMasterKey):
        master.unwrap([(pairs[1][0], pairs[0][1])])
    master.close()


def test_what_is_remembered_is_forgotten_within_a_minute() -> None:
    clock = [0.0]
    memory = Remembered(30, 3, lambda: clock[0])
    memory.put((b"a", b"1"), KEY)
    clock[0] = 35
    assert memory.get((b"a", b"1")) == KEY
    clock[0] = 61
    assert memory.get((b"a", b"1")) is None
    memory.put((b"b", b"1"), KEY)
    clock[0] = 1000
    assert memory.get((b"b", b"1")) is None
    for number in range(50):
        memory.put((b"c", bytes([number])), KEY)
    assert sum(memory.get((b"c", bytes([number]))) is not None for number in range(50)) <= 6


def test_more_than_the_bound_a_minute_is_refused_and_logged(running: Held) -> None:
    master = HeldMaster(str(running.path))
    many = [(context, master.wrap(context, KEY, fingerprint(running.key))) for context in contexts(1200)]
    with pytest.raises(KeysAway, match="in a minute"):
        master.unwrap(many)
    master.close()
    assert "asked for more than 1000 keys a minute" in running.stop()


def test_it_is_restarted_and_the_product_goes_on(running: Held) -> None:
    master, mark = HeldMaster(str(running.path)), fingerprint(running.key)
    wrapped = master.wrap(PERSON, KEY, mark)
    running.process.kill()
    running.process.communicate()
    with pytest.raises(KeysAway, match="does not answer"):
        master.unwrap([(PERSON, wrapped)])
    with pytest.raises(KeysAway, match="does not answer"):
        master.fingerprints()
    running.process = running.start()
    assert master.unwrap([(PERSON, wrapped)]) == [KEY]
    master.close()


def test_a_second_holder_does_not_take_the_socket(running: Held) -> None:
    stage = Stage(running.folder / "unused", ABOVEBOARD_MASTER_KEY_FILE=str(running.file))
    second = stage.command("keys", "hold", "--socket", str(running.path))
    assert second.returncode == 1
    assert "another key holder listens" in second.stderr


def test_without_a_key_it_does_not_start_and_makes_none(tmp_path: Path) -> None:
    done = Stage(tmp_path).command("keys", "hold", "--socket", str(tmp_path / "socket"))
    assert done.returncode == 1
    assert "aboveboard keys new" in done.stderr
    assert not (tmp_path / "master.key").exists()


def test_a_folder_that_others_can_write_is_not_trusted(running: Held) -> None:
    running.folder.chmod(0o777)
    with pytest.raises(KeysAway, match="anybody could answer"):
        HeldMaster(str(running.path)).fingerprints()


def test_a_holder_that_answers_nonsense_is_not_believed(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)

    async def lie(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        (length,) = held.LENGTH.unpack(await reader.readexactly(4))
        await reader.readexactly(length)
        frame = msgspec.msgpack.encode(Answer(items=[]))
        writer.write(held.LENGTH.pack(len(frame)) + frame)
        await writer.drain()
        writer.close()

    async def ask() -> None:
        server = await asyncio.start_unix_server(lie, tmp_path / "socket")
        master = HeldMaster(str(tmp_path / "socket"))
        async with server:
            try:
                await asyncio.to_thread(master.wrap, PERSON, KEY, "0" * 16)
            finally:
                master.close()

    with pytest.raises(KeysAway, match="something else than was asked"):
        asyncio.run(ask())


def local() -> LocalMaster:
    return LocalMaster(lambda: [b"m" * 32])


def test_a_user_whom_it_was_not_told_of_is_turned_away(tmp_path: Path) -> None:
    async def ask() -> bytes:
        one = Holder(local(), {os.getuid() + 1}, 1000)
        server = await asyncio.start_unix_server(one.serve, tmp_path / "socket")
        async with server:
            reader, writer = await asyncio.open_unix_connection(tmp_path / "socket")
            frame = msgspec.msgpack.encode(Question("fingerprints"))
            writer.write(held.LENGTH.pack(len(frame)) + frame)
            try:
                return await reader.read(100)
            except ConnectionError:
                return b""
            finally:
                writer.close()

    assert asyncio.run(ask()) == b""


@pytest.mark.parametrize(
    "question",
    [
        Question("wrap", [(PERSON, b"too short")], fingerprint(b"m" * 32)),
        Question("wrap", [(b"master", KEY)], fingerprint(b"m" * 32)),
        Question("wrap", [(b"person:" + b"x" * 100, KEY)], fingerprint(b"m" * 32)),
        Question("wrap", [(PERSON, KEY)], ""),
        Question("unwrap", [(PERSON, KEY)] * (held.MOST_ITEMS + 1)),
        Question("unwrap"),
        Question("fingerprints", [(PERSON, KEY)]),
    ],
)
def test_a_question_that_the_product_never_asks_is_refused(question: Question) -> None:
    assert Holder(local(), {0}, 1000).answer(question, 0).trouble == "refused"


def test_no_answer_holds_a_master_key() -> None:
    one, mark = Holder(local(), {0}, 1000), fingerprint(b"m" * 32)
    (wrapped,) = one.answer(Question("wrap", [(PERSON, KEY)], mark), 0).items
    for question in (
        Question("fingerprints"),
        Question("wrap", [(PERSON, KEY)], mark),
        Question("unwrap", [(PERSON, wrapped)]),
        Question("rewrap", [(PERSON, wrapped)], mark),
    ):
        assert b"m" * 32 not in msgspec.msgpack.encode(one.answer(question, 0))


def test_the_bucket_fills_up_evenly() -> None:
    clock = [0.0]
    bucket = Bucket(60, lambda: clock[0])
    assert bucket.take(60)
    assert not bucket.take(1)
    clock[0] = 2.0
    assert not bucket.take(3)
    assert bucket.take(2)
    clock[0] = 10_000.0
    assert not bucket.take(61)


@pytest.mark.long
def test_the_product_starts_and_works_by_a_holder_and_refuses_without(running: Held, tmp_path: Path) -> None:
    data = tmp_path / "data"
    stage = Stage(data, ABOVEBOARD_KEY_HOLDER=str(running.path))
    assert stage.command("migrate").returncode == 0
    opened = "import uuid\nfrom aboveboard.ground.vault import keystore\n"
    someone = stage.run(opened + "who = uuid.uuid4()\nkeystore.key_for(who)\nprint(who.hex)").strip()
    assert not (data / "master.key").exists()
    # The same key in a file opens the same key store: only the way to it differs.
    apart = Stage(data, ABOVEBOARD_MASTER_KEY_FILE=str(running.file))
    assert apart.run(opened + f"print(len(keystore.existing_key(uuid.UUID('{someone}'))))").strip() == "32"
    running.stop()
    refused = stage.command("serve", "--port", "0")
    assert refused.returncode == 1
    assert "does not answer" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_holder_loads_nothing_of_the_product() -> None:
    program = "import sys, aboveboard.ground.vault.holder; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_whoever_holds_every_socket_keeps_nobody_out(running: Held) -> None:
    kept = [running.socket() for _ in range(MOST_PEERS)]
    try:
        master = HeldMaster(str(running.path))
        assert master.fingerprints() == [fingerprint(running.key)]
        assert kept[0].recv(1) == b"", "the longest idle one made room"
        master.close()
    finally:
        for one in kept:
            one.close()
    assert "too many sockets" in running.stop()


def test_it_stops_without_a_trace_while_sockets_are_open(running: Held) -> None:
    with running.socket() as idle, running.socket() as slow:
        slow.sendall(b"\x00")
        master = HeldMaster(str(running.path))
        assert master.fingerprints()
        said = running.stop()
        master.close()
        assert idle.recv(1) == b""
    assert said == ""
    assert running.process.returncode == 0


def test_a_file_that_is_no_key_is_said_in_words(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "key").write_text("no key at all")
    stage = Stage(tmp_path / "unused", ABOVEBOARD_MASTER_KEY_FILE=str(tmp_path / "key"))
    done = stage.command("keys", "hold", "--socket", str(tmp_path / "socket"))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(tmp_path / "key") in done.stderr
