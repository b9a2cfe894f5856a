"""A window for one question: on top, without a button that has the focus, and Escape or closing it says no."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from aboveboard.companion.ui.page import Page
from aboveboard.companion.ui.parts import COLUMN, column

_EDGE: Final = 32
_BAR: Final = 16
"""Pixels that the bar of a long page takes: beside the words, not over them."""
_ROOM: Final = 96
"""Pixels of the screen that a window leaves free, above and below together."""


def scrolled(page: QWidget) -> QScrollArea:
    """The page in a part that scrolls where the screen is small."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidget(page)
    return area


class QuestionWindow(QWidget):
    """Shows one page until it is answered. ``opened`` comes with each window that the system has to know as ours."""

    opened = Signal(QWidget)

    def __init__(self, page: Page) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowStaysOnTopHint)
        self.setProperty("kind", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(page.title)
        self.setAccessibleName(page.title)
        self.page = page
        layout = column(self)
        layout.setContentsMargins(_EDGE - _BAR // 2, 0, _EDGE - _BAR // 2, 0)
        layout.addWidget(scrolled(page))
        page.answered.connect(lambda _answer: self.close())
        page.installEventFilter(self)

    def ask(self) -> None:
        """Show it in the middle of the upper half of the screen, as large as its words need."""
        self.setFixedWidth(COLUMN + 2 * _EDGE)
        self.fit()
        self.show()
        self.opened.emit(self)
        self.raise_()
        self.activateWindow()
        self.page.begin()

    def fit(self) -> None:
        """Take the height that the words need, as far as the screen has it. What is shown already stays where it is."""
        self.page.ensurePolished()
        screen = self.screen().availableGeometry()
        layout = self.page.layout()
        width = COLUMN
        need = layout.totalHeightForWidth(width) if layout is not None else self.page.sizeHint().height()
        height = min(need, screen.height() - _ROOM)
        self.setFixedHeight(height)
        place = QRect(0, 0, self.width(), height)
        place.moveCenter(screen.center())
        top = max(screen.top() + 64, place.top())
        if not self.isVisible():
            self.move(place.left(), top)
        elif self.pos().y() + height > screen.bottom():
            self.move(self.pos().x(), top)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if event.type() is QEvent.Type.LayoutRequest and self.isVisible():
            # The page says more, or less, than before.
            QTimer.singleShot(0, self, self.fit)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.page.refuse()
        # Any other key that reached the window itself was meant for nothing here: Enter says nothing.

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's name
        self.page.refuse()
        super().closeEvent(event)
