"""The buttons that are held from afar, and to whom their events go.

The program that got a press gets what follows until the release, wherever the pointer is. Where no program took the
press, each event goes to whatever is under the pointer, so it is looked at each time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from Xlib import X
from Xlib.protocol import request

from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.x11_guard import Guard
from aboveboard.companion.host.x11_link import Link

NUMBERS: Final = {1: 1, 2: 3, 4: 2, 8: 8, 16: 9}
"""The display's numbers of the buttons of POINTER."""


class Buttons:
    """``free`` says whether an event at a place of the root may go to what is there."""

    def __init__(self, link: Link, guard: Guard, free: Callable[[int, int], bool]) -> None:
        self._link = link
        self._guard = guard
        self._free = free
        self.down = 0
        self.taken = False
        """True while a program gets all that the pointer does, since it took the press."""

    def move(self, x: int, y: int) -> None:
        """The pointer goes there."""
        self._link.display.xtest_fake_input(X.MotionNotify, 0, x=x, y=y)

    def press(self, bit: int) -> None:
        """A button goes down; call it while the display stands still."""
        if self.down & bit:
            return
        button = NUMBERS[bit]
        self._guard.down(f"button {button}")
        self.down |= bit
        self._link.display.xtest_fake_input(X.ButtonPress, button)
        self.taken = self.taken or self._is_taken()

    def lift(self, bit: int, area: Rect) -> None:
        """A button comes up; where nobody took the press, the display stands still."""
        if not self.down & bit:
            return
        if not self.taken:
            self._leave(area)
        self._link.display.xtest_fake_input(X.ButtonRelease, NUMBERS[bit])
        self._guard.soon_up(f"button {NUMBERS[bit]}")
        self.down &= ~bit
        self.taken = self.taken and bool(self.down)

    def _is_taken(self) -> bool:
        tried = self._link.answer(
            self._link.ask(
                request.GrabPointer,
                owner_events=False,
                grab_window=self._link.root.id,
                event_mask=0,
                pointer_mode=X.GrabModeAsync,
                keyboard_mode=X.GrabModeAsync,
                confine_to=X.NONE,
                cursor=X.NONE,
                time=X.CurrentTime,
            )
        )
        if tried is not None and tried.status == X.GrabSuccess:
            self._link.display.ungrab_pointer(X.CurrentTime)
            return False
        return True

    def _leave(self, area: Rect) -> None:
        """Off a window that must not get the release."""
        at = self._link.answer(self._link.ask(request.QueryPointer, window=self._link.root.id))
        if at is None or self._free(at.root_x, at.root_y):
            return
        columns = [area.x + area.width * part // 16 for part in range(16)] + [area.right - 1]
        rows = [area.y + area.height * part // 16 for part in range(16)] + [area.bottom - 1]
        place = next(((x, y) for y in reversed(rows) for x in columns if self._free(x, y)), None)
        if place is not None:
            self.move(*place)
