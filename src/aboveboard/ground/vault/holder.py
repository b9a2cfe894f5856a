"""The key holder: a process of its own that has the master key, and wraps and unwraps for the product. Pure: no Django.

It can run as another user. The product's process then never has the master key: who breaks into it can ask for persons'
keys as long as they are in there, at a bounded pace and seen in the holder's log, and takes no master key away.
"""

import asyncio
import contextlib
import ctypes
import logging
import os
import resource
import socket
import time
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from aboveboard.ground.vault.held import LENGTH, MOST_BYTES, MOST_ITEMS, SECONDS, Answer, Question, peer_of
from aboveboard.ground.vault.wrapping import KEY_BYTES, KeysAway, LocalMaster, WrongMasterKey

log = logging.getLogger(__name__)

MOST_PEERS = 64
IDLE_SECONDS = 300
CONTEXTS = (b"person:", b"service:")
LONGEST_CONTEXT = 80
PR_SET_DUMPABLE = 4


class Bucket:
    """How many keys one user may still have unwrapped: `per_minute`, filling up evenly."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = per_minute, clock
        self._left, self._at = float(per_minute), clock()

    def take(self, count: int) -> bool:
        """Whether `count` more are within the bound; takes them if so."""
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._at) * self._most / 60)
        self._at = now
        if count > self._left:
            return False
        self._left -= count
        return True


@dataclass(eq=False)
class Peer:
    """One connection: whose, since when nothing is asked on it (None while there is), and what serves it."""

    user: int
    writer: asyncio.StreamWriter
    task: "asyncio.Task[None] | None"
    idle_since: float | None = field(default_factory=time.monotonic)


class Holder:
    """Answers questions of the users it was told of."""

    def __init__(self, master: LocalMaster, users: Collection[int], per_minute: int) -> None:
        self._master, self._users, self._per_minute = master, frozenset(users), per_minute
        self._buckets: dict[int, Bucket] = {}
        self._peers: set[Peer] = set()

    def answer(self, question: Question, user: int) -> Answer:
        """The answer to one question of this user."""
        if not _is_sound(question):
            return Answer("refused", "the question is not one that the product asks.")
        bucket = self._buckets.setdefault(user, Bucket(self._per_minute))
        if question.op == "unwrap" and not bucket.take(len(question.items)):
            log.warning("user %d asked for more than %d keys a minute; refused", user, self._per_minute)
            return Answer("refused", f"more than {self._per_minute} keys were asked for in a minute. Wait a while.")
        try:
            if question.op == "fingerprints":
                return Answer(marks=self._master.fingerprints())
            if question.op == "wrap":
                return Answer(items=[self._master.wrap(what, key, question.under) for what, key in question.items])
            if question.op == "unwrap":
                return Answer(items=self._master.unwrap(question.items))
            return Answer(items=self._master.rewrap(question.items, question.under))
        except WrongMasterKey as problem:
            return Answer("wrong-key", str(problem))
        except KeysAway as problem:
            log.error("the master key cannot be read: %s", problem)
            return Answer("refused", "it cannot read its master key; its log says why.")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until it hangs up, breaks a bound, stays idle for long or has to make room."""
        user = peer_of(writer.get_extra_info("socket"))
        if user not in self._users:
            log.warning("user %d was turned away: not told of", user)
            writer.close()
            return
        peer = Peer(user, writer, asyncio.current_task())
        self._peers.add(peer)
        if len(self._peers) > MOST_PEERS:
            self._make_room(peer)
        try:
            while await self._one(reader, peer):
                pass
        except (OSError, TimeoutError, asyncio.IncompleteReadError, msgspec.MsgspecError):
            pass  # whoever it was broke off or sent what is no question: hanging up is the answer
        finally:
            self._peers.discard(peer)
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    def _make_room(self, newest: Peer) -> None:
        """Hang up on the longest idle socket of the user who has most: nobody keeps others out by holding sockets."""
        held = Counter(peer.user for peer in self._peers)
        idle = [peer for peer in self._peers if peer.idle_since is not None and peer is not newest]
        gone = min(idle, key=lambda peer: (-held[peer.user], peer.idle_since), default=newest)
        log.warning("user %d has too many sockets; one was hung up", gone.user)
        self._peers.discard(gone)
        gone.writer.close()

    async def hang_up(self) -> None:
        """Hang up on everybody, and wait until whoever was just served is done."""
        for peer in self._peers:
            peer.writer.close()
        tasks = [peer.task for peer in self._peers if peer.task is not None]
        if tasks:
            await asyncio.wait(tasks, timeout=SECONDS)

    async def _one(self, reader: asyncio.StreamReader, peer: Peer) -> bool:
        peer.idle_since, writer = time.monotonic(), peer.writer
        first = await asyncio.wait_for(reader.read(1), IDLE_SECONDS)
        if not first:
            return False
        peer.idle_since = None
        async with asyncio.timeout(SECONDS):
            (length,) = LENGTH.unpack(first + await reader.readexactly(LENGTH.size - 1))
            if length > MOST_BYTES:
                return False
            question = msgspec.msgpack.decode(await reader.readexactly(length), type=Question)
            frame = msgspec.msgpack.encode(self.answer(question, peer.user))
            writer.write(LENGTH.pack(len(frame)) + frame)
            await writer.drain()
        return True


def _is_sound(question: Question) -> bool:
    if len(question.items) > MOST_ITEMS or (bool(question.items) == (question.op == "fingerprints")):
        return False
    if question.op in ("wrap", "rewrap") and len(question.under) != 16:
        return False
    sizes = question.op == "wrap" and any(len(key) != KEY_BYTES for _, key in question.items)
    return not sizes and all(
        context.startswith(CONTEXTS) and len(context) <= LONGEST_CONTEXT for context, _ in question.items
    )


def keep_to_itself() -> None:
    """No core dump, and no look into this process's memory for other processes of the same user (on Linux)."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def listening(path: Path, group: int | None) -> socket.socket:
    """A socket at `path` for its owner alone, or for a group too. Raises OSError, also where another holder listens."""
    if path.is_socket():
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(os.fspath(path))
            except ConnectionRefusedError:
                path.unlink()  # left behind by a holder that was killed
            else:
                raise FileExistsError(f"another key holder listens at {path}")
    held = socket.socket(socket.AF_UNIX)
    before = os.umask(0o177)
    try:
        held.bind(os.fspath(path))
    finally:
        os.umask(before)
    if group is not None:
        os.chown(path, -1, group)
        path.chmod(0o660)
    held.listen(MOST_PEERS)
    return held


async def hold(holder: Holder, at: socket.socket, stop: asyncio.Event) -> None:
    """Answer until `stop` is set."""
    server = await asyncio.start_unix_server(holder.serve, sock=at, limit=MOST_BYTES, backlog=MOST_PEERS)
    async with server:
        await stop.wait()
        server.close()
        await holder.hang_up()
