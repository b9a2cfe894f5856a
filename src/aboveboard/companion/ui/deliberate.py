"""A button whose press counts as a person's yes.

It counts only when all of this holds: the button has stood where it is for half a second, so that nobody presses what
popped up, or was moved, under the mouse; the press began and ended on this button; a key held down from before does not
count; and a device of this computer made it, as ``host.real`` says. A program that fakes input (XTEST), a synthetic
event sent to the window and an accessibility interface that "presses" it say nothing here, nor does a press where a
program put the pointer. Where a system cannot tell who made a press (``real`` is ``None``), the press counts, and
docs/reference/companion-systems.md says so.

What only leads on, ticks a box or takes a protection away counts by the same rule; most of it needs no half second.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QWidget

from aboveboard.companion.ui.sight import SIGHT
from aboveboard.companion.ui.unsent import POINTER

ARM_S: Final = 0.5
"""How long a window stands before a press counts."""
_ASK_AGAIN_MS: Final = 120
"""The press and the word of the device travel apart: one that is not known yet is asked about once more."""
_NEAR: Final = 8
"""Pixels by which a button may be shifted, as beside the bar of a page that became longer, and still stand."""
_SETTLE_MS: Final = 40
_KEYS: Final = frozenset({Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter})

RealPress = Callable[[int], bool]
"""Whether a real device was pressed at this time of the display, in milliseconds."""


def weigh(of: QWidget, real: RealPress | None, at: int, yes: Callable[[], object], no: Callable[[], object]) -> None:
    """Call ``yes`` when a real device was pressed at this time of the display, else ``no``, a moment later."""
    if real is None or real(at):
        yes()
    else:
        QTimer.singleShot(_ASK_AGAIN_MS, of, lambda: yes() if real(at) else no())


class DeliberateButton(QPushButton):
    """``chosen`` comes once for each press that counts, ``doubted`` for each that was no real device's.

    ``led`` comes for a press where a program had put the pointer, ``late`` for one that a program kept back: the person
    meant to press something else, perhaps. ``unseen``: not all of the window could be seen.
    ``rest_s``: seconds that it has to stand where it is before.
    """

    chosen = Signal()
    doubted = Signal()
    led = Signal()
    late = Signal()
    unseen = Signal()

    def __init__(
        self,
        words: str,
        real: RealPress | None,
        parent: QWidget | None = None,
        *,
        rest_s: float = ARM_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(words, parent)
        self._real = real
        self._rest_s = rest_s
        self._clock = clock
        self._shown: float | None = None
        self._place: QPoint | None = None
        self._focused = 0.0
        self._careful = True
        """False while a press takes away and gives nothing: then keys count as soon as the focus is here."""
        self._began: int | None = None
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def armed(self) -> bool:
        """True once a press may count."""
        return self.isEnabled() and self._shown is not None and self._clock() - self._shown >= self._rest_s

    def rearm(self) -> None:
        """Begin the half second anew, because what the window says has changed, or where it is."""
        self._shown = self._clock()
        self._place = self.mapToGlobal(QPoint(0, 0))
        self._began = None

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        self.rearm()
        self._follow()
        super().showEvent(event)

    def _follow(self) -> None:
        """Hear of it when this button or anything that holds it is moved, by scrolling too."""
        holder: QWidget | None = self if self._rest_s else None
        while holder is not None:
            holder.installEventFilter(self)
            holder = None if holder.isWindow() else holder.parentWidget()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if event.type() is QEvent.Type.Move:
            # Where it comes to rest counts: a page that is laid out anew moves it back and forth.
            at = self._clock()
            QTimer.singleShot(_SETTLE_MS, self, lambda: self._moved(at))
        return super().eventFilter(watched, event)

    def _moved(self, at: float) -> None:
        if self._place is None or not self._near(self.mapToGlobal(QPoint(0, 0)), self._place):
            self.rearm()
            self._shown = at

    @staticmethod
    def _near(one: QPoint, other: QPoint) -> bool:
        return (one - other).manhattanLength() <= _NEAR

    def _stands(self, event: QMouseEvent) -> bool:
        """False where the press found the button elsewhere: a window that jumps is told of only after it jumped."""
        place = event.globalPosition().toPoint() - event.position().toPoint()
        if not self._rest_s or self._place is None or self._near(place, self._place):
            return True
        self.rearm()
        self._place = place
        return False

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        self._focused = self._clock()
        super().focusInEvent(event)

    def _chosen_by_keys(self) -> bool:
        """Whether the focus has been here for a while: Tab and Enter may be meant for another window."""
        return self.hasFocus() and (not self._careful or self._clock() - self._focused >= self._rest_s)

    def _in_time(self, event: QMouseEvent | QKeyEvent) -> int | None:
        """The time of a press, unless it was kept back."""
        if self._real is None or not POINTER.kept_back(event.timestamp()):
            return event.timestamp()
        self.late.emit()
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        left = event.button() is Qt.MouseButton.LeftButton
        self._began = self._in_time(event) if left and self._stands(event) and self.armed else None
        if self._began is not None and self._real is not None and POINTER.by_program:
            self._began = None
            self.led.emit()
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
            self._began = self._in_time(event) if self.armed and self._chosen_by_keys() else None

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        if event.key() not in _KEYS:
            super().keyReleaseEvent(event)
        elif not event.isAutoRepeat():
            began, self._began = self._began, None
            if began is not None and self.hasFocus():
                self._weigh(began)

    def _weigh(self, at: int) -> None:
        if self._rest_s and self._real is not None and not SIGHT.whole(self.window()):
            self.rearm()
            self.unseen.emit()
            return
        weigh(self, self._real, at, self.chosen.emit, self.doubted.emit)


class DeliberateBox(QCheckBox):
    """A box that only a press that counts ticks or clears."""

    doubted = Signal()

    def __init__(self, real: RealPress | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._real = real
        self._began: int | None = None

    def nextCheckState(self) -> None:  # noqa: N802  # Qt's name
        """Any press comes here, faked ones too: it changes nothing."""

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        self._began = event.timestamp() if event.button() is Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        super().mouseReleaseEvent(event)
        self._end(self.hitButton(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._began = event.timestamp()
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        super().keyReleaseEvent(event)
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._end(self.hasFocus())

    def _end(self, here: bool) -> None:
        began, self._began = self._began, None
        if began is not None and here:
            weigh(self, self._real, began, self.toggle, self.doubted.emit)


class DeliberateField(QLineEdit):
    """A field to type into: ``entered`` comes with each Enter that counts, ``doubted`` with every other."""

    entered = Signal()
    doubted = Signal()

    def __init__(self, real: RealPress | None, words: str = "") -> None:
        super().__init__(words)
        self._real = real

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        super().keyPressEvent(event)
        if event.key() in _KEYS - {Qt.Key.Key_Space} and not event.isAutoRepeat():
            weigh(self, self._real, event.timestamp(), self.entered.emit, self.doubted.emit)
