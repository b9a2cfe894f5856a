"""A whole session in the companion's windows, against the real product, by a person with a mouse and a keyboard."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from Xlib import X

from aboveboard.companion.flow.links import Invited
from aboveboard.companion.ui.card import CardPage
from aboveboard.companion.ui.deliberate import DeliberateButton
from aboveboard.companion.ui.drill import DrillPage
from aboveboard.companion.ui.ended import EndedPage
from aboveboard.companion.ui.front import Front
from aboveboard.companion.ui.live import LivePage
from aboveboard.companion.ui.scam import ScamPage
from aboveboard.companion.ui.start import StartPage
from aboveboard.companion.ui.strip import Strip
from aboveboard.companion.ui.tidy import TidyPage
from aboveboard.companion.ui.waiting import WaitingPage
from aboveboard.companion.ui.window import QuestionWindow
from aboveboard.site.tour.technician import Viewer
from aboveboard.wire.payloads import Point
from aboveboard.wire.remote import Pointer
from aboveboard.wire.types import FrameType, Scope
from tests.companion.meeting import invite
from tests.companion.person import Person, button
from tests.companion.stage import needs_desktop
from tests.product import Product

pytestmark = [pytest.mark.slow, needs_desktop]
ARMED_S = 0.65


class Session:
    """The windows, the technician, and the person between them."""

    def __init__(self, person: Person, product: Product) -> None:
        code, self.session, self.ticket = invite(product)
        self.person = person
        self.product = product
        self.front = Front(person.application, Invited(product.url, code))
        self.viewer: Viewer | None = None

    @property
    def ana(self) -> Viewer:
        assert self.viewer is not None
        return self.viewer

    def page(self, kind: type[QWidget]) -> QWidget:
        self.person.wait(lambda: isinstance(self.front.main.page, kind))
        page = self.front.main.page
        assert page is not None
        return page

    def press(self, kind: type[QWidget], words: str) -> None:
        page = self.page(kind)
        self.person.rest(ARMED_S)
        self.click(button(page, words))

    def click(self, one: QPushButton) -> None:
        """Once a press counts there: a page that was laid out anew meanwhile takes a little longer."""
        self.person.wait(lambda: not isinstance(one, DeliberateButton) or one.armed)
        self.person.click(one)

    def join(self) -> None:
        self.press(StartPage, "Go on")
        self.person.wait(lambda: not isinstance(self.front.main.page, StartPage))

    def open(self) -> None:
        """From the code to the running session."""
        self.join()
        self.page(WaitingPage)
        self.viewer = Viewer(self.product.url, "/wire", self.session, self.ticket)
        card = self.page(CardPage)
        self.person.wait(lambda: self.ana.phrase)
        shown = [one.text() for one in card.findChildren(QLabel) if one.property("kind") == "word"]
        assert tuple(shown) == self.ana.phrase
        self.press(CardPage, "The words match, let them in")
        self.press(ScamPage, "I asked for this help myself")
        for _question in range(2):
            self.press(ScamPage, "No, nobody did")
        drill = self.page(DrillPage)
        assert isinstance(drill, DrillPage)
        assert not drill.tried
        self.person.strike("pause")
        self.person.wait(lambda: drill.tried)
        self.press(DrillPage, "I know how to stop")
        self.press(TidyPage, "My private things are away")
        self.page(LivePage)

    def asked(self, scope: Scope) -> QuestionWindow:
        self.ana.ask(scope, "to set the printer up")
        before = set(map(id, self.person.windows(QuestionWindow)))
        self.person.wait(lambda: [one for one in self.person.windows(QuestionWindow) if id(one) not in before])
        [window] = [one for one in self.person.windows(QuestionWindow) if id(one) not in before]
        assert isinstance(window, QuestionWindow)
        return window

    def allow(self, scope: Scope) -> None:
        window = self.asked(scope)
        self.person.rest(ARMED_S)
        self.click(button(window, "Yes"))
        if scope is Scope.VIEW:
            self.choose_everything()
        self.person.wait(lambda: self.ana.has(scope))

    def choose_everything(self) -> None:
        """Where there is more than one thing to show."""

        def choosing() -> list[QPushButton]:
            windows = self.person.windows(QuestionWindow)
            return [
                one
                for window in windows
                for one in window.findChildren(QPushButton)
                if one.accessibleName() == "Everything on the screen"
            ]

        self.person.wait(lambda: choosing() or self.ana.has(Scope.VIEW))
        if found := choosing():
            self.person.rest(ARMED_S)
            self.click(found[0])

    def over(self, widget: QWidget, buttons: int) -> Pointer:
        """What a technician sends who points at the middle of a widget."""
        screen = self.person.application.primaryScreen().geometry()
        place = widget.mapToGlobal(widget.rect().center())
        x, y = place.x() * 65_536 // screen.width(), place.y() * 65_536 // screen.height()
        return Pointer(x=x, y=y, buttons=buttons)

    def aim(self, widget: QWidget) -> None:
        """Let the person's own mouse rest long enough that they do not come first any more."""
        self.person.rest(1.5)
        assert widget.isVisible()

    def strip(self) -> Strip:
        [strip] = self.person.windows(Strip)
        assert isinstance(strip, Strip)
        return strip


