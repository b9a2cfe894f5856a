"""The line that says why something waits. Its space is there whether anything waits or not, so nothing jumps."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from aboveboard.companion.flow.standing import Standing
from aboveboard.companion.words.held import reason_of, reasons

_HIGHEST: Final = 10_000
_AROUND: Final = 2
"""Pixels that a label needs beside its letters."""


class HeldLine(QLabel):
    """``show_standing`` says why or nothing; ``most`` is the width in pixels that it may take at most."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self.setProperty("kind", "caution")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def keep_to(self, most: int) -> None:
        """Take at most so many pixels from now on."""
        self._most = most
        self.updateGeometry()

    def show_standing(self, standing: Standing) -> None:
        """Say how things are."""
        self.setText(reason_of(standing))

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Room for the longest of all sentences that may ever stand here."""
        self.ensurePolished()
        measure = self.fontMetrics()
        width = min(self._most, max(measure.horizontalAdvance(one) for one in reasons()) + _AROUND)
        place, flags = QRect(0, 0, width - _AROUND, _HIGHEST), int(Qt.TextFlag.TextWordWrap)
        return QSize(width, max(measure.boundingRect(place, flags, one).height() for one in reasons()) + _AROUND)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return self.sizeHint()

    def heightForWidth(self, _width: int) -> int:  # noqa: N802  # Qt's name
        return self.sizeHint().height()
