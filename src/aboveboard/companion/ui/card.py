"""Who the technician is, and the phrase that both people compare by voice."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout

from aboveboard.companion.flow.standing import Stranger
from aboveboard.companion.ui.deliberate import RealPress
from aboveboard.companion.ui.page import READING_S, Page
from aboveboard.companion.ui.parts import beside, column, panel, row, text
from aboveboard.companion.ui.style import tokens
from aboveboard.companion.words.people import called, whose
from aboveboard.companion.words.texts import gettext as _

_FACE: Final = 56


def initials(name: str) -> str:
    """The first letters of the first and the last name; empty where there is no name."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


class CardPage(Page):
    """May this person join? Asked with the words in sight."""

    def __init__(
        self,
        technician: Stranger,
        *,
        first: bool,
        real: RealPress | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        name = called(technician)
        super().__init__(
            _("Is this the person you are talking to?") if first else _("May {name} join too?").format(name=name),
            step=_("Step 1 of 4") if first else "",
            limit_s=READING_S,
            real=real,
            clock=clock,
        )
        self.say(
            self._card(technician),
            text(_("Ask {name} to read out four words. They must be these, in this order:").format(name=name)),
            self._words(technician.phrase),
            text(_("The words come from both computers. If somebody sits in between, they differ."), "soft"),
        )
        self.yes_no(_("The words match, let them in"), _("No, do not let them in"))
        self.foot.addWidget(
            text(_("Letting them in shares nothing yet. You are asked about that later, one thing at a time."), "soft")
        )

    def _card(self, technician: Stranger) -> QFrame:
        card = technician.card
        face = text(initials(card.name), "face", wrap=False)
        face.setFixedSize(_FACE, _FACE)
        face.setAlignment(Qt.AlignmentFlag.AlignCenter)
        who = column(gap=2)
        who.addWidget(text(called(technician), "name"))
        who.addWidget(text(whose(technician), "soft"))
        line = row(gap=16)
        line.addWidget(face)
        line.addLayout(who, 1)
        proof = text(_("{company} has confirmed who this is.").format(company=card.organisation or _("The help desk")))
        return panel(line, beside("badge-check", proof, colour=tokens().accent), gap=14)

    def _words(self, phrase: tuple[str, ...]) -> QFrame:
        frame = QFrame()
        frame.setAccessibleName(_("Your four words"))
        grid = QGridLayout(frame)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        for index, word in enumerate(phrase):
            label = text(word, "word", wrap=False)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setAccessibleName(f"{index + 1}: {word}")
            grid.addWidget(label, index // 2, index % 2)
        return frame
