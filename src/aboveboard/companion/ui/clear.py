"""Keeps the windows of this program out from under the bar on top: what they ask has to be read whole.

The bar lies over everything. So a window opens where the bar is not, and goes aside when the bar grows or comes there.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from aboveboard.companion.ui.strip import Strip
from aboveboard.companion.ui.window import GAP, QuestionWindow

_SOON_MS: Final = 15
_AT_REST_MS: Final = 400
"""A window that somebody else moves is put aside once it stands, so that nobody pulls against a hand."""
_MANAGED: Final = frozenset({Qt.WindowType.Window, Qt.WindowType.Dialog})


class Clear(QObject):
    """``keep`` windows clear of the bar that it was told to ``follow``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bar: Strip | None = None
        self._kept: list[QWidget] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)

    def follow(self, bar: Strip | None) -> None:
        """This is the bar from now on; ``None``: there is none."""
        self._bar = bar
        if bar is not None:
            bar.placed.connect(lambda: self._timer.start(_SOON_MS))
        self._timer.start(_SOON_MS)

    def keep(self, window: QWidget) -> None:
        """Keep this window clear from now on, where it is one that the person can move."""
        bypass = window.windowFlags() & Qt.WindowType.X11BypassWindowManagerHint
        if window.windowType() in _MANAGED and not bypass and window not in self._kept:
            self._kept.append(window)
            window.installEventFilter(self)
            window.destroyed.connect(self._forget)
            self._timer.start(_SOON_MS)

    def room(self, screen: QScreen) -> QRect:
        """What of the screen is free for a window: below the bar, or above it where that is more."""
        free, bar = screen.availableGeometry(), self._place()
        if not free.intersects(bar):
            return free
        above, below = QRect(free), QRect(free)
        above.setBottom(bar.top() - 1)
        below.setTop(bar.bottom() + 1)
        return above if above.height() > below.height() else below

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowStateChange):
            self._timer.start(_AT_REST_MS)
        return super().eventFilter(watched, event)

    def _place(self) -> QRect:
        bar = self._bar
        return bar.geometry() if bar is not None and isValid(bar) and bar.isVisible() else QRect()

    def _forget(self) -> None:
        if isValid(self):
            self._kept = [one for one in self._kept if isValid(one)]

    def _look(self) -> None:
        bar = self._place()
        # A part that is made visible before it has a place in a window counts as a window until then.
        self._kept = [one for one in self._kept if isValid(one) and one.isWindow()]
        for window in self._kept:
            if window.isVisible() and not window.isMinimized():
                self._put_aside(window, bar)

    def _put_aside(self, window: QWidget, bar: QRect) -> None:
        if window.isMaximized() or window.isFullScreen():
            # It stays as large as the person made it; what it says begins below the bar.
            inside = window.geometry()
            hidden = bar.bottom() + 1 - inside.top() if bar.top() <= inside.top() and inside.intersects(bar) else 0
            _set_in(window, max(0, hidden))
            return
        _set_in(window, 0)
        place = window.frameGeometry()
        if not place.intersects(bar):
            return
        if isinstance(window, QuestionWindow):
            window.fit()
            return
        room = self.room(window.screen()).adjusted(0, GAP, 0, -GAP)
        border = place.height() - window.height()
        height = max(window.minimumHeight(), min(place.height(), room.height()) - border)
        window.resize(window.width(), height)
        window.move(place.left(), max(room.top(), min(place.top(), room.bottom() + 1 - height - border)))


def _set_in(window: QWidget, above: int) -> None:
    if window.contentsMargins().top() != above:
        window.setContentsMargins(0, above, 0, 0)
