"""Typing a password that the repair needs: into a window that is never in the picture."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit

from aboveboard.companion.flow.standing import Stranger
from aboveboard.companion.ui.consent import quotation
from aboveboard.companion.ui.deliberate import RealPress
from aboveboard.companion.ui.page import QUESTION_S, Page
from aboveboard.companion.ui.parts import caution, text
from aboveboard.companion.words.people import called, whose
from aboveboard.companion.words.texts import gettext as _

_MOST: Final = 256


class PasswordPage(Page):
    """The answer is what was typed, or ``None``. What was typed is wiped from the field with the answer."""

    def __init__(
        self,
        technician: Stranger,
        reason: str,
        *,
        real: RealPress | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        name = called(technician)
        super().__init__(
            _("Give {name} a password?").format(name=name),
            whose(technician),
            refusal=None,
            limit_s=2 * QUESTION_S,
            real=real,
            clock=clock,
        )
        self._field = QLineEdit()
        self._field.setEchoMode(QLineEdit.EchoMode.Password)
        self._field.setMaxLength(_MOST)
        self._field.setAccessibleName(_("The password"))
        self._field.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self._field.textChanged.connect(self._typed)
        see = QCheckBox(_("Show what I type"))
        see.toggled.connect(self._see)
        self.say(
            quotation(technician, reason),
            caution(_("Never your bank"), _("No repair needs the password or the codes of your bank, or of a shop.")),
            text(_("The password"), "strong"),
            self._field,
            see,
            text(
                _("{name} sees it once, for this repair. It is not kept. Change it afterwards.").format(name=name),
                "soft",
            ),
        )
        self.yes_no(_("Yes, give it"), _("No"), self._take)
        self._yes = self._deliberate[0]
        self._yes.setEnabled(False)
        self.foot.addWidget(text(_("This window is not in the picture that the technician sees."), "soft"))

    def refuse(self) -> None:
        """No; what was typed is wiped."""
        self._field.clear()
        super().refuse()

    def _typed(self, typed: str) -> None:
        self._yes.setEnabled(bool(typed))

    def _see(self, seen: bool) -> None:
        self._field.setEchoMode(QLineEdit.EchoMode.Normal if seen else QLineEdit.EchoMode.Password)

    def _take(self) -> str:
        typed = self._field.text()
        self._field.clear()
        return typed
