"""Characters that the layout does not have: a key without a meaning has one for a while, and gets none back."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from Xlib import X

from aboveboard.companion.host.x11_guard import READ_S, Guard
from aboveboard.companion.host.x11_keyboard import Keyboard
from aboveboard.companion.host.x11_link import Link

_IDLE_S: Final = 3.0


class Lent:
    """A program reads what a key means when it gets to it, so a key keeps its character for a second at least."""

    def __init__(self, link: Link, keyboard: Keyboard, guard: Guard, hear: Callable[[], None]) -> None:
        self._link = link
        self._keyboard = keyboard
        self._guard = guard
        self._hear = hear
        self._used: dict[int, tuple[int, float]] = {}
        self.wait_s = 0.0
        """After ``key`` gave nothing: in how many seconds it may give something. 0: never."""

    def key(self, symbol: int) -> int | None:
        """A keycode that means ``symbol`` from now on; ``None``: not now, see ``wait_s``."""
        now = time.monotonic()
        code = next((code for code, (what, _) in self._used.items() if what == symbol), None)
        if code is None:
            code = self._free(now)
            if code is None:
                return None
            self._guard.down(f"lent {code}")
            self._keyboard.lent.add(code)
            self._mean(code, symbol)
        self._used[code] = (symbol, now)
        return code

    def _free(self, now: float) -> int | None:
        free = [code for code in self._keyboard.spare() if code not in self._used]
        if free:
            return free[0]
        if not self._used:
            self.wait_s = 0.0
            return None
        code, (_, at) = min(self._used.items(), key=lambda one: one[1][1])
        self.wait_s = at + READ_S - now
        return code if self.wait_s <= 0 else None

    def _mean(self, code: int, symbol: int) -> None:
        known = not self._keyboard.stale
        # Named twice, or the display makes a pair of small and capital letter of it.
        self._link.display.change_keyboard_mapping(code, [[symbol, symbol]])
        self._link.settle()
        self._hear()
        if known:
            # Nobody else can have changed anything meanwhile.
            self._keyboard.stale = False

    def check(self) -> None:
        """The layout was read anew: what somebody else gave another meaning is not lent any more."""
        for code, (symbol, _) in list(self._used.items()):
            if self._keyboard.meaning(code) != symbol:
                self._returned(code)

    def rest(self) -> None:
        """Give back what nobody reads any more; call it while the display stands still."""
        now = time.monotonic()
        for code, (_, at) in list(self._used.items()):
            if now - at > _IDLE_S:
                self._mean(code, X.NoSymbol)
                self._returned(code)

    def _returned(self, code: int) -> None:
        del self._used[code]
        self._keyboard.lent.discard(code)
        self._guard.soon_up(f"lent {code}")

    @property
    def due(self) -> bool:
        """True while something is lent."""
        return bool(self._used)
