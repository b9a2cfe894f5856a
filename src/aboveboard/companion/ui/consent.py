"""The question for one scope: who asks, why in their own words, what a yes allows and what not."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtWidgets import QFrame

from aboveboard.companion.flow.standing import Stranger
from aboveboard.companion.ui.deliberate import RealPress
from aboveboard.companion.ui.page import QUESTION_S, Page
from aboveboard.companion.ui.parts import beside, column, panel, text
from aboveboard.companion.ui.style import tokens
from aboveboard.companion.words.people import called, whose
from aboveboard.companion.words.scopes import words_of
from aboveboard.companion.words.texts import gettext as _


def quotation(technician: Stranger, words: str) -> QFrame:
    """What somebody else wrote, set apart and never as markup."""
    frame = QFrame()
    inner = column(frame, gap=4)
    if words.strip():
        inner.addWidget(text(_("{name} writes:").format(name=called(technician)), "soft"))
        inner.addWidget(text(_("“{words}”").format(words=words.strip()), "quote"))
    else:
        inner.addWidget(text(_("{name} gave no reason. You may ask for one.").format(name=called(technician)), "soft"))
    return frame


class ConsentPage(Page):
    """Yes or no to one scope. Nothing is preselected; silence is no."""

    def __init__(
        self,
        technician: Stranger,
        scope: str,
        reason: str,
        *,
        real: RealPress | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        words, name = words_of(scope), called(technician)
        super().__init__(words.asks.format(name=name), whose(technician), limit_s=QUESTION_S, real=real, clock=clock)
        colour = tokens().ink_soft
        self.say(
            quotation(technician, reason),
            panel(
                beside("check", text(words.can.format(name=name)), colour=tokens().accent),
                beside("x", text(words.cannot.format(name=name)), colour=colour),
            ),
        )
        self.yes_no(_("Yes"), _("No"))
        self.foot.addWidget(text(_("You can take a yes back at any time, in the bar on top."), "soft"))
