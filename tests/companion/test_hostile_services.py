"""A technician with one yes sends everything there is: it does what that yes covers, and nothing else happens here."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

import pytest

from aboveboard.companion.flow.answers import ToolToRun
from aboveboard.companion.flow.computer import Computer
from aboveboard.companion.flow.session import CustomerSession
from aboveboard.companion.flow.standing import Stranger
from aboveboard.companion.flow.toolkit import Toolkit
from aboveboard.companion.host.card import TestCard
from aboveboard.companion.host.clipboard import Copied
from aboveboard.companion.host.input import Typed, Why
from aboveboard.companion.host.polled import PolledCanvas
from aboveboard.companion.host.programs import Programs
from aboveboard.companion.host.tool_keys import ToolKeys
from aboveboard.wire.gates import GATES, Way
from aboveboard.wire.remote import FileOffer, FileWish
from aboveboard.wire.types import FrameType, Role, Scope
from tests.companion import frames
from tests.companion.checkups import Made
from tests.companion.files_table import Technician, play
from tests.companion.says import Says

STORM = [
    kind
    for kind, gate in GATES.items()
    if gate.scope is not None and Role.TECHNICIAN in gate.senders and gate.way is Way.CUSTOMER
]


class Hands:
    """An input, a clipboard and a real person's devices that write down what was done with them."""

    sure = True
    held = False

    def __init__(self) -> None:
        self.done: list[str] = []
        self.pasted: list[str] = []
        self.came: Callable[[Copied], None] | None = None

    def pointer(self, x: int, y: int, buttons: int) -> Why:
        self.done.append("pointer")
        return ""

    def wheel(self, x: int, y: int, dx: int, dy: int) -> Why:
        self.done.append("wheel")
        return ""

    def press(self, code: str, key: str, down: bool) -> Why:
        self.done.append("press")
        return ""

    def type(self, text: str) -> Typed:
        self.done.append("type")
        return Typed(len(text), 0)

    def rest(self) -> None:
        pass

    def release(self) -> None:
        pass

    def own(self, windows: Iterable[int]) -> None:
        pass

    def only(self, window: int) -> None:
        pass

    def blocked(self) -> Why:
        return ""

    def close(self) -> None:
        pass

    def since(self) -> float | None:
        return None

    def pressed(self, time_ms: int) -> bool:
        return False

    def listen(self, came: Callable[[Copied], None]) -> None:
        self.came = came

    def put(self, text: str) -> None:
        self.pasted.append(text)


class Devices(Hands):
    """The person's own, which nobody uses."""

    def tell(self, used: Callable[[], None] | None) -> None:
        pass


class Clipboard(Hands):
    """What is copied here by itself is a secret."""

    def rest(self) -> None:
        self.came = None


class Wary(Says):
    """Says yes to one scope, and yes to everything that is asked after it: what is not asked must not happen."""

    def __init__(self, scope: Scope, folder: Path) -> None:
        folder.mkdir()
        kept = folder.parent / "picked.txt"
        kept.write_text("picked")
        super().__init__(folder=folder, file=kept, run=True, password="canary-password", struck=frozenset())
        self.scope = scope
        self.passwords = 0

    async def allow(self, technician: Stranger, scope: Scope, reason: str) -> bool:
        self.asked.append(scope)
        return scope is self.scope

    async def give_password(self, technician: Stranger, reason: str) -> str | None:
        self.passwords += 1
        return await super().give_password(technician, reason)


class Attack:
    """One session with one yes, and what came of a storm."""

    def __init__(self, scope: Scope, folder: Path) -> None:
        self.hands, self.clipboard = Hands(), Clipboard()
        self.says = Wary(scope, folder / "received")
        self.scope = scope
        self._folder = folder
        self.computer = Computer(
            PolledCanvas(TestCard((64, 64), per_second=2)),
            input=self.hands,
            real=Devices(),
            clipboard=self.clipboard,
            asks=(Scope.FILES, Scope.TOOL, Scope.PASSWORD, Scope.DIAGNOSTICS),
            tools=Toolkit(Programs(), ToolKeys(folder / "config")),
            checkup=Made(),
        )

    async def run(self, act: Callable[[Technician], Awaitable[None]]) -> CustomerSession:
        return await play(act, self.says, scope=self.scope, computer=self.computer)

    async def storm(self, technician: Technician, seed: int, rounds: int = 4) -> None:
        chance = random.Random(seed)
        for number in range(rounds):
            for kind in chance.sample(STORM, len(STORM)):
                await technician.send(kind, frames.of(kind, seed * 100 + number))
        if self.clipboard.came is not None:
            self.clipboard.came(Copied("canary-copied"))
        await technician.quiet(0.4)

    def touched(self) -> dict[str, object]:
        """What happened on this computer, by the scope that covers it."""
        return {
            Scope.CONTROL: self.hands.done,
            Scope.CLIPBOARD: self.clipboard.pasted,
            Scope.FILES: [*self.says.offers, *(self._folder / "received").iterdir()],
            Scope.TOOL: self.says.tools,
            Scope.PASSWORD: self.says.passwords,
            Scope.DIAGNOSTICS: self.says.previews,
            Scope.POINT: [one for kind, one in self.says.told if kind == "mark"],
        }


