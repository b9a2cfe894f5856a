"""The customer's end as a program without a window: one happening a line out, one order a line in, as JSON.

Out: {"event": "screen" | "admit" | "step" | "allow" | "shown" | "told" | "refused" | "over" | "compared" | "receipt" …}
     and the questions "part", "take-file", "pick-file", "tool", "undo", "password", "computer"
In:  {"do": "answer", "yes": true}            to the last question; anything else, and silence, is no
     {"do": "answer", "yes": true, "part": -1} | {…, "path": "/a/folder"} | {…, "text": "a password"}
     {"do": "answer", "yes": true, "struck": ["name"]}   to "computer": the keys of lines that stay here
     {"do": "grant", "scope": "view", "to": 2} · {"do": "revoke", "scope": "view", "to": 2}
     {"do": "pause"} · {"do": "resume"} · {"do": "stop"}
     {"do": "stop-one", "text": "…"}          one transfer or tool, by the identifier of its progress
     {"do": "restart"}                        leave, and come back once after the next login (within ten minutes)

The end of the input is a stop: a program whose person went away shares nothing. So is the stop key, at any time.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Final

import msgspec
import numpy as np

from aboveboard.companion.equipment import equip
from aboveboard.companion.flow.answers import Progress, ToolToRun
from aboveboard.companion.flow.computer import Computer
from aboveboard.companion.flow.joining import Desk, Joined, JoinRefusedError, join
from aboveboard.companion.flow.returning import ReturnError, Returning, back
from aboveboard.companion.flow.seats import NotAllowedError
from aboveboard.companion.flow.sharing import Preview
from aboveboard.companion.flow.standing import Standing, Stranger
from aboveboard.companion.flow.visit import Visit
from aboveboard.companion.host.canvas import PartInfo
from aboveboard.companion.host.screen import CaptureError, Pixels
from aboveboard.wire.payloads import Draw, Point
from aboveboard.wire.remote import FileOffer, FileWish
from aboveboard.wire.types import Scope, Step

_ANSWER_WITHIN_S: Final = 120.0


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of input."""

    do: str
    yes: bool = False
    scope: Scope = Scope.VIEW
    to: int = 0
    part: int = -1
    path: str = ""
    text: str = ""
    struck: list[str] | None = None


_NO: Final = Order(do="answer")


class LineAnswers:
    """Asks by a line out and waits for a line in."""

    def __init__(self, out: IO[str]) -> None:
        self._out = out
        self.replies: asyncio.Queue[Order] = asyncio.Queue()

    def say(self, event: str, **more: Any) -> None:
        """One line out."""
        self._out.write(msgspec.json.encode({"event": event, **more}).decode() + "\n")
        self._out.flush()

    async def _ask(self, event: str, **more: Any) -> bool:
        return (await self._answer(event, **more)).yes

    async def _answer(self, event: str, **more: Any) -> Order:
        while not self.replies.empty():
            # An answer that came before its question answers nothing.
            self.replies.get_nowait()
        self.say(event, **more)
        try:
            async with asyncio.timeout(_ANSWER_WITHIN_S):
                return await self.replies.get()
        except TimeoutError:
            return _NO

    async def acknowledge(self, step: Step) -> bool:
        return await self._ask("step", step=step)

    async def admit(self, technician: Stranger) -> bool:
        return await self._ask(
            "admit", participant=technician.participant, card=technician.card, phrase=technician.phrase
        )

    async def allow(self, technician: Stranger, scope: Scope, reason: str) -> bool:
        return await self._ask("allow", participant=technician.participant, scope=scope, reason=reason)

    async def choose_part(self, parts: Sequence[PartInfo]) -> int | None:
        listed = [{"name": one.name, "rect": one.rect, "window": one.window} for one in parts]
        answer = await self._answer("part", parts=listed)
        return answer.part if answer.yes else None

    async def take_file(self, technician: Stranger, offer: FileOffer) -> Path | None:
        return self._path(await self._answer("take-file", participant=technician.participant, offer=offer))

    async def pick_file(self, technician: Stranger, wish: FileWish) -> Path | None:
        return self._path(await self._answer("pick-file", participant=technician.participant, wish=wish))

    async def run_tool(self, technician: Stranger, tool: ToolToRun) -> bool:
        return await self._ask("tool", participant=technician.participant, tool=asdict(tool))

    async def undo_tool(self, technician: Stranger, tool: ToolToRun) -> bool:
        return await self._ask("undo", participant=technician.participant, tool=asdict(tool))

    async def give_password(self, technician: Stranger, reason: str) -> str | None:
        answer = await self._answer("password", participant=technician.participant, reason=reason)
        return answer.text if answer.yes and answer.text else None

    async def share_computer(self, technician: Stranger, reason: str, preview: Preview) -> frozenset[str] | None:
        about = {"lines": preview.lines, "struck": sorted(preview.struck)}
        answer = await self._answer("computer", participant=technician.participant, reason=reason, **about)
        struck = preview.struck if answer.struck is None else frozenset(answer.struck)
        return struck if answer.yes else None

    @staticmethod
    def _path(answer: Order) -> Path | None:
        return Path(answer.path) if answer.yes and answer.path else None

    def tell(self, kind: str, text: str) -> None:
        self.say("told", kind=kind, text=text)

    def mark(self, technician: int, mark: Point | Draw | None) -> None:
        self.say("told", kind="mark", text="wiped" if mark is None else repr(mark), participant=technician)

    def progress(self, one: Progress) -> None:
        self.say("progress", **asdict(one))

    def show(self, standing: Standing) -> None:
        live = [{"scope": one.scope, "to": one.participant, "since_us": one.since_us} for one in standing.live]
        self.say(
            "standing",
            live=live,
            paused=standing.paused,
            held=standing.held,
            part=standing.part,
            masks=standing.masks,
            over=standing.over,
        )

    def present(self) -> bool:
        # The end of the input is a stop, so whoever gave the orders is there.
        return True


