"""The windows together: which page is shown when, which questions are open, and what the person does of themselves."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from aboveboard.companion.equipment import Equipment
from aboveboard.companion.flow.answers import Progress
from aboveboard.companion.flow.happenings import Over
from aboveboard.companion.flow.joining import Joined
from aboveboard.companion.flow.links import Invited
from aboveboard.companion.flow.standing import Standing
from aboveboard.companion.flow.terms import Terms
from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.screen import CaptureError
from aboveboard.companion.ui.bridge import Question, WindowAnswers
from aboveboard.companion.ui.drill import DrillPage
from aboveboard.companion.ui.ended import EndedPage
from aboveboard.companion.ui.folders import choose_file, choose_folder
from aboveboard.companion.ui.hide import HidePlaces
from aboveboard.companion.ui.live import LivePage
from aboveboard.companion.ui.main_window import MainWindow
from aboveboard.companion.ui.ontop import OnTop
from aboveboard.companion.ui.overlay import Overlay
from aboveboard.companion.ui.page import Page
from aboveboard.companion.ui.pages import PRIVATE, Around, page_for
from aboveboard.companion.ui.start import StartPage, Wish
from aboveboard.companion.ui.strip import Strip
from aboveboard.companion.ui.talk import Talk
from aboveboard.companion.ui.waiting import WaitingPage
from aboveboard.companion.ui.window import QuestionWindow
from aboveboard.companion.words.happened import Happened
from aboveboard.companion.words.refusals import refusal
from aboveboard.wire.types import Step

_TICK_MS: Final = 500
_AWAY_MS: Final = 300
_IN_MAIN: Final = frozenset({"admit", "acknowledge"})

Equip = Callable[[Callable[[], None]], Equipment]
"""Puts the equipment together; its argument is called, in any thread, when the stop key is pressed."""


class Front(QObject):
    """One run of the program: from the start page to the end page."""

    stop_pressed = Signal()

    def __init__(self, application: QApplication, invited: Invited, equip: Equip, *, note: str = "") -> None:
        super().__init__()
        self._application = application
        self._equip = equip
        self._equipment: Equipment | None = None
        self._talk: Talk | None = None
        self._around = Around(None, "", "", self._folder, self._file, self._draw)
        self._questions: dict[Question, QuestionWindow] = {}
        self._in_main: Question | None = None
        self._happened = Happened()
        self._standing = Standing()
        self._live: LivePage | None = None
        self._strip: Strip | None = None
        self._overlay = Overlay()
        self._drilling = False
        self._over = False
        self._ontop = OnTop(self)
        self.answers = WindowAnswers()
        self._listen()
        self._ticking = QTimer(self)
        self._ticking.setInterval(_TICK_MS)
        self._ticking.timeout.connect(self._tick)
        self._ticking.start()
        self.main = MainWindow(self._may_close)
        self._begin(invited, note)
        self.main.show()

    def _listen(self) -> None:
        self.answers.asked.connect(self._asked)
        self.answers.withdrawn.connect(self._withdrawn)
        self.answers.told.connect(self._told)
        self.answers.marked.connect(self._overlay.mark)
        self.answers.went.connect(self._went)
        self.answers.standing.connect(self._stand)
        self.stop_pressed.connect(self._drilled)

    # The start.

    def _begin(self, invited: Invited, note: str) -> None:
        page = StartPage(invited, note=note)
        page.wished.connect(lambda wish: self._wish(page, wish))
        self.main.turn(page)

    def _wish(self, page: StartPage, wish: Wish) -> None:
        if self._talk is None:
            try:
                self._equipment = self._equip(self._stop_key)
            except CaptureError:
                page.refused(refusal("screen")[1], refusal("screen")[0])
                return
            real, key = self._equipment.real, self._equipment.stop_key
            self._around.real = real.pressed if real is not None and real.sure else None
            self._around.stop_key = key.name if key is not None else ""
            self._talk = Talk(self.answers, self._equipment)
            self._talk.over.connect(self._ended)
            self._talk.joined.connect(self._joined)
        self._talk.terms.connect(lambda terms: self._terms(page, terms))
        self._talk.refused.connect(lambda code, _text: page.refused(refusal(code)[1], refusal(code)[0]))
        self._talk.join(wish)

    @staticmethod
    def _terms(page: StartPage, terms: Terms) -> None:
        page.ask_terms(terms)

    def _joined(self, seat: Joined) -> None:
        self._around.company = seat.technician.organisation
        self._own(self.main)
        self.main.turn(WaitingPage(self._stop))

    # Questions.

    def _asked(self, question: Question) -> None:
        page = page_for(question, self._around)
        if page is None or question.over or self._over:
            question.reply(False)
            return
        page.answered.connect(lambda answer: self._answered(question, answer))
        if (question.kind in _IN_MAIN and self._strip is None) or question.kind == "acknowledge":
            self._in_main = question
            self._drilling = isinstance(page, DrillPage)
            self._application.alert(self.main)
            self.main.turn(page)
            self.main.forward()
        else:
            self._window(question, page)

    def _window(self, question: Question, page: Page) -> None:
        window = QuestionWindow(page)
        self._questions[question] = window
        if question.kind in PRIVATE:
            self._ontop.private(window)
        window.ask()
        self._own(window)
        self._ontop.keep(window, moved=lambda: None, covered=page.rearm)

    def _answered(self, question: Question, answer: Any) -> None:
        question.reply(answer)
        self._questions.pop(question, None)
        if self._in_main is not question:
            return
        self._in_main, self._drilling = None, False
        if question.kind == "admit":
            self._around.first = self._around.first and answer is not True
            if answer is not True:
                self.main.turn(WaitingPage(self._stop))
        elif question.about[0] is Step.FILES and answer is True:
            self._session_page()

    def _withdrawn(self, question: Question) -> None:
        window = self._questions.pop(question, None)
        if window is not None:
            window.close()
        if self._in_main is question:
            self._in_main, self._drilling = None, False

    # How things are.

    def _stand(self, standing: Standing) -> None:
        if self._over:
            return
        self._standing = standing
        self._happened.follow(standing)
        if standing.technicians and self._strip is None and not standing.over:
            self._show_strip()
        if self._strip is not None:
            self._strip.show_standing(standing)
        self._overlay.follow(standing)
        for bar in self._overlay.windows():
            self._own(bar)
        if self._live is not None:
            self._live.show_standing(standing, self._happened.shown())

    def _show_strip(self) -> None:
        self._strip = Strip(key=self._around.stop_key, since_us=int(time.time() * 1_000_000), real=self._around.real)
        self._strip.stop.connect(self._stop)
        self._strip.pause.connect(self._pause)
        self._strip.take_back.connect(self._take_back)
        self._strip.more.connect(self._session_window)
        self._strip.restore()
        self._strip.show()
        self._own(self._strip)
        self._ontop.keep(self._strip, moved=self._strip.restore, covered=lambda: None)
        self._tick()

    def _session_page(self) -> None:
        page = self._live = LivePage()
        page.stop.connect(self._stop)
        page.pause.connect(self._pause)
        page.take_back.connect(self._take_back)
        page.choose.connect(lambda: self._talk.choose() if self._talk is not None else None)
        page.hide_places.connect(lambda: self._draw(self._around.hidden, lambda _all: None))
        page.stop_one.connect(lambda one: self._talk.stop_one(one) if self._talk is not None else None)
        page.show_standing(self._standing, self._happened.shown())
        self.main.turn(page)

    def _session_window(self) -> None:
        if self._live is None and self._in_main is None:
            self._session_page()
        self.main.forward()

    def _told(self, kind: str, text: str) -> None:
        if kind == "output" and self._live is not None:
            self._live.output(text)
        elif kind == "lost" and not self._over:
            self._live = None
            self._around.first = True
            self._drop_strip()
            self.main.turn(WaitingPage(self._stop, lost=True))
            self.main.forward()

    def _went(self, one: Progress) -> None:
        if self._live is not None:
            self._live.progress(one)

    def _tick(self) -> None:
        # Whoever renews the leases asks whether this happened a moment ago: so it says that the bar is there to see.
        if self._strip is not None and self._strip.isVisible():
            self.answers.tick()

    # What the person does of themselves.

    def _stop_key(self) -> None:
        """In the thread of the key. It waits for no window, but during the drill, when there is nothing to stop."""
        if self._drilling:
            self.stop_pressed.emit()
        elif self._talk is not None:
            self._talk.stop()

    def _drilled(self) -> None:
        if isinstance(self.main.page, DrillPage):
            self.main.page.pressed()

    def _stop(self) -> None:
        if self._talk is not None:
            self._talk.stop()

    def _pause(self, paused: bool) -> None:
        if self._talk is not None:
            self._talk.pause(paused)

    def _take_back(self, permission: str) -> None:
        if self._talk is not None:
            self._talk.take_back(permission)

    def _folder(self, now: Path) -> Path | None:
        return choose_folder(QApplication.activeWindow(), self._ontop.private, now)

    def _file(self) -> Path | None:
        return choose_file(QApplication.activeWindow(), self._ontop.private)

    def _draw(self, hidden: Sequence[Rect], done: Callable[[Sequence[Rect]], None]) -> None:
        """The still picture to draw on is taken without this program's own window in front."""
        self.main.hide()

        def ready(places: Sequence[Rect]) -> None:
            self._around.hidden = tuple(places)
            if self._talk is not None:
                self._talk.hide(places)
            done(places)

        def begin() -> None:
            window = HidePlaces(QGuiApplication.primaryScreen().grabWindow(0), hidden, ready)
            self._ontop.private(window)
            window.destroyed.connect(self.main.show)
            window.show()
            self._own(window)
            window.activateWindow()
            window.setFocus()

        QTimer.singleShot(_AWAY_MS, self, begin)

    def _own(self, window: QWidget) -> None:
        """Input from afar never reaches this window."""
        if self._talk is not None:
            self._talk.own(int(window.winId()))

    # The end.

    def _ended(self, over: Over, distrusted: bool) -> None:
        if self._over:
            return
        self._over = True
        for window in list(self._questions.values()):
            window.close()
        self._drop_strip()
        self._overlay.close()
        self._live = None
        if self._equipment is not None:
            self._equipment.close()
        page = EndedPage(over.by, self._happened.shown(), receipt="", distrusted=distrusted, leave=self.leave)
        self.main.turn(page)
        self.main.forward()

    def _drop_strip(self) -> None:
        if self._strip is not None:
            self._strip.finish()
            self._strip.deleteLater()
            self._strip = None
        self._overlay.follow(Standing())

    def _may_close(self) -> bool:
        if self._strip is not None and not self._over:
            # The bar on top stays, and with it every way to stop.
            self.main.showMinimized()
            return False
        QTimer.singleShot(0, self, self.leave)
        return True

    def leave(self) -> None:
        """Nothing of the program is left after this."""
        self._over = True
        if self._talk is not None:
            self._talk.end()
        if self._equipment is not None:
            self._equipment.close()
        self._overlay.close()
        self._drop_strip()
        self._application.quit()
