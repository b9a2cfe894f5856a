"""One file on its way, in either direction: from the question to the person to the sentence that says how it ended.

A transfer never decides whether it may: the service asks the end before each step, and calls ``drop`` when the yes is
gone. Reading and writing happen in threads; a stop ends them at once.
"""

from __future__ import annotations

import asyncio
from collections import deque
from pathlib import Path
from typing import Final, Protocol

from aboveboard.companion.flow.answers import Answers, Progress
from aboveboard.companion.flow.standing import Stranger
from aboveboard.companion.flow.window import Window
from aboveboard.companion.host.files import FileError, Receiving, Sending
from aboveboard.companion.host.names import UnsafeNameError, safe_name
from aboveboard.wire.parts import MOST_BYTES, WINDOW_BYTES, pack
from aboveboard.wire.payloads import Payload
from aboveboard.wire.remote import FileAnswer, FileAt, FileDone, FileOffer, FileWish
from aboveboard.wire.types import FrameType

_BREATH_S: Final = 0.025
"""Between two acknowledgements of one transfer: four of them at once stay far below the wire's rate."""
_SILENCE_S: Final = 1.5
"""After so long without an acknowledgement the sender goes back to the last one."""
_PATIENCE_S: Final = 600.0
"""After so long without a word a transfer is over, so that a page that was closed does not hold its place for ever."""
_TOLD_EACH_S: Final = 0.2
_WAITING_BYTES: Final = 2 * WINDOW_BYTES
"""Parts that have come and are not written yet; more than this no honest sender has on its way."""


class Way(Protocol):
    """What a transfer needs of the service it belongs to."""

    @property
    def answers(self) -> Answers:
        """The person."""

    def may(self, participant: int) -> bool:
        """Whether this technician has a live yes to files, and nothing is paused."""

    def say(self, kind: FrameType, payload: Payload | bytes) -> None:
        """Send a frame if it is allowed now."""

    async def turn(self) -> None:
        """Wait until one more part may leave."""


class Transfer:
    """What both directions share. ``run`` raises nothing but ``CancelledError``."""

    kind = ""

    def __init__(self, way: Way, identifier: str, technician: Stranger) -> None:
        self.identifier = identifier
        self.technician = technician
        self.participant = technician.participant
        self._way = way
        self._name = ""
        self._size = 0
        self._done = 0
        self._sum: str | None = None
        self._asked = False
        self._woken = asyncio.Event()
        self._told_at = 0.0
        self._heard_at = 0.0

    def wake(self) -> None:
        """Something changed: look again."""
        self._woken.set()

    def sum(self, sha256: str) -> None:
        """The technician's hash of the whole."""
        self._sum = sha256
        self.wake()

    def drop(self, *, keep: bool) -> None:
        """Stop now and say nothing. ``keep``: what has come stays as a part."""

    def gone(self) -> None:
        """The person is told that it moves no more."""
        self._tell("stopped")

    def fail(self, why: str, state: str = "failed") -> None:
        """Stop now, leave nothing half done, and say why to both."""
        self.drop(keep=False)
        self._way.say(FrameType.FILE_DONE, FileDone(transfer=self.identifier, ok=False, sha256="", why=_short(why)))
        self._way.answers.tell("note", why)
        self._tell(state)

    async def run(self) -> None:
        """From the question to the end."""
        try:
            await self._go()
        except (FileError, UnsafeNameError) as error:
            self.fail(str(error))

    async def _go(self) -> None:
        raise AssertionError("each direction has its own")

    def _heard(self) -> None:
        """The technician's end is at it."""
        self._heard_at = asyncio.get_running_loop().time()

    def _patient(self) -> None:
        """Called whenever something wakes it, each renewal of a lease included."""
        if asyncio.get_running_loop().time() - self._heard_at > _PATIENCE_S:
            raise FileError("The technician's end fell silent. What had come was removed.")

    def _answer(self, *, yes: bool, offset: int = 0) -> None:
        self._way.say(
            FrameType.FILE_ANSWER,
            FileAnswer(transfer=self.identifier, yes=yes, name=self._name, size=self._size, offset=offset),
        )

    def _end(self, sha256: str) -> None:
        self._way.say(FrameType.FILE_DONE, FileDone(transfer=self.identifier, ok=True, sha256=sha256, why=""))
        self._tell("done")

    def _tell(self, state: str) -> None:
        now = asyncio.get_running_loop().time()
        if state == "going" and now - self._told_at < _TOLD_EACH_S:
            return
        self._told_at = now
        one = Progress(self.identifier, self.kind, self._name, self._done, self._size, state)
        self._way.answers.progress(one)