class StopPressed:
    """Told from any thread that the stop key was pressed: stops the visit, or the one that is about to begin."""

    def __init__(self) -> None:
        self._pressed = False
        self._stop: Callable[[], None] = lambda: None

    def __call__(self) -> None:
        self._pressed = True
        self._stop()

    def stops(self, visit: Visit) -> None:
        """From now on it is this visit; call it in the event loop's thread."""
        loop = asyncio.get_running_loop()
        self._stop = lambda: _in_loop(loop, visit.stop)
        if self._pressed:
            visit.stop()


def _in_loop(loop: asyncio.AbstractEventLoop, work: Callable[[], None]) -> None:
    try:
        loop.call_soon_threadsafe(work)
    except RuntimeError:
        return  # the loop is closed: everything has stopped already


class Program:
    """One session from the code to the end."""

    def __init__(
        self, answers: LineAnswers, computer: Computer, keep: Path | None, pressed: StopPressed | None = None
    ) -> None:
        self._answers = answers
        self._pressed = pressed
        self._computer = computer
        self._keep = keep

    async def run(self, desk: Desk, seat: Callable[[], Awaitable[Joined]], orders: asyncio.StreamReader) -> int:
        """Exit status 0 after a session, 1 where ``seat`` was refused."""
        canvas = self._computer.canvas
        self._answers.say("screen", name=canvas.name, size=canvas.size, offers=self._computer.offers)
        try:
            joined = await seat()
        except JoinRefusedError as refused:
            self._answers.say("refused", code=refused.code, message=refused.message)
            return 1
        visit = Visit(desk, self._computer, self._answers, witness=self._witness if self._keep else None)
        if self._pressed is not None:
            self._pressed.stops(visit)
        listening = asyncio.create_task(self._obey(orders, visit))
        try:
            over = await visit.run(joined)
        finally:
            listening.cancel()
        self._answers.say("over", by=over.by, reason=over.reason, distrusted=visit.distrusted)
        if lines := await visit.compared():
            self._answers.say("compared", lines=lines)
        if page := await visit.receipt(over):
            self._answers.say("receipt", page=page)
        return 0

    def _witness(self, sequence: int, pixels: Pixels) -> None:
        """Keep what was captured beside its number, so that what arrives can be held against it."""
        if self._keep is None:
            return
        with (self._keep / f"{sequence}.part").open("wb") as file:
            np.save(file, pixels)
        (self._keep / f"{sequence}.part").rename(self._keep / f"{sequence}.npy")
        self._answers.say("shown", sequence=sequence)

    async def _obey(self, orders: asyncio.StreamReader, visit: Visit) -> None:
        while line := await orders.readline():
            try:
                order = msgspec.json.decode(line, type=Order)
                session = visit.session
                if session is None:
                    continue
                if order.do == "answer":
                    self._answers.replies.put_nowait(order)
                elif order.do == "grant":
                    await session.grant(order.scope, order.to)
                elif order.do == "revoke":
                    for one in session.end.permissions():
                        if (one.scope, one.to) == (order.scope, order.to):
                            await session.revoke(one.identifier)
                elif order.do == "pause":
                    session.pause()
                elif order.do == "resume":
                    session.resume()
                elif order.do == "stop-one":
                    session.stop_one(order.text)
                elif order.do == "stop":
                    break
                elif order.do == "restart":
                    visit.leave_for_restart(Returning())
                    return
                else:
                    self._answers.tell("note", "an order that nobody knows")
            except (msgspec.MsgspecError, NotAllowedError, ReturnError) as error:
                self._answers.tell("note", str(error))
        visit.stop()


async def _standard_input() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


def main(address: str, code: str, terms_version: str, *, keep: Path | None, may_start_xvfb: bool) -> int:
    """Join by ``code`` and follow the orders on standard input; exit status 0 after a session, else 1."""
    answers = LineAnswers(sys.stdout)
    try:
        desk = Desk.at(address)
    except JoinRefusedError as refused:
        answers.say("refused", code=refused.code, message=refused.message)
        return 1
    return _play(answers, desk, lambda: join(desk, code, terms_version), keep, may_start_xvfb)


def come_back(*, keep: Path | None, may_start_xvfb: bool) -> int:
    """As ``main``, for the seat that was left for a restart; exit status 1 where there is none."""
    answers = LineAnswers(sys.stdout)
    found = Returning().found()
    if found is None:
        answers.say("refused", code="return", message="There is no session to come back to.")
        return 1
    return _play(answers, found[0], lambda: back(*found), keep, may_start_xvfb)


def _play(
    answers: LineAnswers, desk: Desk, seat: Callable[[], Awaitable[Joined]], keep: Path | None, may_start_xvfb: bool
) -> int:
    async def play() -> int:
        program = Program(answers, equipment.computer, keep, pressed)
        return await program.run(desk, seat, await _standard_input())

    pressed = StopPressed()
    try:
        # The answers come through a pipe, where nothing that is typed from afar arrives.
        equipment = equip(apart=True, pressed=pressed, may_start_xvfb=may_start_xvfb)
    except CaptureError as refused:
        answers.say("refused", code="screen", message=str(refused))
        return 1
    try:
        return asyncio.run(play())
    finally:
        equipment.close()
