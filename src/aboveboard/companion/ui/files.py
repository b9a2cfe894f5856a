"""Questions about one file: taking one that is offered, and picking one that is asked for."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFrame, QVBoxLayout

from aboveboard.companion.flow.standing import Stranger
from aboveboard.companion.ui.consent import quotation
from aboveboard.companion.ui.deliberate import RealPress
from aboveboard.companion.ui.folders import downloads
from aboveboard.companion.ui.page import QUESTION_S, Page
from aboveboard.companion.ui.parts import beside, button, panel, row, text
from aboveboard.companion.ui.style import tokens
from aboveboard.companion.words.people import called, whose
from aboveboard.companion.words.texts import gettext as _
from aboveboard.companion.words.texts import size_in_words
from aboveboard.wire.remote import FileOffer, FileWish

Choose = Callable[[], Path | None]
"""Has the person pick a file; ``None`` where they did not."""
_LONG_S = 2 * QUESTION_S


def _named(icon: str, name: str, more: str) -> QFrame:
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(text(name, "strong"))
    words.addWidget(text(more, "soft"))
    holder = QFrame()
    holder.setLayout(words)
    words.setContentsMargins(0, 0, 0, 0)
    return panel(beside(icon, holder, colour=tokens().accent, size=28))


class TakeFilePage(Page):
    """A file is offered. The answer is the folder to put it into, or ``None``."""

    def __init__(
        self,
        technician: Stranger,
        offer: FileOffer,
        choose: Callable[[Path], Path | None],
        folder: Path | None = None,
        *,
        real: RealPress | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(
            _("Take this file from {name}?").format(name=called(technician)),
            whose(technician),
            refusal=None,
            limit_s=_LONG_S,
            real=real,
            clock=clock,
        )
        self._folder = folder or downloads()
        self._choose = choose
        self._where = text("", "soft")
        place = row(gap=14)
        place.addWidget(self._where, 1)
        place.addWidget(button(_("Another folder"), self._elsewhere, "small"))
        self.say(
            _named("file-down", offer.name, size_in_words(offer.size)),
            quotation(technician, offer.reason),
            place,
            text(_("It is only put there. Nothing is opened or started."), "soft"),
        )
        self.yes_no(_("Yes, take it"), _("No"), lambda: self._folder)
        self._say_where()

    def _elsewhere(self) -> None:
        if (chosen := self._choose(self._folder)) is not None:
            self._folder = chosen
            self._say_where()

    def _say_where(self) -> None:
        self._where.setText(_("It goes into the folder {folder}").format(folder=self._folder))


class PickFilePage(Page):
    """A file is asked for. The answer is the file that the person picked, or ``None``."""

    def __init__(
        self,
        technician: Stranger,
        wish: FileWish,
        choose: Choose,
        *,
        real: RealPress | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(
            _("Give {name} a file?").format(name=called(technician)),
            whose(technician),
            refusal=None,
            limit_s=_LONG_S,
            real=real,
            clock=clock,
        )
        self._choose = choose
        self._picked: Path | None = None
        self._what = text(_("You have not picked a file yet."), "soft")
        place = row(gap=14)
        place.addWidget(self._what, 1)
        place.addWidget(self.meant(_("Pick a file"), self._pick, "small"))
        if wish.what.strip():
            self.say(text(_("They would like: {what}").format(what=wish.what)))
        self.say(
            quotation(technician, wish.reason),
            panel(place),
            text(_("Only this one file is sent. They cannot look into your folders."), "soft"),
        )
        self.yes_no(_("Yes, send it"), _("No"), lambda: self._picked)
        self._yes = self._deliberate[0]
        self._yes.setEnabled(False)

    def _pick(self) -> None:
        if (chosen := self._choose()) is not None:
            self._picked = chosen
            try:
                size = size_in_words(chosen.stat().st_size)
            except OSError:
                size = "?"
            self._what.setText(f"{chosen.name} · {size}")
            self._yes.setEnabled(True)
            self.rearm()
