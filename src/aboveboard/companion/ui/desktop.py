"""The desktop as the windows count it: where a place of it lies, and a picture of it, on every monitor at any scale.

The canvas counts pixels of the whole desktop. Qt leaves a monitor's corner where it is among them and divides what lies
on the monitor by its scale, so that a place has to be counted from the corner of its own monitor.
"""

from __future__ import annotations

import sys
from functools import reduce

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPixmap, QScreen

from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.rects import around


def scale_of(screen: QScreen) -> float:
    """Pixels of the desktop in one unit of a window there; macOS counts both in points."""
    return 1.0 if sys.platform == "darwin" else screen.devicePixelRatio()


def monitor(screen: QScreen) -> Rect:
    """What of the desktop this monitor shows."""
    at, scale = screen.geometry(), scale_of(screen)
    return Rect(at.x(), at.y(), round(at.width() * scale), round(at.height() * scale))


def whole() -> Rect:
    """All monitors together."""
    return reduce(around, [monitor(one) for one in QGuiApplication.screens()])


def on_desktop(place: Rect) -> QRect:
    """The place as a window there is given it."""
    screen = min(QGuiApplication.screens(), key=lambda one: _far(monitor(one), place.x, place.y))
    at, scale = screen.geometry().topLeft(), scale_of(screen)
    return QRect(
        at.x() + round((place.x - at.x()) / scale),
        at.y() + round((place.y - at.y()) / scale),
        round(place.width / scale),
        round(place.height / scale),
    )


def picture(place: Rect) -> QPixmap:
    """What is there now, in pixels of the desktop, for the person alone."""
    made = QPixmap(max(1, place.width), max(1, place.height))
    made.fill(Qt.GlobalColor.black)
    painter = QPainter(made)
    for screen in QGuiApplication.screens():
        shown, scale = monitor(screen), scale_of(screen)
        part = shown.clip(place)
        if part.area:
            x, y = (part.x - shown.x) / scale, (part.y - shown.y) / scale
            shot = screen.grabWindow(0, round(x), round(y), round(part.width / scale), round(part.height / scale))
            painter.drawPixmap(QRect(part.x - place.x, part.y - place.y, part.width, part.height), shot)
    painter.end()
    return made


def _far(shown: Rect, x: int, y: int) -> int:
    """How far a pixel lies outside a monitor; 0: on it."""
    return max(shown.x - x, x - shown.right + 1, 0) + max(shown.y - y, y - shown.bottom + 1, 0)
