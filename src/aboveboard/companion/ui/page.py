"""One question a page: what it is about, what happens next, and ways to answer. It is answered once, by silence too."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from math import ceil
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QSizePolicy, QVBoxLayout, QWidget

from aboveboard.companion.ui.deliberate import DeliberateButton, RealPress
from aboveboard.companion.ui.parts import COLUMN, add, button, column, fold, row, text
from aboveboard.companion.words.texts import gettext as _
from aboveboard.companion.words.texts import ngettext

READING_S: Final = 600.0
"""How long a page waits that a person has to read or to do something for."""
QUESTION_S: Final = 60.0
"""How long a question waits before silence is a no."""


class Page(QWidget):
    """A title, a lead, a body, ways to answer and a foot. ``answered`` comes once, with what the answer is."""

    answered = Signal(object)

    def __init__(
        self,
        title: str,
        lead: str = "",
        *,
        step: str = "",
        refusal: Any = False,
        limit_s: float = READING_S,
        real: RealPress | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self.setProperty("kind", "paper")
        self.title = title
        self.real = real
        self._refusal = refusal
        self._clock = clock
        self._until = clock() + limit_s
        self._done = False
        self._deliberate: list[DeliberateButton] = []
        outer = row(self)
        outer.addStretch(1)
        middle = QWidget()
        middle.setFixedWidth(COLUMN)
        outer.addWidget(middle)
        outer.addStretch(1)
        self._column = column(middle, gap=18)
        self._column.setContentsMargins(0, 28, 0, 24)
        head = column(gap=8)
        if step:
            head.addWidget(text(step, "soft"))
        self.heading = text(title, "title")
        # The words take the focus, so that no answer has it before the person goes there on purpose.
        self.heading.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.heading.setAccessibleName(title)
        head.addWidget(self.heading)
        self.lead = text(lead, "lead")
        self.lead.setVisible(bool(lead))
        head.addWidget(self.lead)
        self._column.addLayout(head)
        self.body: QVBoxLayout = column(gap=14)
        self._column.addLayout(self.body)
        self.ways: QVBoxLayout = column(gap=10)
        self._column.addLayout(self.ways)
        self._hint = text("", "caution")
        self._hint.setVisible(False)
        self._left = text("", "soft")
        self._left.setVisible(False)
        add(self._column, self._hint, self._left)
        self.foot: QVBoxLayout = column(gap=6)
        self._column.addLayout(self.foot)
        self._column.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setInterval(250)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self._tick()

    # What subclasses build with.

    def say(self, *things: QWidget | QLayout) -> None:
        """Put these into the body."""
        add(self.body, *things)

    def yes_no(self, yes: str, no: str, answer: Any = True) -> QHBoxLayout:
        """Two buttons that look alike; only the yes has to be deliberate. Returns the row, which is among the ways."""
        line = row(gap=12)
        width = (COLUMN - 12) // 2 - 48
        agree = self.deliberate(fold(yes, width), lambda: self.answer(answer() if callable(answer) else answer))
        agree.setAccessibleName(yes)
        refuse = button(fold(no, width), self.refuse)
        refuse.setAccessibleName(no)
        for one in (agree, refuse):
            one.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
            one.setMinimumWidth(120)
            line.addWidget(one, 1)
        self.ways.addLayout(line)
        return line

    def deliberate(self, words: str, chosen: Callable[[], object], kind: str = "") -> DeliberateButton:
        """A button that counts only when a person presses it on purpose."""
        made = DeliberateButton(words, self.real, clock=self._clock)
        made.setProperty("kind", kind)
        made.chosen.connect(chosen)
        made.doubted.connect(self._doubt)
        made.led.connect(self._say_led)
        made.late.connect(self._say_late)
        made.unseen.connect(self._say_unseen)
        self._deliberate.append(made)
        return made

    def meant(self, words: str, chosen: Callable[[], object], kind: str = "") -> DeliberateButton:
        """A button that counts only when a person presses it, at any moment: it only leads on."""
        made = DeliberateButton(words, self.real, rest_s=0, clock=self._clock)
        made.setProperty("kind", kind)
        made.setAccessibleName(words.replace("\n", " "))
        made.chosen.connect(chosen)
        made.doubted.connect(self._doubt)
        made.led.connect(self._say_led)
        made.late.connect(self._say_late)
        made.unseen.connect(self._say_unseen)
        return made

    def forward(self, words: str, pressed: Callable[[], object]) -> DeliberateButton:
        """The one way on of a page that is no question of yes or no. Only a person's press counts."""
        made = self.meant(words, pressed, "first")
        line = row()
        add(line, made)
        line.addStretch(1)
        self.ways.addLayout(line)
        return made

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        # Of the words at their real width: Qt would ask for the height that they need when they are narrow.
        layout = self.layout()
        return QSize(COLUMN, layout.totalHeightForWidth(COLUMN) if layout is not None else 0)

    # Answering.

    def answer(self, what: Any) -> None:
        """This is the answer; whatever comes after it is not."""
        if not self._done:
            self._done = True
            self._timer.stop()
            self.answered.emit(what)

    def refuse(self) -> None:
        """No: by the button, by Escape, by closing the window, by silence."""
        self.answer(self._refusal)

    def rearm(self) -> None:
        """Somebody covered or moved the window: the half second before a yes counts begins anew."""
        for one in self._deliberate:
            one.rearm()

    def begin(self) -> None:
        """Called when it is shown: the words have the focus, no button has.

        Whoever has it read out hears all of the question, not its title alone: what may be done, and why it is asked.
        """
        words = [one.text() for one in self.findChildren(QLabel) if one is not self.heading and one.isVisibleTo(self)]
        self.heading.setAccessibleDescription(" ".join(one for one in words if one.strip()))
        self.heading.setFocus(Qt.FocusReason.OtherFocusReason)

    def tab_through(self, *things: QWidget) -> None:
        """Tab goes to these in this order: what came onto the page later would else come last."""
        for one, following in pairwise(things):
            QWidget.setTabOrder(one, following)

    def hint(self, words: str) -> None:
        """A word about what was just tried."""
        self._hint.setText(words)
        self._hint.setVisible(bool(words))

    def _doubt(self) -> None:
        self.hint(_("That press did not come from this computer's own mouse or keyboard, so it does not count."))

    def _say_led(self) -> None:
        self.hint(_("A program put the pointer there, so that press does not count. Move the mouse, then press again."))

    def _say_late(self) -> None:
        self.hint(_("That press came late, so it does not count. Press again."))

    def _say_unseen(self) -> None:
        self.hint(
            _("Not all of this window can be seen, so that press does not count. Move it into sight, then press again.")
        )

    def _tick(self) -> None:
        left = self._until - self._clock()
        if left <= 0:
            self.refuse()
        elif left <= QUESTION_S:
            seconds = ceil(left)
            self._left.setText(
                ngettext(
                    "If you do not answer, it is a no, in {seconds} second.",
                    "If you do not answer, it is a no, in {seconds} seconds.",
                    seconds,
                ).format(seconds=seconds)
            )
            self._left.setVisible(True)
