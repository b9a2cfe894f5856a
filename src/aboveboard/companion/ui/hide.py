"""Drawing over places that stay black: the whole screen as a still picture, on which the person draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.ui.deliberate import DeliberateButton, RealPress
from aboveboard.companion.ui.desktop import monitor, on_desktop, scale_of, whole
from aboveboard.companion.ui.parts import add, button, column, panel, row, text
from aboveboard.companion.ui.strip import ON_TOP
from aboveboard.companion.ui.style import tokens
from aboveboard.companion.words.texts import gettext as _

_SMALLEST: Final = 8
_STEP: Final = 40
_MOST: Final = 32


class HidePlaces(QWidget):
    """``done`` gets all places, in pixels of the desktop, when the person is ready; Escape changes nothing."""

    def __init__(
        self,
        picture: QPixmap,
        hidden: Sequence[Rect],
        done: Callable[[Sequence[Rect]], None],
        *,
        real: RealPress | None = None,
    ) -> None:
        super().__init__(None, ON_TOP)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Hide places"))
        self._real = real
        self._picture = picture
        self._scale = scale_of(QGuiApplication.primaryScreen())
        self._whole = whole()
        self._places = [self._shown(one) for one in hidden]
        self._done = done
        self._from: QPoint | None = None
        self._now = QRect()
        self.setGeometry(on_desktop(self._whole))
        self._tools = self._help()
        self._tools.setParent(self)
        self._tools.ensurePolished()
        self._tools.setFixedHeight(self._tools.heightForWidth(self._tools.width()))
        screen = self._shown(monitor(QGuiApplication.primaryScreen()))
        self._tools.move(screen.center().x() - self._tools.width() // 2, screen.top() + 40)

    def _help(self) -> QWidget:
        frame = panel(
            text(_("Draw over each place that nobody should see."), "heading"),
            text(_("With the keyboard: arrows move the box, Shift with arrows sizes it, Enter hides it."), "soft"),
        )
        frame.setFixedWidth(520)
        ways = row(gap=10)
        add(
            ways,
            self._meant_button(_("Ready"), self._ready, "first"),
            self._meant_button(_("Remove the last one"), self._undo),
            button(_("Cancel"), self.close),
        )
        ways.addStretch(1)
        layout = frame.layout()
        holder = QWidget()
        column(holder).addLayout(ways)
        if layout is not None:
            layout.addWidget(holder)
        frame.setCursor(Qt.CursorShape.ArrowCursor)
        return frame

    def _meant_button(self, words: str, chosen: Callable[[], object], kind: str = "") -> DeliberateButton:
        """Any program may hide more, but only a person shows again what was hidden."""
        made = DeliberateButton(words, self._real, rest_s=0)
        made.setProperty("kind", kind)
        made.chosen.connect(chosen)
        return made

    def _shown(self, place: Rect) -> QRect:
        scale = self._scale
        return QRect(
            round((place.x - self._whole.x) / scale),
            round((place.y - self._whole.y) / scale),
            round(place.width / scale),
            round(place.height / scale),
        )

    def _meant(self, place: QRect) -> Rect:
        scale = self._scale
        return Rect(
            self._whole.x + round(place.x() * scale),
            self._whole.y + round(place.y() * scale),
            round(place.width() * scale),
            round(place.height() * scale),
        )

    def _ready(self) -> None:
        self._keep()
        self._done([self._meant(one) for one in self._places])
        self.close()

    def _undo(self) -> None:
        if self._places:
            self._places.pop()
        self.update()

    def _keep(self) -> None:
        place, self._now = self._now.normalized(), QRect()
        if min(place.width(), place.height()) >= _SMALLEST and len(self._places) < _MOST:
            self._places.append(place.intersected(self.rect()))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        self._from = event.position().toPoint()
        self._now = QRect()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        if self._from is not None:
            self._now = QRect(self._from, event.position().toPoint())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        self._from = None
        self._keep()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        moves = {
            Qt.Key.Key_Left: QPoint(-_STEP, 0),
            Qt.Key.Key_Right: QPoint(_STEP, 0),
            Qt.Key.Key_Up: QPoint(0, -_STEP),
            Qt.Key.Key_Down: QPoint(0, _STEP),
        }
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.close()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._keep()
        elif key in moves:
            if self._now.isNull():
                self._now = QRect(self.rect().center(), self.rect().center() + QPoint(240, 120))
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._now.setBottomRight(self._now.bottomRight() + moves[key])
            else:
                self._now.translate(moves[key])
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        painter = QPainter(self)
        painter.drawPixmap(self.rect(), self._picture)
        painter.fillRect(self.rect(), QColor(0, 0, 0, 60))
        for place in self._places:
            painter.fillRect(place, QColor("#000000"))
            painter.setPen(QPen(QColor("#ffffff"), 2))
            painter.drawRect(place)
        if not self._now.isNull():
            painter.fillRect(self._now.normalized(), QColor(0, 0, 0, 150))
            painter.setPen(QPen(QColor(tokens().accent), 3))
            painter.drawRect(self._now.normalized())
