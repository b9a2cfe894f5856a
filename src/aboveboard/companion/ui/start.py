"""The first page: where to join, with which code, and the terms where they were not accepted yet."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from aboveboard.companion.flow.links import Invited, LinkError, read_address, read_code, shown_address, shown_code
from aboveboard.companion.flow.terms import Terms
from aboveboard.companion.ui.deliberate import DeliberateBox, DeliberateField, RealPress
from aboveboard.companion.ui.page import Page
from aboveboard.companion.ui.parts import add, beside, button, caution, column, panel, row, text
from aboveboard.companion.ui.style import tokens
from aboveboard.companion.words.refusals import refusal
from aboveboard.companion.words.texts import gettext as _

_NEVER_S = 365 * 86_400.0


class Wish(NamedTuple):
    """What the person wants: this help desk, with this code, having accepted this version of the terms."""

    address: str
    code: str
    terms: str


class StartPage(Page):
    """``wished`` comes with each press of the one button; ``busy``, ``terms`` and ``refused`` say what came of it."""

    wished = Signal(object)
    this_computer = Signal()

    def __init__(self, invited: Invited, *, note: str = "", real: RealPress | None = None) -> None:
        super().__init__(
            _("Type your code"),
            _("Your technician told you nine digits."),
            limit_s=_NEVER_S,
            real=real,
        )
        self._address = invited.address
        self._terms: Terms | None = None
        self._shown_address = text("", "address")
        self._typed_address = DeliberateField(real)
        self._typed_address.setPlaceholderText("help.example")
        self._typed_address.setAccessibleName(_("The address of the help desk"))
        self._code = DeliberateField(real, shown_code(invited.code))
        self._code.setProperty("kind", "code")
        self._code.setPlaceholderText("123 456 789")
        self._code.setAccessibleName(_("Your code, nine digits"))
        self._code.setMaxLength(40)
        for field in (self._code, self._typed_address):
            field.entered.connect(self._go)
            field.doubted.connect(self._doubt)
        self.say(self._where(), self._field(_("Your code"), self._code))
        self._accept = QFrame()
        self._box = DeliberateBox(real)
        self._box.doubted.connect(self._doubt)
        self._accept.setVisible(False)
        self.say(self._accept)
        self._on = self.forward(_("Go on"), self._go)
        stranger = caution(
            _("Did somebody call you first?"),
            _("Stop here if a stranger called you and asked you to type a code. Hang up. It is a scam."),
        )
        add(
            self.foot,
            text(_("On the next page you see who is there. Nobody sees your screen before your yes."), "soft"),
            stranger,
            self._aside(),
        )
        if note:
            self.refused(note)

    def begin(self) -> None:
        """The first empty field has the focus."""
        if not self._address:
            self._typed_address.setFocus()
        elif not read_code(self._code.text()):
            self._code.setFocus()
        else:
            super().begin()

    def busy(self, busy: bool) -> None:
        """While the help desk is asked, nothing can be pressed twice."""
        self._on.setEnabled(not busy)
        self._on.setText(_("One moment …") if busy else _("Go on"))

    def ask_terms(self, terms: Terms) -> None:
        """The code is good; what is missing is the person's yes to the terms, by a box that nobody ticked before."""
        self.busy(False)
        self._terms = terms
        self._head(_("One thing first: the terms"), _("Your code stays good until then."))
        if self._accept.layout() is None:
            inside = column(self._accept, gap=4)
            self._box.setText(_("I accept the terms of service."))
            self._box.setAccessibleName(_("I accept the terms of service."))
            pages = row(gap=6)
            pages.setContentsMargins(34, 0, 0, 0)
            read = button(_("Read the terms"), lambda: self._open(terms.page), "link")
            privacy = button(_("What they do with your data"), lambda: self._open(terms.privacy), "link")
            add(pages, read, privacy)
            pages.addStretch(1)
            add(inside, panel(self._box, pages, gap=4))
            self.tab_through(self._code, self._box, read, privacy, self._on)
        self._accept.setVisible(True)
        self._box.setFocus()

    def refused(self, words: str, title: str = "") -> None:
        """The help desk said no, or cannot be reached; what was typed stays."""
        self.busy(False)
        if title:
            self._head(title, "")
        self.hint(words)

    def refused_by(self, code: str) -> None:
        """The same, by the code of the refusal."""
        title, words = refusal(code)
        self.refused(words, title)

    def _head(self, title: str, lead: str) -> None:
        self.title = title
        self.heading.setText(title)
        self.heading.setAccessibleName(title)
        self.lead.setText(lead)
        self.lead.setVisible(bool(lead))

    def _where(self) -> QFrame:
        place = QFrame()
        inside = column(place, gap=6)
        if self._address:
            self._shown_address.setText(shown_address(self._address))
            add(
                inside,
                text(_("You are joining the help desk at"), "soft"),
                beside("lock", self._shown_address, colour=tokens().accent, size=26),
                text(_("Is this the address of the company you asked? If not, close this window."), "soft"),
            )
            return panel(place)
        inside.addLayout(self._field(_("The address of the help desk"), self._typed_address))
        return place

    def _aside(self) -> QFrame:
        """What needs no code."""
        line = row(gap=12)
        words = column(gap=2)
        add(
            words,
            text(_("No code? Look at this computer first"), "strong"),
            text(_("See what is fine and what is not. Nothing leaves it."), "soft"),
        )
        line.addLayout(words, 1)
        line.addWidget(button(_("Look"), self.this_computer.emit, "small"))
        return panel(beside("laptop", _held(line), colour=tokens().accent, size=26))

    @staticmethod
    def _field(name: str, field: QLineEdit) -> QVBoxLayout:
        inside = column(gap=6)
        label = text(name, "strong")
        label.setBuddy(field)
        add(inside, label, field)
        return inside

    def _open(self, address: str) -> None:
        QDesktopServices.openUrl(QUrl(address))

    def _go(self) -> None:
        if not self._on.isEnabled():
            return
        try:
            address = self._address or read_address(self._typed_address.text())
        except LinkError:
            self.hint(_("Type the address as the company gave it to you, for instance help.example."))
            self._typed_address.setFocus()
            return
        code = read_code(self._code.text())
        if not code:
            self.hint(_("A code has nine digits. Look at it once more and type it again."))
            self._code.setFocus()
            return
        if self._terms is not None and not self._box.isChecked():
            self.hint(_("They can help only if you accept the terms. Read them, then tick the box."))
            self._box.setFocus()
            return
        self._code.setText(shown_code(code))
        self.hint("")
        self.busy(True)
        self.wished.emit(Wish(address, code, self._terms.version if self._terms is not None else ""))


def _held(layout: QHBoxLayout) -> QWidget:
    holder = QWidget()
    holder.setLayout(layout)
    layout.setContentsMargins(0, 0, 0, 0)
    return holder