@pytest.fixture
def session(person: Person, product: Product) -> Iterator[Session]:
    made = Session(person, product)
    yield made
    made.front.leave()
    if made.viewer is not None:
        made.viewer.close()
    person.rest(0.1)


def test_a_session_from_the_code_to_the_end(session: Session, capfd: pytest.CaptureFixture[str]) -> None:
    person = session.person
    session.open()
    ana = session.ana
    session.allow(Scope.VIEW)
    person.wait(lambda: ana.pictures >= 1)
    strip = session.strip()
    assert any("sees your screen" in one.text() for one in strip.findChildren(QLabel))

    # A program's click on a yes is none; the person's own is one.
    window = session.asked(Scope.CONTROL)
    person.rest(ARMED_S)
    person.fake_click(button(window, "Yes"))
    assert not ana.has(Scope.CONTROL)
    person.click(button(window, "Yes"))
    person.wait(lambda: ana.has(Scope.CONTROL))

    # One thing is taken back, the rest goes on.
    person.wait(
        lambda: any("can click and type" in one.text() for one in strip.findChildren(QLabel) if one.isVisible())
    )
    person.click(button(strip, "Stop: can click and type"))
    person.wait(lambda: not ana.has(Scope.CONTROL))
    assert ana.has(Scope.VIEW)

    # Marks come over the screen.
    session.allow(Scope.POINT)
    ana.send(FrameType.POINT, Point(x=30_000, y=50_000))
    person.wait(session.front._overlay._marks.isVisible)

    person.click(button(strip, "Put the session on hold"))
    person.wait(lambda: session.front._standing.paused)
    assert any("Paused" in one.text() for one in strip.findChildren(QLabel))
    # A second click of the same hand does not go on at once.
    person.rest(ARMED_S)
    person.click(button(strip, "Go on with the session"))
    person.wait(lambda: not session.front._standing.paused)

    person.click(button(strip, "End the session"))
    person.wait(lambda: ana.ended)
    assert ana.ended is not None
    assert ana.ended.by == "customer"
    ended = session.page(EndedPage)
    words = " ".join(one.text() for one in ended.findChildren(QLabel))
    for part in ("You ended it", "You let Ana", "sees your screen", "can click and type", "keeps running"):
        assert part in words
    assert not person.windows(Strip)
    # The desk has written the end down: its receipt can be seen, once, in any browser.
    person.wait(ended._see.isVisible)
    assert httpx.get(ended._receipt, follow_redirects=False).status_code == 302
    assert httpx.get(ended._receipt, follow_redirects=False).status_code == 404
    # Nothing about the people or what they did was written anywhere, by neither process.
    out, err = capfd.readouterr()
    for private in ("Ana", "mango", "printer", *(ana.phrase or ())):
        assert private not in out + err


