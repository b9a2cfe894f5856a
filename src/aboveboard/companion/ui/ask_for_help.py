"""What would be shared with a help desk, line by line, before its form opens in the browser. Nothing is sent here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea

from aboveboard.companion.flow.links import LinkError, read_address, shown_address
from aboveboard.companion.ui.page import Page
from aboveboard.companion.ui.parts import add, beside, button, column, panel, row, text
from aboveboard.companion.ui.share_preview import SharePreview
from aboveboard.companion.ui.style import tokens
from aboveboard.companion.words.texts import gettext as _
from aboveboard.diagnostics.report import Line

_NEVER_S: Final = 365 * 86_400.0


class Chosen(NamedTuple):
    """The help desk, and the keys of the lines that are not to be shared with it."""

    address: str
    left_out: frozenset[str]


class AskForHelpPage(Page):
    """``chosen`` comes with each press of the button that opens the form; ``back`` leaves."""

    chosen = Signal(object)
    back = Signal()

    def __init__(
        self,
        address: str,
        lines: Sequence[Line],
        *,
        left_out: Collection[str] = (),
    ) -> None:
        super().__init__(
            _("Ask for help with this"),
            _("Below is all that the help desk would get. Leave out what you do not want to tell."),
            limit_s=_NEVER_S,
        )
        self._address = address
        self._typed = QLineEdit()
        self._typed.setPlaceholderText("help.example")
        self._typed.setAccessibleName(_("The address of the help desk"))
        self._typed.returnPressed.connect(self._go)
        self.preview = SharePreview(lines, left_out=left_out)
        self.preview.doubted.connect(self._doubt)
        self.say(self._where(), text(_("What they would get"), "heading"), self.preview)
        ways = row(gap=12)
        ways.addWidget(button(_("Open the form"), self._go, "first"))
        ways.addWidget(button(_("Back"), self.back.emit))
        ways.addStretch(1)
        self.ways.addLayout(ways)
        self._linked = self._link_line()
        self.foot.addWidget(self._linked)
        self.foot.addWidget(
            text(
                _(
                    "Your browser opens the form with these lines. Nothing is sent before you press the button there, "
                    "and you can leave out more lines on it."
                ),
                "soft",
            )
        )

    def opened(self, link: str) -> None:
        """The system took the link for a browser; whether one shows it, nobody tells. So it can be copied too."""
        self.hint(
            _("Your browser was asked to open it; nothing was sent yet. If none does, copy this address into one:")
        )
        self._offer(link)

    def not_opened(self, link: str, words: str = "") -> None:
        """No browser took it, or it cannot be made: the words say so, and the link can be copied."""
        self.hint(words or _("No browser could be opened. Copy this address into one:"))
        self._offer(link)

    def _link_line(self) -> QFrame:
        place = QFrame()
        self._link = QLineEdit()
        self._link.setReadOnly(True)
        self._link.setAccessibleName(_("The address of the form"))
        self._copy = button(_("Copy"), self._copied, "small")
        add(row(place, gap=10), self._link, self._copy)
        place.hide()
        return place

    def _offer(self, link: str) -> None:
        self._link.setText(link)
        self._link.setCursorPosition(0)
        self._copy.setText(_("Copy"))
        self._linked.setVisible(bool(link))
        if link:
            QTimer.singleShot(0, self, self._bring_into_sight)

    def _bring_into_sight(self) -> None:
        """What came below the button that was pressed is seen without a search for it."""
        holder = self.parentWidget()
        while holder is not None and not isinstance(holder, QScrollArea):
            holder = holder.parentWidget()
        if isinstance(holder, QScrollArea):
            holder.ensureWidgetVisible(self._linked)

    def _copied(self) -> None:
        QGuiApplication.clipboard().setText(self._link.text())
        self._copy.setText(_("Copied"))

    def _where(self) -> QFrame:
        if self._address:
            return panel(
                text(_("You would ask the help desk at"), "soft"),
                beside("lock", text(shown_address(self._address), "address"), colour=tokens().accent, size=26),
                self._other(),
                gap=6,
            )
        place = QFrame()
        inside = column(place, gap=6)
        label = text(_("The address of the help desk"), "strong")
        label.setBuddy(self._typed)
        add(inside, label, self._typed, text(_("It is on the company's page, for instance help.example."), "soft"))
        return place

    def _other(self) -> QFrame:
        """Another desk than the last: the field comes in the place of the button."""
        place = QFrame()
        inside = column(place, gap=6)
        self._typed.hide()

        def turn() -> None:
            link.hide()
            self._typed.show()
            self._typed.setFocus()

        link = button(_("Ask another one"), turn, "link")
        inside.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(self._typed)
        return place

    def _go(self) -> None:
        try:
            address = read_address(self._typed.text()) if self._typed.text().strip() else self._address
            if not address:
                raise LinkError("")
        except LinkError:
            self.hint(_("Type the address as the company gave it to you, for instance help.example."))
            self._typed.show()
            self._typed.setFocus()
            return
        self.hint("")
        self._offer("")
        self.chosen.emit(Chosen(address, self.preview.left_out))
