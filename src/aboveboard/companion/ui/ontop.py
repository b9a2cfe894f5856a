"""Keeps windows of ours in sight: raised when another program covers them, put back when somebody else moved them."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QObject, QSocketNotifier, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from aboveboard.companion.host.other_systems import hide_window
from aboveboard.companion.ui.sight import SIGHT

if sys.platform == "linux":
    from aboveboard.companion.host.x11_above import Above

_OFTEN: Final = 25
_WITHIN_S: Final = 5.0
"""How often a window is raised at most in this time, for programs that insist as well."""
_SETTLE_MS: Final = 15
_LOOK_MS: Final = 2_000
"""How often it is looked at where the system tells nothing."""


@dataclass
class _Kept:
    """One window, who is told what of it, and when it was raised of late."""

    window: QWidget
    moved: Callable[[], None]
    covered: Callable[[], None]
    buried: Callable[[], None]
    raised: deque[float] = field(default_factory=lambda: deque(maxlen=_OFTEN))

    def may_raise(self) -> bool:
        now = time.monotonic()
        if len(self.raised) == _OFTEN and now - self.raised[0] < _WITHIN_S:
            return False
        self.raised.append(now)
        return True


def _nothing() -> None:
    return


class OnTop(QObject):
    """``keep`` a window: ``moved`` is called when it may have been, ``covered`` when somebody lay over it.

    ``buried`` is called where somebody covers it again as often as it is raised.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: dict[int, _Kept] = {}
        self._due: set[int] = set()
        self._above: Above | None = None
        self._notifier: QSocketNotifier | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.timeout.connect(self._look)
        if sys.platform == "linux" and QGuiApplication.platformName() == "xcb":
            self._above = Above()
            SIGHT.ask(self._above.whole)
            self._notifier = QSocketNotifier(self._above.fileno(), QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._told)
        self._now_and_then = QTimer(self)
        self._now_and_then.setInterval(_LOOK_MS)
        self._now_and_then.timeout.connect(self._all)

    def private(self, window: QWidget) -> None:
        """Have the masks know this window before it is shown: nothing of it is ever in the picture."""
        if self._above is not None:
            self._above.call(int(window.winId()), "aboveboard-private")
        else:
            hide_window(int(window.winId()))

    def keep(
        self,
        window: QWidget,
        *,
        moved: Callable[[], None],
        covered: Callable[[], None],
        buried: Callable[[], None] = _nothing,
    ) -> None:
        """Keep this window in sight until it is closed."""
        number = int(window.winId())
        self._kept[number] = _Kept(window, moved, covered, buried)
        window.destroyed.connect(lambda _object=None: self._forget(number) if isValid(self) else None)
        if self._above is not None:
            self._above.watch(number)
        self._now_and_then.start()
        self._due.add(number)
        self._settle.start(_SETTLE_MS)

    def seen(self, window: QWidget) -> bool:
        """Whether this window, which is none of the window manager's, is on the screen, as far as the system tells."""
        return window.isVisible() and (self._above is None or self._above.seen(int(window.winId())))

    def close(self) -> None:
        """Let every window go, and the display."""
        self._kept.clear()
        self._now_and_then.stop()
        self._settle.stop()
        if self._above is not None:
            if self._notifier is not None:
                self._notifier.setEnabled(False)
            SIGHT.ask(None)
            self._above.close()
            self._above = None

    def _forget(self, number: int) -> None:
        self._kept.pop(number, None)
        if self._above is not None:
            self._above.forget(number)
        if not self._kept:
            self._now_and_then.stop()

    def _told(self) -> None:
        if self._above is not None and (said := self._above.changed()):
            self._due |= said
            if not self._settle.isActive():
                self._settle.start(_SETTLE_MS)

    def _all(self) -> None:
        self._due |= set(self._kept)
        self._look()

    def _look(self) -> None:
        due, self._due = self._due, set()
        for number in due:
            kept = self._kept.get(number)
            if kept is None or not kept.window.isVisible():
                continue
            kept.moved()
            if self._above is None:
                kept.window.raise_()
            elif self._above.covered(number, self._ours()):
                kept.covered()
                if not kept.may_raise():
                    kept.buried()
                    continue
                kept.window.raise_()
                # Qt keeps quiet where it believes that the window is on top already.
                self._above.lift(number)

    def _ours(self) -> list[int]:
        return [int(one.winId()) for one in QGuiApplication.topLevelWindows() if one.isVisible()]
