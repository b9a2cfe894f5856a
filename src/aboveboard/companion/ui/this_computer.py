"""The page about this computer: how full it is, what is fine first, then what is not and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QProgressBar, QWidget

from aboveboard.companion.ui.deliberate import RealPress
from aboveboard.companion.ui.gauges import rings
from aboveboard.companion.ui.icons import icon, icon_label
from aboveboard.companion.ui.page import Page
from aboveboard.companion.ui.parts import add, beside, button, caution, column, panel, row, rule, text
from aboveboard.companion.ui.style import tokens
from aboveboard.companion.words.texts import gettext as _
from aboveboard.companion.words.texts import ngettext, spoken
from aboveboard.diagnostics.account import Account, Area, Found, Missing

_NEVER_S: Final = 365 * 86_400.0
_AREAS_A_ROW: Final = 3
_MARKS: Final = {"critical": "triangle-alert", "warn": "circle-alert", "info": "info"}


class ThisComputerPage(Page):
    """``asked`` comes when the person wants help with it, ``again`` for another look, ``back`` to leave."""

    asked = Signal()
    again = Signal()
    back = Signal()

    def __init__(self, *, real: RealPress | None = None) -> None:
        super().__init__(
            _("This computer"),
            _("Looking at it. Nothing is changed, and nothing leaves it."),
            limit_s=_NEVER_S,
            real=real,
        )
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName(_("Looking"))
        self.say(self._busy)
        self._buttons(done=False)

    def show_account(self, account: Account, watch: QWidget | None = None) -> None:
        """Say what was found. ``watch`` is the part about the watch."""
        self._busy.hide()
        self.heading.setText(account.verdict)
        self.heading.setAccessibleName(account.verdict)
        self.lead.setText(account.next)
        if account.gauges:
            self.say(panel(rings(account.gauges, spoken())))
        if account.fine:
            self.say(_heading(_("What is fine")), _areas(account.fine))
        grave = [one for one in account.findings if one.severity != "info"]
        known = [one for one in account.findings if one.severity == "info"]
        if grave:
            self.say(_heading(_("What needs you")), *(_finding(one) for one in grave))
        if known:
            self.say(_heading(_("Good to know")), *(_finding(one) for one in known))
        self.say(self._asking(bool(account.findings)))
        if watch is not None:
            self.say(watch)
        self.say(_heading(_("What it is")), _facts(account.facts))
        if account.missing:
            self.say(_missing(account.missing, account.not_known))
        self._buttons(done=True)
        self.begin()

    def show_failure(self, why: str, watch: QWidget | None = None) -> None:
        """It could not be looked at. ``watch`` is the part about the watch, which can be turned off all the same."""
        self._busy.hide()
        self.heading.setText(_("This computer could not be looked at"))
        self.lead.setText(_("Nothing was changed."))
        self.say(caution(_("What happened"), why))
        if watch is not None:
            self.say(watch)
        self._buttons(done=True)

    def _asking(self, found: bool) -> QFrame:
        words = column(gap=2)
        add(
            words,
            text(_("Would you like help with this?") if found else _("Is something else not right?"), "strong"),
            text(_("You see first what would be shared, and can leave out each line."), "soft"),
        )
        line = row(gap=14)
        line.addLayout(words, 1)
        line.addWidget(button(_("Ask for help"), self.asked.emit, "first"), 0, Qt.AlignmentFlag.AlignVCenter)
        return panel(line, kind="soft-panel")

    def _buttons(self, *, done: bool) -> None:
        while (item := self.ways.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        place = QWidget()
        line = row(place, gap=12)
        if done:
            again = button(_("Look again"), self.again.emit)
            again.setObjectName("again")
            line.addWidget(again)
        line.addWidget(button(_("Back"), self.back.emit))
        line.addStretch(1)
        self.ways.addWidget(place)


def _heading(words: str) -> QLabel:
    made = text(words, "heading")
    made.setContentsMargins(0, 10, 0, 0)
    return made


def _areas(areas: Sequence[Area]) -> QWidget:
    place = QWidget()
    grid = QGridLayout(place)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(8)
    for at, area in enumerate(areas):
        checks = ngettext("{number} check", "{number} checks", area.checks).format(number=area.checks)
        names = column(gap=0)
        add(names, text(area.name, "strong", wrap=False), text(checks, "number", wrap=False))
        line = row(gap=10)
        line.addWidget(icon_label(area.icon, 22, tokens().accent), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addLayout(names, 1)
        tile = panel(line, kind="tile")
        inside = tile.layout()
        if inside is not None:
            inside.setContentsMargins(12, 9, 8, 9)
        grid.addWidget(tile, at // _AREAS_A_ROW, at % _AREAS_A_ROW)
    for at in range(_AREAS_A_ROW):
        grid.setColumnStretch(at, 1)
    return place


def _finding(finding: Found) -> QFrame:
    grave = finding.severity != "info"
    colour = tokens().caution if grave else tokens().accent
    mark = text(finding.gravity, "caution" if grave else "done", wrap=False)
    things: list[QWidget] = [text(finding.what, "heading")]
    if finding.measured:
        things.append(text(finding.measured, "soft"))
    if finding.advice:
        things.append(text(finding.advice))
    inner = column(gap=8)
    inner.addLayout(beside(_MARKS[finding.severity], mark, colour=colour, size=20))
    add(inner, *things)
    if finding.confirm:
        add(inner, rule(), _confirm(finding))
    return panel(inner, kind="caution-panel" if finding.severity == "critical" else "panel")


def _confirm(finding: Found) -> QWidget:
    place = QWidget()
    line = row(place, gap=10)
    line.addWidget(text(_("See for yourself:"), "soft", wrap=False), 0, Qt.AlignmentFlag.AlignTop)
    tool = text(finding.confirm, "output" if finding.typed else "soft")
    tool.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    line.addWidget(tool, 1)
    return place


def _facts(facts: Sequence[tuple[str, str]]) -> QFrame:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    for at, (label, value) in enumerate(facts):
        grid.addWidget(text(label, "soft", wrap=False), at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(text(value), at, 1)
    return panel(grid)


def _missing(missing: Sequence[Missing], number: int) -> QWidget:
    """Folded: it matters to few."""
    place = QWidget()
    whole = column(place, gap=8)
    inside = QFrame()
    lines = column(inside, gap=10)
    lines.addWidget(text(_("What is not known is neither called fine nor wrong."), "soft"))
    for one in missing:
        said = column(gap=0)
        add(said, text(one.why), text(one.what, "number"))
        lines.addLayout(said)
    inside.hide()
    words = _("Some facts are not known")
    if number:
        words = ngettext("{number} check could not be made", "{number} checks could not be made", number)
        words = words.format(number=number)
    toggle = button(words, lambda: inside.setVisible(inside.isHidden()), "link", icon("circle-question-mark"))
    add(whole, toggle, inside)
    return place
