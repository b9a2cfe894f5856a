"""Files in a session: each is offered or asked for with a reason, and moves only after a yes to that very file.

Nobody lists a folder from afar and nobody names a path: the person picks the folder that a file goes to, and the file
that is sent. A few transfers at a time; each stops when either side stops it and when the permission ends, and rests
during a pause.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from aboveboard.companion.flow.answers import Answers
from aboveboard.companion.flow.computer import Computer
from aboveboard.companion.flow.end import CustomerEnd
from aboveboard.companion.flow.seats import NotAllowedError
from aboveboard.companion.flow.transfers import Coming, Going, Transfer
from aboveboard.wire.closes import ProtocolError
from aboveboard.wire.parts import unpack
from aboveboard.wire.payloads import Payload
from aboveboard.wire.remote import FileAt, FileDone, FileOffer, FileStop, FileSum, FileWish
from aboveboard.wire.types import FrameType, Scope

AT_ONCE: Final = 4
"""Transfers that are open at the same time, questions to the person included."""
_PARTS_PER_SECOND: Final = 120
_REFUSALS_PER_SECOND: Final = 8
"""A technician who floods us with offers must not make us flood the help desk with answers."""


class Files:
    """The service of the scope ``files``."""

    scope: Final = Scope.FILES

    def __init__(
        self,
        end: CustomerEnd,
        computer: Computer,  # noqa: ARG002  # every service is made alike
        answers: Answers,
        flush: Callable[[], None],
    ) -> None:
        self.answers = answers
        self._end = end
        self._flush = flush
        self._open: dict[str, tuple[Transfer, asyncio.Task[None]]] = {}
        self._resting: list[Transfer] = []
        """Whose permission ended with a part on the disk, to be removed at the end of the session."""
        self._begun: deque[float] = deque(maxlen=AT_ONCE)
        self._refused: deque[float] = deque(maxlen=_REFUSALS_PER_SECOND)
        self._next_part = 0.0
        self._closed = False

    def take(self, kind: FrameType, participant: int, payload: Payload | bytes) -> None:
        """A technician's frame."""
        if self._closed:
            return
        match payload:
            case FileOffer() | FileWish():
                self._begin(participant, payload)
            case FileAt() if isinstance(one := self._of(payload.transfer, participant), Going):
                one.got(payload.offset)
            case FileSum() if (one := self._of(payload.transfer, participant)) is not None:
                one.sum(payload.sha256)
            case FileStop() if (one := self._of(payload.transfer, participant)) is not None:
                self._close_one(one.identifier, "The technician called it off. What had come was removed.")
            case bytes() if kind is FrameType.FILE_DOWN and not self._end.paused:
                self._part(participant, payload)

    def changed(self) -> None:
        """Whose permission is gone has nothing on its way any more; after a pause it goes on."""
        holders = self._end.holders(Scope.FILES)
        for one, task in list(self._open.values()):
            if one.participant not in holders:
                self._leave(one, task)
            else:
                one.wake()

    def stop(self, identifier: str) -> None:
        """The person stops one transfer."""
        self._close_one(identifier, "It was stopped. What had come was removed.")

    async def run(self) -> None:
        """Nothing of its own: each transfer has its task."""

    def close(self) -> None:
        """Nothing moves any more. What had come stays only where the connection broke off, to go on later."""
        self._closed = True
        for one, task in list(self._open.values()):
            self._leave(one, task)
        for one in self._resting:
            one.drop(keep=self._end.broken)
        self._resting.clear()

    # --- what a transfer needs --------------------------------------------------------------------------------------

    def may(self, participant: int) -> bool:
        """Whether this technician has a live yes to files now, and nothing is paused."""
        return not (self._closed or self._end.paused) and participant in self._end.holders(Scope.FILES)

    def say(self, kind: FrameType, payload: Payload | bytes) -> None:
        """Send a frame if it is allowed now; what is not falls."""
        try:
            self._end.send(kind, payload)
        except NotAllowedError:
            return
        self._flush()

    async def turn(self) -> None:
        """Wait until one more part may leave."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        begins = max(now, self._next_part)
        self._next_part = begins + 1 / _PARTS_PER_SECOND
        if begins > now:
            await asyncio.sleep(begins - now)

    # --- the transfers ----------------------------------------------------------------------------------------------

    def _begin(self, participant: int, wanted: FileOffer | FileWish) -> None:
        if participant not in self._end.holders(Scope.FILES):
            return
        if wanted.transfer in self._open:
            one = self._of(wanted.transfer, participant)
            if isinstance(one, Coming) and isinstance(wanted, FileOffer):
                one.again(wanted)
            return
        now = asyncio.get_running_loop().time()
        if self._end.paused:
            self._refuse(wanted.transfer, "The session is paused.")
            return
        if len(self._open) >= AT_ONCE or (len(self._begun) == AT_ONCE and now - self._begun[0] < 1):
            self._refuse(wanted.transfer, "Too many files at once.")
            return
        self._begun.append(now)
        technician = self._end.seats[participant].stranger
        one = Coming(self, technician, wanted) if isinstance(wanted, FileOffer) else Going(self, technician, wanted)
        task = asyncio.get_running_loop().create_task(self._play(one))
        self._open[wanted.transfer] = (one, task)

    async def _play(self, one: Transfer) -> None:
        try:
            await one.run()
        finally:
            if self._open.get(one.identifier, (None,))[0] is one:
                del self._open[one.identifier]

    def _of(self, identifier: str, participant: int) -> Transfer | None:
        """The transfer of this technician; another's is not theirs to touch."""
        one, _ = self._open.get(identifier, (None, None))
        return one if one is not None and one.participant == participant else None

    def _part(self, participant: int, payload: bytes) -> None:
        try:
            part = unpack(payload)
        except ProtocolError:
            return
        one = self._of(part.identifier, participant)
        if isinstance(one, Coming):
            one.part(part.offset, part.data)

    def _close_one(self, identifier: str, why: str) -> None:
        one, task = self._open.pop(identifier, (None, None))
        if one is not None and task is not None:
            task.cancel()
            one.fail(why, "stopped")

    def _leave(self, one: Transfer, task: asyncio.Task[None]) -> None:
        self._open.pop(one.identifier, None)
        task.cancel()
        one.drop(keep=True)
        self._resting.append(one)
        one.gone()

    def _refuse(self, transfer: str, why: str) -> None:
        now = asyncio.get_running_loop().time()
        if len(self._refused) == _REFUSALS_PER_SECOND and now - self._refused[0] < 1:
            return
        self._refused.append(now)
        self.say(FrameType.FILE_DONE, FileDone(transfer=transfer, ok=False, sha256="", why=why))
