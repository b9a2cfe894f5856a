"""How full disks and memory are, as rings that a person reads at a glance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QGridLayout, QSizePolicy, QWidget

from aboveboard.companion.ui.parts import add, column, text
from aboveboard.companion.ui.style import tokens
from aboveboard.companion.ui.tokens import DARK
from aboveboard.diagnostics.gauges import Gauge, percent

_SIZE: Final = 108
_WIDTH: Final = 11.0
_MOST: Final = 4
_ROOM: Final = 170
"""As wide as the name below a ring is at least, in pixels."""
_UNIT: Final = re.compile(r"(?<=[0-9]) (?=[kMGT]?B\b)")
_PARTS: Final = re.compile(r"[^/._\\ -]*[/._\\ -]?")


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
    """Up to four: two or three beside each other, each with its name and what is free."""
    place = QWidget()
    grid = QGridLayout(place)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(18)
    drawn = gauges[:_MOST]
    columns = len(drawn) if len(drawn) < _MOST else _MOST // 2
    for at, gauge in enumerate(drawn):
        below = column(gap=4)
        below.addWidget(Ring(gauge, percent(gauge.share, language)), 0, Qt.AlignmentFlag.AlignHCenter)
        free = _UNIT.sub("\N{NO-BREAK SPACE}", gauge.words)
        name, words = text(breakable(gauge.name), "strong"), text(free, "soft")
        name.setAccessibleName(gauge.name)
        for label in (name, words):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        add(below, name, words)
        below.addStretch(1)
        grid.addLayout(below, at // columns, at % columns)
        grid.setColumnStretch(at % columns, 1)
    return place


def breakable(name: str) -> str:
    """The name of a place, with breaks between its parts where a line ends, and no part wider than a ring's room."""
    font = QApplication.font()
    font.setPixelSize(16)
    font.setWeight(QFont.Weight.DemiBold)
    metrics = QFontMetrics(font)
    parts = (metrics.elidedText(part, Qt.TextElideMode.ElideMiddle, _ROOM) for part in _PARTS.findall(name))
    return "\N{ZERO WIDTH SPACE}".join(parts)
