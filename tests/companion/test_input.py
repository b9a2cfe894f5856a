"""Remote control of a real display: what is typed arrives in real programs, and never where it must not."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from Xlib import X, display

from aboveboard.companion.host.input import InputError, Why
from aboveboard.companion.host.x11_guard import SILENT_S
from aboveboard.companion.host.x11_input import X11Input
from aboveboard.companion.host.x11_keysyms import keysyms
from tests.companion.desktop import Desktop, settled
from tests.companion.devices import Devices, until
from tests.companion.stage import Stage, needs_desktop, needs_editor, needs_xvfb, stages

pytestmark = needs_xvfb

HARD = (
    "Grüße, 3 € für ÄÖÜß; façon, naïve, œuvre, ñandú, Å, é è ê ë. "
    "Привет, мир! Ελληνικά. עברית. 日本語 😀👍🏽 — „Zitat“ … ~ ^ ` \u00b4 @ \\ | {[]} #'\"<>"
)
PRESSES = "aAzZqQ1!@#%&/()=?+*~'-_.:,;<>|\\{[]}$\"^`"


def hands(desktop: Desktop) -> X11Input:
    made = X11Input(desktop.name)
    desktop.closing.callback(made.close)
    return made


@pytest.fixture
def put(stage: Stage) -> Iterator[X11Input]:
    made = X11Input(stage.name)
    yield made
    made.close()


def write(put: X11Input, text: str) -> None:
    while text:
        typed = put.type(text)
        assert not typed.why
        text = text[typed.done :]
        time.sleep(typed.again_s)


def strike(put: X11Input, code: str, key: str) -> Why:
    why = put.press(code, key, True)
    put.press(code, key, False)
    return why


def click(put: X11Input, x: int, y: int) -> Why:
    put.pointer(x, y, 0)
    why = put.pointer(x, y, 1)
    put.pointer(x, y, 0)
    return why


def hold(put: X11Input, code: str, key: str, also: str, means: str) -> None:
    put.press(code, key, True)
    strike(put, also, means)
    put.press(code, key, False)


# What is typed.


@needs_desktop
@pytest.mark.parametrize("layout", [["us"], ["de"], ["fr"], ["us", "intl"], ["ru"], ["us,ru"]])
def test_text_arrives_as_it_is_whatever_the_layout(desktop: Desktop, layout: list[str]) -> None:
    desktop.layout(*layout)
    file = desktop.terminal("typed")
    put = hands(desktop)
    write(put, HARD + "\n")
    for character in PRESSES:
        # The technician's own keyboard is another one, so the place of the key says something else.
        while strike(put, "KeyY", character) == "busy":
            time.sleep(0.05)
    strike(put, "NumpadEnter", "Enter")
    assert settled(file).splitlines() == [HARD, PRESSES]


@needs_desktop
@needs_editor
@pytest.mark.parametrize("layout", ["us", "de", "fr"])
def test_an_editor_saves_what_was_typed(desktop: Desktop, layout: str) -> None:
    desktop.layout(layout)
    file = desktop.folder / "letter.txt"
    file.write_text("")
    desktop.start("dbus-run-session", "mousepad", "--disable-server", str(file))
    window = desktop.window("letter.txt")
    put = hands(desktop)
    until(lambda: desktop.focused() == window.id)
    assert not click(put, *desktop.middle(window))
    time.sleep(0.5)
    write(put, f"first {HARD}\nsecond")
    # A selection by Shift and a named key is overwritten, one by a drag too; shortcuts are by their meaning.
    hold(put, "ShiftLeft", "Shift", "Home", "Home")
    write(put, "third")
    hold(put, "ControlLeft", "Control", "KeyX", "s")
    until(
        lambda: (
            file.read_text(encoding="utf-8").endswith("third\n") or file.read_text(encoding="utf-8").endswith("third")
        )
    )
    assert file.read_text(encoding="utf-8").rstrip("\n") == f"first {HARD}\nthird"


@needs_desktop
def test_a_shortcut_is_what_it_means_and_by_its_place_where_the_layout_has_no_such_letter(desktop: Desktop) -> None:
    desktop.layout("de")
    file = desktop.terminal("typed")
    put = hands(desktop)
    write(put, "one")
    # Control and U empties the line; its key says something else on the technician's keyboard.
    hold(put, "ControlLeft", "Control", "KeyQ", "u")
    write(put, "two\n")
    # The Cyrillic letter lies where U lies.
    write(put, "three")
    hold(put, "ControlRight", "Control", "KeyU", "\u0433")
    write(put, "four\n")
    assert settled(file).splitlines() == ["two", "four"]


@needs_desktop
def test_locks_and_modifiers_of_the_keyboard_do_not_change_what_is_typed(desktop: Desktop) -> None:
    desktop.layout("de")
    file = desktop.terminal("typed")
    devices = Devices(desktop.name)
    desktop.closing.callback(devices.close)
    put = hands(desktop)
    devices.strike(66)
    assert devices.mask() & X.LockMask
    devices.strike(77)
    for character in "aAäÄß1!":
        strike(put, "", character)
    # The technician holds Shift or what a Windows keyboard sends for AltGr.
    put.press("ShiftLeft", "Shift", True)
    for character in "aA7/":
        strike(put, "Digit7", character)
    put.press("ShiftLeft", "Shift", False)
    put.press("ControlLeft", "Control", True)
    put.press("AltRight", "AltGraph", True)
    for character in "@{€":
        strike(put, "KeyQ", character)
    put.press("AltRight", "AltGraph", False)
    put.press("ControlLeft", "Control", False)
    # What only concerns the technician's own keyboard does nothing here.
    for key in ("CapsLock", "NumLock", "Dead", "Process", "Unidentified"):
        assert strike(put, "", key) == ""
    write(put, "iI\n")
    assert devices.mask() & X.LockMask, "the person's own CapsLock was changed"
    assert settled(file).splitlines() == ["aAäÄß1!aA7/@{€iI"]
    assert devices.down() == []


def meanings(devices: Devices) -> list[list[int]]:
    return [list(one) for one in devices.display.get_keyboard_mapping(8, 248)]


def test_borrowed_keys_go_back(put: X11Input, devices: Devices) -> None:
    before = meanings(devices)
    write(put, "äЖ😀")
    assert meanings(devices) != before
    until(lambda: put.blocked() == "" and meanings(devices) == before)


@needs_desktop
def test_a_layout_that_changes_meanwhile_is_noticed(desktop: Desktop) -> None:
    file = desktop.terminal("typed")
    put = hands(desktop)
    for layout in ("us", "fr", "ru", "de"):
        desktop.layout(layout)
        write(put, f"{layout}: azqwyz1! Ж ß ñ\n")
        strike(put, "KeyA", "q")
        strike(put, "", "Enter")
        # A program reads what its keys mean when it gets to them.
        settled(file)
    lines = settled(file).splitlines()
    assert lines == [line for layout in ("us", "fr", "ru", "de") for line in (f"{layout}: azqwyz1! Ж ß ñ", "q")]


def test_more_characters_than_there_are_keys_wait_for_the_programs(put: X11Input) -> None:
    text = "".join(chr(0x4E00 + number) for number in range(60))
    done, waits = 0, []
    start = time.monotonic()
    while done < len(text) and time.monotonic() - start < 0.5:
        typed = put.type(text[done:])
        done += typed.done
        waits.append(typed.again_s)
        time.sleep(min(typed.again_s, 0.05))
    assert 8 <= done < len(text)
    assert max(waits) > 0.3, "a key may mean another thing only after a second"
    assert strike(put, "KeyA", "\u4e80") == "busy"


# Pointer.


@needs_desktop
def test_a_drag_selects_a_wheel_scrolls_and_a_click_puts_it_down(desktop: Desktop) -> None:
    file = desktop.terminal("typed", "60x12+0+0")
    put = hands(desktop)
    window = desktop.window("typed")
    write(put, "select-me-please\n")
    settled(file)
    at = window.translate_coords(desktop.root, 0, 0)
    left, top = -at.x, -at.y
    width = window.get_geometry().width
    # A drag over the first rows, and the middle button puts the selection in.
    put.pointer(left + 4, top + 8, 0)
    put.pointer(left + 4, top + 8, 1)
    for step in range(1, 9):
        put.pointer(left + 4 + (width - 10) * step // 8, top + 8, 1)
    put.pointer(left + width - 6, top + 8, 0)
    put.pointer(left + 100, top + 60, 4)
    put.pointer(left + 100, top + 60, 0)
    write(put, "\n")
    assert settled(file).split() == ["select-me-please", "select-me-please"]
    # With so much written that it does not fit, the wheel shows what was above.
    shown = X11Shown(desktop, window)
    write(put, "".join(f"{number}\n" for number in range(30)))
    settled(file)
    below = shown.pixels()
    assert not put.wheel(left + 50, top + 50, 0, -5)
    until(lambda: shown.pixels() != below)
    put.wheel(left + 50, top + 50, 0, 30)
    until(lambda: shown.pixels() == below)


class X11Shown:
    def __init__(self, desktop: Desktop, window: object) -> None:
        self._window = window

    def pixels(self) -> bytes:
        # The right edge has the cursor of the terminal nowhere near it.
        place = self._window.get_geometry()  # type: ignore[attr-defined]  # python-xlib has no types
        return bytes(self._window.get_image(0, 0, 40, place.height - 20, X.ZPixmap, 0xFFFFFFFF).data)  # type: ignore[attr-defined]  # as above


def test_buttons_wheels_and_places_are_those_that_were_meant(put: X11Input, stage: Stage) -> None:
    log = subprocess.Popen(
        [sys.executable, "-m", "tests.companion.listener", stage.name],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert log.stdout is not None
    try:
        assert log.stdout.readline() == "ready\n"
        for bit in (1, 2, 4, 8, 16):
            put.pointer(100, 90, bit)
            put.pointer(101, 91, 0)
        put.wheel(5, 6, 2, -1)
        put.pointer(99999, -5, 0)
        put.pointer(7, 7, 16)
        put.release()
        heard = [log.stdout.readline().split() for _ in range(18)]
    finally:
        log.kill()
        log.wait()
        log.stdout.close()
    want = [[kind, str(button)] for button in (1, 3, 2, 8, 9) for kind in ("down", "up")]
    want += [[kind, str(button)] for button in (4, 7, 7) for kind in ("down", "up")]
    assert [one[:2] for one in heard[:16]] == want
    assert heard[0][2:] == ["100", "90"]
    assert heard[1][2:] == ["101", "91"]
    assert [one[:2] for one in heard[16:]] == [["down", "9"], ["up", "9"]]


# Where it must not go.


def probe(link: display.Display, place: tuple[int, int, int, int], *, popup: bool = False, name: str = "") -> object:
    screen = link.screen()
    events = X.KeyPressMask | X.KeyReleaseMask | X.ButtonPressMask | X.ButtonReleaseMask | X.PointerMotionMask
    events |= X.EnterWindowMask | X.FocusChangeMask
    window = screen.root.create_window(
        *place, 0, screen.root_depth, override_redirect=popup, event_mask=events, background_pixel=0x3366CC
    )
    window.set_wm_class(name or "probe", (name or "probe").capitalize())
    window.set_wm_name(name or "probe")
    window.map()
    link.sync()
    return window


INPUT_EVENTS = {X.KeyPress, X.KeyRelease, X.ButtonPress, X.ButtonRelease, X.MotionNotify, X.EnterNotify}


@needs_desktop
def test_own_windows_and_their_frames_never_get_an_event(desktop: Desktop) -> None:
    file = desktop.terminal("typed", "40x8+0+0")
    link = display.Display(desktop.name)
    desktop.closing.callback(link.close)
    window = probe(link, (500, 300, 200, 100))
    put = hands(desktop)
    ours = desktop.window("probe")
    x, y = desktop.middle(ours)
    top = y - 50 - 10
    assert click(put, x, y) == "own-window"
    assert click(put, x, top) == "own-window", "the frame of the window manager"
    assert put.wheel(x, y, 0, 3) == "own-window"
    # A drag that began elsewhere stays where it was, and is let go of there.
    put.pointer(20, 60, 1)
    put.pointer(30, 60, 1)
    assert put.pointer(x, y, 1) == "own-window"
    assert put.pointer(x, y, 0) == "own-window"
    assert not put.held
    until(lambda: desktop.focused() != 0)
    link.sync()
    before = [event for event in drain(link) if event.type in INPUT_EVENTS]
    assert before == []
    # With the focus on it, keys and the window manager's own shortcuts are dropped.
    window.set_input_focus(X.RevertToParent, X.CurrentTime)  # type: ignore[attr-defined]  # python-xlib has no types
    link.sync()
    for code, key in (("KeyA", "a"), ("Enter", "Enter"), ("AltLeft", "Alt"), ("F4", "F4"), ("Tab", "Tab")):
        assert put.press(code, key, True) == "own-window"
        put.press(code, key, False)
    assert put.type("yes").why == "own-window"
    assert not put.held
    link.sync()
    assert [event for event in drain(link) if event.type in INPUT_EVENTS] == []
    assert settled(file) == ""
    assert desktop.window("probe").id == ours.id


def drain(link: display.Display) -> list[object]:
    return [link.next_event() for _ in range(link.pending_events())]


@needs_desktop
def test_every_window_of_the_program_that_made_one_of_ours_is_ours(desktop: Desktop) -> None:
    file = desktop.terminal("typed")
    put = hands(desktop)
    assert put.type("a").why == ""
    put.own([desktop.window("typed").id + 1])
    assert put.type("b").why == "own-window"
    assert put.blocked() == "own-window"
    assert click(put, *desktop.middle(desktop.window("typed"))) == "own-window"
    put.own([])
    write(put, "c\n")
    assert settled(file) == "ac\n"


@needs_desktop
def test_when_one_window_is_shown_only_it_is_reached(desktop: Desktop) -> None:
    shown = desktop.terminal("shown", "40x8+0+0")
    other = desktop.terminal("other", "40x8+450+300")
    put = hands(desktop)
    window = desktop.window("shown")
    while window.query_tree().parent != desktop.root:
        window = window.query_tree().parent
    put.only(window.id)
    assert put.type("no").why == "outside"
    assert click(put, *desktop.middle(desktop.window("other"))) == "outside"
    assert click(put, 990, 20) == "outside"
    assert click(put, *desktop.middle(desktop.window("shown"))) == ""
    until(lambda: desktop.focused() == desktop.window("shown").id)
    write(put, "yes\n")
    put.only(0)
    assert click(put, *desktop.middle(desktop.window("other"))) == ""
    until(lambda: desktop.focused() == desktop.window("other").id)
    write(put, "now\n")
    assert (settled(shown), settled(other)) == ("yes\n", "now\n")


def test_what_is_masked_is_not_reached_by_a_blind_hand(stage: Stage, put: X11Input) -> None:
    program = stage.program()
    program.do("open", name="a", place=[100, 100, 200, 100], colour=0x202020, program="keepassxc", title="x")
    program.do("open", name="b", place=[350, 100, 200, 100], colour=0x202020, title="News", program="browser")
    program.do("open", name="c", place=[350, 300, 50, 50], colour=0x202020, program="browser", above="a", popup=True)
    program.do("focus", name="a")
    assert strike(put, "KeyC", "c") == "outside"
    assert click(put, 150, 150) == "outside"
    assert click(put, 360, 310) == "outside", "a dialog of it"
    program.do("focus", name="b")
    assert strike(put, "KeyC", "c") == ""
    program.do("title", name="b", title="Online-Banking")
    assert strike(put, "KeyC", "c") == "outside"
    assert put.wheel(400, 150, 0, 1) == "outside"


@pytest.mark.parametrize(
    ("name", "why"),
    [("polkit-gnome-authentication-agent-1", "rights"), ("Pinentry", "rights"), ("i3lock", "locked"), ("mail", "")],
)
def test_questions_for_rights_and_locks_get_nothing(stage: Stage, put: X11Input, name: str, why: str) -> None:
    assert put.blocked() == ""
    program = stage.program()
    program.do("open", name="a", place=[100, 100, 200, 100], colour=0x202020, program=name, popup=True)
    program.do("focus", name="a")
    assert put.blocked() == why
    assert click(put, 150, 150) == why
    assert strike(put, "KeyA", "a") == why
    assert put.type("secret").why == why
    # A lock has everything, a question only what would reach it.
    assert click(put, 600, 400) == ("locked" if why == "locked" else "")
    program.do("close", name="a")
    assert put.blocked() == ""


def test_a_session_that_the_login_manager_calls_locked_gets_nothing(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = tmp_path / "answer"
    answer.write_text("no")
    program = tmp_path / "loginctl"
    program.write_text(f"#!/bin/sh\n[ $1 = show-session ] && [ $2 = c7 ] && cat {answer}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("XDG_SESSION_ID", "c7")
    put = X11Input(stage.name)
    try:
        assert strike(put, "KeyA", "a") == ""
        answer.write_text("yes")
        until(lambda: put.blocked() == "locked")
        assert strike(put, "KeyA", "a") == "locked"
        assert put.pointer(5, 5, 1) == "locked"
        answer.write_text("no")
        until(lambda: put.blocked() == "")
    finally:
        put.close()


def test_a_screen_saver_that_runs_gets_nothing(put: X11Input, devices: Devices) -> None:
    assert put.blocked() == ""
    devices.display.force_screen_saver(X.ScreenSaverActive)
    devices.display.sync()
    assert put.blocked() == "locked"
    assert strike(put, "KeyA", "a") == "locked"
    devices.display.force_screen_saver(X.ScreenSaverReset)
    devices.display.sync()
    assert put.blocked() == ""


def test_keys_that_end_or_leave_the_desktop_are_refused(put: X11Input, devices: Devices) -> None:
    put.press("ControlLeft", "Control", True)
    put.press("AltLeft", "Alt", True)
    for code, key in (
        ("Delete", "Delete"),
        ("NumpadDecimal", "Delete"),
        ("Backspace", "Backspace"),
        ("F2", "F2"),
        ("", "F12"),
    ):
        assert strike(put, code, key) == "refused"
    put.release()
    assert strike(put, "Pause", "Pause") == "refused"
    assert strike(put, "Delete", "Delete") == ""
    assert strike(put, "", "F35") == "refused"
    assert devices.down() == []


# What is held.


def test_what_is_held_is_let_go_of(put: X11Input, devices: Devices) -> None:
    put.press("ShiftLeft", "Shift", True)
    put.press("ControlLeft", "Control", True)
    put.pointer(10, 10, 3)
    assert put.held
    assert devices.mask() == X.ShiftMask | X.ControlMask | X.Button1Mask | X.Button3Mask
    put.release()
    assert not put.held
    assert (devices.mask(), devices.down()) == (0, [])
    put.press("", "Shift", True)
    put.press("ShiftRight", "Shift", False)
    put.press("", "Shift", False)
    put.press("MetaRight", "Meta", True)
    put.close()
    assert devices.down() == []


CLICKS = """
import sys
from aboveboard.companion.host.x11_guard import SILENT_S
from aboveboard.companion.host.x11_input import X11Input
print(X11Input(sys.argv[1]).pointer(5, 5, 1), flush=True)
"""


def test_windows_of_the_process_that_started_this_one_are_ours(stage: Stage) -> None:
    link = display.Display(stage.name)
    probe(link, (0, 0, 50, 50), popup=True)
    told = subprocess.run([sys.executable, "-c", CLICKS, stage.name], capture_output=True, text=True, check=True)
    link.close()
    assert told.stdout == "own-window\n"


HOLDS = """
import sys, time
from aboveboard.companion.host.masks import Masks
from aboveboard.companion.host.x11_guard import SILENT_S
from aboveboard.companion.host.x11_input import X11Input
put = X11Input(sys.argv[1])
for code, key in (("ShiftLeft", "Shift"), ("ControlLeft", "Control"), ("AltLeft", "Alt"), ("MetaLeft", "Meta")):
    put.press(code, key, True)
