"""The bar on top: who is there, what they may do, and the ways to stop it. It cannot be closed while a session is on.

It is no window of the window manager's: nobody else closes, moves or iconifies it by asking. Where another program
covers or moves it all the same, ``ontop`` brings it back. Only the person moves it, with a real mouse.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QMouseEvent, QMoveEvent, QPainterPath, QRegion, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from aboveboard.companion.flow.standing import Standing
from aboveboard.companion.ui.chips import Chips
from aboveboard.companion.ui.deliberate import RealPress
from aboveboard.companion.ui.held_line import HeldLine
from aboveboard.companion.ui.icons import icon, icon_label
from aboveboard.companion.ui.parts import ShortText, button, column, row
from aboveboard.companion.ui.pausing import PauseButton
from aboveboard.companion.ui.style import tokens
from aboveboard.companion.words.keys import printed
from aboveboard.companion.words.people import called, whose
from aboveboard.companion.words.texts import clock_time
from aboveboard.companion.words.texts import gettext as _

ON_TOP: Final = (
    Qt.WindowType.Tool
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.X11BypassWindowManagerHint
)
_ROUND: Final = 13
_EDGES: Final = 64
_BESIDE: Final = 110
"""Pixels of a line that neither its words nor its buttons take."""


class Strip(QWidget):
    """``stop``, ``pause``, ``take_back`` and ``more`` are what the person does; ``show_standing`` what they see.

    ``placed`` comes when it is elsewhere than before, or of another size.
    """

    stop = Signal()
    pause = Signal(bool)
    take_back = Signal(str)
    more = Signal()
    placed = Signal()

    def __init__(self, *, key: str = "", real: RealPress | None = None) -> None:
        super().__init__(None, ON_TOP)
        self.setWindowTitle(_("Session"))
        self.setAccessibleName(_("Session"))
        self._real = real
        self._key = key
        self._filled: tuple[object, ...] | None = None
        self._drag: QPoint | None = None
        self._place: QPoint | None = None
        self._closing = False
        frame = QFrame()
        frame.setProperty("kind", "strip")
        self._frame = frame
        column(self).addWidget(frame)
        inside = column(frame, gap=8)
        inside.setContentsMargins(16, 8, 12, 10)
        inside.addLayout(self._top())
        self._most = self.screen().geometry().width() - _EDGES
        self._chips = Chips(self._most)
        self._chips.take_back.connect(self.take_back)
        inside.addWidget(self._chips)
        self._held = HeldLine(self._most)
        inside.addWidget(self._held)
        self.show_standing(Standing())

    def _top(self) -> QHBoxLayout:
        top = row(gap=10)
        top.addWidget(icon_label("user-check", 22, tokens().accent))
        words = column(gap=0)
        self._who = ShortText("", 0, "strong")
        self._when = ShortText("", 0, "soft")
        words.addWidget(self._who)
        words.addWidget(self._when)
        top.addLayout(words)
        top.addStretch(1)
        self._pause = PauseButton(self._real)
        self._pause.pause.connect(self.pause)
        self._more = button(_("More"), self.more.emit)
        self._stop = button(_("End"), self.stop.emit, "stop", icon("circle-stop", tokens().stop_ink))
        self._stop.setIconSize(QSize(20, 20))
        self._stop.setAccessibleName(_("End the session"))
        for one in (self._more, self._pause, self._stop):
            top.addWidget(one)
        return top

    def _fit_words(self) -> None:
        """However long a name is, the buttons stay on the screen."""
        buttons = sum(one.sizeHint().width() for one in (self._more, self._pause, self._stop))
        room = self._most - buttons - _BESIDE
        for one in (self._who, self._when):
            one.keep_to(room)

    # What is shown.

    def show_standing(self, standing: Standing) -> None:
        """Say how things are."""
        most = self.screen().geometry().width() - _EDGES
        if self._most != most:
            self._most, self._filled = most, None
            self._held.keep_to(most)
            self._chips.keep_to(most)
        people = [called(one) for one in standing.technicians]
        company = whose(standing.technicians[0]) if len(standing.technicians) == 1 else ""
        self._fit_words()
        self._who.say(" · ".join([*people, *([company] if company else [])]) or _("Nobody is connected"))
        since = _("since {time}").format(time=clock_time(standing.since_us)) if standing.since_us else ""
        key = _("Key {key} ends everything").format(key=printed(self._key)) if self._key else ""
        self._when.say(" · ".join(one for one in (since, key) if one))
        self._pause.show_paused(standing.paused)
        filled = (standing.live, standing.technicians, standing.told)
        if self._filled != filled:
            # What the person is about to press stays as long as it says the same.
            self._filled = filled
            self._chips.fill(standing)
        self._held.show_standing(standing)
        held = standing.paused or bool(standing.held)
        if self._frame.property("held") != held:
            self._frame.setProperty("held", held)
            self._frame.style().unpolish(self._frame)
            self._frame.style().polish(self._frame)
        self.restore()

    # Where it is.

    def restore(self) -> None:
        """As large as its words need, where it belongs: in the middle of the upper edge, or where the person put it."""
        self._frame.ensurePolished()
        size = self.sizeHint().expandedTo(QSize(520, 0))
        if self.size() != size:
            self.resize(size)
        screen = self.screen().geometry()
        if self._place is None:
            wanted = QPoint(screen.center().x() - size.width() // 2, screen.top())
        else:
            wanted = QPoint(
                max(screen.left(), min(self._place.x(), screen.right() - size.width())),
                max(screen.top(), min(self._place.y(), screen.bottom() - size.height())),
            )
        if self.pos() != wanted:
            self.move(wanted)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            # What it says takes more room, or less, than before.
            self.restore()
        return done

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        super().showEvent(event)
        # Only now everything inside has the letters of the style, and with them its size.
        self.restore()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        # Round below, without asking for a screen that mixes windows: the corners are no part of the window.
        path = QPainterPath()
        path.addRoundedRect(0, -_ROUND, self.width(), self.height() + _ROUND, _ROUND, _ROUND)
        self.setMask(QRegion(path.toFillPolygon().toPolygon()))
        super().resizeEvent(event)
        self.placed.emit()

    def moveEvent(self, event: QMoveEvent) -> None:  # noqa: N802  # Qt's name
        super().moveEvent(event)
        self.placed.emit()

    def finish(self) -> None:
        """The session is over: now it may go."""
        self._closing = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's name
        if self._closing:
            event.accept()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        own = self._real is None or self._real(event.timestamp())
        if event.button() is Qt.MouseButton.LeftButton and own:
            self._drag = event.globalPosition().toPoint() - self.pos()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        if self._drag is not None:
            self._place = event.globalPosition().toPoint() - self._drag
            self.restore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        self._drag = None
        super().mouseReleaseEvent(event)
