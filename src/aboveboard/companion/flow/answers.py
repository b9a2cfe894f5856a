"""The person at the customer's end, as the conversation sees them: questions with a yes or a no, and things told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from aboveboard.companion.flow.end import CustomerEnd
from aboveboard.companion.flow.sharing import Preview
from aboveboard.companion.flow.standing import Standing, Stranger
from aboveboard.companion.host.canvas import PartInfo
from aboveboard.wire.payloads import Draw, Point
from aboveboard.wire.remote import FileOffer, FileWish
from aboveboard.wire.types import Scope, Step

Answer = TypeVar("Answer")


Rights = Literal["", "asked", "had", "given"]
"""Whether a tool runs with the rights of an administrator.

Empty: no. ``asked``: it needs them, and the system asks the person. ``had``: it needs them, and this program has them
already, so nobody asks. ``given``: it does not need them, but gets them of this program, which has them.
"""


@dataclass(frozen=True, slots=True)
class ToolToRun:
    """A tool of the operator's library whose signature holds. ``undo`` is empty where it cannot be undone.

    ``signer`` is the fingerprint of the key that signed it; ``known``: that key was known before.
    """

    name: str
    description: str
    touches: str
    undo: str
    rights: Rights
    signer: str
    known: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far something is that takes time. ``total`` 0: nobody knows. ``state``: going, done, stopped or failed."""

    identifier: str
    kind: str
    name: str
    done: int
    total: int
    state: str


class Answers(Protocol):
    """Asks the person. Silence is no: whoever implements it gives ``False`` or ``None`` when nobody answered."""

    async def acknowledge(self, step: Step) -> bool:
        """The person has read this step (scam warning, how to disconnect, private files)."""

    async def admit(self, technician: Stranger) -> bool:
        """The person lets this technician in, by name, having compared the phrase."""

    async def allow(self, technician: Stranger, scope: Scope, reason: str) -> bool:
        """The technician asked for ``scope``: yes or no."""

    async def choose_part(self, parts: Sequence[PartInfo]) -> int | None:
        """What to show of these: -1 everything, else its number; ``None`` shows nothing."""

    async def take_file(self, technician: Stranger, offer: FileOffer) -> Path | None:
        """The technician offers a file: the folder to put it into, or no."""

    async def pick_file(self, technician: Stranger, wish: FileWish) -> Path | None:
        """The technician asks for a file: the one that the person picked, or no."""

    async def run_tool(self, technician: Stranger, tool: ToolToRun) -> bool:
        """The technician offers to run this tool."""

    async def undo_tool(self, technician: Stranger, tool: ToolToRun) -> bool:
        """The technician offers to undo what this tool did."""

    async def give_password(self, technician: Stranger, reason: str) -> str | None:
        """The technician asks for a password that the repair needs: what the person typed, or no."""

    async def share_computer(self, technician: Stranger, reason: str, preview: Preview) -> frozenset[str] | None:
        """What would be told of this computer, line by line: the keys of what the person struck out, or no."""

    def tell(self, kind: str, text: str) -> None:
        """Something to show, not to answer.

        ``kind`` is one of grants, refused, note, copied, output, shown, computer (who was told of it), unread (it could
        not be looked at), lost, ended.
        """

    def mark(self, technician: int, mark: Point | Draw | None) -> None:
        """A technician points or draws on the part that is shown; ``None``: all their marks are wiped."""

    def progress(self, one: Progress) -> None:
        """How far a transfer or a tool is."""

    def show(self, standing: Standing) -> None:
        """How things are, whenever that changes."""

    def present(self) -> bool:
        """True while the person can see and stop what happens: leases are renewed only while they can."""


class InTurn:
    """One question at a time, whoever asks; ``end.asking`` says that one is open, so that input is held meanwhile."""

    def __init__(self, end: CustomerEnd, answers: Answers) -> None:
        self._end = end
        self._answers = answers
        self._turn = asyncio.Lock()
        self.tell = answers.tell
        self.mark = answers.mark
        self.progress = answers.progress
        self.show = answers.show
        self.present = answers.present

    async def acknowledge(self, step: Step) -> bool:
        return await self._ask(self._answers.acknowledge(step))

    async def admit(self, technician: Stranger) -> bool:
        return await self._ask(self._answers.admit(technician))

    async def allow(self, technician: Stranger, scope: Scope, reason: str) -> bool:
        return await self._ask(self._answers.allow(technician, scope, reason))

    async def choose_part(self, parts: Sequence[PartInfo]) -> int | None:
        return await self._ask(self._answers.choose_part(parts))

    async def take_file(self, technician: Stranger, offer: FileOffer) -> Path | None:
        return await self._ask(self._answers.take_file(technician, offer))

    async def pick_file(self, technician: Stranger, wish: FileWish) -> Path | None:
        return await self._ask(self._answers.pick_file(technician, wish))

    async def run_tool(self, technician: Stranger, tool: ToolToRun) -> bool:
        return await self._ask(self._answers.run_tool(technician, tool))

    async def undo_tool(self, technician: Stranger, tool: ToolToRun) -> bool:
        return await self._ask(self._answers.undo_tool(technician, tool))

    async def give_password(self, technician: Stranger, reason: str) -> str | None:
        return await self._ask(self._answers.give_password(technician, reason))

    async def share_computer(self, technician: Stranger, reason: str, preview: Preview) -> frozenset[str] | None:
        return await self._ask(self._answers.share_computer(technician, reason, preview))

    async def _ask(self, question: Awaitable[Answer]) -> Answer:
        # Held from the moment a question is owed: nobody types into a window that is just opening.
        self._end.hold()
        try:
            async with self._turn:
                return await question
        finally:
            if asyncio.iscoroutine(question):
                question.close()  # where it was called off before its turn
            self._end.let_go()
