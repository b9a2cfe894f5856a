"""A question that jumps under a hand, and a bar that a program will not leave in sight."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QLabel, QScrollArea
from Xlib import X, Xatom, display
from Xlib.ext import shape

from aboveboard.companion.flow.links import Invited
from aboveboard.companion.flow.standing import Live, Standing
from aboveboard.companion.host.x11_above import Above
from aboveboard.companion.host.x11_real import X11RealInput
from aboveboard.companion.ui.consent import ConsentPage
from aboveboard.companion.ui.front import Front
from aboveboard.companion.ui.ontop import OnTop
from aboveboard.companion.ui.strip import Strip
from aboveboard.companion.ui.unsent import POINTER
from aboveboard.companion.ui.window import QuestionWindow
from aboveboard.wire.types import Scope
from tests.companion.person import Person, button
from tests.companion.stage import needs_desktop
from tests.companion.test_ui_questions import ANA, ARMED_S, asked

pytestmark = needs_desktop


@pytest.fixture
def program(person: Person) -> Iterator[Any]:
    """Another program's connection."""
    other = display.Display(person.display)
    yield other
    other.close()


@pytest.fixture
def real(person: Person) -> Iterator[X11RealInput]:
    listening = X11RealInput(person.display)
    POINTER.ask(listening)
    yield listening
    POINTER.ask(None)
    listening.close()


def _throw(program: Any, window: QuestionWindow, by: QPoint) -> None:
    """Another program asks for the window to be elsewhere, by its inner corner."""
    at = window.pos() + by
    program.create_resource_object("window", int(window.winId())).configure(x=at.x(), y=at.y())
    program.sync()


