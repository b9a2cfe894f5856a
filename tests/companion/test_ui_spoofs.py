"""What another program at the display does to the companion's windows: it plays a press again, it hides the bar."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QCheckBox
from Xlib import X, Xatom, display
from Xlib.ext import shape
from Xlib.protocol import event

from aboveboard.companion.flow.links import Invited
from aboveboard.companion.flow.standing import Standing
from aboveboard.companion.flow.terms import Terms
from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.x11_raw import BUTTON_DOWN, KEY_DOWN, Raw
from aboveboard.companion.host.x11_real import X11RealInput
from aboveboard.companion.ui.consent import ConsentPage
from aboveboard.companion.ui.drill import DrillPage
from aboveboard.companion.ui.files import PickFilePage
from aboveboard.companion.ui.hide import HidePlaces
from aboveboard.companion.ui.ontop import OnTop
from aboveboard.companion.ui.scam import ScamPage
from aboveboard.companion.ui.start import StartPage, Wish
from aboveboard.companion.ui.strip import Strip
from aboveboard.companion.ui.talk import start
from aboveboard.companion.ui.tidy import TidyPage
from aboveboard.companion.words.scam import SCAM_QUESTIONS
from aboveboard.wire.remote import FileWish
from tests.companion.person import KEYS, Person, button
from tests.companion.stage import needs_desktop
from tests.companion.test_ui_questions import ANA, ARMED_S, asked

pytestmark = needs_desktop
_BUTTON1 = 256


@pytest.fixture
def program(person: Person) -> Iterator[Any]:
    """Another program's connection."""
    other = display.Display(person.display)
    yield other
    other.close()


@pytest.fixture
def real(person: Person) -> Iterator[X11RealInput]:
    listening = X11RealInput(person.display)
    yield listening
    listening.close()


def test_a_press_of_the_person_that_a_program_sends_once_more_is_no_yes(
    person: Person, real: X11RealInput, program: Any
) -> None:
    person.hand.strike(KEYS["space"])
    person.wait(lambda: real._presses)
    time = real._presses[-1]
    assert real.pressed(time)
    window, answers = asked(ConsentPage(ANA, "control", "to set the printer up", real=real.pressed))
    person.rest(ARMED_S)
    yes = button(window, "Yes")
    yes.setFocus(Qt.FocusReason.TabFocusReason)
    inside, outside = yes.mapTo(window, QPoint(20, 20)), yes.mapToGlobal(QPoint(20, 20))
    target = program.create_resource_object("window", int(window.winId()))
    for kind, detail, state in (
        (event.ButtonPress, 1, 0),
        (event.ButtonRelease, 1, _BUTTON1),
        (event.KeyPress, KEYS["space"], 0),
        (event.KeyRelease, KEYS["space"], 0),
    ):
        sent = kind(
            detail=detail,
            time=time,
            root=program.screen().root,
            window=target,
            child=X.NONE,
            root_x=outside.x(),
            root_y=outside.y(),
            event_x=inside.x(),
            event_y=inside.y(),
            state=state,
            same_screen=1,
        )
        target.send_event(sent)
    program.sync()
    person.rest(0.4)
    assert answers == []
    person.click(yes)
    person.wait(lambda: answers)
    assert answers == [True]


def test_a_program_that_presses_in_the_very_moment_of_a_real_press_spoils_it(real: X11RealInput) -> None:
    real._hear(Raw(KEY_DOWN, 7, 38, 5_000, real=True))
    real._hear(Raw(BUTTON_DOWN, 4, 1, 5_000, real=False))
    real._hear(Raw(KEY_DOWN, 7, 38, 6_000, real=True))
    assert not real.pressed(5_000)
    assert real.pressed(6_000)


def _unmapped(bar: Any, _root: Any) -> None:
    bar.unmap()


def _swallowed(bar: Any, root: Any) -> None:
    other = root.create_window(-900, -900, 10, 10, 0, X.CopyFromParent, override_redirect=True)
    other.map()
    bar.reparent(other, 0, 0)


def _cut(bar: Any, _root: Any) -> None:
    bar.shape_rectangles(shape.SO.Set, shape.SK.Bounding, X.Unsorted, 0, 0, [{"x": 0, "y": 0, "width": 1, "height": 1}])


def _faded(bar: Any, _root: Any) -> None:
    bar.change_property(bar.display.get_atom("_NET_WM_WINDOW_OPACITY"), Xatom.CARDINAL, 32, [0])


@pytest.fixture
def shown(person: Person) -> Iterator[tuple[OnTop, Strip]]:
    bar, top = Strip(key="Pause"), OnTop()
    bar.show()
    person.rest(0.2)
    yield top, bar
    top.close()
    bar.finish()


@pytest.mark.parametrize("way", [_unmapped, _swallowed, _cut, _faded])
def test_a_bar_that_a_program_took_off_the_screen_counts_as_not_there(
    person: Person, program: Any, shown: tuple[OnTop, Strip], way: Callable[[Any, Any], None]
) -> None:
    top, bar = shown
    assert top.seen(bar)
    way(program.create_resource_object("window", int(bar.winId())), program.screen().root)
    program.sync()
    assert bar.isVisible()
    assert not top.seen(bar)


def test_a_bar_that_a_program_unmapped_comes_back(person: Person, program: Any, shown: tuple[OnTop, Strip]) -> None:
    top, bar = shown
    top.keep(bar, moved=bar.restore, covered=lambda: None)
    program.create_resource_object("window", int(bar.winId())).unmap()
    program.sync()
    assert not top.seen(bar)
    person.wait(lambda: top.seen(bar))


