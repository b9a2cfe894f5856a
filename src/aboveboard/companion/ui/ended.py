"""The end: what happened, where the receipt is, and that nothing of this program goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from aboveboard.companion.ui.page import Page
from aboveboard.companion.ui.parts import beside, button, column, row, text
from aboveboard.companion.ui.style import tokens
from aboveboard.companion.ui.timeline import timeline
from aboveboard.companion.words.texts import gettext as _
from aboveboard.companion.words.texts import gettext_noop as noop

_NEVER_S: Final = 365 * 86_400.0
_BY: Final = {
    "customer": noop("You ended it. Nothing is shared any more."),
    "technician": noop("The technician ended it. Nothing is shared any more."),
    "server": noop("The help desk ended it. Nothing is shared any more."),
    "refused": noop("The help desk refused the connection. Nothing is shared."),
    "restart": noop(
        "Now restart your computer. After you sign in, this program opens once by itself, within ten minutes, "
        "and asks you everything anew."
    ),
    "lost": noop("The connection was lost and did not come back. It was stopped here, on your computer."),
}


class EndedPage(Page):
    """``by`` is who ended it, as in ``happenings.Over``. The receipt's button comes when it is written."""

    def __init__(
        self, by: str, lines: Sequence[tuple[str, str]], *, distrusted: bool, leave: Callable[[], object]
    ) -> None:
        lead = _(_BY.get(by, _BY["server"]))
        if distrusted:
            lead = _("The help desk or the technician did what you had not allowed. It was not obeyed, and it ended.")
        super().__init__(
            _("You come back later") if by == "restart" else _("The session has ended"), lead, limit_s=_NEVER_S
        )
        self._receipt = ""
        if lines:
            self.say(text(_("What happened"), "heading"), timeline(lines))
        self._changes = column(gap=8)
        self.say(self._changes)
        self.say(
            beside(
                "shield-check",
                text(
                    _("Nothing is shared, and nothing of this program keeps running.")
                    if by == "restart"
                    else _("Nothing of this program keeps running. Nobody can get in again without a new code.")
                ),
                colour=tokens().accent,
            )
        )
        ways = row(gap=12)
        self._see = button(_("See the receipt"), self._open, "first")
        self._see.hide()
        ways.addWidget(self._see)
        ways.addWidget(button(_("Close"), leave))
        ways.addStretch(1)
        self.ways.addLayout(ways)

    def compare(self, lines: Sequence[str]) -> None:
        """What changed on this computer, as a last look found it here."""
        self._changes.addWidget(text(_("What changed on this computer"), "heading"))
        for line in lines:
            self._changes.addWidget(text(line))

    def offer_receipt(self, address: str) -> None:
        """The receipt can be seen there, once: whoever looks again finds it in the mail."""
        self._receipt = address
        self._see.show()

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl(self._receipt))
        self._see.hide()
