"""A thin coloured frame around the part of the screen that is shown. It lets every click through."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

from aboveboard.companion.ui.strip import ON_TOP
from aboveboard.companion.ui.style import tokens

THROUGH: Final = ON_TOP | Qt.WindowType.WindowTransparentForInput | Qt.WindowType.WindowDoesNotAcceptFocus
_THICK: Final = 4


class ShownFrame:
    """Four bars. ``around`` nothing hides them."""

    def __init__(self) -> None:
        self.bars = [QWidget(None, THROUGH) for _side in range(4)]
        for bar in self.bars:
            bar.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
            bar.setAutoFillBackground(True)
            bar.setAccessibleName("")

    def around(self, place: QRect | None, *, held: bool = False) -> None:
        """Put the frame around this place of the desktop; ``held``: nothing is seen at the moment."""
        if place is None or place.isEmpty():
            for bar in self.bars:
                bar.hide()
            return
        colour = QPalette()
        colour.setColor(QPalette.ColorRole.Window, QColor(tokens().caution_line if held else tokens().accent))
        x, y, width, height = place.x(), place.y(), place.width(), place.height()
        sides = (
            QRect(x, y, width, _THICK),
            QRect(x, y + height - _THICK, width, _THICK),
            QRect(x, y + _THICK, _THICK, height - 2 * _THICK),
            QRect(x + width - _THICK, y + _THICK, _THICK, height - 2 * _THICK),
        )
        for bar, side in zip(self.bars, sides, strict=True):
            bar.setPalette(colour)
            bar.setGeometry(side)
            if not bar.isVisible():
                bar.show()

    def close(self) -> None:
        """Take the frame away."""
        for bar in self.bars:
            bar.close()
            bar.deleteLater()