def left(technician: Technician) -> set[Scope]:
    """The scopes of which anything but a refusal left this computer."""
    return {gate.scope for kind, _ in technician.desk.got if (gate := GATES[kind]).scope is not None}


@pytest.mark.parametrize("scope", list(Scope))
async def test_one_yes_covers_its_own_scope_alone(scope: Scope, tmp_path: Path) -> None:
    attack = Attack(scope, tmp_path)
    gone: set[Scope] = set()

    async def act(technician: Technician) -> None:
        await attack.storm(technician, 1)
        gone.update(left(technician))

    session = await attack.run(act)
    happened = {covered for covered, what in attack.touched().items() if what}
    assert happened <= {scope}
    assert gone <= {scope}
    # Tools are not signed here, and seeing does nothing to this computer; every other yes let something through.
    if scope not in (Scope.TOOL, Scope.VIEW):
        assert happened == {scope}
    assert not attack.says.tools
    assert session.distrusted


@pytest.mark.parametrize("how", ["pause", "revoke", "stop"])
@pytest.mark.parametrize("scope", [Scope.CONTROL, Scope.CLIPBOARD, Scope.FILES, Scope.TOOL, Scope.PASSWORD])
async def test_after_a_pause_a_taken_back_yes_and_a_stop_nothing_happens(
    scope: Scope, how: str, tmp_path: Path
) -> None:
    attack = Attack(scope, tmp_path)

    async def act(technician: Technician) -> None:
        session = technician.session
        before = [frame for frame in technician.desk.got if GATES[frame[0]].scope not in (None, scope)]
        if how == "pause":
            session.pause()
        elif how == "revoke":
            await session.revoke(technician.permission)
        else:
            session.stop()
        try:
            await attack.storm(technician, 2)
        except OSError:
            return
        secret = {FrameType.CLIP_OUT, FrameType.FILE_UP, FrameType.TOOL_OUTPUT}
        assert not [kind for kind, _ in technician.desk.got if kind in secret]
        assert not before

    await attack.run(act)
    touched = attack.touched()
    touched.pop(Scope.POINT)
    assert not any(touched.values()), touched


async def test_while_the_person_is_asked_anything_no_input_is_obeyed(tmp_path: Path) -> None:
    attack = Attack(Scope.CONTROL, tmp_path)
    asked, answer = asyncio.Event(), asyncio.Event()

    async def allow(technician: Stranger, scope: Scope, reason: str) -> bool:
        if scope is Scope.CONTROL:
            return True
        asked.set()
        await answer.wait()
        return False

    attack.says.allow = allow  # type: ignore[method-assign]  # a person who takes their time

    async def act(technician: Technician) -> None:
        await technician.desk.send(technician.desk.wire.ask(Scope.FILES))
        await asked.wait()
        await attack.storm(technician, 3)
        assert attack.hands.done == []
        answer.set()
        await technician.quiet(0.2)
        await attack.storm(technician, 4)

    await attack.run(act)
    assert attack.hands.done


async def test_silence_is_no_to_every_question(tmp_path: Path) -> None:
    folder = tmp_path / "received"

    class Silent(Wary):
        """Allows a scope, and then says nothing any more: what asked them gives ``None`` or ``False`` in the end."""

        async def take_file(self, technician: Stranger, offer: FileOffer) -> Path | None:
            await asyncio.sleep(0.1)
            return None

        async def pick_file(self, technician: Stranger, wish: FileWish) -> Path | None:
            await asyncio.sleep(0.1)
            return None

        async def run_tool(self, technician: Stranger, tool: ToolToRun) -> bool:
            return False

        async def give_password(self, technician: Stranger, reason: str) -> str | None:
            await asyncio.sleep(0.1)
            return None

    for scope in (Scope.FILES, Scope.PASSWORD):
        attack = Attack(scope, tmp_path / scope) if (tmp_path / scope).mkdir() is None else None
        assert attack is not None
        attack.says = Silent(scope, tmp_path / scope / "silent")

        async def act(technician: Technician, attack: Attack = attack) -> None:
            await attack.storm(technician, 5)
            sent = {FrameType.FILE_UP, FrameType.FILE_TAKEN}
            assert not [kind for kind, _ in technician.desk.got if kind in sent]
            secrets = [body for kind, body in technician.desk.got if kind is FrameType.SECRET]
            assert all(not body.sealed for body in secrets)  # type: ignore[union-attr]  # it is a Secret

        await attack.run(act)
    assert not folder.exists()
