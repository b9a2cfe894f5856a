"""How to stop, and trying it once: the person presses the stop key and sees that it works."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame

from aboveboard.companion.ui.deliberate import RealPress
from aboveboard.companion.ui.page import READING_S, Page
from aboveboard.companion.ui.parts import beside, button, column, panel, row, text
from aboveboard.companion.ui.style import tokens
from aboveboard.companion.words.keys import printed
from aboveboard.companion.words.texts import gettext as _


class DrillPage(Page):
    """``key`` names the stop key, empty where there is none: then a button is tried instead."""

    def __init__(self, key: str, *, real: RealPress | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(
            _("You can stop at any moment"),
            _("You need no reason, and nobody can stop you. Try it once now."),
            step=_("Step 3 of 4"),
            limit_s=READING_S,
            real=real,
            clock=clock,
        )
        self._key = key
        self._tried = False
        self._try = QFrame()
        self._place = column(self._try, gap=12)
        if key:
            self._with_key(key)
        else:
            self._with_button()
        self.say(
            self._try,
            panel(
                text(_("Other ways to stop"), "heading"),
                beside("circle-stop", text(_("The red button “End” in the bar on top: it cuts everything at once."))),
                beside("x", text(_("The button “Stop this” beside each thing that you allowed: the rest goes on."))),
                beside(
                    "monitor", text(_("Pulling the network cable or switching off: nobody gets in again by itself."))
                ),
            ),
        )
        self._on = self.forward(_("I know how to stop"), lambda: self.answer(True))
        self._on.setEnabled(False)

    @property
    def tried(self) -> bool:
        """True once it was seen to work."""
        return self._tried

    def pressed(self) -> None:
        """The stop key came: during the drill it ends nothing and shows that it works."""
        if self._tried:
            return
        self._tried = True
        while (item := self._place.takeAt(0)) is not None:
            if (one := item.widget()) is not None:
                one.deleteLater()
        works = _("It works. In the session this stops everything at once.")
        inner = panel(beside("circle-check", text(works, "done"), colour=tokens().accent), kind="soft-panel")
        inner.setAccessibleName(works)
        self._place.addWidget(inner)
        self._on.setEnabled(True)
        self._on.setFocus(Qt.FocusReason.OtherFocusReason)

    def _with_key(self, key: str) -> None:
        cap = text(printed(key), "keycap", wrap=False)
        cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
        line = QFrame()
        inside = row(line, gap=18)
        inside.addWidget(cap)
        inside.addWidget(
            text(_("Press the key {key} on your keyboard now. It works in every program.").format(key=printed(key))), 1
        )
        self._place.addWidget(line)
        self._place.addWidget(button(_("I cannot find this key, or it does nothing"), self._without_key, "link"))

    def _without_key(self) -> None:
        while (item := self._place.takeAt(0)) is not None:
            if (one := item.widget()) is not None:
                one.deleteLater()
        self._with_button()

    def _with_button(self) -> None:
        line = QFrame()
        inside = row(line, gap=18)
        inside.addWidget(button(_("End"), self.pressed, "stop"))
        inside.addWidget(text(_("Press this red button now. It stands in the bar on top for the whole session.")), 1)
        self._place.addWidget(line)
