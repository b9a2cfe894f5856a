"""The bar on top stays low however much is allowed, and no window of this program lies under it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QPushButton, QWidget
from Xlib import display

from aboveboard.companion.flow.answers import ToolToRun
from aboveboard.companion.flow.links import Invited
from aboveboard.companion.flow.standing import Live, Standing
from aboveboard.companion.ui.front import Front
from aboveboard.companion.ui.strip import Strip
from aboveboard.companion.ui.talk import Question
from aboveboard.companion.ui.window import QuestionWindow
from aboveboard.wire.types import Scope
from tests.companion.person import Person, button
from tests.companion.stage import needs_desktop
from tests.companion.test_ui_questions import ANA

pytestmark = needs_desktop
LONG = "It says at length what it does. " * 30
TOOL = ToolToRun("Printer queue", LONG, "Waiting print jobs.", "", "asked", "3f9a", False, LONG)


def standing(many: int) -> Standing:
    live = (Live(scope.value, scope, ANA.participant, 1) for scope in list(Scope)[:many])
    return Standing(technicians=(ANA,), live=tuple(live))


def stops(inside: QWidget) -> set[str]:
    return {
        one.accessibleName()
        for one in inside.findChildren(QPushButton)
        if one.isVisible() and one.accessibleName().startswith("Stop: ")
    }


@pytest.fixture
def front(person: Person) -> Iterator[Front]:
    made = Front(person.application, Invited())
    made._stand(standing(1))
    made._session_page()
    person.rest(0.2)
    yield made
    made.leave()


def bar_of(front: Front) -> Strip:
    assert front._strip is not None
    return front._strip


def under(front: Front) -> list[str]:
    bar = bar_of(front).frameGeometry()
    shown = [front.main, *front._questions.values()]
    return [type(one).__name__ for one in shown if one.frameGeometry().intersects(bar)]


def test_a_bar_with_every_permission_is_as_low_as_with_one_and_unfolds(person: Person) -> None:
    bar = Strip(key="Pause")
    bar.show_standing(standing(1))
    bar.show()
    person.wait(lambda: len(stops(bar)) == 1)
    low = bar.height()
    taken: list[str] = []
    bar.take_back.connect(taken.append)
    bar.show_standing(standing(len(Scope)))
    person.wait(lambda: len(stops(bar)) > 1)
    person.rest(0.1)
    assert bar.height() == low
    # What reaches furthest can be stopped at once; the rest is named to whoever has it read out.
    assert {"Stop: sees your screen", "Stop: can click and type"} <= stops(bar)
    folded = next(one for one in bar.findChildren(QPushButton) if "Show these too" in one.accessibleName())
    assert "can ask for a password" in folded.accessibleName()
    person.click(folded)
    person.wait(lambda: len(stops(bar)) == len(Scope) and bar.height() > low)
    person.rest(0.1)
    person.click(button(bar, "Stop: can offer and ask for files"))
    person.wait(lambda: taken)
    assert taken == ["files"]
    person.click(button(bar, "Show fewer"))
    person.wait(lambda: bar.height() == low and len(stops(bar)) < len(Scope))
    bar.finish()


def test_no_window_opens_or_stays_under_the_bar(person: Person, front: Front) -> None:
    person.wait(lambda: under(front) == [])
    question = Question(1, "run_tool", (ANA, TOOL))
    front._asked(question)
    window = front._questions[question]
    # From the first moment, not after a jump under the person's hand.
    assert window.geometry().top() > bar_of(front).geometry().bottom()
    person.wait(lambda: window.frameGeometry().height() > window.height())
    person.rest(0.1)
    assert under(front) == []
    # No part of a window is taken for one and put elsewhere.
    heading, lead = window.page.heading, window.page.lead
    assert 0 <= lead.geometry().top() - heading.geometry().bottom() < 20
    bar = bar_of(front)
    front._stand(standing(len(Scope)))
    person.wait(lambda: len(stops(bar)) > 1)
    person.rest(0.1)
    low = bar.height()
    person.click(next(one for one in bar.findChildren(QPushButton) if "Show these too" in one.accessibleName()))
    person.wait(lambda: bar.height() > low and under(front) == [])
    screen = bar.screen().availableGeometry()
    for one in (front.main, window):
        assert screen.contains(one.frameGeometry())
    front.main.showMaximized()
    person.wait(lambda: front.main.page.heading.mapToGlobal(QPoint(0, 0)).y() > bar.geometry().bottom())  # type: ignore[union-attr]  # it has a page
    front.main.showNormal()


def test_a_window_that_a_program_puts_under_the_bar_comes_out_again(person: Person, front: Front) -> None:
    question = Question(1, "give_password", (ANA, "to start the service"))
    front._asked(question)
    window: QuestionWindow = front._questions[question]
    person.wait(lambda: window.frameGeometry().height() > window.height())
    program = display.Display(person.display)
    program.create_resource_object("window", int(window.winId())).configure(y=30)
    program.sync()
    person.wait(lambda: "QuestionWindow" in under(front))
    person.wait(lambda: under(front) == [])
    program.close()
