"""macOS' event taps, each in a thread with a run loop: real input, and the stop key. They only listen."""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from aboveboard.companion.host import macos_list
from aboveboard.companion.host.stop_key import StopKeyError

if sys.platform == "darwin":
    from aboveboard.companion.host import macos_calls as c

    _SESSION_TAP, _AT_THE_END, _LISTEN_ONLY = 1, 1, 1
    _KEY_DOWN: Final = 10
    _KINDS: Final = (1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 22, 25, 26, 27)
    _TURNED_OFF: Final = frozenset({0xFFFF_FFFE, 0xFFFF_FFFF})
    _KEY_CODE, _SOURCE_PROCESS, _SOURCE_STATE = 9, 41, 45
    _WITHIN_S: Final = 5.0
    _NEAR_MS: Final = 30
    _STOPS: Final = {105: "F13", 53: "Esc, three times"}
    _ESCAPE: Final = 53
    _TIMES: Final = 3
    _QUICK_S: Final = 1.5

    class _Ear:
        """One tap in a thread of its own; ``heard`` gets the event and its kind."""

        def __init__(self, name: str, kinds: tuple[int, ...], heard: Callable[[int, int], None]) -> None:
            self._heard = heard
            self._mask = sum(1 << kind for kind in kinds)
            self._ready = threading.Event()
            self._loop: int | None = None
            self._tap: int | None = None
            self._call = c.Tap(self._came)
            self._thread = threading.Thread(target=self._run, name=name, daemon=True)
            self._thread.start()
            self._ready.wait(_WITHIN_S)

        @property
        def fine(self) -> bool:
            """True while events come."""
            return bool(self._tap) and self._thread.is_alive()

        def _run(self) -> None:
            self._tap = c.make_tap(_SESSION_TAP, _AT_THE_END, _LISTEN_ONLY, self._mask, self._call, None)
            if self._tap:
                self._loop = c.run_loop()
                c.run_loop_add(self._loop, c.port_source(None, self._tap, 0), c.common_modes)
            self._ready.set()
            if self._tap:
                c.run_loop_run()

        def _came(self, _proxy: int, kind: int, event: int, _more: int) -> int:
            if kind in _TURNED_OFF:
                c.enable_tap(self._tap, True)  # it was slow once, or the person typed a password
            else:
                self._heard(event, kind)
            return event

        def close(self) -> None:
            """Hear nothing more."""
            if self._loop:
                c.run_loop_stop(self._loop)
                self._thread.join(_WITHIN_S)
                self._loop = None

    class MacRealInput:
        """Events of the session whose source is a device: a program's carry its number."""

        def __init__(self) -> None:
            self._last: float | None = None
            self._downs: deque[int] = deque(maxlen=64)
            self._used: Callable[[], None] | None = None
            self._ear = _Ear("real input", _KINDS, self._heard)

        @property
        def sure(self) -> bool:
            return self._ear.fine

        def since(self) -> float | None:
            return None if self._last is None else max(0.0, time.monotonic() - self._last)

        def pressed(self, time_ms: int) -> bool:
            return any(abs(down - time_ms) <= _NEAR_MS for down in list(self._downs))

        def tell(self, used: Callable[[], None] | None) -> None:
            self._used = used

        def close(self) -> None:
            self._ear.close()

        def _heard(self, event: int, kind: int) -> None:
            if not macos_list.real(c.event_number(event, _SOURCE_STATE), c.event_number(event, _SOURCE_PROCESS)):
                return
            self._last = time.monotonic()
            if macos_list.goes_down(kind):
                self._downs.append(c.event_time(event) // 1_000_000)
            if self._used is not None:
                self._used()

    class MacStopKey:
        """Listens for a key that keyboards without Pause have too. While a password is typed macOS tells no keys."""

        def __init__(self, pressed: Callable[[], None]) -> None:
            self._pressed = pressed
            self._escapes: deque[float] = deque(maxlen=_TIMES)
            self._ear = _Ear("stop key", (_KEY_DOWN,), self._heard)
            if not self._ear.fine:
                self._ear.close()
                raise StopKeyError("macOS does not tell this program of keys. The button in the strip stops.")

        @property
        def name(self) -> str:
            return self.names[0]

        @property
        def names(self) -> tuple[str, ...]:
            return tuple(_STOPS.values())

        def close(self) -> None:
            self._ear.close()

        def _heard(self, event: int, _kind: int) -> None:
            key = c.event_number(event, _KEY_CODE)
            now = time.monotonic()
            if key == _ESCAPE:
                self._escapes.append(now)
                if len(self._escapes) < _TIMES or now - self._escapes[0] > _QUICK_S:
                    return
            elif key not in _STOPS:
                return
            self._pressed()
