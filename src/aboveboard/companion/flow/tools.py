"""Tools of the operator's library: a signed package comes, is verified here, asked about, run, and shown as it writes.

Nothing runs that is not signed, not signed by whom this computer trusts, not what was offered, or not said yes to. One
at a time. It ends with the permission, with the session, when either side stops it, and when its time is over.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, Final

from aboveboard.companion.flow.answers import Answers, Progress
from aboveboard.companion.flow.computer import Computer
from aboveboard.companion.flow.end import CustomerEnd
from aboveboard.companion.flow.seats import NotAllowedError
from aboveboard.companion.flow.standing import Stranger
from aboveboard.companion.flow.tool_offers import Coming, RefusedError, Shown, verify
from aboveboard.companion.flow.tool_output import Cleaner
from aboveboard.companion.flow.toolkit import Done, Toolkit
from aboveboard.companion.host.programs import Ended, Job, Running
from aboveboard.wire.closes import ProtocolError
from aboveboard.wire.limits import OUTPUT_CHARACTERS
from aboveboard.wire.parts import unpack
from aboveboard.wire.payloads import Payload
from aboveboard.wire.remote import ToolAnswer, ToolAt, ToolDone, ToolOffer, ToolOutput, ToolRun
from aboveboard.wire.types import FrameType, Scope

OUTPUT_MOST: Final = 400_000
"""Characters that one run may show. What it writes beyond is read and dropped, and that is said once."""
_OUTPUTS_PER_SECOND: Final = 20
_SAID_PER_SECOND: Final = 8
"""A technician who floods us must not make us flood the help desk with answers."""
_CUT: Final = "\n[…]\n"


class Tools:
    """The service of the scope ``tool``."""

    scope: Final = Scope.TOOL

    def __init__(self, end: CustomerEnd, computer: Computer, answers: Answers, flush: Callable[[], None]) -> None:
        self._end = end
        self._kit: Toolkit | None = computer.tools
        self._answers = answers
        self._flush = flush
        self._task: asyncio.Task[None] | None = None
        self._participant = 0
        self._run = ""
        self._coming: Coming | None = None
        self._running: Running | None = None
        self._known: set[str] = set()
        self._said: deque[float] = deque(maxlen=_SAID_PER_SECOND)
        self._awake = asyncio.Event()
        self._closed = False

    def take(self, kind: FrameType, participant: int, payload: Payload | bytes) -> None:
        """A technician's frame."""
        if self._closed or self._kit is None:
            return
        mine = participant == self._participant
        match payload:
            case ToolOffer():
                self._offered(self._kit, participant, payload)
            case ToolRun() if kind is FrameType.TOOL_UNDO:
                self._undo(self._kit, participant, payload.run)
            case ToolRun() if mine:
                self.stop(payload.run)
            case bytes() if mine and not self._end.paused:
                self._part(payload)

    def changed(self) -> None:
        """What runs for somebody whose permission is gone is killed at once."""
        self._awake.set()
        if self._task is not None and self._participant not in self._end.holders(Scope.TOOL):
            self._drop()

    def stop(self, identifier: str) -> None:
        """Either side stops one run: what only came or was asked is dropped, what runs is asked to end, then killed."""
        if identifier != self._run:
            return
        if self._running is not None:
            # Stopping writes to another process, which may keep us waiting.
            asyncio.get_running_loop().run_in_executor(None, self._running.stop)
            return
        run = self._run
        self._drop()
        self._refuse(run, "stopped")

    async def run(self) -> None:
        """Nothing of its own: each run has its task."""

    def close(self) -> None:
        """Whatever runs is killed."""
        self._closed = True
        self._drop()

    def _drop(self) -> None:
        if self._running is not None:
            self._running.kill()
        if self._task is not None:
            self._task.cancel()
        self._task, self._run, self._participant, self._coming, self._running = None, "", 0, None, None

    # --- from the offer to the run ----------------------------------------------------------------------------------

    def _offered(self, kit: Toolkit, participant: int, offer: ToolOffer) -> None:
        if offer.run in self._known or participant not in self._end.holders(Scope.TOOL):
            return
        if self._end.paused or self._task is not None:
            self._refuse(offer.run, "paused" if self._end.paused else "busy")
            return
        self._known.add(offer.run)
        self._coming = Coming(offer)
        technician = self._end.seats[participant].stranger
        self._begin(participant, offer.run, self._play(kit, technician, self._coming))

    def _begin(self, participant: int, run: str, work: Coroutine[Any, Any, None]) -> None:
        self._participant, self._run = participant, run
        self._task = asyncio.get_running_loop().create_task(work)
        self._task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        failed = not task.cancelled() and task.exception() is not None
        if task is self._task:
            run = self._run
            self._drop()
            if failed:
                # It ended this run alone: it is no reason to end the session.
                self._answers.tell("note", "A tool could not be run, or not to its end.")
                self._refuse(run, "failed")

    def _part(self, payload: bytes) -> None:
        try:
            part = unpack(payload)
        except ProtocolError:
            return
        coming = self._coming
        if coming is None or part.identifier != coming.offer.run:
            return
        if not coming.add(part.offset, part.data):
            run = self._run
            self._drop()
            self._refuse(run, "changed")
        elif (offset := coming.due()) is not None:
            self._say(FrameType.TOOL_TAKEN, ToolAt(run=part.identifier, offset=offset))

    async def _play(self, kit: Toolkit, technician: Stranger, coming: Coming) -> None:
        offer = coming.offer
        try:
            package = await coming.whole()
            self._coming = None
            shown = await asyncio.to_thread(verify, kit, self._end.desk, offer, package)
        except RefusedError as refused:
            self._coming = None
            self._answers.tell(refused.kind, refused.text)
            self._refuse(offer.run, refused.code)
            return
        if not await self._answers.run_tool(technician, shown.question):
            self._refuse(offer.run, "no")
            return
        if not self._allowed(technician):
            self._refuse(offer.run, "paused")
            return
        kit.keys.keep(self._end.desk, shown.remedy.signer)
        self._say(FrameType.TOOL_ANSWER, ToolAnswer(run=offer.run, yes=True, why=""))
        ended = await self._go(kit, offer.run, shown, None)
        if ended.why != "rights" and shown.remedy.description.undo.program:
            kit.remember(offer.run, Done(self._end.desk, shown.remedy, dict(ended.kept)))
        self._ended(offer.run, shown, ended, undone=False)

    def _undo(self, kit: Toolkit, participant: int, run: str) -> None:
        done = kit.done.get(run)
        if done is None or done.desk != self._end.desk or participant not in self._end.holders(Scope.TOOL):
            return
        if self._end.paused or self._task is not None:
            self._done(run, "paused" if self._end.paused else "busy")
            return
        self._begin(participant, run, self._take_back(kit, self._end.seats[participant].stranger, run, done))

    async def _take_back(self, kit: Toolkit, technician: Stranger, run: str, done: Done) -> None:
        shown = Shown.of(kit, self._end.desk, done.remedy, "")
        if not await self._answers.undo_tool(technician, shown.question) or not self._allowed(technician):
            self._done(run, "no")
            return
        ended = await self._go(kit, run, shown, done)
        if ended.why == "" and ended.status == 0:
            kit.done.pop(run, None)
        self._ended(run, shown, ended, undone=True)

    def _allowed(self, technician: Stranger) -> bool:
        """Whether the yes still stands for the one who was asked about."""
        seat = self._end.seats.get(technician.participant)
        there = seat is not None and seat.verified and seat.stranger == technician
        return there and not self._end.paused and technician.participant in self._end.holders(Scope.TOOL)

    # --- the run ----------------------------------------------------------------------------------------------------

    async def _go(self, kit: Toolkit, run: str, shown: Shown, undone: Done | None) -> Ended:
        """Run it, or with ``undone`` what takes that back."""
        said = shown.remedy.description
        program, kept = (said.program, {}) if undone is None else (said.undo.program, undone.kept)
        job = Job(program, said.interpreter, shown.remedy.files, said.seconds, said.administrator, kept)
        running = self._running = kit.programs.prepare(job)
        self._show(run, shown, "going", undone=undone is not None)
        cleaner, left = Cleaner(), OUTPUT_MOST
        try:
            await asyncio.to_thread(running.begin)
            while (part := await asyncio.to_thread(running.read)) is not None:
                left = await self._write(run, cleaner.feed(part), left)
            await self._write(run, cleaner.feed(b"", last=True), left)
        finally:
            running.kill()
            if self._running is running:
                self._running = None
        return running.ended or Ended(-1, "killed", {})

    async def _write(self, run: str, text: str, left: int) -> int:
        """Show what the tool wrote, at both ends; returns how many characters may follow."""
        if left < 0 or not text:
            return left
        if len(text) > left:
            text, left = text[:left] + _CUT, -1
        else:
            left -= len(text)
        for start in range(0, len(text), OUTPUT_CHARACTERS):
            while self._end.paused:
                # Nobody reads on meanwhile, so the tool itself waits as soon as it has much to say.
                self._awake.clear()
                await self._awake.wait()
            piece = text[start : start + OUTPUT_CHARACTERS]
            self._answers.tell("output", piece)
            self._say(FrameType.TOOL_OUTPUT, ToolOutput(run=run, text=piece))
            await asyncio.sleep(1 / _OUTPUTS_PER_SECOND)
        return left

    def _ended(self, run: str, shown: Shown, ended: Ended, *, undone: bool) -> None:
        ok = ended.why == "" and ended.status == 0
        state = "done" if ok else "stopped" if ended.why in ("stopped", "killed") else "failed"
        self._show(run, shown, state, undone=undone)
        status = max(-255, min(255, ended.status))
        done = ToolDone(run=run, ok=ok, status=status, undone=undone and ok, why=ended.why)
        self._say(FrameType.TOOL_DONE, done)

    def _show(self, run: str, shown: Shown, state: str, *, undone: bool) -> None:
        self._answers.progress(Progress(run, "undo" if undone else "tool", shown.question.name, 0, 0, state))

    # --- what is said to the technician -----------------------------------------------------------------------------

    def _say(self, kind: FrameType, payload: Payload) -> None:
        try:
            self._end.send(kind, payload)
        except NotAllowedError:
            return
        self._flush()

    def _refuse(self, run: str, why: str) -> None:
        if self._not_too_often():
            self._say(FrameType.TOOL_ANSWER, ToolAnswer(run=run, yes=False, why=why))

    def _done(self, run: str, why: str) -> None:
        if self._not_too_often():
            self._say(FrameType.TOOL_DONE, ToolDone(run=run, ok=False, status=0, undone=False, why=why))

    def _not_too_often(self) -> bool:
        now = asyncio.get_running_loop().time()
        if len(self._said) == _SAID_PER_SECOND and now - self._said[0] < 1:
            return False
        self._said.append(now)
        return True
