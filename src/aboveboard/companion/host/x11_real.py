"""When a person last used a device of this X display, and which presses were theirs."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from aboveboard.companion.host.x11_raw import DEVICES, MOTION, TOUCH_BEGAN, Listener, Raw, RawLink

_PRESSES: Final = 256
_LATE_S: Final = 0.05
"""How long an event of the display may take to the listening thread when a window has it already."""
_CLOCK: Final = 1 << 32
_TICK_MS: Final = 3
"""The display's clock may go on between what it says of a device and what it says to the window that was moved over."""
_MOVING: Final = frozenset({MOTION, TOUCH_BEGAN, 23})
"""What moves the pointer: the mouse, and a finger that is put down or moved (XI_RawTouchUpdate)."""


class X11RealInput:
    """Raises ``RawError`` where the display does not tell real devices from programs."""

    def __init__(self, display: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._news = threading.Condition()
        self._last: float | None = None
        self._down: set[tuple[int, int, int]] = set()
        self._presses: deque[int] = deque(maxlen=_PRESSES)
        self._faked: deque[int] = deque(maxlen=_PRESSES)
        """When programs pressed something: one that waits for a person's press to press in the same millisecond."""
        self._moves: deque[int] = deque(maxlen=_PRESSES)
        self._heard: deque[tuple[int, float]] = deque(maxlen=_PRESSES)
        """When each press was heard of: at once, also where a program keeps it from everybody for a while."""
        self._newest = 0
        self._used: Callable[[], None] | None = None
        self._closed = False
        self._listener = Listener(RawLink(display), self._hear, "real devices")

    @property
    def sure(self) -> bool:
        return not self._listener.lost and not self._closed

    def since(self) -> float | None:
        with self._news:
            if self._down:
                return 0.0
            return None if self._last is None else self._clock() - self._last

    def pressed(self, time_ms: int) -> bool:
        wanted = time_ms % _CLOCK
        with self._news:
            self._wait_for(wanted)
            return wanted in self._presses and wanted not in self._faked

    def moved(self, time_ms: int) -> bool:
        """True when a real device moved the pointer at this time of the display, as ``pressed`` says it of a press."""
        wanted = time_ms % _CLOCK
        with self._news:
            self._wait_for(wanted)
            return any((wanted - one) % _CLOCK <= _TICK_MS for one in self._moves)

    def ago(self, time_ms: int) -> float:
        """Seconds since a real press with this time of the display was heard of; 0 for one that was not yet."""
        wanted = time_ms % _CLOCK
        with self._news:
            heard = [at for time, at in self._heard if time == wanted]
            return self._clock() - min(heard) if heard else 0.0

    def _wait_for(self, wanted: int) -> None:
        """Whatever else happened in that millisecond is known once something came after it."""
        self._news.wait_for(lambda: 0 < (self._newest - wanted) % _CLOCK < _CLOCK // 2, _LATE_S)

    def tell(self, used: Callable[[], None] | None) -> None:
        self._used = used

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._used = None
            self._listener.close()

    def _hear(self, event: Raw | Any) -> None:
        if not isinstance(event, Raw):
            return
        if event.kind == DEVICES:
            # One that was pulled out tells of no key coming up.
            with self._news:
                self._down.clear()
            return
        if not event.real:
            with self._news:
                self._newest = event.time
                if event.held:
                    self._faked.append(event.time)
                self._news.notify_all()
            return
        with self._news:
            self._last = self._clock()
            self._newest = event.time
            if event.kind in _MOVING:
                self._moves.append(event.time)
            if event.held:
                self._down.add(event.thing)
                self._presses.append(event.time)
                self._heard.append((event.time, self._clock()))
            elif event.let_go:
                self._down.discard(event.thing)
            self._news.notify_all()
        used = self._used
        if used is not None:
            used()
