"""What the product and a key holder say to each other, and the product's side of it. Pure: no Django.

One Unix socket. A frame is its length (4 bytes, big endian) and a msgpack map of at most `MOST_BYTES`. Each question
gets one answer, in order. There is no question whose answer is a master key.
"""

import contextlib
import os
import socket
import stat
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from aboveboard.ground.vault.wrapping import KeysAway, WrongMasterKey

MOST_BYTES = 64 * 1024
MOST_ITEMS = 200
SECONDS = 5.0
"""How long either end waits for the rest of a frame."""
IDLE_SOCKETS = 4
LENGTH = struct.Struct(">I")
PEER = struct.Struct("3i")
REMEMBERED_SECONDS = 30.0
MOST_REMEMBERED = 2000
Pair = tuple[bytes, bytes]
"""What a key is for, and the key as it is wrapped."""


class Question(msgspec.Struct, forbid_unknown_fields=True):
    """What the product asks. `items` are pairs: what the key is for, and the key (to wrap) or the wrapped key."""

    op: Literal["fingerprints", "wrap", "unwrap", "rewrap"]
    items: list[tuple[bytes, bytes]] = []
    under: str = ""


class Answer(msgspec.Struct, forbid_unknown_fields=True):
    """What the holder answers. `trouble` is empty, or the kind of refusal, with `words` for people."""

    trouble: Literal["", "wrong-key", "refused"] = ""
    words: str = ""
    items: list[bytes] = []
    marks: list[str] = []


def peer_of(connection: socket.socket) -> int:
    """The user id of the process at the other end, as the kernel knows it."""
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, PEER.size)
    return int(PEER.unpack(raw)[1])


class Remembered:
    """What was unwrapped lately: used for twice `seconds` at most, and never more than twice `most` of them."""

    def __init__(self, seconds: float, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._most, self._clock = seconds, most, clock
        self._young: dict[Pair, bytes] = {}
        self._old: dict[Pair, bytes] = {}
        self._turn = clock() + seconds

    def get(self, pair: Pair) -> bytes | None:
        """The key of this pair, or None."""
        self._turn_over()
        return self._young.get(pair) or self._old.get(pair)

    def put(self, pair: Pair, key: bytes) -> None:
        """Remember the key of this pair."""
        self._turn_over()
        self._young[pair] = key

    def _turn_over(self) -> None:
        now = self._clock()
        if now >= self._turn + self._seconds:
            self._young, self._old, self._turn = {}, {}, now + self._seconds
        elif now >= self._turn:
            self._young, self._old, self._turn = {}, self._young, self._turn + self._seconds
        elif len(self._young) >= self._most:
            self._young, self._old, self._turn = {}, self._young, now + self._seconds


class HeldMaster:
    """Asks a key holder. Safe to use from several threads; sockets are kept open and shared.

    A page that is read again within a minute does not ask again for the same keys. Whether somebody still has a key is
    asked of the key store each time, so who was erased is not found here either.
    """

    def __init__(self, path: str) -> None:
        self.path = Path(path)
        self._idle: list[socket.socket] = []
        self._lock = threading.Lock()
        self._known = Remembered(REMEMBERED_SECONDS, MOST_REMEMBERED)

    def fingerprints(self) -> list[str]:
        """The master keys that the holder has, the newest first."""
        return self._ask(Question("fingerprints")).marks

    def wrap(self, context: bytes, key: bytes, under: str) -> bytes:
        """`key` wrapped under the master key `under`, bound to `context`."""
        return self._ask(Question("wrap", [(context, key)], under)).items[0]

    def unwrap(self, wrapped: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """The keys of pairs (context, wrapped), in order."""
        found: dict[Pair, bytes] = {}
        asked: list[Pair] = []
        for pair in dict.fromkeys(wrapped):
            key = self._known.get(pair)
            if key is None:
                asked.append(pair)
            else:
                found[pair] = key
        for some in _some(asked):
            for pair, key in zip(some, self._ask(Question("unwrap", some)).items, strict=True):
                self._known.put(pair, key)
                found[pair] = key
        return [found[pair] for pair in wrapped]

    def rewrap(self, wrapped: Sequence[tuple[bytes, bytes]], under: str) -> list[bytes]:
        """The same keys under the master key `under`; they never leave the holder."""
        return [one for some in _some(wrapped) for one in self._ask(Question("rewrap", some, under)).items]

    def _ask(self, question: Question) -> Answer:
        frame = msgspec.msgpack.encode(question)
        try:
            answer = self._exchange(LENGTH.pack(len(frame)) + frame)
        except (OSError, EOFError, msgspec.MsgspecError) as problem:
            words = getattr(problem, "strerror", None) or str(problem) or "it hung up"
            raise KeysAway(
                f"The key holder at {self.path} does not answer: {words}. Nothing was changed. See that "
                "`aboveboard keys hold` runs and that this user may use its socket."
            ) from None
        if answer.trouble == "wrong-key":
            raise WrongMasterKey(answer.words)
        if answer.trouble:
            raise KeysAway(f"The key holder at {self.path} refused: {answer.words}")
        if len(answer.items) != len(question.items):
            raise KeysAway(f"The key holder at {self.path} answered something else than was asked.")
        return answer

    def _exchange(self, frame: bytes) -> Answer:
        with self._lock:
            kept = self._idle.pop() if self._idle else None
        if kept is not None:
            try:
                return self._over(kept, frame)
            except (OSError, EOFError):
                pass  # it was restarted since, or had hung up an idle socket: asking twice does no harm
        return self._over(self._connected(), frame)

    def _over(self, connection: socket.socket, frame: bytes) -> Answer:
        try:
            connection.sendall(frame)
            (length,) = LENGTH.unpack(_exactly(connection, LENGTH.size))
            if length > MOST_BYTES:
                raise OSError("its answer is too long")
            answer = msgspec.msgpack.decode(_exactly(connection, length), type=Answer)
        except BaseException:
            connection.close()
            raise
        with self._lock:
            if len(self._idle) < IDLE_SOCKETS:
                self._idle.append(connection)
                return answer
        connection.close()
        return answer

    def _connected(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(SECONDS)
            connection.connect(os.fspath(self.path))
            self._check(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _check(self, connection: socket.socket) -> None:
        """Keys to be wrapped go over this socket: nobody but the holder may be able to put one in its place."""
        folder = self.path.parent.stat()
        if folder.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise OSError(f"others than its owner can write to {self.path.parent}, so anybody could answer there")
        if folder.st_uid not in (0, peer_of(connection)):
            raise OSError(f"who answers does not own {self.path.parent}")

    def close(self) -> None:
        """Hang up."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            with contextlib.suppress(OSError):
                connection.close()


def _some(items: Sequence[tuple[bytes, bytes]]) -> Iterator[list[tuple[bytes, bytes]]]:
    for start in range(0, len(items), MOST_ITEMS):
        yield list(items[start : start + MOST_ITEMS])


def _exactly(connection: socket.socket, count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        part = connection.recv(count - len(parts))
        if not part:
            raise EOFError("it hung up")
        parts += part
    return bytes(parts)