put.pointer(5, 5, 5)
put.type("жЖ")
print("held", flush=True)
time.sleep(60)
"""


def test_a_killed_program_leaves_nothing_held_and_gives_back_what_it_borrowed(stage: Stage, devices: Devices) -> None:
    before = meanings(devices)
    with subprocess.Popen([sys.executable, "-c", HOLDS, stage.name], stdout=subprocess.PIPE) as holding:
        assert holding.stdout is not None
        assert holding.stdout.readline() == b"held\n"
        assert devices.mask().bit_count() >= 5
        assert len(devices.down()) == 4
        os.kill(holding.pid, signal.SIGKILL)
    until(lambda: devices.mask() == 0 and devices.down() == [])
    until(lambda: meanings(devices) == before)


def test_a_program_that_hangs_holds_nothing_for_long(stage: Stage, devices: Devices) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDS, stage.name], stdout=subprocess.PIPE) as holding:
        assert holding.stdout is not None
        assert holding.stdout.readline() == b"held\n"
        os.kill(holding.pid, signal.SIGSTOP)
        try:
            assert devices.mask()
            # As a window manager that keeps the display to itself until the button comes up; nobody can connect then.
            time.sleep(1)
            devices.display.grab_server()
            until(lambda: devices.mask() == 0 and devices.down() == [])
        finally:
            devices.display.ungrab_server()
            devices.display.sync()
            holding.kill()


def test_what_is_held_on_purpose_stays(put: X11Input, devices: Devices) -> None:
    put.press("ShiftLeft", "Shift", True)
    end = time.monotonic() + SILENT_S + 1
    while time.monotonic() < end:
        put.blocked()
        time.sleep(0.5)
        assert devices.down() != []


def test_killed_at_any_moment_nothing_stays_down(stage: Stage, devices: Devices) -> None:
    storm = """