def test_the_stop_key_ends_everything_from_anywhere(session: Session) -> None:
    session.open()
    session.allow(Scope.VIEW)
    session.person.wait(lambda: session.ana.pictures >= 1)
    session.person.strike("pause")
    session.person.wait(lambda: session.ana.ended)
    session.page(EndedPage)


def test_control_from_afar_reaches_neither_question_nor_bar(session: Session) -> None:
    person = session.person
    session.open()
    session.allow(Scope.VIEW)
    session.allow(Scope.CONTROL)
    strip = session.strip()
    for one in (button(strip, "End the session"), button(strip, "Put the session on hold")):
        session.aim(one)
        for buttons in (0, 1, 0):
            session.ana.send(FrameType.POINTER, session.over(one, buttons))
            person.rest(0.3)
    why = [one.why for kind, one in session.ana.came if kind is FrameType.CONTROL]
    assert "own-window" in why
    assert session.ana.ended is None
    assert not session.front._standing.paused


@pytest.mark.long
def test_nobody_renews_a_permission_when_the_windows_hang(session: Session) -> None:
    session.open()
    session.allow(Scope.VIEW)
    session.person.rest(2.5)
    assert session.ana.has(Scope.VIEW)
    session.front._ticking.stop()
    session.person.wait(lambda: not session.ana.has(Scope.VIEW), 15)


@pytest.mark.long
def test_windows_that_are_gone_end_the_session(session: Session) -> None:
    session.open()
    session.allow(Scope.VIEW)
    assert session.front.talk._line is not None
    session.front.talk._line.close()
    session.person.wait(lambda: session.ana.ended)


@pytest.mark.long
def test_a_conversation_that_dies_is_said_and_nothing_is_shared(session: Session) -> None:
    session.open()
    session.allow(Scope.VIEW)
    os.kill(session.front.talk.process, signal.SIGKILL)
    session.page(EndedPage)
    assert not session.person.windows(Strip)
    session.person.wait(lambda: not session.ana.has(Scope.VIEW), 15)


def test_a_no_to_the_card_lets_nobody_in(session: Session) -> None:
    session.join()
    session.viewer = Viewer(session.product.url, "/wire", session.session, session.ticket)
    session.press(CardPage, "No, do not let them in")
    session.page(WaitingPage)
    assert not session.ana.admitted
    assert not session.person.windows(Strip)


@pytest.mark.long
def test_the_bar_is_no_window_that_a_window_manager_closes_or_moves(session: Session) -> None:
    person = session.person
    session.open()
    strip = session.strip()
    link = person.hand.display
    window = link.create_resource_object("window", int(strip.winId()))
    assert window.get_attributes().override_redirect
    before = strip.pos()
    strip.close()
    assert strip.isVisible()
    # Moved by another program, it comes back.
    window.configure(x=5, y=500)
    link.sync()
    person.wait(lambda: window.get_geometry().y == before.y() and window.get_geometry().x == before.x())
    # Covered by another program, it comes out on top.
    root = link.screen().root
    cover = root.create_window(
        0, 0, 1366, 300, 0, link.screen().root_depth, background_pixel=0x123456, override_redirect=True
    )
    cover.map()
    cover.configure(stack_mode=X.Above)
    link.sync()

    def on_top() -> bool:
        order = [one.id for one in root.query_tree().children]
        return order.index(window.id) > order.index(cover.id)

    person.wait(on_top)
    cover.destroy()
    link.sync()


@pytest.mark.long
def test_red_is_for_ending_alone(session: Session) -> None:
    session.open()
    session.allow(Scope.VIEW)
    for window in session.person.windows(QWidget):
        for one in window.findChildren(QPushButton):
            assert (one.property("kind") == "stop") is one.text().strip().startswith("End"), one.text()
    assert session.strip().windowFlags() & Qt.WindowType.WindowStaysOnTopHint
