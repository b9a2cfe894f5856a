"""How full disks and memory are, as rings that a person reads at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from aboveboard.companion.ui.parts import add, column, row, text
from aboveboard.companion.ui.style import tokens
from aboveboard.companion.ui.tokens import DARK
from aboveboard.diagnostics.gauges import Gauge, percent

_SIZE: Final = 108
_WIDTH: Final = 11.0


class Ring(QWidget):
    """One ring. What was found about it makes it warmer; red is for ending alone."""

    def __init__(self, gauge: Gauge, words: str) -> None:
        super().__init__()
        self._gauge, self._words = gauge, words
        self.setFixedSize(_SIZE, _SIZE)
        self.setAccessibleName(f"{gauge.name}: {words}, {gauge.words}")

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(self.rect()).adjusted(_WIDTH, _WIDTH, -_WIDTH, -_WIDTH)
        pen = QPen(QColor(tokens().line), _WIDTH)
        painter.setPen(pen)
        painter.drawEllipse(place)
        warm = tokens().caution if tokens() is DARK else tokens().caution_line
        colour = warm if self._gauge.severity else tokens().accent
        painter.setPen(QPen(QColor(colour), _WIDTH, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        if self._gauge.share >= 0.005:
            # Sixteenths of a degree, from the top, with the clock.
            painter.drawArc(place, 90 * 16, -round(self._gauge.share * 360 * 16))
        font = QFont(painter.font())
        font.setPixelSize(22)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(tokens().ink))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._words)
        painter.end()


def rings(gauges: Sequence[Gauge], language: str) -> QWidget:
    """Up to four beside each other, each with its name and what is free."""
    place = QWidget()
    line = row(place, gap=8)
    for gauge in gauges[:4]:
        below = column(gap=4)
        below.addWidget(Ring(gauge, percent(gauge.share, language)), 0, Qt.AlignmentFlag.AlignHCenter)
        name, words = text(gauge.name, "strong"), text(gauge.words, "soft")
        for label in (name, words):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        add(below, name, words)
        below.addStretch(1)
        line.addLayout(below, 1)
    return place
