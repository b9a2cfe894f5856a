"""Windows' hooks and hot keys, each in a thread with a loop of messages: real input, and the stop key."""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from ctypes import POINTER, byref, cast
from typing import Final

from aboveboard.companion.host import windows_layout as w
from aboveboard.companion.host import windows_list
from aboveboard.companion.host.stop_key import StopKeyError

if sys.platform == "win32":
    from aboveboard.companion.host import windows_calls as c

    _KEYS, _MOUSE = 13, 14
    _QUIT, _HOT_KEY = 0x0012, 0x0312
    _WITHIN_S: Final = 5.0
    _NEAR_MS: Final = 30
    _STOPS: Final = (("Pause", 0, 0x13), ("Ctrl+Alt+F12", 0x0001 | 0x0002, 0x7B), ("Scroll Lock", 0, 0x91))
    """Name, modifiers and key of each that stops, the best first."""

    class _Loop:
        """A thread that lives by its messages; ``begin`` runs in it first, and says whether it may go on."""

        def __init__(self, name: str, begin: Callable[[], bool], came: Callable[[w.Message], None]) -> None:
            self._begin, self._came = begin, came
            self._ready = threading.Event()
            self._number = 0
            self.fine = False
            self._thread = threading.Thread(target=self._run, name=name, daemon=True)
            self._thread.start()
            self._ready.wait(_WITHIN_S)

        def _run(self) -> None:
            self._number = c.this_thread()
            self.fine = self._begin()
            self._ready.set()
            message = w.Message()
            while self.fine and c.get_message(byref(message), None, 0, 0) > 0:
                self._came(message)

        def close(self) -> None:
            """The loop ends; what it registered goes with its thread."""
            if self._thread.is_alive():
                c.post_to_thread(self._number, _QUIT, 0, 0)
                self._thread.join(_WITHIN_S)

    class WindowsRealInput:
        """Low-level hooks, whose events say whether a program made them. They never hold an event back."""

        def __init__(self) -> None:
            self._last: float | None = None
            self._downs: deque[int] = deque(maxlen=64)
            self._used: Callable[[], None] | None = None
            self._hooks: list[int] = []
            self._key_hook, self._mouse_hook = c.Hook(self._key), c.Hook(self._mouse)
            self._loop = _Loop("real input", self._hang, lambda _: None)

        @property
        def sure(self) -> bool:
            return self._loop.fine

        def since(self) -> float | None:
            return None if self._last is None else max(0.0, time.monotonic() - self._last)

        def pressed(self, time_ms: int) -> bool:
            return any(abs((down - time_ms + 2**31) % 2**32 - 2**31) <= _NEAR_MS for down in list(self._downs))

        def tell(self, used: Callable[[], None] | None) -> None:
            self._used = used

        def close(self) -> None:
            for hook in self._hooks:
                c.unhook(hook)
            self._hooks.clear()
            self._loop.close()

        def _hang(self) -> bool:
            made = [c.set_hook(_KEYS, self._key_hook, None, 0), c.set_hook(_MOUSE, self._mouse_hook, None, 0)]
            self._hooks = [one for one in made if one]
            return len(self._hooks) == len(made)

        def _key(self, code: int, message: int, at: int) -> int:
            if code >= 0:
                event = cast(at, POINTER(w.KeyHook)).contents
                if windows_list.real_key(event.flags):
                    self._note(message, event.time)
            return int(c.next_hook(None, code, message, at))

        def _mouse(self, code: int, message: int, at: int) -> int:
            if code >= 0:
                event = cast(at, POINTER(w.MouseHook)).contents
                if windows_list.real_mouse(event.flags):
                    self._note(message, event.time)
            return int(c.next_hook(None, code, message, at))

        def _note(self, message: int, time_ms: int) -> None:
            self._last = time.monotonic()
            if windows_list.goes_down(message):
                self._downs.append(time_ms)
            if self._used is not None:
                self._used()

    class WindowsStopKey:
        """Hot keys, which Windows gives to one program each. A program may press one as well: it only ever stops."""

        def __init__(self, pressed: Callable[[], None]) -> None:
            self._names: list[str] = []
            self._loop = _Loop(
                "stop key", self._register, lambda message: pressed() if message.message == _HOT_KEY else None
            )
            if not self._names:
                self.close()
                raise StopKeyError("Other programs have all keys that could stop. The button in the strip stops.")

        @property
        def name(self) -> str:
            return self._names[0]

        @property
        def names(self) -> tuple[str, ...]:
            return tuple(self._names)

        def close(self) -> None:
            self._loop.close()

        def _register(self) -> bool:
            for number, (name, modifiers, key) in enumerate(_STOPS, 1):
                if c.register_hot_key(None, number, modifiers, key):
                    self._names.append(name)
            return bool(self._names)
