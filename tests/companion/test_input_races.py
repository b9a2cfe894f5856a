"""Nothing slips in between looking and doing: windows that jump about, and a display that others keep to themselves."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from Xlib import X, display

from aboveboard.companion.host.x11_input import X11Input
from tests.companion.devices import Devices
from tests.companion.stage import Stage, needs_xvfb, stages

pytestmark = needs_xvfb
_HEARD = X.KeyPressMask | X.KeyReleaseMask | X.ButtonPressMask | X.ButtonReleaseMask | X.PointerMotionMask
_INPUT = {X.KeyPress, X.KeyRelease, X.ButtonPress, X.ButtonRelease, X.MotionNotify}


class Jumping:
    """Windows of the companion that go to and fro under the pointer, take the focus and give it away."""

    def __init__(self, stage: Stage) -> None:
        self._link = display.Display(stage.name)
        self._stop = threading.Event()
        self.heard: list[int] = []
        self.moves = 0
        self._thread = threading.Thread(target=self._jump)
        self._thread.start()

    def _jump(self) -> None:
        chance, screen = random.Random(5), self._link.screen()
        windows = [
            screen.root.create_window(
                0, 0, 200, 150, 0, screen.root_depth, override_redirect=True, event_mask=_HEARD, background_pixel=9
            )
            for _ in range(3)
        ]
        while not self._stop.is_set():
            one = chance.choice(windows)
            one.configure(x=chance.randrange(-50, 600), y=chance.randrange(-50, 440), stack_mode=X.Above)
            if chance.random() < 0.4:
                one.map()
                self._link.sync()
                if chance.random() < 0.5:
                    one.set_input_focus(X.RevertToPointerRoot, X.CurrentTime)
            elif chance.random() < 0.4:
                one.unmap()
            self._link.sync()
            self.moves += 1
            self._hear()
        self._link.sync()
        self._hear()
        self._link.close()

    def _hear(self) -> None:
        for _ in range(self._link.pending_events()):
            event = self._link.next_event()
            if event.type in _INPUT:
                self.heard.append(event.type)

    def end(self) -> None:
        self._stop.set()
        self._thread.join()


def test_windows_that_jump_under_the_pointer_never_get_an_event() -> None:
    with stages() as stage:
        others = [stage.program(), stage.program()]
        for number, one in enumerate(others):
            one.do("storm", seed=number, program=f"other{number}", colour=0x204060)
        put, devices, jumping = X11Input(stage.name), Devices(stage.name), Jumping(stage)
        chance = random.Random(9)
        obeyed: list[str] = []
        try:
            end = time.monotonic() + 6
            while time.monotonic() < end:
                x, y = chance.randrange(640), chance.randrange(480)
                # Where a window of the companion may have come to rest under the pointer, nothing moves it away:
                # what matters is that each event that was sent went elsewhere.
                doing = chance.randrange(4)
                if doing == 0:
                    obeyed += [put.pointer(x, y, 1), put.pointer(x, y, 0)]
                elif doing == 1:
                    obeyed.append(put.wheel(x, y, 0, 1))
                elif doing == 2:
                    obeyed.append(put.press("KeyA", "a", True))
                else:
                    obeyed.append(put.type("ab").why)
        finally:
            jumping.end()
            put.close()
            devices.close()
        assert jumping.heard == []
        assert jumping.moves > 300
        assert obeyed.count("own-window") > 50, "nothing was meant for them, so nothing was tried"
        assert obeyed.count("") > 50


@contextmanager
def listening(name: str) -> Iterator[None]:
    """A program that takes every press."""
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.companion.listener", name],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert program.stdout is not None
    try:
        assert program.stdout.readline() == b"ready\n"
        yield
    finally:
        program.kill()
        program.communicate()


def test_a_drag_goes_on_while_a_window_manager_keeps_the_display_to_itself() -> None:
    with stages() as stage:
        put, devices = X11Input(stage.name), Devices(stage.name)
        manager = display.Display(stage.name)
        try:
            with listening(stage.name):
                assert not put.pointer(100, 100, 1)
                manager.grab_server()
                manager.sync()
                told: list[str] = []

                def drag() -> None:
                    told.extend([put.pointer(150, 150, 1), put.pointer(200, 180, 0)])

                thread = threading.Thread(target=drag)
                thread.start()
                thread.join(5)
                blocked = thread.is_alive()
                # Only the one who keeps the display may look meanwhile.
                root, end = manager.screen().root, time.monotonic() + 5
                at = root.query_pointer()
                while at.mask and time.monotonic() < end:
                    at = root.query_pointer()
                manager.ungrab_server()
                manager.sync()
                thread.join()
                assert not blocked
                assert told == ["", ""]
                assert (at.root_x, at.root_y, at.mask) == (200, 180, 0)
        finally:
            manager.close()
            put.close()
            devices.close()