class Coming(Transfer):
    """A file that the technician offers and this computer receives."""

    kind = "in"

    def __init__(self, way: Way, technician: Stranger, offer: FileOffer) -> None:
        super().__init__(way, offer.transfer, technician)
        self._offer = offer
        self._file: Receiving | None = None
        self._parts: deque[tuple[int, bytes]] = deque()
        self._waiting = 0

    def part(self, offset: int, data: bytes) -> None:
        """One part came. What nobody waits for falls; the sender goes back to what was acknowledged."""
        if self._file is None or not self._asked or self._waiting + len(data) > _WAITING_BYTES:
            return
        self._heard()
        self._waiting += len(data)
        self._parts.append((offset, data))
        self.wake()

    def again(self, offer: FileOffer) -> None:
        """The technician's page was loaded anew and chose the same file: the person's yes to it still stands."""
        same = (offer.name, offer.size) == (self._offer.name, self._offer.size)
        if same and self._asked and self._sum is None:
            self._answer(yes=True, offset=self._done)

    def drop(self, *, keep: bool) -> None:
        if self._file is not None:
            (self._file.pause if keep else self._file.discard)()

    async def _go(self) -> None:
        self._name, self._size = safe_name(self._offer.name), self._offer.size
        folder = await self._way.answers.take_file(self.technician, self._offer)
        if folder is None:
            self._answer(yes=False)
            self._tell("stopped")
            return
        self._file = Receiving(folder, self.identifier, self._name, self._size)
        self._done = await asyncio.to_thread(self._file.begin)
        self._answer(yes=True, offset=self._done)
        self._asked = True
        self._tell("going")
        self._heard()
        while self._sum is None or self._done < self._size:
            await self._woken.wait()
            self._woken.clear()
            self._patient()
            await self._take(self._file)
        self._name = await asyncio.to_thread(self._file.finish, self._sum)
        self._end(self._sum)

    async def _take(self, file: Receiving) -> None:
        parts, self._parts, self._waiting = self._parts, deque(), 0
        if not parts or not self._way.may(self.participant):
            return
        await asyncio.to_thread(_write, file, parts)
        self._done = file.offset
        self._way.say(FrameType.FILE_TAKEN, FileAt(transfer=self.identifier, offset=self._done))
        self._tell("going")
        await asyncio.sleep(_BREATH_S)


class Going(Transfer):
    """A file that the technician asks for and the person picks."""

    kind = "out"

    def __init__(self, way: Way, technician: Stranger, wish: FileWish) -> None:
        super().__init__(way, wish.transfer, technician)
        self._wish = wish
        self._file: Sending | None = None
        self._ready = False
        self._window = Window()
        self._at = 0
        """Where the next part begins."""
        self._sent = 0
        """How far any part has come that was sent so far."""
        self._moved_at = 0.0
        """When a part left or an acknowledgement brought something new."""

    def got(self, offset: int) -> None:
        """The technician's end has everything before ``offset``; the first time, it says that it has a place for it."""
        if self._file is None or not self._asked or offset > self._sent:
            return
        self._ready = True
        self._heard()
        if offset > self._done:
            self._done = offset
            self._at = max(self._at, offset)
            self._moved_at = asyncio.get_running_loop().time()
            self._window.acknowledged(offset, self._moved_at)
        self.wake()

    def drop(self, *, keep: bool) -> None:  # noqa: ARG002  # nothing of a file that is sent is left anywhere
        if self._file is not None:
            self._file.close()

    async def _go(self) -> None:
        picked: Path | None = await self._way.answers.pick_file(self.technician, self._wish)
        if picked is None:
            self._answer(yes=False)
            self._tell("stopped")
            return
        self._file = Sending(picked)
        await asyncio.to_thread(self._file.open)
        self._name, self._size = self._file.name, self._file.size
        self._asked = True
        self._heard()
        self._answer(yes=True)
        self._tell("going")
        while self._sum is None or self._done < self._size:
            if self._ready and self._way.may(self.participant):
                await self._fill(self._file)
            await self._listen()
        sha256 = await asyncio.to_thread(self._file.sha256)
        if sha256 != self._sum:
            raise FileError(
                "What arrived is not what was sent: the checksums differ. The technician has to discard it."
            )
        self._file.close()
        self._end(sha256)

    async def _fill(self, file: Sending) -> None:
        """Send parts as far as the window lets them."""
        loop = asyncio.get_running_loop()
        while self._at < self._size and self._at - self._done < self._window.size:
            await self._way.turn()
            if not self._way.may(self.participant):
                return
            data = await asyncio.to_thread(file.read, self._at, min(self._window.part, MOST_BYTES))
            self._way.say(FrameType.FILE_UP, pack(self.identifier, self._at, data))
            self._at += len(data)
            self._sent = max(self._sent, self._at)
            self._moved_at = loop.time()
            self._window.sent(self._at, self._moved_at)

    async def _listen(self) -> None:
        """Until something comes back; after a silence, go back to what surely arrived."""
        try:
            async with asyncio.timeout_at(self._moved_at + _SILENCE_S if self._at > self._done else None):
                await self._woken.wait()
        except TimeoutError:
            self._at = self._done
            self._window.lost()
        self._woken.clear()
        self._patient()
        self._tell("going")


def _write(file: Receiving, parts: deque[tuple[int, bytes]]) -> None:
    for offset, data in parts:
        file.write(offset, data)


def _short(why: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in why)[:200]
