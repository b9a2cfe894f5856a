"""``flow.answers.Answers`` by windows: asked in the thread of the conversation, answered in the thread of the windows.

A question travels as a Qt signal, its answer by ``call_soon_threadsafe``. Silence is no here as well: where the windows
do not answer in time, because their thread hangs, the answer is the refusal.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from aboveboard.companion.flow.answers import Progress, ToolToRun
from aboveboard.companion.flow.standing import Standing, Stranger
from aboveboard.companion.host.canvas import PartInfo
from aboveboard.wire.payloads import Draw, Point
from aboveboard.wire.remote import FileOffer, FileWish
from aboveboard.wire.types import Scope, Step

_GRACE_S: Final = 5.0
_LONGEST_S: Final = 600.0
PRESENT_S: Final = 2.0
"""The windows' thread has to have ticked within this time, or nobody is taken to be there."""


@dataclass(eq=False)
class Question:
    """``kind`` names the method that asks; ``about`` its arguments; ``reply`` may be called from any thread, once."""

    kind: str
    about: tuple[Any, ...]
    reply: Callable[[Any], None]
    over: bool = field(default=False)


class WindowAnswers(QObject):
    """What the conversation knows of the windows. Its signals arrive in the thread of the windows."""

    asked = Signal(object)
    withdrawn = Signal(object)
    told = Signal(str, str)
    marked = Signal(int, object)
    went = Signal(object)
    standing = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._ticked = 0.0

    def tick(self) -> None:
        """The windows are alive, and the person can see the bar on top."""
        self._ticked = time.monotonic()

    def present(self) -> bool:
        return time.monotonic() - self._ticked < PRESENT_S

    async def _ask(self, kind: str, *about: Any, refusal: Any = False) -> Any:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Any] = loop.create_future()

        def settle(value: Any) -> None:
            if not answer.done():
                answer.set_result(value)

        def reply(value: Any) -> None:
            try:
                loop.call_soon_threadsafe(settle, value)
            except RuntimeError:
                return  # the conversation is over, so nobody waits for it

        question = Question(kind, about, reply)
        self.asked.emit(question)
        try:
            async with asyncio.timeout(_LONGEST_S + _GRACE_S):
                return await answer
        except TimeoutError:
            return refusal
        finally:
            question.over = True
            self.withdrawn.emit(question)

    async def acknowledge(self, step: Step) -> bool:
        return await self._ask("acknowledge", step) is True

    async def admit(self, technician: Stranger) -> bool:
        return await self._ask("admit", technician) is True

    async def allow(self, technician: Stranger, scope: Scope, reason: str) -> bool:
        return await self._ask("allow", technician, scope, reason) is True

    async def choose_part(self, parts: Sequence[PartInfo]) -> int | None:
        chosen = await self._ask("choose_part", list(parts), refusal=None)
        return chosen if isinstance(chosen, int) and not isinstance(chosen, bool) else None

    async def take_file(self, technician: Stranger, offer: FileOffer) -> Path | None:
        return _path(await self._ask("take_file", technician, offer, refusal=None))

    async def pick_file(self, technician: Stranger, wish: FileWish) -> Path | None:
        return _path(await self._ask("pick_file", technician, wish, refusal=None))

    async def run_tool(self, technician: Stranger, tool: ToolToRun) -> bool:
        return await self._ask("run_tool", technician, tool) is True

    async def undo_tool(self, technician: Stranger, tool: ToolToRun) -> bool:
        return await self._ask("undo_tool", technician, tool) is True

    async def give_password(self, technician: Stranger, reason: str) -> str | None:
        typed = await self._ask("give_password", technician, reason, refusal=None)
        return typed if isinstance(typed, str) and typed else None

    def tell(self, kind: str, text: str) -> None:
        self.told.emit(kind, text)

    def mark(self, technician: int, mark: Point | Draw | None) -> None:
        self.marked.emit(technician, mark)

    def progress(self, one: Progress) -> None:
        self.went.emit(one)

    def show(self, standing: Standing) -> None:
        self.standing.emit(standing)


def _path(found: Any) -> Path | None:
    return found if isinstance(found, Path) else None