def test_a_question_that_a_program_moves_under_the_pointer_counts_no_press(
    person: Person, real: X11RealInput, program: Any
) -> None:
    window, answers = asked(ConsentPage(ANA, "control", "to set the printer up", real=real.pressed))
    yes: Any = button(window, "Yes")
    person.rest(ARMED_S)
    aside = QPoint(200, 0)
    place = yes.mapToGlobal(QPoint(yes.width() // 2, yes.height() // 2)) + aside
    person.hand.move(place.x(), place.y())
    before = yes.mapToGlobal(QPoint(0, 0))
    _throw(program, window, aside)
    person.wait(lambda: abs(yes.mapToGlobal(QPoint(0, 0)).x() - before.x()) > 100)
    person.hand.click()
    person.rest(0.3)
    assert answers == []
    # It stands there now, so the person's next press counts.
    person.rest(ARMED_S)
    person.click(yes)
    person.wait(lambda: answers)
    assert answers == [True]


def test_a_press_that_finds_the_button_elsewhere_than_it_was_said_to_be_counts_no_more(person: Person) -> None:
    window, answers = asked(ConsentPage(ANA, "control", "to set the printer up"))
    yes: Any = button(window, "Yes")
    person.rest(ARMED_S)
    # The window jumped, and the window manager has not told of it yet.
    yes._place = yes.mapToGlobal(QPoint(0, 0)) - QPoint(40, 0)
    person.click(yes)
    assert answers == []


def test_a_yes_that_is_scrolled_under_the_pointer_waits_anew(person: Person) -> None:
    window, _answers = asked(ConsentPage(ANA, "control", "reason " * 200))
    window.setFixedHeight(300)
    yes: Any = button(window, "Yes")
    person.rest(ARMED_S)
    assert yes.armed
    [area] = window.findChildren(QScrollArea)
    area.verticalScrollBar().setValue(60)
    person.wait(lambda: not yes.armed)


def test_a_bar_that_a_program_covers_again_and_again_is_said_to_be_buried(person: Person, program: Any) -> None:
    bar, top = Strip(key="Pause"), OnTop()
    told: list[int] = []
    bar.show()
    person.rest(0.1)
    top.keep(bar, moved=bar.restore, covered=lambda: None, buried=lambda: told.append(1))
    root = program.screen().root
    cover = root.create_window(0, 0, 1366, 200, 0, X.CopyFromParent, background_pixel=0x123456, override_redirect=True)
    cover.map()
    program.sync()
    ours = program.create_resource_object("window", int(bar.winId()))

    def again() -> bool:
        order = [one.id for one in root.query_tree().children]
        if order.index(ours.id) > order.index(cover.id):
            cover.configure(stack_mode=X.Above)
            program.sync()
        return bool(told)

    # Once is nothing: it is raised, and that is that.
    person.rest(0.2)
    assert told == []
    person.wait(again)
    cover.destroy()
    program.sync()
    top.close()
    bar.finish()


def test_a_bar_that_cannot_be_kept_in_sight_pauses_everything(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    front = Front(person.application, Invited())
    paused: list[bool] = []
    monkeypatch.setattr(front.talk, "pause", paused.append)
    allowed = Standing(technicians=(ANA,), live=(Live("one", Scope.VIEW, ANA.participant, 1),))
    front._stand(Standing(technicians=(ANA,)))
    [kept] = [one for one in front._ontop._kept.values() if isinstance(one.window, Strip)]
    kept.buried()
    # Nothing is shared, so there is nothing to pause.
    assert paused == []
    front._stand(allowed)
    kept.buried()
    assert paused == [True]
    front._stand(Standing(technicians=(ANA,), live=allowed.live, paused=True))
    kept.buried()
    assert paused == [True]
    lines = [words for _time, words in front._happened.shown()]
    assert [one for one in lines if "paused" in one] == [
        "A program kept covering the bar on top, so everything was paused"
    ]
    front.leave()


def test_a_pointer_that_a_program_puts_on_yes_makes_the_persons_press_no_yes(
    person: Person, real: X11RealInput, program: Any
) -> None:
    window, answers = asked(ConsentPage(ANA, "control", "to set the printer up", real=real.pressed))
    yes, no = button(window, "Yes"), button(window, "No")
    person.rest(ARMED_S)
    person.point(no)
    place = yes.mapToGlobal(QPoint(20, 20))
    program.screen().root.warp_pointer(place.x(), place.y())
    program.sync()
    person.hand.click()
    person.rest(0.3)
    assert answers == []
    assert any("A program put the pointer there" in one.text() for one in window.findChildren(QLabel))
    # The person moved it there themselves: their press counts.
    person.click(yes)
    person.wait(lambda: answers)
    assert answers == [True]


def test_a_press_that_a_program_kept_back_until_yes_stood_there_is_no_yes(
    person: Person, real: X11RealInput, program: Any
) -> None:
    root = program.screen().root
    root.grab_button(1, X.AnyModifier, True, X.ButtonPressMask, X.GrabModeSync, X.GrabModeAsync, X.NONE, X.NONE)
    program.sync()
    # The person presses something else, where in a moment a question will be.
    person.hand.move(500, 580)
    person.hand.click()
    person.rest(0.1)
    window, answers = asked(ConsentPage(ANA, "control", "to set the printer up", real=real.pressed))
    yes = button(window, "Yes")
    person.rest(0.2)
    _throw(program, window, QPoint(500, 580) - yes.mapToGlobal(yes.rect().center()))
    person.rest(ARMED_S + 0.2)
    program.allow_events(X.ReplayPointer, X.CurrentTime)
    root.ungrab_button(1, X.AnyModifier)
    program.sync()
    person.rest(0.3)
    assert answers == []


def _leave_yes_alone(window: Any, yes: QRect) -> None:
    part = {"x": yes.x(), "y": yes.y(), "width": yes.width(), "height": yes.height()}
    window.shape_rectangles(shape.SO.Set, shape.SK.Bounding, X.Unsorted, 0, 0, [part])


def _fade(window: Any, _yes: QRect) -> None:
    window.change_property(window.display.get_atom("_NET_WM_WINDOW_OPACITY"), Xatom.CARDINAL, 32, [0x10000000])


@pytest.mark.parametrize(("way", "framed"), [(_leave_yes_alone, True), (_fade, False)])
def test_a_yes_whose_words_a_program_took_out_of_sight_is_none(
    person: Person, real: X11RealInput, program: Any, way: Callable[[Any, QRect], None], framed: bool
) -> None:
    top = OnTop()
    window, answers = asked(ConsentPage(ANA, "control", "to set the printer up", real=real.pressed))
    yes = button(window, "Yes")
    person.rest(ARMED_S)
    ours = program.create_resource_object("window", int(window.winId()))
    frame = ours.query_tree().parent
    assert frame != program.screen().root
    way(
        frame if framed else ours, QRect(yes.mapTo(window, QPoint(0, 0)), yes.size()).translated(4, 30 if framed else 0)
    )
    program.sync()
    person.click(yes)
    person.rest(0.3)
    assert answers == []
    top.close()


def test_a_window_in_a_small_one_or_beyond_the_edge_is_not_whole(person: Person, program: Any) -> None:
    root = program.screen().root
    plain = {"depth": X.CopyFromParent, "override_redirect": True}
    large = root.create_window(100, 100, 400, 300, 0, **plain)
    small = root.create_window(600, 100, 80, 40, 0, **plain)
    beyond = root.create_window(100, -250, 400, 300, 0, **plain)
    inside = [holder.create_window(0, 0, 400, 300, 0, X.CopyFromParent) for holder in (large, small)]
    program.sync()
    eyes = Above(person.display)
    try:
        seen = [eyes.whole(one.id) for one in (*inside, large, small, beyond)]
        assert seen == [True, False, True, True, False]
    finally:
        eyes.close()
