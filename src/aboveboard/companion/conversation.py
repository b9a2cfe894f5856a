"""The conversation as a process of its own, beside the windows: orders come in a line, news go out a line.

The end of its input is a stop: when the windows are gone, nothing is shared.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import IO, Any, Final

from aboveboard.companion import line as say
from aboveboard.companion.equipment import Equipment, equip
from aboveboard.companion.flow.answers import Progress, ToolToRun
from aboveboard.companion.flow.happenings import Over
from aboveboard.companion.flow.joining import Desk, Joined, JoinRefusedError, join
from aboveboard.companion.flow.returning import ReturnError, Returning, back
from aboveboard.companion.flow.seats import NotAllowedError
from aboveboard.companion.flow.sharing import Preview
from aboveboard.companion.flow.standing import Standing, Stranger
from aboveboard.companion.flow.terms import terms_of
from aboveboard.companion.flow.visit import Visit
from aboveboard.companion.host.canvas import PartInfo, Rect
from aboveboard.companion.host.private import keep_to_ourselves
from aboveboard.companion.host.screen import CaptureError
from aboveboard.wire.payloads import Draw, Point
from aboveboard.wire.remote import FileOffer, FileWish
from aboveboard.wire.types import Scope, Step

_LONGEST_S: Final = 660.0
PRESENT_S: Final = 2.0
"""The windows have to have ticked within this time, or nobody is taken to be there."""


class WindowAnswers:
    """``flow.answers.Answers`` by the windows at the other end of the line. Silence is no here as well."""

    def __init__(self, line: say.Line[say.Order]) -> None:
        self._line = line
        self._number = 0
        self._waiting: dict[int, asyncio.Future[say.Reply]] = {}
        self._ticked = 0.0

    def tick(self) -> None:
        """The windows are alive, and the person can see the bar on top."""
        self._ticked = time.monotonic()

    def present(self) -> bool:
        return time.monotonic() - self._ticked < PRESENT_S

    def reply(self, reply: say.Reply) -> None:
        """An answer came; one that nobody waits for is none."""
        waiting = self._waiting.get(reply.number)
        if waiting is not None and not waiting.done():
            waiting.set_result(reply)

    async def _ask(self, kind: str, **about: Any) -> say.Reply:
        self._number += 1
        number = self._number
        answer: asyncio.Future[say.Reply] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        self._line.say(say.Asked(number, kind, **about))
        try:
            async with asyncio.timeout(_LONGEST_S):
                return await answer
        except TimeoutError:
            return say.Reply(number)
        finally:
            del self._waiting[number]
            self._line.say(say.Withdrawn(number))

    async def acknowledge(self, step: Step) -> bool:
        return (await self._ask("acknowledge", step=step)).yes

    async def admit(self, technician: Stranger) -> bool:
        return (await self._ask("admit", technician=technician)).yes

    async def allow(self, technician: Stranger, scope: Scope, reason: str) -> bool:
        return (await self._ask("allow", technician=technician, scope=scope, reason=reason)).yes

    async def choose_part(self, parts: Sequence[PartInfo]) -> int | None:
        reply = await self._ask("choose_part", parts=list(parts))
        return reply.part if reply.yes else None

    async def take_file(self, technician: Stranger, offer: FileOffer) -> Path | None:
        return _path(await self._ask("take_file", technician=technician, offer=offer))

    async def pick_file(self, technician: Stranger, wish: FileWish) -> Path | None:
        return _path(await self._ask("pick_file", technician=technician, wish=wish))

    async def run_tool(self, technician: Stranger, tool: ToolToRun) -> bool:
        return (await self._ask("run_tool", technician=technician, tool=tool)).yes

    async def undo_tool(self, technician: Stranger, tool: ToolToRun) -> bool:
        return (await self._ask("undo_tool", technician=technician, tool=tool)).yes

    async def give_password(self, technician: Stranger, reason: str) -> str | None:
        reply = await self._ask("give_password", technician=technician, reason=reason)
        return reply.text if reply.yes and reply.text else None

    async def share_computer(self, technician: Stranger, reason: str, preview: Preview) -> frozenset[str] | None:
        reply = await self._ask("share_computer", technician=technician, reason=reason, preview=preview)
        return frozenset(reply.struck) if reply.yes else None

    def tell(self, kind: str, text: str) -> None:
        self._line.say(say.Told(kind, text))

    def mark(self, technician: int, mark: Point | Draw | None) -> None:
        point = mark if isinstance(mark, Point) else None
        self._line.say(say.Marked(technician, point, mark if isinstance(mark, Draw) else None))

    def progress(self, one: Progress) -> None:
        self._line.say(say.Went(one))

    def show(self, standing: Standing) -> None:
        self._line.say(say.Stands(standing))


def _path(reply: say.Reply) -> Path | None:
    return Path(reply.path) if reply.yes and reply.path else None


class Conversation:
    """Obeys orders until they end."""

    def __init__(self, line: say.Line[say.Order], language: str) -> None:
        self._line = line
        self._language = language
        self._loop = asyncio.get_running_loop()
        self._answers = WindowAnswers(line)
        self._equipment: Equipment | None = None
        self._visit: Visit | None = None
        self._drilling = False
        self._restarting = False
        self._windows: list[int] = []
        self._hidden: list[Rect] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._gone = asyncio.Event()

    async def run(self) -> None:
        """Until the windows are gone; then nothing is shared, and everything is given back."""
        threading.Thread(target=self._listen, name="orders", daemon=True).start()
        await self._gone.wait()
        self._stop()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=3.0)
        if self._equipment is not None:
            self._equipment.close()

    def _listen(self) -> None:
        try:
            for order in self._line.heard():
                self._loop.call_soon_threadsafe(self._obey, order)
            self._loop.call_soon_threadsafe(self._gone.set)
        except RuntimeError:
            return  # the loop is closed already

    def _obey(self, order: say.Order) -> None:
        match order:
            case say.Join():
                self._start(self._join(order))
            case say.Reply():
                self._answers.reply(order)
            case say.Do():
                self._do(order.what)
            case say.TakeBack():
                if self._visit is not None and (session := self._visit.session) is not None:
                    session.end.revoke(order.permission)
                    session.flush()
            case say.StopOne():
                if self._visit is not None and (session := self._visit.session) is not None:
                    session.stop_one(order.identifier)
            case say.Hide():
                self._hidden = order.places
                self._start(self._hide())
            case say.Own():
                self._windows = order.windows
                self._own()

    def _do(self, what: str) -> None:
        session = self._visit.session if self._visit is not None else None
        match what:
            case "tick":
                self._answers.tick()
            case "stop":
                self._stop()
            case "drill" | "drilled":
                self._drilling = what == "drill"
            case "pause" if session is not None:
                session.pause()
            case "resume" if session is not None:
                session.resume()
            case "choose" if session is not None:
                self._start(self._choose())
            case "restart" if self._visit is not None:
                self._leave_for_restart(self._visit)
            case "return":
                self._start(self._return())

    def _stop(self) -> None:
        if self._visit is not None:
            self._visit.stop()

    def _leave_for_restart(self, visit: Visit) -> None:
        try:
            visit.leave_for_restart(Returning())
        except ReturnError as refused:
            self._answers.tell("note", str(refused))
        else:
            self._restarting = True

    async def _return(self) -> None:
        found = Returning().found()
        if found is None:
            self._line.say(say.Refused("return"))
            return
        try:
            self._equipment = equip(apart=True, pressed=self._stop_key, language=self._language)
            seat = await back(*found)
        except CaptureError:
            self._line.say(say.Refused("screen"))
        except JoinRefusedError as refused:
            self._line.say(say.Refused(refused.code))
        else:
            await self._sit(found[0], seat, self._equipment)

    def _stop_key(self) -> None:
        """In the thread of the key; during the drill there is nothing to stop."""
        if self._drilling:
            self._line.say(say.StopPressed())
        else:
            self._loop.call_soon_threadsafe(self._stop)

    def _own(self) -> None:
        if self._equipment is not None and (hands := self._equipment.computer.input) is not None:
            hands.own(self._windows)

    async def _choose(self) -> None:
        if self._visit is not None and (session := self._visit.session) is not None:
            await session.choose_part()

    async def _hide(self) -> None:
        if self._visit is not None and (session := self._visit.session) is not None:
            await session.hide(self._hidden)
        elif self._equipment is not None:
            await asyncio.to_thread(self._equipment.computer.canvas.hide, self._hidden)

    async def _join(self, wish: say.Join) -> None:
        try:
            desk = Desk.at(wish.address)
            if self._equipment is None:
                self._equipment = equip(apart=True, pressed=self._stop_key, language=self._language)
            try:
                seat = await join(desk, wish.code, wish.terms)
            except JoinRefusedError as refused:
                if refused.code != "terms" or wish.terms:
                    raise
                self._line.say(say.TermsWanted(await terms_of(desk)))
                return
        except CaptureError:
            self._line.say(say.Refused("screen"))
        except JoinRefusedError as refused:
            self._line.say(say.Refused(refused.code))
        else:
            await self._sit(desk, seat, self._equipment)

    async def _sit(self, desk: Desk, seat: Joined, equipment: Equipment) -> None:
        key = equipment.stop_key
        self._line.say(say.Joined(seat.technician.organisation, key.name if key is not None else ""))
        self._own()
        visit = self._visit = Visit(desk, equipment.computer, self._answers)
        over = Over("lost", "")
        try:
            over = await visit.run(seat)
        finally:
            equipment.close()
            self._line.say(say.Over("restart" if self._restarting else over.by, bool(visit.distrusted)))
        if not self._restarting and (lines := await visit.compared()):
            self._line.say(say.Compared(lines))
        if not self._restarting and (page := await visit.receipt(over)):
            self._line.say(say.Receipt(page))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(self._safely(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _safely(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except (NotAllowedError, CaptureError) as refused:
            self._answers.tell("note", str(refused))


def main(language: str = "", reading: IO[bytes] | None = None, writing: IO[bytes] | None = None) -> int:
    """Converse over standard input and output until the windows are gone; exit status 0."""

    async def converse() -> None:
        line: say.Line[say.Order] = say.Line(reading or sys.stdin.buffer, writing or sys.stdout.buffer, say.Order)
        await Conversation(line, language).run()

    keep_to_ourselves()
    asyncio.run(converse())
    return 0
