"""A window for one question: on top, without a button that has the focus, and Escape or closing it says no."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QMoveEvent, QScreen
from PySide6.QtWidgets import QScrollArea, QWidget

from aboveboard.companion.ui.page import Page
from aboveboard.companion.ui.parts import COLUMN, column

_EDGE: Final = 32
_BAR: Final = 16
"""Pixels that the bar of a long page takes: beside the words, not over them."""
GAP: Final = 10
"""Pixels between a window and the edge of the room that it has."""
_TITLE: Final = 40
"""Pixels of a window manager's frame, as long as nobody knows them."""
_PLACED_MS: Final = 300
"""How long a window manager may take to place a window."""
_TOP: Final = 64
"""Pixels above a window on a screen that has room enough."""


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
    """Shows one page until it is answered. ``opened`` comes with each window that the system has to know as ours.

    ``room``: what of a screen it may stand on.
    """

    opened = Signal(QWidget)

    def __init__(self, page: Page, *, room: Callable[[QScreen], QRect] = QScreen.availableGeometry) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowStaysOnTopHint)
        self.setProperty("kind", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(page.title)
        self.setAccessibleName(page.title)
        self.page = page
        self._room = room
        self._wanted: QPoint | None = None
        layout = column(self)
        layout.setContentsMargins(_EDGE - _BAR // 2, 0, _EDGE - _BAR // 2, 0)
        layout.addWidget(scrolled(page))
        page.answered.connect(lambda _answer: self.close())
        page.installEventFilter(self)

    def ask(self) -> None:
        """Show it in the middle of the upper half of the screen, as large as its words need."""
        self.setFixedWidth(COLUMN + 2 * _EDGE)
        self.fit()
        self._wanted = self.pos()
        self.show()
        QTimer.singleShot(_PLACED_MS, self, self._placed)
        self.opened.emit(self)
        self.raise_()
        self.activateWindow()
        self.page.begin()

    def fit(self) -> None:
        """Take the height that the words need, as far as there is room. What is shown already stays where it is."""
        self.page.ensurePolished()
        room = self._room(self.screen()).adjusted(0, GAP, 0, -GAP)
        border = self.frameGeometry().height() - self.height() if self.isVisible() else _TITLE
        layout = self.page.layout()
        need = layout.totalHeightForWidth(COLUMN) if layout is not None else self.page.sizeHint().height()
        height = min(need, room.height() - border)
        self.setFixedHeight(height)
        place = self.frameGeometry()
        if not self.isVisible():
            screen = self.screen().availableGeometry()
            place.moveCenter(screen.center())
            place.moveTop(max(screen.top() + _TOP, screen.center().y() - height // 2))
        last = room.bottom() + 1 - height - border
        if not self.isVisible() or place.top() < room.top() or place.top() > last:
            self.move(place.left(), max(room.top(), min(place.top(), last)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if event.type() is QEvent.Type.LayoutRequest and self.isVisible():
            # The page says more, or less, than before.
            QTimer.singleShot(0, self, self.fit)
        return super().eventFilter(watched, event)

    def moveEvent(self, event: QMoveEvent) -> None:  # noqa: N802  # Qt's name
        super().moveEvent(event)
        wanted = self._wanted
        if wanted is not None and self.isVisible() and abs(event.pos().x() - wanted.x()) > _TITLE:
            # A window manager put it where it liked, a moment after it was shown. It is asked once.
            self._wanted = None
            self.move(wanted)

    def _placed(self) -> None:
        self._wanted = None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.page.refuse()
        # Any other key that reached the window itself was meant for nothing here: Enter says nothing.

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's name
        self.page.refuse()
        super().closeEvent(event)
