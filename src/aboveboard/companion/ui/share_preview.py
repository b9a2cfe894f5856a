"""What would be shared of this computer, line by line: each line can be left out, and put back by a person's press."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from aboveboard.companion.ui.deliberate import DeliberateButton, RealPress
from aboveboard.companion.ui.parts import button, column, row, rule, text
from aboveboard.companion.words.texts import gettext as _
from aboveboard.diagnostics.report import Line

_LABEL: int = 150
_SIDE: int = 136


class SharePreview(QFrame):
    """``left_out`` has the keys of the lines that are not shared; ``changed`` comes when it changes.

    Leaving a line out counts by any press; putting it back only by a real one, and ``doubted`` comes with each other.
    """

    changed = Signal()
    doubted = Signal()

    def __init__(self, lines: Sequence[Line], *, left_out: Collection[str] = (), real: RealPress | None = None) -> None:
        super().__init__()
        self.setProperty("kind", "panel")
        self._left_out = set(left_out) & {line.key for line in lines}
        layout = column(self, gap=0)
        layout.setContentsMargins(16, 6, 10, 6)
        self.lines: dict[str, PreviewLine] = {}
        for line in lines:
            if self.lines:
                layout.addWidget(rule())
            self._add(layout, PreviewLine(line, line.key not in self._left_out, real))

    def _add(self, layout: QVBoxLayout, shown: PreviewLine) -> None:
        self.lines[shown.key] = shown
        layout.addWidget(shown)
        shown.turned.connect(self._turned)
        shown.doubted.connect(self.doubted)

    @property
    def left_out(self) -> frozenset[str]:
        """The keys of the lines that are not shared now, as ``without`` takes them."""
        return frozenset(self._left_out)

    @property
    def empty(self) -> bool:
        """True when every line was left out."""
        return self._left_out >= set(self.lines)

    def _turned(self, key: str, shared: bool) -> None:
        (self._left_out.discard if shared else self._left_out.add)(key)
        self.changed.emit()


class PreviewLine(QWidget):
    """One line. ``turned`` says with its key whether it is shared from now on."""

    turned = Signal(str, bool)
    doubted = Signal()

    def __init__(self, line: Line, shared: bool, real: RealPress | None) -> None:
        super().__init__()
        self.key, self._line = line.key, line
        self._label = text(line.label, "soft")
        self._value = text(line.value)
        self.leave_out: QPushButton = button(_("Leave out"), lambda: self._turn(False), "small")
        self.put_back = DeliberateButton(_("Put back"), real, rest_s=0)
        self.put_back.setProperty("kind", "small")
        self.put_back.chosen.connect(lambda: self._turn(True))
        self.put_back.doubted.connect(self.doubted)
        layout = row(self, gap=12)
        layout.setContentsMargins(0, 6, 0, 6)
        self._label.setFixedWidth(_LABEL)
        for words in (self._label, self._value):
            words.setSizePolicy(words.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Minimum)
        layout.addWidget(self._label, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._value, 1, Qt.AlignmentFlag.AlignVCenter)
        for one in (self.leave_out, self.put_back):
            one.setFixedWidth(_SIDE)
            layout.addWidget(one, 0, Qt.AlignmentFlag.AlignVCenter)
        self._show(shared)

    def _turn(self, shared: bool) -> None:
        had_focus = self.leave_out.hasFocus() or self.put_back.hasFocus()
        self._show(shared)
        if had_focus:
            (self.leave_out if shared else self.put_back).setFocus()
        self.turned.emit(self.key, shared)

    def _show(self, shared: bool) -> None:
        self.leave_out.setVisible(shared)
        self.put_back.setVisible(not shared)
        for words in (self._label, self._value):
            _strike(words, not shared)
        said = f"{self._line.label}: {self._line.value}"
        self.leave_out.setAccessibleName(_("Leave out: {line}").format(line=said))
        self.put_back.setAccessibleName(_("Put back: {line}").format(line=said))
        self._value.setAccessibleName(self._line.value if shared else _("Left out: {line}").format(line=said))


def _strike(words: QLabel, struck: bool) -> None:
    words.setProperty("struck", struck)
    words.style().unpolish(words)
    words.style().polish(words)
