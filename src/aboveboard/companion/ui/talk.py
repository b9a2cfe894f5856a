"""The conversation in a thread of its own: an event loop that the windows call, and that calls back by signals."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from aboveboard.companion.equipment import Equipment
from aboveboard.companion.flow.happenings import Over
from aboveboard.companion.flow.joining import Desk, Joined, JoinRefusedError, join
from aboveboard.companion.flow.seats import NotAllowedError
from aboveboard.companion.flow.session import CustomerSession
from aboveboard.companion.flow.terms import terms_of
from aboveboard.companion.flow.visit import Visit
from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.ui.bridge import WindowAnswers
from aboveboard.companion.ui.start import Wish

_JOIN_S: Final = 5.0


class Talk(QObject):
    """``join`` first. Every method returns at once; what comes of it comes by signal, in the thread of the windows."""

    joined = Signal(object)
    terms = Signal(object)
    refused = Signal(str, str)
    over = Signal(object, bool)
    failed = Signal(str)

    def __init__(self, answers: WindowAnswers, equipment: Equipment) -> None:
        super().__init__()
        self._answers = answers
        self._equipment = equipment
        self._loop = asyncio.new_event_loop()
        self._visit: Visit | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._windows: set[int] = set()
        self._thread = threading.Thread(target=self._run, name="conversation", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
            waiting = asyncio.all_tasks(self._loop)
            for task in waiting:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*waiting, return_exceptions=True))
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
        finally:
            self._loop.close()

    def join(self, wish: Wish) -> None:
        """Use the code; then sit down and stay until the end."""
        self._start(self._whole(wish))

    def stop(self) -> None:
        """Nothing leaves after this is obeyed, which waits for nothing but the loop's turn. From any thread."""
        self._call(self._stop)

    def pause(self, paused: bool) -> None:
        """Hold everything, or go on."""
        self._with_session(lambda session: session.pause() if paused else session.resume())

    def take_back(self, permission: str) -> None:
        """This yes is no more."""
        self._call(lambda: self._start_soon(self._take_back(permission)))

    def stop_one(self, identifier: str) -> None:
        """Stop one transfer or one tool."""
        self._with_session(lambda session: session.stop_one(identifier))

    def choose(self) -> None:
        """Ask the person what to show from now on."""
        self._call(lambda: self._start_soon(self._choose()))

    def hide(self, places: Sequence[Rect]) -> None:
        """Keep these places of the desktop out of the picture."""
        self._call(lambda: self._start_soon(self._hide(tuple(places))))

    def own(self, window: int) -> None:
        """Input from afar must not reach this window, whose number at the display this is."""
        hands = self._equipment.computer.input
        if hands is not None and window not in self._windows:
            self._windows.add(window)
            self._call(lambda: hands.own(sorted(self._windows)))

    def end(self) -> None:
        """Leave the loop and wait for its thread, shortly."""
        self.stop()
        self._call(lambda: self._start_soon(self._leave()))
        self._thread.join(_JOIN_S)

    # In the thread of the conversation.

    async def _whole(self, wish: Wish) -> None:
        try:
            desk = Desk.at(wish.address)
            try:
                seat = await join(desk, wish.code, wish.terms)
            except JoinRefusedError as refused:
                if refused.code != "terms" or wish.terms:
                    raise
                self.terms.emit(await terms_of(desk))
                return
        except JoinRefusedError as refused:
            self.refused.emit(refused.code, refused.message)
            return
        self.joined.emit(seat)
        await self._sit(desk, seat)

    async def _sit(self, desk: Desk, seat: Joined) -> None:
        visit = self._visit = Visit(desk, self._equipment.computer, self._answers)
        over = Over("lost", "")
        try:
            over = await visit.run(seat)
        finally:
            self.over.emit(over, bool(visit.distrusted))

    def _stop(self) -> None:
        if self._visit is not None:
            self._visit.stop()

    async def _take_back(self, permission: str) -> None:
        if self._session is not None:
            await self._session.revoke(permission)

    async def _choose(self) -> None:
        session = self._session
        if session is not None:
            await session.choose_part()

    async def _hide(self, places: tuple[Rect, ...]) -> None:
        session = self._session
        if session is not None:
            await session.hide(places)
        else:
            await asyncio.to_thread(self._equipment.computer.canvas.hide, places)

    async def _leave(self) -> None:
        for _turn in range(40):
            if not any(task is not asyncio.current_task() for task in self._tasks):
                break
            await asyncio.sleep(0.05)
        self._loop.stop()

    @property
    def _session(self) -> CustomerSession | None:
        return self._visit.session if self._visit is not None else None

    def _with_session(self, do: Callable[[CustomerSession], object]) -> None:
        def now() -> None:
            if self._session is not None:
                do(self._session)

        self._call(now)

    def _call(self, do: Callable[[], object]) -> None:
        try:
            self._loop.call_soon_threadsafe(do)
        except RuntimeError:
            return  # it is over, and nothing is left to stop

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._call(lambda: self._start_soon(work))

    def _start_soon(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(self._safely(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _safely(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except NotAllowedError as refused:
            self.failed.emit(str(refused))
