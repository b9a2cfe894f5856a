"""The scam check: one plain question a page, and a way out on each."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout, QWidget

from aboveboard.companion.ui.deliberate import RealPress
from aboveboard.companion.ui.page import READING_S, Page
from aboveboard.companion.ui.parts import COLUMN, add, beside, button, column, fold, panel, row, steps, text
from aboveboard.companion.ui.style import tokens
from aboveboard.companion.words.scam import IF_A_SCAM, SCAM_QUESTIONS
from aboveboard.companion.words.texts import gettext as _


class ScamPage(Page):
    """Three questions after each other. The answer is true only when all three went well."""

    def __init__(
        self,
        company: str,
        *,
        real: RealPress | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(
            _(SCAM_QUESTIONS[0][0]),
            _(SCAM_QUESTIONS[0][1]),
            step=_("Step 2 of 4"),
            limit_s=READING_S,
            real=real,
            clock=clock,
        )
        self._at = 0
        self._questions = QWidget()
        self._place = QStackedLayout(self._questions)
        for index in range(len(SCAM_QUESTIONS)):
            self._place.addWidget(self._choices(index))
        self.body.addWidget(self._questions)
        self._stop = self._warning()
        self._stop.setVisible(False)
        self.body.addWidget(self._stop)
        self._promise = text(
            _("{company} never asks for bank codes, money or gift cards in a session.").format(
                company=company or _("The help desk")
            ),
            "soft",
        )
        self.foot.addWidget(self._promise)

    def _choices(self, index: int) -> QWidget:
        _title, _lead, well, badly = SCAM_QUESTIONS[index]
        place = QWidget()
        layout = column(place, gap=10)
        good = self.meant(fold(_(well), COLUMN - 60), lambda: self._next(index), "choice")
        bad = button(fold(_(badly), COLUMN - 60), self._warn, "choice")
        add(layout, good, bad)
        return place

    def _next(self, index: int) -> None:
        if index != self._at:
            return
        if index + 1 == len(SCAM_QUESTIONS):
            self.answer(True)
        else:
            self._show(index + 1)

    def _show(self, index: int) -> None:
        self._at = index
        self._place.setCurrentIndex(index)
        self._head(_(SCAM_QUESTIONS[index][0]), _(SCAM_QUESTIONS[index][1]))

    def _head(self, title: str, lead: str) -> None:
        self.title = title
        self.heading.setText(title)
        self.heading.setAccessibleName(title)
        self.lead.setText(lead)
        self.heading.setFocus(Qt.FocusReason.OtherFocusReason)

    def _warn(self) -> None:
        self._questions.setVisible(False)
        self._promise.setVisible(False)
        self._stop.setVisible(True)
        self._head(
            _("Stop here. This may be a swindle."), _("Nothing on your computer was shared, and nothing will be.")
        )

    def _back(self) -> None:
        self._stop.setVisible(False)
        self._questions.setVisible(True)
        self._promise.setVisible(True)
        self._show(self._at)

    def _warning(self) -> QWidget:
        place = QWidget()
        layout = column(place, gap=16)
        what = steps([_(line) for line in IF_A_SCAM])
        ways = row(gap=12)
        end = button(_("End now"), self.refuse, "stop")
        back = self.meant(_("That was the wrong button, go back"), self._back)
        add(ways, end, back)
        ways.addStretch(1)
        add(
            layout,
            panel(beside("shield-alert", text(_("What to do now"), "heading"), colour=tokens().caution), what),
            ways,
        )
        return place
