"""Putting private things away: with this system's own tools, and by hiding windows and places from the picture."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame

from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.ui.deliberate import RealPress
from aboveboard.companion.ui.page import READING_S, Page
from aboveboard.companion.ui.parts import beside, button, panel, row, steps, text
from aboveboard.companion.ui.style import tokens
from aboveboard.companion.words.texts import gettext as _
from aboveboard.companion.words.texts import ngettext
from aboveboard.companion.words.tidy import HIDDEN_KINDS, ways_to_tidy


class TidyPage(Page):
    """The last page before sharing. ``draw`` has the person draw places to hide and calls back with all of them."""

    def __init__(
        self,
        draw: Callable[[Sequence[Rect], Callable[[Sequence[Rect]], None]], None] | None,
        hidden: Sequence[Rect] = (),
        *,
        system: str = sys.platform,
        real: RealPress | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(
            _("Put private things away"),
            _("Before anybody sees your screen: what need not be seen?"),
            step=_("Step 4 of 4"),
            limit_s=READING_S,
            real=real,
            clock=clock,
        )
        self._draw = draw
        self._hidden = tuple(hidden)
        self.say(
            panel(
                steps([_(line) for line in ways_to_tidy(system)]),
                text(_("Never tell the technician these passwords. They do not need them."), "soft"),
            ),
            self._masks(),
        )
        self.forward(_("My private things are away"), lambda: self.answer(True))
        self.foot.addWidget(text(_("Nothing is shared yet. You are asked before anybody sees anything."), "soft"))

    def _masks(self) -> QFrame:
        kinds = ", ".join(_(kind) for kind in HIDDEN_KINDS)
        self._count = text("", "soft")
        frame = panel(
            beside("eye-off", text(_("Hidden from the picture, always"), "heading"), colour=tokens().accent),
            text(_("Windows of these are black for the technician, wherever they are: {kinds}.").format(kinds=kinds)),
        )
        layout = frame.layout()
        if self._draw is not None and layout is not None:
            line = row(gap=14)
            line.addWidget(button(_("Hide a part of my screen"), self._begin_drawing, "small"))
            line.addWidget(self._count, 1)
            holder = QFrame()
            holder.setLayout(line)
            layout.addWidget(holder)
        self._say_count()
        return frame

    def _begin_drawing(self) -> None:
        if self._draw is not None:
            self._draw(self._hidden, self._drawn)

    def _drawn(self, rects: Sequence[Rect]) -> None:
        self._hidden = tuple(rects)
        self._say_count()

    def _say_count(self) -> None:
        number = len(self._hidden)
        said = ngettext("{number} place is hidden.", "{number} places are hidden.", number).format(number=number)
        self._count.setText(said if number else _("You can draw over a place that stays black."))
