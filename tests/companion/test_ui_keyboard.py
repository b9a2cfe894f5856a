"""A person without a mouse: every answer by Tab, Enter and Space, from the code to the end."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from aboveboard.companion.flow.standing import Standing
from aboveboard.companion.ui.card import CardPage
from aboveboard.companion.ui.drill import DrillPage
from aboveboard.companion.ui.ended import EndedPage
from aboveboard.companion.ui.live import LivePage
from aboveboard.companion.ui.scam import ScamPage
from aboveboard.companion.ui.start import StartPage
from aboveboard.companion.ui.tidy import TidyPage
from aboveboard.companion.ui.window import QuestionWindow
from aboveboard.site.tour.technician import Viewer
from aboveboard.wire.types import Scope
from tests.companion.person import Person, button
from tests.companion.stage import needs_desktop
from tests.companion.test_ui_bar import ALLOWED, SEES
from tests.companion.test_ui_questions import ANA
from tests.companion.test_ui_session import ARMED_S, Session, session

__all__ = ["session"]
pytestmark = needs_desktop


def name(widget: QWidget | None) -> str:
    return "" if widget is None else widget.accessibleName()


def go(person: Person, words: str, key: str = "enter") -> None:
    """Tab to what has this name, then press it."""
    for _ in range(25):
        if name(QApplication.focusWidget()) == words:
            break
        person.strike("tab")
    assert name(QApplication.focusWidget()) == words
    person.rest(ARMED_S)
    person.strike(key)


def test_after_taking_one_thing_back_the_same_key_ends_nothing(person: Person) -> None:
    page = LivePage()
    taken: list[str] = []
    ended: list[int] = []
    page.take_back.connect(taken.append)
    page.stop.connect(lambda: ended.append(1))
    page.show_standing(ALLOWED, ())
    window = QuestionWindow(page)
    window.ask()
    person.wait(window.isActiveWindow)
    button(page, "Stop: can click and type").setFocus()
    person.strike("enter")
    assert taken == ["two"]
    page.show_standing(Standing(technicians=(ANA,), live=(SEES,)), ())
    person.rest(0.1)
    for key in ("enter", "space"):
        person.strike(key)
    assert window.focusWidget() is page.heading
    assert (taken, ended) == (["two"], [])


@pytest.mark.long
@pytest.mark.slow
def test_a_session_without_a_mouse(session: Session) -> None:
    person = session.person
    session.page(StartPage)
    person.wait(session.front.main.isActiveWindow)
    go(person, "Go on")
    person.wait(lambda: not isinstance(session.front.main.page, StartPage))
    session.viewer = Viewer(session.product.url, "/wire", session.session, session.ticket)
    session.page(CardPage)
    person.wait(lambda: session.ana.phrase)
    person.rest(ARMED_S)
    # Enter alone, where the words have the focus, says nothing.
    person.strike("enter")
    session.page(CardPage)
    go(person, "The words match, let them in")
    session.page(ScamPage)
    go(person, "I asked for this help myself", "space")
    for _question in range(2):
        person.rest(0.3)
        go(person, "No, nobody did", "space")
    session.page(DrillPage)
    person.strike("pause")
    person.wait(lambda: session.front.main.page.tried)
    go(person, "I know how to stop")
    session.page(TidyPage)
    go(person, "My private things are away")
    session.page(LivePage)
    window = session.asked(Scope.VIEW)
    person.wait(window.isActiveWindow)
    person.rest(ARMED_S)
    person.strike("enter")
    assert not session.ana.has(Scope.VIEW)
    go(person, "Yes")
    person.wait(lambda: session.ana.has(Scope.VIEW))
    session.front.main.forward()
    person.wait(session.front.main.isActiveWindow)
    go(person, "Stop: sees your screen")
    person.wait(lambda: not session.ana.has(Scope.VIEW))
    go(person, "End the session")
    person.wait(lambda: session.ana.ended)
    session.page(EndedPage)
