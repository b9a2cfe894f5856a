"""The one window of the program beside its questions: it shows one page at a time, from the start to the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from aboveboard.companion.ui.icons import program_icon
from aboveboard.companion.ui.page import Page
from aboveboard.companion.ui.parts import COLUMN, column
from aboveboard.companion.words.texts import gettext as _

_WIDTH: Final = COLUMN + 120
_HEIGHT: Final = 780


class MainWindow(QWidget):
    """``turn`` to a page. ``closing`` is asked when the person closes the window: True lets it go."""

    def __init__(self, closing: Callable[[], bool]) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setProperty("kind", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("Aboveboard")
        self.setWindowIcon(program_icon())
        self.setAccessibleName(_("Remote support in plain sight"))
        self._closing = closing
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = column(self)
        layout.setContentsMargins(24, 0, 24, 0)
        layout.addWidget(self._area)
        screen = self.screen().availableGeometry()
        self.resize(min(_WIDTH, screen.width()), min(_HEIGHT, screen.height() - 60))
        self.setMinimumSize(480, 400)

    @property
    def page(self) -> Page | None:
        """What it shows."""
        shown = self._area.widget()
        return shown if isinstance(shown, Page) else None

    def turn(self, page: Page) -> None:
        """Show this page instead; the one before is gone."""
        self._area.setWidget(page)
        self._area.verticalScrollBar().setValue(0)
        self.setWindowTitle(f"{page.title} · Aboveboard")
        page.begin()

    def forward(self) -> None:
        """In front of the other programs, because it waits for the person."""
        self.showNormal()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's name
        if self._closing():
            event.accept()
        else:
            event.ignore()
