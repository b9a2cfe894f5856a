"""A person whose answers a test chooses beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aboveboard.companion.flow.answers import Progress, ToolToRun
from aboveboard.companion.flow.sharing import Preview
from aboveboard.companion.flow.standing import Standing, Stranger
from aboveboard.companion.host.canvas import PartInfo
from aboveboard.wire.payloads import Draw, Point
from aboveboard.wire.remote import FileOffer, FileWish
from aboveboard.wire.types import Scope, Step


class Says:
    """Keeps what they were asked and told. What is not given here is answered with no."""

    def __init__(
        self,
        *,
        admit: bool = True,
        steps: bool = True,
        allow: bool = True,
        part: int | None = -1,
        folder: Path | None = None,
        file: Path | None = None,
        run: bool = False,
        undo: bool = False,
        password: str | None = None,
        struck: frozenset[str] | None = None,
        here: bool = True,
    ) -> None:
        self._admit, self._steps, self._allow = admit, steps, allow
        self.part, self.folder, self.file, self.password = part, folder, file, password
        self.run, self.undo, self.here = run, undo, here
        self.struck = struck
        self.met: list[Stranger] = []
        self.steps: list[Step] = []
        self.asked: list[Scope] = []
        self.offers: list[FileOffer | FileWish] = []
        self.tools: list[ToolToRun] = []
        self.previews: list[Preview] = []
        self.told: list[tuple[str, str]] = []
        self.going: list[Progress] = []
        self.standing: list[Standing] = []

    async def acknowledge(self, step: Step) -> bool:
        self.steps.append(step)
        return self._steps

    async def admit(self, technician: Stranger) -> bool:
        self.met.append(technician)
        return self._admit

    async def allow(self, technician: Stranger, scope: Scope, reason: str) -> bool:
        self.asked.append(scope)
        return self._allow

    async def choose_part(self, parts: Sequence[PartInfo]) -> int | None:
        return self.part

    async def take_file(self, technician: Stranger, offer: FileOffer) -> Path | None:
        self.offers.append(offer)
        return self.folder

    async def pick_file(self, technician: Stranger, wish: FileWish) -> Path | None:
        self.offers.append(wish)
        return self.file

    async def run_tool(self, technician: Stranger, tool: ToolToRun) -> bool:
        self.tools.append(tool)
        return self.run

    async def undo_tool(self, technician: Stranger, tool: ToolToRun) -> bool:
        self.tools.append(tool)
        return self.undo

    async def give_password(self, technician: Stranger, reason: str) -> str | None:
        return self.password

    async def share_computer(self, technician: Stranger, reason: str, preview: Preview) -> frozenset[str] | None:
        self.previews.append(preview)
        return self.struck

    def tell(self, kind: str, text: str) -> None:
        self.told.append((kind, text))

    def mark(self, technician: int, mark: Point | Draw | None) -> None:
        self.told.append(("mark", "wiped" if mark is None else repr(mark)))

    def progress(self, one: Progress) -> None:
        self.going.append(one)

    def show(self, standing: Standing) -> None:
        self.standing.append(standing)

    def present(self) -> bool:
        return self.here
