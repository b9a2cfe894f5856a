"""A short list of what happened when."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout

from aboveboard.companion.ui.parts import text


def timeline(lines: Sequence[tuple[str, str]]) -> QFrame:
    """Time on the left, words on the right."""
    frame = QFrame()
    frame.setProperty("kind", "panel")
    grid = QGridLayout(frame)
    grid.setContentsMargins(16, 14, 16, 14)
    grid.setHorizontalSpacing(18)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    for at, (when, words) in enumerate(lines):
        grid.addWidget(text(when, "number", wrap=False), at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(text(words), at, 1)
    return frame