import random, sys
from aboveboard.companion.host.masks import Masks
from aboveboard.companion.host.x11_guard import SILENT_S
from aboveboard.companion.host.x11_input import X11Input
put, chance = X11Input(sys.argv[1]), random.Random(int(sys.argv[2]))
print("on", flush=True)
while True:
    put.pointer(chance.randrange(600), chance.randrange(400), chance.choice([0, 0, 1, 2, 4]))
    name = chance.choice(["Shift", "Control", "Alt"])
    put.press(name + chance.choice(["Left", "Right"]), name, chance.random() < 0.5)
    put.press("KeyA", chance.choice("aAé"), True)
"""
    chance = random.Random(1)
    for seed in range(6):
        with subprocess.Popen([sys.executable, "-c", storm, stage.name, str(seed)], stdout=subprocess.PIPE) as one:
            assert one.stdout is not None
            assert one.stdout.readline() == b"on\n"
            time.sleep(chance.random() * 0.3)
            os.kill(one.pid, signal.SIGKILL)
        until(lambda: devices.mask() == 0 and devices.down() == [])


def test_without_the_second_process_nothing_is_pressed_and_a_dead_one_is_replaced(
    put: X11Input, devices: Devices, monkeypatch: pytest.MonkeyPatch
) -> None:
    put.press("ShiftLeft", "Shift", True)
    guard = put._guard._process
    assert guard is not None
    guard.kill()
    guard.wait()
    put.press("ControlLeft", "Control", True)
    assert put._guard._process is not guard
    put.release()
    monkeypatch.setattr("aboveboard.companion.host.x11_guard.command", lambda _name: ["/nowhere/at/all"])
    assert put._guard._process is not None
    put._guard._process.kill()
    put._guard._process.wait()
    with pytest.raises(InputError, match="does not run"):
        put.press("ShiftLeft", "Shift", True)
    assert devices.down() == []


def test_a_display_that_goes_away_is_said() -> None:
    with stages() as other:
        put = X11Input(other.name)
        put.pointer(1, 1, 0)
    with pytest.raises(InputError, match="went away"):
        put.pointer(2, 2, 0)
    put.close()
    put.close()


def test_characters_have_the_names_that_programs_know() -> None:
    assert keysyms("a") == [0x61]
    assert keysyms("€") == [0x20AC, 0x10020AC, 0x7A4]
    assert keysyms("ж")[:2] == [0x1000436, 0x6D6]
    assert keysyms("😀") == [0x101F600]
