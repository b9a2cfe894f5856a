"""A thin coloured frame around the part of the screen that is shown. It lets every click through."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QWidget

from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.ui.desktop import on_desktop, scale_of
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

    def around(self, place: Rect | None, *, held: bool = False) -> None:
        """Put the frame around this place of the desktop, in its pixels; ``held``: nothing is seen at the moment."""
        if place is None or not place.area:
            for bar in self.bars:
                bar.hide()
            return
        colour = QPalette()
        colour.setColor(QPalette.ColorRole.Window, QColor(tokens().caution_line if held else tokens().accent))
        thick = round(_THICK * scale_of(QGuiApplication.primaryScreen()))
        x, y, width, height = place
        sides = (
            Rect(x, y, width, thick),
            Rect(x, y + height - thick, width, thick),
            Rect(x, y + thick, thick, height - 2 * thick),
            Rect(x + width - thick, y + thick, thick, height - 2 * thick),
        )
        for bar, side in zip(self.bars, sides, strict=True):
            bar.setPalette(colour)
            bar.setGeometry(on_desktop(side))
            if not bar.isVisible():
                bar.show()

    def close(self) -> None:
        """Take the frame away."""
        for bar in self.bars:
            bar.close()
            bar.deleteLater()
