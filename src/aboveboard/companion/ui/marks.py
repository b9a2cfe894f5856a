"""What technicians draw, over the screen: a pointer each and their strokes. Every click goes through."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QWidget

from aboveboard.companion.ui.frame import THROUGH
from aboveboard.wire.limits import COORDINATE_MAX
from aboveboard.wire.payloads import Draw, Point

INKS: Final = ("#d9007a", "#1f5fd6", "#7a35c9", "#a85c00")
"""One a technician; none is red, which ends the session, and none the accent of the frame."""
_REACH: Final = 22
_PEN: Final = 6
_POINTER_MS: Final = 4_000
_EACH_MS: Final = 16
_MOST_POINTS: Final = 4_000


@dataclass
class _Hand:
    """What one technician shows."""

    ink: QColor
    at: QPoint | None = None
    strokes: dict[int, list[QPoint]] = field(default_factory=dict)


class Marks(QWidget):
    """Over the shown part of the desktop; only the marks themselves are there, the rest is no window at all."""

    def __init__(self) -> None:
        super().__init__(None, THROUGH)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._hands: dict[int, _Hand] = {}
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(_EACH_MS)
        self._due.timeout.connect(self._cut)
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.setInterval(_POINTER_MS)
        self._still.timeout.connect(self._let_go)

    def over(self, place: QRect) -> None:
        """Marks count from this place's upper left corner."""
        if self.geometry() != place:
            self.setGeometry(place)

    def mark(self, technician: int, mark: Point | Draw | None) -> None:
        """A technician points, draws, or wipes."""
        hand = self._hands.setdefault(technician, _Hand(QColor(INKS[len(self._hands) % len(INKS)])))
        if mark is None:
            hand.strokes.clear()
            hand.at = None
        elif isinstance(mark, Point):
            hand.at = self._here(mark.x, mark.y)
            self._still.start()
        elif sum(len(one) for one in hand.strokes.values()) < _MOST_POINTS:
            hand.strokes.setdefault(mark.stroke, []).extend(self._here(x, y) for x, y in mark.points)
        if not self._due.isActive():
            self._due.start()

    def keep(self, technicians: set[int]) -> None:
        """Only these may mark now: what others drew goes."""
        gone = set(self._hands) - technicians
        for one in gone:
            del self._hands[one]
        if gone and not self._due.isActive():
            self._due.start()

    def _here(self, x: int, y: int) -> QPoint:
        return QPoint(x * self.width() // (COORDINATE_MAX + 1), y * self.height() // (COORDINATE_MAX + 1))

    def _let_go(self) -> None:
        for hand in self._hands.values():
            hand.at = None
        self._cut()

    def _cut(self) -> None:
        region = QRegion()
        for hand in self._hands.values():
            if hand.at is not None:
                region += QRegion(_around(hand.at, _REACH), QRegion.RegionType.Ellipse)
            for points in hand.strokes.values():
                region += _swept(points)
        if region.isEmpty():
            self.hide()
            return
        self.setMask(region)
        if not self.isVisible():
            self.show()
            self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), QColor("#ffffff"))
        for hand in self._hands.values():
            painter.setPen(QPen(hand.ink, _PEN, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            for points in hand.strokes.values():
                path = QPainterPath(points[0].toPointF()) if points else QPainterPath()
                for point in points[1:]:
                    path.lineTo(point.toPointF())
                painter.drawPath(path)
            if hand.at is not None:
                painter.setPen(QPen(hand.ink, _PEN))
                painter.drawEllipse(hand.at, _REACH - _PEN, _REACH - _PEN)
                painter.fillRect(_around(hand.at, 3), hand.ink)


def _around(point: QPoint, reach: int) -> QRect:
    return QRect(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)


def _swept(points: list[QPoint]) -> QRegion:
    """The places that a stroke covers, a little wider than its pen."""
    reach = _PEN // 2 + 1
    region = QRegion()
    for index, point in enumerate(points):
        region += QRegion(_around(point, reach))
        if index:
            before = points[index - 1]
            steps = max(abs(point.x() - before.x()), abs(point.y() - before.y())) // reach
            for step in range(1, steps):
                between = before + (point - before) * (step / steps)
                region += QRegion(_around(between, reach))
    return region
