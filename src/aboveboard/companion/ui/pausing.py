"""The button that pauses and goes on: any press pauses, but only a person's own press lets others see and act again."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal

from aboveboard.companion.ui.deliberate import DeliberateButton, RealPress
from aboveboard.companion.ui.icons import icon
from aboveboard.companion.words.texts import gettext as _


class PauseButton(DeliberateButton):
    """``pause`` comes with what the person wants: True to pause."""

    pause = Signal(bool)

    def __init__(self, real: RealPress | None) -> None:
        super().__init__("", real)
        self.setProperty("kind", "")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._paused = self._spent = False
        self.clicked.connect(self._pressed)
        self.chosen.connect(self._meant)
        self.doubted.connect(self._forget)
        self.show_paused(False)

    def show_paused(self, paused: bool) -> None:
        """Say what a press does now."""
        if paused and not self._paused:
            self.rearm()
        self._paused = self._careful = paused
        self.setText(" " + (_("Go on") if paused else _("Put on hold")))
        self.setIcon(icon("play" if paused else "pause"))
        self.setAccessibleName(_("Go on with the session") if paused else _("Put the session on hold"))

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """As wide for the one as for the other, so that no button beside it moves when it is pressed."""
        size, measure, flags = super().sizeHint(), self.fontMetrics(), int(Qt.TextFlag.TextShowMnemonic)
        both = [measure.size(flags, " " + one).width() for one in (_("Go on"), _("Put on hold"))]
        return QSize(size.width() + max(both) - measure.size(flags, self.text()).width(), size.height())

    def _pressed(self) -> None:
        if not self._paused:
            self._spent = True
            self.pause.emit(True)

    def _meant(self) -> None:
        # The press that paused a moment ago does not go on as well.
        if self._spent:
            self._spent = False
        else:
            self.pause.emit(not self._paused)

    def _forget(self) -> None:
        self._spent = False
