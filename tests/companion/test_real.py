"""Real devices are told from programs, and the stop key works whatever else is held or grabbed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from Xlib import X, display

from aboveboard.companion.host.stop_key import StopKeyError
from aboveboard.companion.host.x11_input import X11Input
from aboveboard.companion.host.x11_raw import RawError
from aboveboard.companion.host.x11_real import X11RealInput
from aboveboard.companion.host.x11_stop_key import CANDIDATES, X11StopKey
from tests.companion.devices import Devices, until
from tests.companion.stage import Stage, needs_xvfb, stages

pytestmark = needs_xvfb
A, PAUSE, END, CAPS, NUM = 38, 127, 115, 66, 77


@pytest.fixture
def real(stage: Stage) -> Iterator[X11RealInput]:
    made = X11RealInput(stage.name)
    yield made
    made.close()


def test_what_a_program_presses_is_not_real(stage: Stage, real: X11RealInput, devices: Devices) -> None:
    used = threading.Event()
    real.tell(used.set)
    put = X11Input(stage.name)
    try:
        put.pointer(50, 60, 1)
        put.pointer(51, 61, 0)
        put.wheel(50, 60, 0, 1)
        put.press("KeyA", "a", True)
        devices.display.warp_pointer(9, 9)
        devices.display.sync()
        assert not used.wait(0.3)
        assert real.since() is None
    finally:
        put.close()
    assert real.sure
    devices.click()
    assert used.wait(2)
    used.clear()
    devices.move(80, 90)
    assert used.wait(2)
    assert devices.pointer() == (80, 90)
    since = real.since()
    assert since is not None
    assert 0 <= since < 2


def test_while_something_real_is_held_the_person_is_there(real: X11RealInput, devices: Devices) -> None:
    devices.key(A, True)
    until(lambda: real.since() == 0.0)
    time.sleep(0.2)
    assert real.since() == 0.0
    devices.button(1, True)
    devices.key(A, False)
    devices.button(1, False)
    until(lambda: (real.since() or 0.0) > 0.05)


def test_a_press_is_known_by_its_time(stage: Stage, real: X11RealInput, devices: Devices) -> None:
    link = display.Display(stage.name)
    window = link.screen().root.create_window(
        0, 0, 640, 480, 0, link.screen().root_depth, override_redirect=True, event_mask=X.ButtonPressMask
    )
    window.map()
    link.sync()
    put = X11Input(stage.name)
    times: dict[bool, list[int]] = {True: [], False: []}
    try:
        put._reach.why_not = lambda _top: ""  # type: ignore[method-assign]  # the window is of this process, and meant
        for number in range(40):
            from_hand = number % 2 == 0
            if from_hand:
                devices.click()
            else:
                put.pointer(5, 5, 1)
                put.pointer(5, 5, 0)
            times[from_hand].append(link.next_event().time)
            # Not in the same thousandth of a second: the display's clock has no finer one.
            time.sleep(0.003)
            assert real.pressed(times[from_hand][-1]) is from_hand
    finally:
        put.close()
        link.close()
    assert all(real.pressed(one + (1 << 32)) for one in times[True])
    assert not real.pressed(12345)


def test_a_display_that_goes_away_is_no_longer_sure() -> None:
    with stages() as other:
        real = X11RealInput(other.name)
        assert real.sure
    until(lambda: not real.sure)
    real.close()
    real.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:unclosed.*:ResourceWarning")
def test_a_display_that_is_not_there_is_said() -> None:
    with pytest.raises(RawError, match="cannot be reached"):
        X11RealInput(":4711")
    with pytest.raises(StopKeyError, match="cannot be reached"):
        X11StopKey(":4711", lambda: None)


class Counted:
    def __init__(self) -> None:
        self.times: list[float] = []

    def __call__(self) -> None:
        self.times.append(time.perf_counter())


def strike(devices: Devices, keycode: int) -> None:
    # Nobody strikes two keys within a thousandth of a second.
    time.sleep(0.005)
    devices.strike(keycode)


def test_the_stop_key_works_with_every_modifier_once_a_press(stage: Stage, devices: Devices) -> None:
    stopped = Counted()
    key = X11StopKey(stage.name, stopped)
    put = X11Input(stage.name)
    try:
        assert (key.name, key.names) == ("Pause", ("Pause", "Ctrl+Alt+End"))
        strike(devices, PAUSE)
        until(lambda: len(stopped.times) == 1)
        for lock in (CAPS, NUM):
            strike(devices, lock)
        strike(devices, PAUSE)
        until(lambda: len(stopped.times) == 2)
        # A technician who holds modifiers does not keep the person from stopping.
        for code, name in (("ControlLeft", "Control"), ("ShiftLeft", "Shift"), ("MetaLeft", "Meta")):
            put.press(code, name, True)
        strike(devices, PAUSE)
        until(lambda: len(stopped.times) == 3)
        put.press("AltLeft", "Alt", True)
        put.press("ShiftLeft", "Shift", False)
        put.press("MetaLeft", "Meta", False)
        strike(devices, END)
        until(lambda: len(stopped.times) == 4)
        put.release()
        strike(devices, END)
        strike(devices, A)
        time.sleep(0.1)
        assert len(stopped.times) == 4
    finally:
        put.close()
        key.close()
        key.close()
    strike(devices, PAUSE)
    time.sleep(0.1)
    assert len(stopped.times) == 4


def test_the_stop_key_comes_within_milliseconds(stage: Stage, devices: Devices) -> None:
    stopped = Counted()
    key = X11StopKey(stage.name, stopped)
    try:
        for number in range(20):
            strike(devices, PAUSE)
            until(lambda wanted=number + 1: len(stopped.times) == wanted, 0.5)
            time.sleep(0.01)
    finally:
        key.close()


def test_the_stop_key_is_heard_while_a_program_keeps_the_keyboard(stage: Stage, devices: Devices) -> None:
    stopped = Counted()
    key = X11StopKey(stage.name, stopped)
    link = display.Display(stage.name)
    try:
        window = link.screen().root.create_window(0, 0, 50, 50, 0, link.screen().root_depth, override_redirect=True)
        window.map()
        link.sync()
        assert window.grab_keyboard(True, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime) == X.GrabSuccess
        strike(devices, PAUSE)
        until(lambda: len(stopped.times) == 1)
    finally:
        link.close()
        key.close()


def test_a_key_that_somebody_else_has_is_not_taken_and_the_next_one_is(stage: Stage) -> None:
    link = display.Display(stage.name)
    grabbed = [link.keysym_to_keycode(one.symbol) for one in CANDIDATES]
    root = link.screen().root
    try:
        root.grab_key(grabbed[0], 0, False, X.GrabModeAsync, X.GrabModeAsync)
        link.sync()
        key = X11StopKey(stage.name, lambda: None)
        assert key.names == ("Ctrl+Alt+End",)
        # Another program's own combination with the key does not keep us from it.
        key.close()
        root.ungrab_key(grabbed[0], X.AnyModifier)
        root.grab_key(grabbed[0], X.Mod4Mask, False, X.GrabModeAsync, X.GrabModeAsync)
        link.sync()
        key = X11StopKey(stage.name, lambda: None)
        assert key.name == "Pause"
        key.close()
        root.ungrab_key(grabbed[0], X.AnyModifier)
        for code in grabbed:
            root.grab_key(code, X.AnyModifier, False, X.GrabModeAsync, X.GrabModeAsync)
        link.sync()
        with pytest.raises(StopKeyError, match="Pause"):
            X11StopKey(stage.name, lambda: None)
    finally:
        link.close()