def test_no_program_writes_an_answer_into_the_line_between_windows_and_conversation() -> None:
    echo = "import sys; sys.stdout.write(sys.stdin.readline()); sys.stdout.flush(); sys.stdin.read()"
    process, reading, writing = start([sys.executable, "-c", echo])
    try:
        for number in (0, 1):
            with pytest.raises(OSError, match="No such device or address"):
                os.open(f"/proc/{process.pid}/fd/{number}", os.O_WRONLY)
        writing.write(b"yes\n")
        writing.flush()
        assert reading.readline() == b"yes\n"
    finally:
        # The end of the input is the end of the conversation.
        writing.close()
        assert process.wait(10) == 0
        reading.close()


def test_a_companion_lets_no_program_of_the_same_user_look_into_it_and_leaves_no_core() -> None:
    told = "import ctypes\nfrom aboveboard.companion.host.private import keep_to_ourselves\n"
    told += "before = ctypes.CDLL(None).prctl(3)\nkeep_to_ourselves()\nprint(before, ctypes.CDLL(None).prctl(3))"
    assert subprocess.run([sys.executable, "-c", told], capture_output=True, check=True).stdout == b"1 0\n"


def test_only_a_person_ends_a_pause(person: Person, real: X11RealInput) -> None:
    bar = Strip(real=real.pressed)
    wanted: list[bool] = []

    def heard(paused: bool) -> None:
        wanted.append(paused)
        bar.show_standing(Standing(paused=paused))

    bar.pause.connect(heard)
    bar.show()
    person.rest(ARMED_S)
    person.fake_click(button(bar, "Put the session on hold"))
    assert wanted == [True]
    person.rest(ARMED_S)
    person.fake_click(button(bar, "Go on with the session"))
    assert wanted == [True]
    person.click(button(bar, "Go on with the session"))
    person.wait(lambda: len(wanted) > 1)
    person.rest(ARMED_S)
    person.click(button(bar, "Put the session on hold"))
    person.rest(0.3)
    assert wanted == [True, False, True]
    bar.finish()


def test_no_program_shows_again_what_the_person_hid(person: Person, real: X11RealInput) -> None:
    kept: list[Any] = []
    hidden = [Rect(500, 500, 100, 80), Rect(700, 500, 100, 80)]
    window = HidePlaces(QPixmap(20, 20), hidden, kept.append, real=real.pressed)
    window.show()
    person.rest(0.3)
    for words in ("Remove the last one", "Ready"):
        person.fake_click(button(window, words))
        button(window, words).click()
    assert (window._places, kept) == ([window._shown(one) for one in hidden], [])
    person.click(button(window, "Remove the last one"))
    person.wait(lambda: len(window._places) == 1)
    person.click(button(window, "Ready"))
    person.wait(lambda: kept)
    assert kept == [hidden[:1]]


def test_no_program_goes_through_the_steps_before_a_session(person: Person, real: X11RealInput) -> None:
    scam, drill = ScamPage("Larkfield", real=real.pressed), DrillPage("Pause", real=real.pressed)
    for page, words in (
        (scam, "I asked for this help myself"),
        (drill, "I know how to stop"),
        (TidyPage(None, real=real.pressed), "My private things are away"),
    ):
        window, answers = asked(page)
        if page is drill:
            drill.pressed()
        title = page.title
        person.rest(0.3)
        person.fake_click(button(page, words))
        button(page, words).click()
        assert (page.title, answers) == (title, [])
        person.click(button(page, words))
        person.wait(lambda page=page, title=title, answers=answers: answers == [True] or page.title != title)
        if not answers:
            window.close()


def test_no_program_takes_back_that_something_is_wrong(person: Person, real: X11RealInput) -> None:
    page = ScamPage("Larkfield", real=real.pressed)
    window, _answers = asked(page)
    button(page, SCAM_QUESTIONS[0][3]).click()
    warning = page.title
    window.fit()
    person.rest(0.3)
    person.fake_click(button(page, "That was the wrong button, go back"))
    assert page.title == warning
    person.click(button(page, "That was the wrong button, go back"))
    person.wait(lambda: page.title != warning)


def test_no_program_opens_the_window_that_picks_a_file(person: Person, real: X11RealInput) -> None:
    opened: list[int] = []
    wish = FileWish(transfer="0" * 32, what="the log", reason="to read the error")
    page = PickFilePage(ANA, wish, lambda: opened.append(1), real=real.pressed)
    asked(page)
    person.fake_click(button(page, "Pick a file"))
    assert opened == []
    person.click(button(page, "Pick a file"))
    person.wait(lambda: opened)


def test_no_program_joins_or_accepts_the_terms(person: Person, real: X11RealInput) -> None:
    page = StartPage(Invited("https://help.example:443", "123456789"), real=real.pressed)
    wishes: list[Wish] = []
    page.wished.connect(wishes.append)
    asked(page)
    page._code.setFocus()
    person.fake_strike("enter")
    person.fake_click(button(page, "Go on"))
    assert wishes == []
    page._code.setFocus()
    person.strike("enter")
    person.wait(lambda: wishes)
    page.ask_terms(Terms("7", "Larkfield", "https://help.example/terms", "https://help.example/privacy"))
    person.rest(0.2)
    [box] = page.findChildren(QCheckBox)
    person.fake_strike("space")
    box.click()
    assert not box.isChecked()
    person.strike("space")
    person.wait(box.isChecked)
    person.fake_click(button(page, "Go on"))
    assert [one.terms for one in wishes] == [""]
    person.click(button(page, "Go on"))
    person.wait(lambda: len(wishes) == 2)
    assert wishes[1].terms == "7"
