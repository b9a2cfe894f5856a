"""The icons of the windows: Lucide's, from one local file, drawn in the colour of what they stand beside."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel

from aboveboard.companion.ui.style import tokens

FOLDER: Final = Path(__file__).parent
_SYMBOL: Final = re.compile(r'<symbol id="([^"]+)" viewBox="0 0 24 24">(.*?)</symbol>')


@cache
def _drawings() -> dict[str, str]:
    return dict(_SYMBOL.findall((FOLDER / "icons.svg").read_text("utf-8")))


def picture(name: str, size: int = 22, colour: str = "") -> QPixmap:
    """The icon as pixels, in the colour of the ink unless another is named. Raises ``KeyError`` for an unknown name."""
    stroke = colour or tokens().ink
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke-width="2"'
        f' stroke-linecap="round" stroke-linejoin="round" stroke="{stroke}">{_drawings()[name]}</svg>'
    )
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    pixels = QPixmap(round(size * ratio), round(size * ratio))
    pixels.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixels)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, pixels.width(), pixels.height()))
    painter.end()
    pixels.setDevicePixelRatio(ratio)
    return pixels


def icon(name: str, colour: str = "") -> QIcon:
    """The icon for a button."""
    return QIcon(picture(name, 22, colour))


def icon_label(name: str, size: int = 22, colour: str = "") -> QLabel:
    """The icon as a widget that says nothing to a screen reader: the words stand beside it."""
    label = QLabel()
    label.setPixmap(picture(name, size, colour))
    label.setFixedSize(QSize(size, size))
    return label


def program_icon() -> QIcon:
    """The sign of the program."""
    made = QIcon()
    for size in (16, 24, 32, 48, 64, 128):
        drawn = QPixmap(size, size)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        QSvgRenderer(str(FOLDER / "sign.svg")).render(painter, QRectF(0, 0, size, size))
        painter.end()
        made.addPixmap(drawn)
    return made
