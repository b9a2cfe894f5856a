"""Whether the person can see all of a window of ours at the moment in which they press a yes in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QWidget


class Sight:
    """Nobody to ask: then it is seen, as far as anybody knows."""

    def __init__(self) -> None:
        self._whole: Callable[[int], bool] | None = None

    def ask(self, whole: Callable[[int], bool] | None) -> None:
        """Who knows of a window, by its number at the display."""
        self._whole = whole

    def whole(self, window: QWidget) -> bool:
        """False where a program cut parts of it away, made it translucent, or moved it off the screen."""
        return self._whole is None or self._whole(int(window.winId()))


SIGHT: Final = Sight()
"""The one of this program's display."""
