"""What to show: everything, one monitor or one window, each with a small picture. Nothing is preselected."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from aboveboard.companion.host.canvas import PartInfo, Rect
from aboveboard.companion.ui.deliberate import DeliberateButton, RealPress
from aboveboard.companion.ui.page import QUESTION_S, Page
from aboveboard.companion.ui.parts import button, fold, text
from aboveboard.companion.words.texts import gettext as _

Preview = Callable[[Rect], QPixmap | None]
EVERYTHING: Final = -1
_PICTURE: Final = QSize(232, 130)
_TITLE: Final = 40
_WORDS: Final = 140
"""The width of a title beside its picture."""
_LONG_S: Final = 2 * QUESTION_S


class ChoosePage(Page):
    """The answer is the part's number, -1 for everything, ``None`` for nothing."""

    def __init__(
        self,
        parts: Sequence[PartInfo],
        preview: Preview,
        *,
        real: RealPress | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(
            _("What do you want to show?"),
            _("Choose the least that is needed. You can change it at any time."),
            refusal=None,
            limit_s=_LONG_S,
            real=real,
            clock=clock,
        )
        monitors = [(index, part) for index, part in enumerate(parts) if not part.window]
        windows = [(index, part) for index, part in enumerate(parts) if part.window]
        if windows:
            self.say(text(_("One window"), "heading"), self._grid(windows, preview))
        if len(monitors) > 1:
            self.say(text(_("One monitor"), "heading"), self._grid(monitors, preview))
        self.say(text(_("Everything"), "heading"), self._everything(monitors, preview))
        self.ways.addWidget(button(_("Show nothing"), self.refuse))

    def _grid(self, parts: Sequence[tuple[int, PartInfo]], preview: Preview) -> QWidget:
        place = QWidget()
        grid = QGridLayout(place)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(10)
        for at, (index, part) in enumerate(parts):
            name = part.name if part.window else _("Monitor {name}").format(name=part.name)
            grid.addWidget(self._choice(name, index, preview(part.rect)), at // 2, at % 2)
        return place

    def _everything(self, monitors: Sequence[tuple[int, PartInfo]], preview: Preview) -> QPushButton:
        rects = [part.rect for _index, part in monitors] or [Rect(0, 0, 0, 0)]
        left, top = min(one.x for one in rects), min(one.y for one in rects)
        whole = Rect(left, top, max(one.right for one in rects) - left, max(one.bottom for one in rects) - top)
        return self._choice(_("Everything on the screen"), EVERYTHING, preview(whole), narrow=False)

    def _choice(self, name: str, number: int, picture: QPixmap | None, *, narrow: bool = True) -> DeliberateButton:
        short = name if len(name) <= _TITLE else name[: _TITLE - 1] + "…"
        # An ampersand in a title is a letter, not the sign of a shortcut.
        made = self.deliberate(
            fold(short, _WORDS if narrow else 2 * _WORDS).replace("&", "&&"), lambda: self.answer(number), "choice"
        )
        made.setAccessibleName(name)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if picture is not None and not picture.isNull():
            scaled = picture.scaled(
                _PICTURE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            made.setIcon(QIcon(scaled))
            made.setIconSize(QSize(96, 60))
        return made
