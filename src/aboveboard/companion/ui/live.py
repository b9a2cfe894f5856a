"""The page of the running session: the same ways to stop as in the bar on top, what is under way, what happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from aboveboard.companion.flow.answers import Progress
from aboveboard.companion.flow.standing import Live, Standing
from aboveboard.companion.ui.deliberate import RealPress
from aboveboard.companion.ui.held_line import HeldLine
from aboveboard.companion.ui.icons import icon, icon_label
from aboveboard.companion.ui.page import Page
from aboveboard.companion.ui.parts import COLUMN, button, column, panel, row, text
from aboveboard.companion.ui.pausing import PauseButton
from aboveboard.companion.ui.style import tokens
from aboveboard.companion.ui.timeline import timeline
from aboveboard.companion.words.people import called
from aboveboard.companion.words.scopes import live_of, words_of
from aboveboard.companion.words.texts import gettext as _
from aboveboard.companion.words.texts import gettext_noop as noop
from aboveboard.companion.words.texts import size_in_words

_NEVER_S: Final = 365 * 86_400.0
_STATES: Final = {
    "going": noop("under way"),
    "done": noop("done"),
    "stopped": noop("stopped"),
    "failed": noop("did not work"),
}
_OUTPUT_LINES: Final = 2_000


class LivePage(Page):
    """Nothing here is answered: the signals are what the person does."""

    stop = Signal()
    pause = Signal(bool)
    take_back = Signal(str)
    choose = Signal()
    stop_one = Signal(str)
    hide_places = Signal()
    restart = Signal()

    def __init__(self, real: RealPress | None = None) -> None:
        super().__init__(_("Your session"), limit_s=_NEVER_S, real=real)
        self._filled: tuple[object, ...] | None = None
        self._rows: QVBoxLayout = column(gap=8)
        self._held = HeldLine(COLUMN)
        self._masks = text("", "soft")
        self._going: dict[str, tuple[QLabel, QProgressBar, QPushButton]] = {}
        self._under_way: QVBoxLayout = column(gap=8)
        self._output = QPlainTextEdit()
        self._output.setReadOnly(True)
        self._output.setMaximumBlockCount(_OUTPUT_LINES)
        self._output.setMinimumHeight(180)
        self._output.setAccessibleName(_("What the tool writes"))
        self._output.setVisible(False)
        self._said = text(_("What the tool writes"), "heading")
        self._said.setVisible(False)
        self._past = column()
        self._pause = PauseButton(real)
        self._pause.pause.connect(self.pause)
        ways = row(gap=12)
        self._end = button(_("End the session"), self.stop.emit, "stop", icon("circle-stop", tokens().stop_ink))
        ways.addWidget(self._end)
        ways.addWidget(self._pause)
        ways.addStretch(1)
        hiding = row(gap=14)
        self._hide = button(_("Hide a part of my screen"), self.hide_places.emit, "small")
        hiding.addWidget(self._hide)
        self._leaving = self.deliberate(_("Restart this computer and come back"), self.restart.emit, "small")
        hiding.addWidget(self._masks, 1)
        restarting = row()
        restarting.addWidget(self._leaving)
        restarting.addStretch(1)
        self.say(self._rows, self._held, ways, hiding, self._under_way, self._said, self._output)
        self.say(text(_("What happened"), "heading"), self._past)
        self.foot.addLayout(restarting)
        self.foot.addWidget(text(_("You may put this window away. The bar on top stays."), "soft"))
        self.show_standing(Standing(), ())

    def show_standing(self, standing: Standing, lines: Sequence[tuple[str, str]]) -> None:
        """Say how things are, and what happened so far."""
        filled = (standing.live, standing.technicians, standing.told)
        if self._filled != filled:
            # What the person is about to press stays as long as it says the same.
            self._filled = filled
            self._fill(standing)
        self._held.show_standing(standing)
        hidden = _("Hidden from the picture now: {number}").format(number=standing.masks) if standing.masks else ""
        self._masks.setText(hidden)
        self._pause.show_paused(standing.paused)
        _empty(self._past)
        self._past.addWidget(timeline(list(lines)[-30:]))

    def _fill(self, standing: Standing) -> None:
        names = {one.participant: called(one) for one in standing.technicians}
        held = QApplication.focusWidget()
        if held is not None and any(held in row.findChildren(QPushButton) for row in self._allowed()):
            # Not to what comes next, which would be "End": a second press of the same key must not end it all.
            self.heading.setFocus(Qt.FocusReason.OtherFocusReason)
        _empty(self._rows)
        for live in standing.live:
            name = names.get(live.participant, _("the technician"))
            self._rows.addWidget(self._row(live, name, live_of(live, standing)))
        if not standing.live:
            self._rows.addWidget(panel(text(_("Nothing is shared now."), "soft")))
        self._put_in_order()

    def _row(self, live: Live, name: str, what: str) -> QFrame:
        words = words_of(live.scope)
        line = row(gap=12)
        line.addWidget(icon_label(words.icon, 22, tokens().accent), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(text(f"{name} {what}"), 1)
        if live.scope == "view":
            line.addWidget(button(_("Change"), self.choose.emit, "small"))
        off = button(_("Stop this"), lambda: self.take_back.emit(live.permission), "small")
        off.setAccessibleName(_("Stop: {what}").format(what=what))
        line.addWidget(off)
        return panel(line)

    def _allowed(self) -> list[QWidget]:
        """The row of each permission."""
        items = (self._rows.itemAt(at) for at in range(self._rows.count()))
        return [row for item in items if item is not None and (row := item.widget()) is not None]

    def _put_in_order(self) -> None:
        allowed = [one for row in self._allowed() for one in row.findChildren(QPushButton)]
        going = [off for _label, _bar, off in self._going.values()]
        self.tab_through(
            self.heading, *allowed, self._end, self._pause, self._hide, *going, self._output, self._leaving
        )

    def progress(self, one: Progress) -> None:
        """A transfer or a tool has come further."""
        if one.identifier not in self._going:
            label, bar = text("", "soft"), QProgressBar()
            bar.setTextVisible(False)
            bar.setAccessibleName(one.name)
            off = button(_("Stop"), lambda: self.stop_one.emit(one.identifier), "small")
            off.setAccessibleName(_("Stop: {what}").format(what=one.name))
            first = row(gap=12)
            first.addWidget(text(one.name, "strong"), 1)
            first.addWidget(off)
            self._going[one.identifier] = (label, bar, off)
            self._under_way.addWidget(panel(first, bar, label, gap=6))
            self._put_in_order()
        label, bar, off = self._going[one.identifier]
        off.setVisible(one.state == "going")
        state = _(_STATES[one.state]) if one.state in _STATES else ""
        if one.total:
            bar.setRange(0, 1000)
            bar.setValue(min(1000, one.done * 1000 // one.total))
            state = f"{size_in_words(one.done)} / {size_in_words(one.total)} · {state}"
        else:
            bar.setRange(0, 0 if one.state == "going" else 1)
            bar.setValue(1)
        label.setText(state)

    def output(self, words: str) -> None:
        """A tool wrote this."""
        self._said.setVisible(True)
        self._output.setVisible(True)
        self._output.moveCursor(self._output.textCursor().MoveOperation.End)
        self._output.insertPlainText(words)


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        one: QWidget | None = item.widget()
        if one is not None:
            one.hide()
            one.deleteLater()
