"""Remote control as a service, with a real display: who may, when, how much, and what it says when it does not obey."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator

import pytest

from aboveboard.companion.flow.computer import Computer
from aboveboard.companion.flow.control import Bucket
from aboveboard.companion.flow.steering import Steering
from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.card import TestCard
from aboveboard.companion.host.input import Input, Typed, Why
from aboveboard.companion.host.polled import PolledCanvas
from aboveboard.companion.host.real import RealInput
from aboveboard.companion.host.x11_canvas import X11Canvas
from aboveboard.companion.host.x11_input import X11Input
from aboveboard.companion.host.x11_real import X11RealInput
from aboveboard.wire import remote as r
from aboveboard.wire.payloads import Empty
from aboveboard.wire.types import FrameType, Scope
from tests.companion.desktop import Desktop
from tests.companion.devices import Devices, until
from tests.companion.files_table import Technician, play
from tests.companion.says import Says
from tests.companion.stage import NO_MASKS, Stage, needs_desktop, needs_xvfb

pytestmark = needs_xvfb
F = FrameType
Act = Callable[[Technician], Awaitable[None]]


class Controlled:
    """A display that a technician may control, with the person's own devices."""

    def __init__(self, name: str) -> None:
        self.canvas = X11Canvas(name, NO_MASKS)
        self.input = X11Input(name)
        self.real = X11RealInput(name)
        self.devices = Devices(name)
        self.says = Says()

    def play(self, act: Act, *, leave: bool = False) -> None:
        computer = Computer(self.canvas, input=self.input, real=self.real)
        asyncio.run(play(act, self.says, scope=Scope.CONTROL, computer=computer, leave=leave))

    def close(self) -> None:
        for one in (self.input, self.real, self.devices, self.canvas):
            one.close()


@pytest.fixture
def controlled(stage: Stage) -> Iterator[Controlled]:
    made = Controlled(stage.name)
    yield made
    made.close()


async def press(technician: Technician, code: str, key: str, *, down: bool = True) -> None:
    await technician.send(F.PRESS, r.Press(code=code, key=key, down=down))


async def point(technician: Technician, x: int, y: int, buttons: int = 0) -> None:
    await technician.send(F.POINTER, r.Pointer(x=x, y=y, buttons=buttons))


async def soon(true: Callable[[], object]) -> None:
    await asyncio.to_thread(until, true, 5.0)


def said(technician: Technician) -> list[str]:
    frames = [body for kind, body in technician.desk.got if kind is F.CONTROL]
    assert all(isinstance(body, r.Control) and body.live is not bool(body.why) for body in frames)
    return [body.why for body in frames if isinstance(body, r.Control)]


@needs_desktop
def test_a_technician_types_into_a_terminal(desktop: Desktop) -> None:
    file = desktop.terminal("typed")
    one = Controlled(desktop.name)
    desktop.closing.callback(one.close)

    async def act(technician: Technician) -> None:
        text = "Zeile mit äöü, € und 😀; привет\n"
        await technician.send(F.TYPE, r.Type(text=text))
        # What is pressed after a text comes after it.
        for key in "ls":
            await press(technician, "", key)
            await press(technician, "", key, down=False)
        await press(technician, "Enter", "Enter")
        await press(technician, "Enter", "Enter", down=False)
        await technician.send(F.TYPE, r.Type(text="x" * 900 + "\n"))
        await soon(lambda: file.read_text() == text + "ls\n" + "x" * 900 + "\n")

    one.play(act)


