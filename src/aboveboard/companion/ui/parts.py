"""The small parts that pages are made of. What a label shows is always text as it is, never markup."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from aboveboard.companion.ui.icons import icon_label
from aboveboard.companion.ui.style import tokens

COLUMN: Final = 600
"""The width of a page's text, in pixels."""


def text(words: str, kind: str = "", *, wrap: bool = True) -> QLabel:
    """A text. ``kind``: title, heading, lead, soft, strong, name, address, word, quote, keycap, caution, done."""
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    if wrap:
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    label.setProperty("kind", kind)
    return label


class ShortText(QLabel):
    """One line that takes at most so many pixels: what does not fit is cut with dots, and still told to a reader."""

    def __init__(self, words: str, most: int, kind: str = "") -> None:
        super().__init__()
        self._words, self._most = words, most
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("kind", kind)
        self.say(words)

    def say(self, words: str) -> None:
        """Show these words."""
        self._words = words
        self.setAccessibleName(words)
        self.setText(self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, self._most))

    def keep_to(self, most: int) -> None:
        """Take at most so many pixels from now on."""
        self._most = most
        self.say(self._words)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.say(self._words)


def column(parent: QWidget | None = None, *, gap: int = 12, edge: int = 0) -> QVBoxLayout:
    """Things below each other."""
    layout = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    layout.setContentsMargins(edge, edge, edge, edge)
    layout.setSpacing(gap)
    return layout


def row(parent: QWidget | None = None, *, gap: int = 12, edge: int = 0) -> QHBoxLayout:
    """Things beside each other."""
    layout = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    layout.setContentsMargins(edge, edge, edge, edge)
    layout.setSpacing(gap)
    return layout


def panel(*things: QWidget | QLayout, kind: str = "panel", gap: int = 10) -> QFrame:
    """Things that belong together. ``kind``: panel, soft-panel or caution-panel."""
    frame = QFrame()
    frame.setProperty("kind", kind)
    layout = column(frame, gap=gap, edge=16)
    add(layout, *things)
    return frame


def add(layout: QBoxLayout, *things: QWidget | QLayout) -> None:
    """Put things into a layout, in order."""
    for thing in things:
        if isinstance(thing, QWidget):
            layout.addWidget(thing)
        else:
            layout.addLayout(thing)


def beside(icon: str, words: QWidget, *, colour: str = "", size: int = 22) -> QHBoxLayout:
    """An icon and what stands beside it, level with its first line."""
    line = row(gap=12)
    line.addWidget(icon_label(icon, size, colour), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(words, 1)
    return line


def caution(heading: str, words: str) -> QFrame:
    """A warning. Not red: red ends the session."""
    colour = tokens().caution
    inner = column(gap=4)
    add(inner, text(heading, "strong"), text(words))
    line = row(gap=12)
    line.addWidget(icon_label("triangle-alert", 24, colour), 0, Qt.AlignmentFlag.AlignTop)
    line.addLayout(inner, 1)
    return panel(line, kind="caution-panel")


def steps(lines: Sequence[str]) -> QGridLayout:
    """Numbered lines."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8)
    for index, line in enumerate(lines):
        grid.addWidget(text(f"{index + 1}.", "strong", wrap=False), index, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(text(line), index, 1)
    grid.setColumnStretch(1, 1)
    return grid


def fold(words: str, width: int) -> str:
    """The words of a button on as many lines as this width needs, since buttons do not wrap by themselves."""
    font = QApplication.font()
    font.setPixelSize(17)
    font.setWeight(QFont.Weight.DemiBold)
    metrics = QFontMetrics(font)
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and metrics.horizontalAdvance(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(metrics.elidedText(word, Qt.TextElideMode.ElideRight, width))
    return "\n".join(lines)


class Plain(QPushButton):
    """A button that Enter presses as Space does, wherever the focus is on it: a no is as easy to press as a yes."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
        else:
            super().keyPressEvent(event)


def button(words: str, pressed: Callable[[], object], kind: str = "", icon: QIcon | None = None) -> QPushButton:
    """A button for what may be done by any press: going on, going back, saying no, stopping."""
    made = Plain(words)
    made.setProperty("kind", kind)
    made.setAutoDefault(False)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAccessibleName(words.replace("\n", " "))
    if icon is not None:
        made.setIcon(icon)
        made.setText(f" {words}")
    made.clicked.connect(lambda _checked=False: pressed())
    return made


def rule() -> QFrame:
    """A thin line across."""
    line = QFrame()
    line.setProperty("kind", "rule")
    line.setFixedHeight(1)
    return line
