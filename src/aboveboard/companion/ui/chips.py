"""What is allowed, one chip a permission, in one line: those that would not fit are folded until the person unfolds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QWidget

from aboveboard.companion.flow.standing import Live, Standing
from aboveboard.companion.ui.icons import icon_label
from aboveboard.companion.ui.parts import ShortText, button, row, text
from aboveboard.companion.ui.style import tokens
from aboveboard.companion.words.people import called
from aboveboard.companion.words.scopes import live_of, words_of
from aboveboard.companion.words.texts import gettext as _
from aboveboard.companion.words.texts import ngettext
from aboveboard.wire.types import Scope

_ABREAST: Final = 3
"""Permissions beside each other, where there is room."""
_GAP: Final = 8
_AROUND: Final = 110
"""Pixels of a chip that neither its words nor its button take."""
_FIRST: Final = (Scope.CONTROL, Scope.VIEW, Scope.TOOL, Scope.PASSWORD)
"""What is never folded before something else: it reaches furthest."""


class Chips(QWidget):
    """``take_back`` comes with the permission that the person stops."""

    take_back = Signal(str)

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self._open = False
        self._standing = Standing()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)

    def keep_to(self, most: int) -> None:
        """Take at most so many pixels across from the next filling on."""
        self._most = most

    def fill(self, standing: Standing) -> None:
        """Show what is allowed now."""
        self._standing = standing
        while (item := self._grid.takeAt(0)) is not None:
            if (one := item.widget()) is not None:
                one.hide()
                one.deleteLater()
        if not standing.live:
            self._grid.addWidget(text(_("Nothing is shared"), "soft", wrap=False), 0, 0)
            return
        chips = {live.permission: self._chip(live) for live in standing.live}
        widths = [one.sizeHint().width() for one in chips.values()]
        if len(widths) <= _ABREAST + 1 and self._fits(widths):
            self._open = False
            self._put(list(chips.values()), len(chips))
        elif self._open:
            self._put([*chips.values(), self._fewer()], self._abreast(widths))
        else:
            self._fold(chips)

    def _fits(self, widths: Sequence[int]) -> bool:
        return sum(widths) + (len(widths) - 1) * _GAP <= self._most

    def _fold(self, chips: dict[str, QFrame]) -> None:
        """One line: what reaches furthest, and how much there is beside it."""
        ranked = sorted(self._standing.live, key=lambda one: one.scope not in _FIRST)
        for many in range(_ABREAST, -1, -1):
            kept, rest = {one.permission for one in ranked[:many]}, ranked[many:]
            shown = [chips[one.permission] for one in self._standing.live if one.permission in kept]
            more = self._more(rest)
            widths = [one.sizeHint().width() for one in (*shown, more)]
            if not many or self._fits(widths):
                break
            more.deleteLater()
        for one in rest:
            chips[one.permission].deleteLater()
        self._put([*shown, more], many + 1)

    def _put(self, things: Sequence[QWidget], abreast: int) -> None:
        for at, one in enumerate(things):
            self._grid.addWidget(one, at // abreast, at % abreast, Qt.AlignmentFlag.AlignLeft)
        # What is left of the line, and nothing between two of them.
        for at in range(self._grid.columnCount()):
            self._grid.setColumnStretch(at, int(at == abreast))
        self._grid.setColumnStretch(abreast, 1)

    def _abreast(self, widths: list[int]) -> int:
        """How many stand beside each other."""
        for many in range(_ABREAST, 1, -1):
            columns = [max(widths[at::many], default=0) for at in range(many)]
            if sum(columns) + (many - 1) * _GAP <= self._most:
                return many
        return 1

    def _chip(self, live: Live) -> QFrame:
        words = words_of(live.scope)
        chip, inside = _frame(self)
        inside.addWidget(icon_label(words.icon, 18, tokens().ink))
        off = button(_("Stop this"), lambda: self.take_back.emit(live.permission))
        what = live_of(live, self._standing)
        off.setAccessibleName(_("Stop: {what}").format(what=what))
        said = f"{self._name(live)} {what}".strip()
        inside.addWidget(ShortText(said, self._most - _AROUND - off.sizeHint().width()))
        inside.addWidget(off)
        return chip

    def _name(self, live: Live) -> str:
        """Who it is, where it could be another."""
        if len({one.participant for one in self._standing.live}) < 2:
            return ""
        return next((called(one) for one in self._standing.technicians if one.participant == live.participant), "")

    def _more(self, rest: Sequence[Live]) -> QFrame:
        """How many more, with the sign of each."""
        chip, inside = _frame(self)
        for icon in dict.fromkeys(words_of(one.scope).icon for one in rest):
            inside.addWidget(icon_label(icon, 18, tokens().ink))
        words = ngettext("{number} more", "{number} more", len(rest)).format(number=len(rest))
        turn = self._turn(words, True)
        said = ", ".join(f"{self._name(one)} {live_of(one, self._standing)}".strip() for one in rest)
        turn.setAccessibleName(_("Show these too: {what}").format(what=said))
        turn.setToolTip(said)
        inside.addWidget(turn)
        return chip

    def _fewer(self) -> QPushButton:
        return self._turn(_("Show fewer"), False)

    def _turn(self, words: str, unfold: bool) -> QPushButton:
        def turned() -> None:
            self._open = unfold
            self.fill(self._standing)

        return button(words, turned)


def _frame(parent: QWidget) -> tuple[QFrame, QHBoxLayout]:
    chip = QFrame(parent)
    chip.setProperty("kind", "chip")
    inside = row(chip, gap=8)
    inside.setContentsMargins(10, 4, 6, 4)
    return chip, inside
