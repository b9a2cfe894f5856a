"""Waiting for the technician, and for the connection to come back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from aboveboard.companion.ui.page import Page
from aboveboard.companion.ui.parts import button, panel, row, steps, text
from aboveboard.companion.words.texts import gettext as _

_NEVER_S: Final = 365 * 86_400.0


class WaitingPage(Page):
    """``lost``: the connection broke, and everything is asked anew when it is back."""

    def __init__(self, leave: Callable[[], object], *, lost: bool = False) -> None:
        if lost:
            title = _("The connection is gone")
            lead = _("Your screen is no longer shared: it was stopped here, on your computer.")
        else:
            title = _("Waiting for your technician")
            lead = _("As soon as they are here, this goes on by itself.")
        super().__init__(title, lead, limit_s=_NEVER_S)
        if lost:
            self.say(text(_("It is being tried again for half a minute. When it is back, everything is asked anew.")))
        else:
            self.say(
                panel(
                    text(_("What happens next"), "heading"),
                    steps(
                        [
                            _("You see who the technician is"),
                            _("You learn how to stop, and put private things away"),
                            _("You say yes or no to each thing, one at a time"),
                        ]
                    ),
                )
            )
        ways = row()
        ways.addWidget(button(_("End the session"), leave, "stop"))
        ways.addStretch(1)
        self.ways.addLayout(ways)
        self.foot.addWidget(text(_("Nothing is shared."), "soft"))
