"""The part of the page about this computer where the watch is turned on and off, and what it noticed stands."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from aboveboard.companion.ui.page import Page
from aboveboard.companion.ui.parts import COLUMN, add, beside, button, caution, column, fold, panel, row, rule, text
from aboveboard.companion.ui.style import tokens
from aboveboard.companion.ui.this_computer_keeping import Keeping
from aboveboard.companion.ui.this_computer_noticed import noticed, when
from aboveboard.companion.words.texts import gettext as _
from aboveboard.diagnostics.rules import Rules
from aboveboard.diagnostics.watch.orders import State, names_another
from aboveboard.diagnostics.watch.starting import Start

_EACH_MS: Final = 4_000 if sys.platform != "win32" else 60_000
"""How often the page asks how the watch stands. On Windows a program has to be asked each time."""
_HALF: Final = (COLUMN - 2 * 16 - 12) // 2 - 48


class WatchSection(QWidget):
    """Shows how the watch stands, and hands on what the person orders. Only a yes that was meant sets anything up."""

    def __init__(self, page: Page, keeping: Keeping, rules: Rules) -> None:
        super().__init__()
        self._page, self._keeping, self._rules = page, keeping, rules
        self._state: State | None = None
        self._shown: object = None
        self._asks_off = False
        self._said: QWidget | None = None
        self._content: QWidget | None = None
        self._whole = column(self, gap=10)
        heading = text(_("Keeping an eye on it"), "heading")
        heading.setContentsMargins(0, 10, 0, 0)
        self._whole.addWidget(heading)
        keeping.changed.connect(self._stands)
        keeping.failed.connect(self._failed)
        self._timer = QTimer(self)
        self._timer.setInterval(_EACH_MS)
        self._timer.timeout.connect(keeping.look)
        keeping.look()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  # Qt's name
        self._timer.stop()
        super().hideEvent(event)

    # What is shown.

    def _stands(self, state: State) -> None:
        self._state = state
        if not state.on:
            self._asks_off = False
        kept = state.kept
        fresh = (state.runs, state.started_by, state.put_off, state.wrong, kept.looked, kept.inbox)
        if fresh != self._shown:
            self._shown = fresh
            self._build()

    def _failed(self, why: str) -> None:
        if self._said is None:
            self._said = caution(_("That did not work"), why)
            self._whole.addWidget(self._said)
        self._build()

    def _build(self) -> None:
        state = self._state
        if state is None:
            return
        focused = [one.objectName() for one in self.findChildren(QPushButton) if one.hasFocus()]
        if self._content is not None:
            self._content.hide()
            self._content.deleteLater()
        if state.on and self._asks_off:
            self._content = self._off()
        elif state.on:
            self._content = self._on(state)
        else:
            self._content = self._question(state)
        self._whole.insertWidget(1, self._content)
        self._reached_in_order(self._content)
        for name in focused:
            for found in self._content.findChildren(QPushButton, name) if name else []:
                found.setFocus()

    def _reached_in_order(self, content: QWidget) -> None:
        """What comes later than the rest of the page is reached by the keyboard where it stands, and not last."""
        before = self.previousInFocusChain()
        while before is not None and before is not self and not before.focusPolicy() & Qt.FocusPolicy.TabFocus:
            before = before.previousInFocusChain()
        for one in content.findChildren(QPushButton):
            if before is not None:
                QWidget.setTabOrder(before, one)
            before = one

    def _turn(self, *, asks_off: bool = False, refused: bool = False) -> None:
        self._asks_off, self._keeping.refused = asks_off, refused
        self._build()

    def _do(self, order: Callable[[], object]) -> None:
        """Hand on an order; until it is done nothing here can be pressed twice."""
        if self._said is not None:
            self._said.deleteLater()
            self._said = None
        if self._content is not None:
            self._content.setEnabled(False)
        self._shown = None
        self._asks_off = False
        order()

    def _question(self, state: State) -> QWidget:
        try:
            plan = self._keeping.plan()
        except ValueError as problem:
            inner = [text(_("From here, no eye can be kept on this computer"), "strong"), text(str(problem), "soft")]
            return panel(beside("info", _below(*inner), colour=tokens().accent), *self._left(state))
        if self._keeping.refused:
            again = button(_("Ask me again"), self._turn, "link")
            again.setObjectName("ask")
            said = text(_("Nobody keeps an eye on this computer. Nothing was set up."), "soft")
            return panel(said, _at_left(again), *self._left(state), gap=4)
        yes = self._page.deliberate(
            fold(_("Yes, keep an eye on it"), _HALF), lambda: self._do(lambda: self._keeping.agree(plan))
        )
        yes.setAccessibleName(_("Yes, keep an eye on it"))
        yes.setObjectName("yes")
        no = button(fold(_("No"), _HALF), lambda: self._turn(refused=True))
        no.setObjectName("no")
        folder = _short(self._keeping.store.lasting)
        colour = tokens().accent
        watches = _(
            "A small program looks at it each minute and tells you when something is wrong: at most once a day, and at "
            "once only where it is urgent."
        )
        return panel(
            text(_("Keep an eye on this computer?"), "strong"),
            beside("eye", text(watches), colour=colour),
            beside(
                "folder",
                text(_("What it notices stays in {folder}, for you alone.").format(folder=folder)),
                colour=colour,
            ),
            beside(
                "lock", text(_("It sends nothing, changes nothing, and never reads your documents.")), colour=colour
            ),
            text(_how(plan), "soft"),
            _equal(yes, no),
            *self._left(state),
        )

    def _left(self, state: State) -> list[QWidget]:
        """What is still kept from before, with a way to be rid of it."""
        if not state.holds:
            return []
        looked = when(state.kept.looked)
        words = _("What it noticed before is still kept. Last look: {when}.").format(when=looked) if looked else ""
        return [
            rule(),
            _ended(
                text(words or _("What it noticed before is still kept."), "soft"),
                self._small(_("Forget it"), self._keeping.forget, "forget"),
            ),
        ]

    def _on(self, state: State) -> QWidget:
        head = column(gap=2)
        title = _("An eye is kept on this computer") if state.runs else _("It is set up, but does not run now")
        plan = self._plan()
        another = plan is not None and names_another(plan, state.started_by)
        stands = _("What starts it is another copy of this program.") if another else _stands(state)
        add(head, text(title, "strong"), text(stands, "soft"))
        line = row(gap=12)
        mark = "circle-check" if state.runs else "clock"
        line.addLayout(beside(mark, _holding(head), colour=tokens().accent), 1)
        if plan is not None and (way := self._more(state, plan, another=another)) is not None:
            line.addWidget(way, 0, Qt.AlignmentFlag.AlignVCenter)
        off = button(_("Turn it off"), lambda: self._turn(asks_off=True), "small")
        off.setObjectName("off")
        things = [line]
        if state.wrong:
            broken = _("What it kept cannot be read, and it begins anew: {why}").format(why=state.wrong)
            things.append(beside("info", text(broken, "soft")))
        findings = noticed(state, self._rules, self._put_off, self._take_back)
        return panel(*things, rule(), findings, rule(), _at_left(off), gap=12)

    def _plan(self) -> Start | None:
        try:
            return self._keeping.plan()
        except ValueError:
            return None

    def _more(self, state: State, plan: Start, *, another: bool) -> QPushButton | None:
        """What is still missing of this very program running now and at each sign-in."""
        if another:
            words, order = _("Start this one instead"), self._keeping.agree
        elif state.runs and state.started_by:
            return None
        elif state.runs:
            words, order = _("Also when I sign in"), self._keeping.at_each_sign_in
        else:
            words, order = _("Begin now"), self._keeping.begin
        made = self._page.deliberate(words, lambda: self._do(lambda: order(plan)), "small")
        made.setObjectName("more")
        made.setAccessibleName(words)
        return made

    def _off(self) -> QWidget:
        def ends(forget: bool) -> Callable[[], None]:
            return lambda: self._do(lambda: self._keeping.turn_off(forget=forget))

        forget = button(fold(_("Off, and forget that"), _HALF), ends(True))
        keep = button(fold(_("Off, and keep that"), _HALF), ends(False))
        forget.setObjectName("off-forget")
        keep.setObjectName("off-keep")
        folder = _short(self._keeping.store.lasting)
        words = _("It ends now, and no longer starts when you sign in. What it noticed is in {folder}.")
        return panel(
            text(_("Turn it off?"), "strong"),
            text(words.format(folder=folder), "soft"),
            _equal(forget, keep),
            _at_left(button(_("Leave it on"), self._turn, "link")),
        )

    # What is ordered.

    def _small(self, words: str, order: Callable[[], object], name: str) -> QPushButton:
        made = button(words, lambda: self._do(order), "small")
        made.setObjectName(name)
        return made

    def _put_off(self, what: str, days: int) -> None:
        self._do(lambda: self._keeping.put_off(what, days))

    def _take_back(self, *names: str) -> None:
        self._do(lambda: self._keeping.take_back(*names))


def _stands(state: State) -> str:
    """In a sentence or two: since when it looks, and what starts it."""
    if not state.runs:
        return _("It begins when you sign in next.")
    looked = _("Last look: {when}.").format(when=when(state.kept.looked))
    looked = looked if state.kept.looked else _("It is having its first look.")
    starts = _("It starts each time you sign in.") if state.started_by else _("It ends when you sign out.")
    return f"{looked} {starts}"


def _how(plan: Start) -> str:
    words = _("After a yes it begins now and each time you sign in, by {file}. It is turned off here.")
    words = words.format(file=_short(plan.path) if plan.way != "schtasks" else plan.name)
    if plan.way == "autostart" and not os.environ.get("XDG_CURRENT_DESKTOP"):
        unsure = _(
            "Whether your desktop starts programs by itself is not known here; until you sign out it runs anyway."
        )
        return f"{words} {unsure}"
    return words


def _short(path: Path) -> str:
    """The path as people know it."""
    home = Path.home()
    return str(Path("~") / path.relative_to(home)) if os.sep == "/" and path.is_relative_to(home) else str(path)


def _below(*things: QWidget) -> QWidget:
    inner = column(gap=2)
    add(inner, *things)
    return _holding(inner)


def _holding(layout: QHBoxLayout | object) -> QWidget:
    place = QWidget()
    place.setLayout(layout)  # type: ignore[arg-type]  # any layout
    return place


def _at_left(one: QWidget) -> QWidget:
    place = QWidget()
    line = row(place)
    line.addWidget(one)
    line.addStretch(1)
    return place


def _ended(words: QWidget, way: QWidget) -> QWidget:
    place = QWidget()
    line = row(place)
    line.addWidget(words, 1)
    line.addWidget(way, 0, Qt.AlignmentFlag.AlignVCenter)
    return place


def _equal(one: QPushButton, other: QPushButton) -> QWidget:
    """Two that look alike, neither of them preselected."""
    place = QWidget()
    line = row(place)
    for each in (one, other):
        each.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        line.addWidget(each, 1)
    return place
