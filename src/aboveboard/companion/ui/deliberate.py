"""A button whose press counts as a person's yes.

It counts only when all of this holds: the window has stood there for half a second, so that nobody presses what popped
up under the mouse; the press began and ended on this button; a key held down from before does not count; and a device
of this computer made it, as ``host.real`` says. A program that fakes input (XTEST), a synthetic event sent to the
window and an accessibility interface that "presses" it say nothing here. Where a system cannot tell who made a press
(``real`` is ``None``), the press counts, and docs/reference/companion-systems.md says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QWidget

ARM_S: Final = 0.5
"""How long a window stands before a press counts."""
_ASK_AGAIN_MS: Final = 120
"""The press and the word of the device travel apart: one that is not known yet is asked about once more."""
_KEYS: Final = frozenset({Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter})

RealPress = Callable[[int], bool]
"""Whether a real device was pressed at this time of the display, in milliseconds."""


class DeliberateButton(QPushButton):
    """``chosen`` comes once for each press that counts, ``doubted`` for each that was no real device's."""

    chosen = Signal()
    doubted = Signal()

    def __init__(
        self,
        words: str,
        real: RealPress | None,
        parent: QWidget | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(words, parent)
        self._real = real
        self._clock = clock
        self._shown: float | None = None
        self._began: int | None = None
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def armed(self) -> bool:
        """True once a press may count."""
        return self.isEnabled() and self._shown is not None and self._clock() - self._shown >= ARM_S

    def rearm(self) -> None:
        """Begin the half second anew, because what the window says has changed."""
        self._shown = self._clock()
        self._began = None

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        self.rearm()
        super().showEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        left = event.button() is Qt.MouseButton.LeftButton
        self._began = event.timestamp() if left and self.armed else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        began, self._began = self._began, None
        super().mouseReleaseEvent(event)
        if began is not None and self.rect().contains(event.position().toPoint()):
            self._weigh(began)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        if event.key() not in _KEYS:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self._began = event.timestamp() if self.armed and self.hasFocus() else None

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        if event.key() not in _KEYS:
            super().keyReleaseEvent(event)
        elif not event.isAutoRepeat():
            began, self._began = self._began, None
            if began is not None and self.hasFocus():
                self._weigh(began)

    def _weigh(self, at: int) -> None:
        if self._real is None or self._real(at):
            self.chosen.emit()
        else:
            QTimer.singleShot(_ASK_AGAIN_MS, self, lambda: self._weigh_again(at))

    def _weigh_again(self, at: int) -> None:
        if self._real is None or self._real(at):
            self.chosen.emit()
        else:
            self.doubted.emit()
