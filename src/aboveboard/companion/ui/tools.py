"""Questions about one repair tool: running it, and undoing it."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from aboveboard.companion.flow.answers import ToolToRun
from aboveboard.companion.flow.standing import Stranger
from aboveboard.companion.ui.consent import quotation
from aboveboard.companion.ui.deliberate import RealPress
from aboveboard.companion.ui.page import QUESTION_S, Page
from aboveboard.companion.ui.parts import beside, caution, panel, text
from aboveboard.companion.ui.style import tokens
from aboveboard.companion.words.people import called, whose
from aboveboard.companion.words.rights import said_of
from aboveboard.companion.words.signed import signed_with
from aboveboard.companion.words.texts import gettext as _


class ToolPage(Page):
    """Run this tool, or with ``undo`` take back what it did?"""

    def __init__(
        self,
        technician: Stranger,
        tool: ToolToRun,
        *,
        undo: bool = False,
        real: RealPress | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        title = _("Undo what “{tool}” did?") if undo else _("Run the tool “{tool}”?")
        super().__init__(
            title.format(tool=tool.name),
            f"{called(technician)} · {whose(technician)}".rstrip(" ·"),
            limit_s=2 * QUESTION_S,
            real=real,
            clock=clock,
        )
        if tool.reason or not undo:
            self.say(quotation(technician, tool.reason))
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(1, 1)
        rows = [
            (_("What it does"), tool.undo if undo else tool.description),
            (_("What it touches"), tool.touches),
        ]
        if not undo:
            rows.append((_("How to undo it"), tool.undo or _("It cannot be undone.")))
        for at, (heading, words) in enumerate(rows):
            grid.addWidget(text(heading, "strong", wrap=False), at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text(words or "-"), at, 1)
        self.say(panel(grid))
        if (rights := said_of(tool.rights)) is not None:
            self.say(caution(*rights))
        sign = "badge-check" if tool.known else "key-round"
        self.say(beside(sign, text(signed_with(tool), "soft"), colour=tokens().accent, size=18))
        if not tool.known:
            self.say(
                text(
                    _("You see this key for the first time. Ask on the phone whether it begins with the same signs."),
                    "caution",
                )
            )
        self.yes_no(_("Yes, undo it") if undo else _("Yes, run it"), _("No"))
        self.foot.addWidget(text(_("You see what it writes, and the End button stops it."), "soft"))
