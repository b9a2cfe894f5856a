"""The windows together: which page is shown when, which questions are open, and what the person does of themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from aboveboard.companion.flow.answers import Progress
from aboveboard.companion.flow.links import Invited
from aboveboard.companion.flow.standing import Standing
from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.known_desks import KnownDesks
from aboveboard.companion.host.tool_keys import config_folder
from aboveboard.companion.ui.checking import Checking
from aboveboard.companion.ui.clear import Clear
from aboveboard.companion.ui.desktop import picture, whole
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
from aboveboard.companion.ui.presses import listen
from aboveboard.companion.ui.start import StartPage, Wish
from aboveboard.companion.ui.strip import Strip
from aboveboard.companion.ui.talk import Question, Talk
from aboveboard.companion.ui.unsent import POINTER
from aboveboard.companion.ui.waiting import WaitingPage
from aboveboard.companion.ui.window import QuestionWindow
from aboveboard.companion.words.happened import Happened
from aboveboard.wire.types import Step

_TICK_MS: Final = 500
_AWAY_MS: Final = 300
_IN_MAIN: Final = frozenset({"admit", "acknowledge"})


class Front(QObject):
    """One run of the program: from the start page to the end page."""

    def __init__(
        self,
        application: QApplication,
        invited: Invited,
        *,
        note: str = "",
        come_back: bool = False,
        this_computer: bool = False,
    ) -> None:
        super().__init__()
        self._application = application
        self.talk = Talk()
        self._presses = listen()
        # One that fell silent later tells of no press, so then nothing counts.
        real = self._presses.pressed if self._presses is not None and self._presses.sure else None
        self._around = Around(real, "", "", self._folder, self._file, self._draw)
        self._questions: dict[Question, QuestionWindow] = {}
        self._in_main: Question | None = None
        self._happened = Happened()
        self._standing = Standing()
        self._live: LivePage | None = None
        self._strip: Strip | None = None
        self._overlay = Overlay()
        self._over = False
        self._ontop = OnTop(self)
        self._clear = Clear(self)
        self._listen()
        # Whatever window of this program is shown, dialogs and menus too: input from afar never reaches it.
        application.installEventFilter(self)
        self._ticking = QTimer(self)
        self._ticking.setInterval(_TICK_MS)
        self._ticking.timeout.connect(self._tick)
        self._ticking.start()
        self.main = MainWindow(self._may_close)
        self._known = KnownDesks(config_folder())
        self._wished = ""
        self._checking = Checking(
            self.main.turn,
            lambda: self._begin(invited, ""),
            desk=invited.address,
            known=self._known,
            real=self._around.real,
        )
        if this_computer:
            self._checking.look()
        else:
            page = self._begin(invited, note)
            if come_back:
                page.busy(True)
                self.talk.come_back()
        self.main.show()

    def _listen(self) -> None:
        self.talk.asked.connect(self._asked)
        self.talk.withdrawn.connect(self._withdrawn)
        self.talk.told.connect(self._told)
        self.talk.marked.connect(self._overlay.mark)
        self.talk.went.connect(self._went)
        self.talk.standing.connect(self._stand)
        self.talk.joined.connect(self._joined)
        self.talk.stop_pressed.connect(self._drilled)
        self.talk.over.connect(self._ended)
        self.talk.receipt.connect(self._receipt)
        self.talk.compared.connect(self._compared)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.talk.own(int(watched.winId()))
            self._clear.keep(watched)
        return False

    # The start.

    def _begin(self, invited: Invited, note: str) -> StartPage:
        page = StartPage(invited, note=note, real=self._around.real)
        page.wished.connect(self._wish)
        page.this_computer.connect(self._checking.look)
        self.talk.terms.connect(page.ask_terms)
        self.talk.refused.connect(page.refused_by)
        self.main.turn(page)
        return page

    def _wish(self, wish: Wish) -> None:
        self._wished = wish.address
        self.talk.join(wish)

    def _joined(self, organisation: str, stop_key: str) -> None:
        self._around.company, self._around.stop_key = organisation, stop_key
        if self._wished:
            with suppress(OSError):
                self._known.joined(self._wished)
        self.main.turn(WaitingPage(self.talk.stop))

    # Questions.

    def _asked(self, question: Question) -> None:
        page = page_for(question, self._around)
        if page is None or self._over:
            self.talk.reply(question, False)
            return
        page.answered.connect(lambda answer: self._answered(question, answer))
        if (question.kind in _IN_MAIN and self._strip is None) or question.kind == "acknowledge":
            self._in_main = question
            if isinstance(page, DrillPage):
                self.talk.drill(True)
            self._application.alert(self.main)
            self.main.turn(page)
            self.main.forward()
        else:
            self._window(question, page)

    def _window(self, question: Question, page: Page) -> None:
        window = QuestionWindow(page, room=self._clear.room)
        self._questions[question] = window
        if question.kind in PRIVATE:
            self._ontop.private(window)
        window.ask()
        self._ontop.keep(window, moved=lambda: None, covered=page.rearm)

    def _answered(self, question: Question, answer: Any) -> None:
        self.talk.reply(question, answer)
        self._questions.pop(question, None)
        if self._in_main is not question:
            return
        self._in_main = None
        if isinstance(self.main.page, DrillPage):
            self.talk.drill(False)
        if question.kind == "admit":
            self._around.first = self._around.first and answer is not True
            if answer is not True:
                self.main.turn(WaitingPage(self.talk.stop))
        elif question.about[0] is Step.FILES and answer is True:
            self._session_page()

    def _withdrawn(self, number: int) -> None:
        for question in [one for one in self._questions if one.number == number]:
            self._questions.pop(question).close()
        if self._in_main is not None and self._in_main.number == number:
            self._in_main = None
            self.talk.drill(False)

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
        if self._live is not None:
            self._live.show_standing(standing, self._happened.shown())

    def _show_strip(self) -> None:
        self._strip = Strip(key=self._around.stop_key, real=self._around.real)
        self._strip.stop.connect(self.talk.stop)
        self._strip.pause.connect(self.talk.pause)
        self._strip.take_back.connect(self.talk.take_back)
        self._strip.more.connect(self._session_window)
        self._strip.restore()
        self._strip.show()
        self._clear.follow(self._strip)
        self._ontop.keep(self._strip, moved=self._strip.restore, covered=lambda: None, buried=self._buried)
        self._tick()

    def _buried(self) -> None:
        """Somebody keeps the bar covered: nothing goes on until the person says so with the bar in sight."""
        if self._standing.live and not self._standing.paused:
            self.talk.pause(True)
            self._happened.buried()
            self._tell_live()

    def _session_page(self) -> None:
        page = self._live = LivePage(self._around.real)
        page.restart.connect(self.talk.restart)
        page.stop.connect(self.talk.stop)
        page.pause.connect(self.talk.pause)
        page.take_back.connect(self.talk.take_back)
        page.choose.connect(self.talk.choose)
        page.hide_places.connect(lambda: self._draw(self._around.hidden, lambda _all: None))
        page.stop_one.connect(self.talk.stop_one)
        page.show_standing(self._standing, self._happened.shown())
        self.main.turn(page)

    def _session_window(self) -> None:
        if self._live is None and self._in_main is None:
            self._session_page()
        self.main.forward()

    def _told(self, kind: str, text: str) -> None:
        if self._over:
            return
        if kind == "output" and self._live is not None:
            self._live.output(text)
        elif self._happened.told(kind, text):
            self._tell_live()
        if kind == "lost":
            self._live = None
            self._around.first = True
            self._drop_strip()
            self.main.turn(WaitingPage(self.talk.stop, lost=True))
            self.main.forward()

    def _went(self, one: Progress) -> None:
        self._happened.moved(one)
        if self._live is not None:
            self._live.progress(one)
        self._tell_live()

    def _tell_live(self) -> None:
        if self._live is not None:
            self._live.show_standing(self._standing, self._happened.shown())

    def _tick(self) -> None:
        # Whoever renews the leases asks whether this happened a moment ago: so it says that the bar is there to see.
        if self._strip is not None and self._ontop.seen(self._strip):
            self.talk.tick()

    # What the person does of themselves.

    def _drilled(self) -> None:
        if isinstance(self.main.page, DrillPage):
            self.main.page.pressed()

    def _folder(self, now: Path) -> Path | None:
        return choose_folder(QApplication.activeWindow(), self._ontop.private, now)

    def _file(self) -> Path | None:
        return choose_file(QApplication.activeWindow(), self._ontop.private)

    def _draw(self, hidden: Sequence[Rect], done: Callable[[Sequence[Rect]], None]) -> None:
        """The still picture to draw on is taken without this program's own window in front."""
        self.main.hide()

        def ready(places: Sequence[Rect]) -> None:
            self._around.hidden = tuple(places)
            self.talk.hide(places)
            done(places)

        def begin() -> None:
            window = HidePlaces(picture(whole()), hidden, ready, real=self._around.real)
            self._ontop.private(window)
            window.destroyed.connect(self.main.show)
            window.show()
            window.activateWindow()
            window.setFocus()

        QTimer.singleShot(_AWAY_MS, self, begin)

    # The end.

    def _ended(self, by: str, distrusted: bool) -> None:
        if self._over:
            return
        self._over = True
        for window in list(self._questions.values()):
            window.close()
        self._drop_strip()
        self._overlay.close()
        self._live = None
        page = EndedPage(by, self._happened.shown(), distrusted=distrusted, leave=self.leave)
        self.main.turn(page)
        self.main.forward()

    def _receipt(self, address: str) -> None:
        if isinstance(self.main.page, EndedPage):
            self.main.page.offer_receipt(address)

    def _compared(self, lines: Sequence[str]) -> None:
        if isinstance(self.main.page, EndedPage):
            self.main.page.compare(lines)

    def _drop_strip(self) -> None:
        if self._strip is not None:
            self._clear.follow(None)
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
        self._application.removeEventFilter(self)
        self._ticking.stop()
        self.talk.end()
        self._ontop.close()
        if self._presses is not None:
            POINTER.ask(None)
            self._presses.close()
        self._overlay.close()
        self._drop_strip()
        self._application.quit()