def test_what_is_held_is_let_go_of_whatever_ends_it(controlled: Controlled) -> None:
    devices = controlled.devices

    async def hold(technician: Technician) -> None:
        await soon(lambda: said(technician)[-1:] == [""])
        await press(technician, "ShiftLeft", "Shift")
        await press(technician, "ControlLeft", "Control")
        # A button that was let go of for them has to come up before it counts again.
        await point(technician, 3000, 3000, 0)
        await point(technician, 3000, 3000, 1)
        await soon(lambda: devices.mask().bit_count() == 3)

    async def free(_: Technician) -> None:
        await soon(lambda: devices.mask() == 0 and devices.down() == [])

    async def release(technician: Technician) -> None:
        await hold(technician)
        await technician.send(F.RELEASE, Empty())
        await free(technician)
        await hold(technician)
        technician.session.end.pause()
        technician.session._happen()
        await free(technician)
        assert devices.mask() == 0
        await point(technician, 4000, 4000, 1)
        await press(technician, "KeyA", "a")
        await soon(lambda: said(technician)[-1] == "paused")
        technician.session.end.resume()
        technician.session._happen()
        # The button was held all the time.
        await point(technician, 5000, 5000, 1)
        await soon(lambda: devices.pointer()[0] == 640 * 5000 // 65535)
        assert devices.mask() == 0
        await point(technician, 5000, 5000, 0)
        await hold(technician)
        await technician.session.revoke(technician.permission)
        assert devices.mask() == 0
        await press(technician, "ShiftLeft", "Shift")
        await technician.quiet()
        assert devices.mask() == 0

    controlled.play(release)
    for leave in (False, True):
        controlled.play(hold, leave=leave)
        assert (devices.mask(), devices.down()) == (0, [])


def test_the_person_wins_and_a_second_later_it_goes_on(controlled: Controlled) -> None:
    devices = controlled.devices

    async def act(technician: Technician) -> None:
        await soon(lambda: said(technician) == [""])
        await press(technician, "ShiftLeft", "Shift")
        await point(technician, 30000, 30000, 1)
        await soon(lambda: devices.mask().bit_count() == 2)
        began = time.monotonic()
        devices.move(77, 88)
        where = devices.pointer()
        assert where == (77, 88)
        await soon(lambda: devices.mask() == 0)
        await soon(lambda: said(technician)[-1] == "person")
        assert controlled.says.standing[-1].held == "person"
        while time.monotonic() - began < 0.8:
            await point(technician, 100, 100, 0)
            await press(technician, "ShiftLeft", "Shift")
            await asyncio.sleep(0.02)
            assert devices.mask() == 0
            assert devices.pointer() == where
        await soon(lambda: said(technician)[-1] == "")
        assert time.monotonic() - began >= 1.0
        assert controlled.says.standing[-1].held == ""
        await point(technician, 100, 100, 0)
        await soon(lambda: devices.pointer() != where)

    controlled.play(act)


def test_while_a_question_is_open_nothing_is_obeyed(controlled: Controlled) -> None:
    devices = controlled.devices
    asked = asyncio.Event()

    class Slow(Says):
        async def allow(self, technician: object, scope: Scope, reason: str) -> bool:
            if scope is Scope.VIEW:
                await asked.wait()
            return True

    controlled.says = Slow()

    async def act(technician: Technician) -> None:
        await soon(lambda: said(technician) == [""])
        await press(technician, "AltLeft", "Alt")
        await soon(devices.mask)
        await technician.desk.send(technician.desk.wire.ask(Scope.VIEW))
        await soon(lambda: devices.mask() == 0)
        await soon(lambda: said(technician)[-1] == "question")
        where = devices.pointer()
        await point(technician, 60000, 60000, 1)
        await technician.send(F.TYPE, r.Type(text="y\n"))
        await press(technician, "Enter", "Enter")
        await technician.quiet()
        assert (devices.mask(), devices.pointer()) == (0, where)
        asked.set()
        await soon(lambda: said(technician)[-1] == "")

    controlled.play(act)


def test_a_technician_who_falls_silent_holds_nothing(controlled: Controlled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aboveboard.companion.flow.control.SILENCE_S", 0.7)

    async def act(technician: Technician) -> None:
        await press(technician, "ShiftLeft", "Shift")
        await soon(controlled.devices.mask)
        await soon(lambda: not controlled.devices.mask())

    controlled.play(act)


def test_a_storm_is_held_back_and_everything_comes_up(controlled: Controlled) -> None:
    devices = controlled.devices
    chance = random.Random(3)
    keys = [
        ("ShiftLeft", "Shift"),
        ("ControlRight", "Control"),
        ("KeyA", "a"),
        ("", "😀"),
        ("F4", "F4"),
        ("", "\u202a"),
    ]

    async def act(technician: Technician) -> None:
        for number in range(1_500):
            kind = chance.randrange(5)
            x, y = chance.randrange(65536), chance.randrange(65536)
            if kind == 0:
                await point(technician, x, y, chance.randrange(32))
            elif kind == 1:
                wheel = r.Wheel(x=x, y=y, dx=chance.randrange(-10000, 10001), dy=chance.randrange(-10000, 10001))
                await technician.send(F.WHEEL, wheel)
            elif kind == 2:
                code, key = chance.choice(keys[:-1])
                await press(technician, code, key, down=chance.random() < 0.6)
            elif kind == 3 and number % 9 == 0:
                await technician.send(F.TYPE, r.Type(text="\x00\ud7ffz\x1b" * 250))
            if number % 200 == 0:
                await asyncio.sleep(0.05)
        await soon(lambda: "rate" in said(technician))
        await technician.session.revoke(technician.permission)
        await technician.quiet(0.1)
        assert (devices.mask(), devices.down()) == (0, [])

    controlled.play(act)
    assert controlled.says.told[-1] == ("ended", "server: test over")
    assert not [text for kind, text in controlled.says.told if kind == "refused"]


def test_without_a_permission_no_frame_of_control_does_anything(controlled: Controlled) -> None:
    devices = controlled.devices
    where = devices.pointer()

    async def act(technician: Technician) -> None:
        await technician.session.revoke(technician.permission)
        await point(technician, 9, 9, 1)
        await press(technician, "ShiftLeft", "Shift")
        await technician.send(F.TYPE, r.Type(text="a"))
        await technician.quiet()
        assert (devices.mask(), devices.pointer()) == (0, where)

    controlled.play(act)


def test_places_are_those_of_the_part_that_is_shown(stage: Stage, controlled: Controlled) -> None:
    program = stage.program()
    program.do("monitor", name="right", place=[320, 0, 320, 480])

    async def act(technician: Technician) -> None:
        picture = technician.session.picture
        parts = [one.name for one in await picture.parts()]
        await picture.show(parts.index("right"))
        for x, y, at in (
            (0, 0, (320, 0)),
            (65535, 65535, (639, 479)),
            (32768, 32768, (480, 240)),
            (round(65535 * 7 / 320), round(65535 * 9 / 480), (327, 9)),
        ):
            await point(technician, x, y)
            await soon(lambda at=at: controlled.devices.pointer() == at)

    controlled.play(act)


# Without a display.


class Told:
    """Hands that write down what they are told."""

    def __init__(self) -> None:
        self.done: list[tuple[object, ...]] = []
        self.why: Why = ""
        self.pace = 4

    @property
    def held(self) -> bool:
        return False

    def pointer(self, x: int, y: int, buttons: int) -> Why:
        self.done.append(("pointer", x, y, buttons))
        return self.why

    def wheel(self, x: int, y: int, dx: int, dy: int) -> Why:
        self.done.append(("wheel", dx, dy))
        return self.why

    def press(self, code: str, key: str, down: bool) -> Why:
        self.done.append(("press", key, down))
        return self.why

    def type(self, text: str) -> Typed:
        self.done.append(("type", text[: self.pace]))
        return Typed(min(self.pace, len(text)), 0.001, self.why)

    def release(self) -> None:
        self.done.append(("release",))

    def own(self, windows: object) -> None:
        raise AssertionError(windows)

    def only(self, window: int) -> None:
        raise AssertionError(window)

    def blocked(self) -> Why:
        return self.why

    def close(self) -> None:
        return


def steer(act: Callable[[Steering, Told], Awaitable[None]]) -> list[tuple[object, ...]]:
    told = Told()

    async def run() -> None:
        canvas = PolledCanvas(TestCard((200, 100), clock=lambda: 0.0))
        canvas.damaged()
        assert canvas.place == Rect(0, 0, 200, 100)
        put: Input = told
        await act(Steering(put, canvas, lambda *_: None, lambda later: later()), told)
        await asyncio.sleep(0.05)

    asyncio.run(run())
    return told.done


def test_the_newest_of_many_moves_counts_and_clicks_come_where_they_were_made() -> None:
    async def act(steering: Steering, _: Told) -> None:
        for x in range(0, 65535, 655):
            steering.obey(1, r.Pointer(x=x, y=0, buttons=0))
        steering.obey(1, r.Pointer(x=65535, y=65535, buttons=1))
        steering.obey(1, r.Pointer(x=0, y=0, buttons=1))
        await asyncio.sleep(0.01)
        steering.obey(1, r.Pointer(x=0, y=0, buttons=0))

    done = steer(act)
    assert done == [
        ("pointer", 0, 0, 0),
        ("pointer", 199, 0, 0),
        ("pointer", 199, 99, 1),
        ("pointer", 0, 0, 1),
        ("pointer", 0, 0, 0),
    ]


def test_pixels_become_clicks_and_the_rest_is_kept() -> None:
    async def act(steering: Steering, _: Told) -> None:
        for dx, dy in ((0, 30), (0, 30), (0, 50), (0, -10), (0, -95), (250, 0), (0, 10_000), (-50, 0)):
            steering.obey(1, r.Wheel(x=0, y=0, dx=dx, dy=dy))

    clicks = [tuple(one[1:]) for one in steer(act)]
    assert clicks == [(0, 0), (0, 0), (0, 1), (0, 0), (0, -1), (2, 0), (0, 20), (0, 0)]


def test_what_comes_after_a_text_waits_for_it_and_too_much_is_refused() -> None:
    async def act(steering: Steering, told: Told) -> None:
        assert steering.obey(1, r.Type(text="abcdefghij"))
        assert steering.obey(1, r.Press(code="Enter", key="Enter", down=True))
        assert steering.obey(1, r.Pointer(x=0, y=0, buttons=1))
        assert steering.busy
        await asyncio.sleep(0.05)
        assert not steering.busy
        assert told.done == [
            ("type", "abcd"),
            ("type", "efgh"),
            ("type", "ij"),
            ("press", "Enter", True),
            ("pointer", 0, 0, 1),
        ]
        assert not all(steering.obey(1, r.Type(text="x" * 1000)) for _ in range(6))
        steering.drop()
        assert not steering.busy
        assert told.done[-1] == ("release",)

    steer(act)


def test_a_button_that_was_not_obeyed_counts_only_after_it_came_up() -> None:
    async def act(steering: Steering, told: Told) -> None:
        told.why = "own-window"
        steering.obey(1, r.Pointer(x=0, y=0, buttons=1))
        told.why = ""
        steering.obey(1, r.Pointer(x=65535, y=0, buttons=3))
        steering.obey(1, r.Pointer(x=65535, y=0, buttons=2))
        steering.obey(1, r.Pointer(x=65535, y=0, buttons=3))
        # Somebody else's buttons are their own.
        steering.obey(2, r.Pointer(x=0, y=0, buttons=4))
        steering.obey(2, r.Pointer(x=0, y=0, buttons=0))

    assert [one[3] for one in steer(act)] == [1, 2, 2, 3, 7, 3]


def test_so_many_a_second_and_twice_as_many_at_once() -> None:
    bucket = Bucket(10)
    assert [bucket.take(1, 100.0) for _ in range(25)].count(True) == 20
    assert [bucket.take(1, 100.5) for _ in range(25)].count(True) == 5
    assert [bucket.take(1, 200.0) for _ in range(25)].count(True) == 20


def test_the_hands_of_a_display_and_its_devices_are_what_the_session_asks_for(controlled: Controlled) -> None:
    hands: Input = controlled.input
    real: RealInput = controlled.real
    assert hands.blocked() == ""
    assert real.sure
    assert real.since() is None
