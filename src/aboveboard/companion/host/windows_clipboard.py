"""Windows' clipboard as text. It is asked for its number now and then, which changes with everything that is copied."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import time
from collections.abc import Callable
from ctypes import byref, c_uint32
from typing import Final

from aboveboard.companion.host import windows_list
from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.clipboard import Copied, Kept, harmless
from aboveboard.companion.host.masks import Masks
from aboveboard.wire.limits import CLIP_CHARACTERS

if sys.platform == "win32":
    from aboveboard.companion.host import windows_calls as c
    from aboveboard.companion.host.windows_source import tell

    _TEXT: Final = 13
    _MOVEABLE: Final = 2
    _EACH_S: Final = 0.25
    _TRIES: Final = 10

    class WindowsClipboard:
        """Text that another program copied is told, unless it calls it a secret or is one that is never shown."""

        def __init__(self, masks: Masks) -> None:
            self._masks = masks
            self._lock = threading.Lock()
            self._came: Callable[[Copied], None] | None = None
            self._number = 0
            self._ours = 0
            self._closed = threading.Event()
            self._thread = threading.Thread(target=self._watch, name="clipboard", daemon=True)
            self._thread.start()

        def listen(self, came: Callable[[Copied], None]) -> None:
            with self._lock:
                self._number = c.clipboard_number()
                self._came = came

        def rest(self) -> None:
            with self._lock:
                self._came = None

        def put(self, text: str) -> None:
            with self._lock:
                if self._open():
                    try:
                        c.empty_clipboard()
                        self._give(harmless(text)[:CLIP_CHARACTERS].replace("\r\n", "\n").replace("\n", "\r\n"))
                    finally:
                        c.close_clipboard()
                    self._number = self._ours = c.clipboard_number()

        def close(self) -> None:
            self._closed.set()
            self._thread.join(2)
            with self._lock:
                if self._ours and self._ours == c.clipboard_number() and self._open():
                    c.empty_clipboard()
                    c.close_clipboard()
                self._ours = 0

        @staticmethod
        def _open() -> bool:
            for _ in range(_TRIES):
                if c.open_clipboard(None):
                    return True
                time.sleep(0.01)  # another program has it for a moment
            return False

        @staticmethod
        def _give(text: str) -> None:
            data = text.encode("utf-16-le", "ignore") + b"\0\0"
            memory = c.allocate(_MOVEABLE, len(data))
            place = c.lock_memory(memory) if memory else None
            if place:
                ctypes.memmove(place, data, len(data))
                c.unlock_memory(memory)
                if c.set_clipboard_data(_TEXT, memory):
                    return  # it is the system's now
            if memory:
                c.free(memory)

        def _watch(self) -> None:
            while not self._closed.wait(_EACH_S):
                with self._lock:
                    came = self._came
                    if came is None or c.clipboard_number() == self._number:
                        continue
                    self._number = c.clipboard_number()
                    copied = self._read()
                    if copied is not None:
                        came(copied)

        def _read(self) -> Copied | None:
            owner = c.clipboard_owner()
            process = c_uint32()
            if owner:
                c.window_process(owner, byref(process))
            if process.value == os.getpid() or not self._open():
                return None
            try:
                if not windows_list.may_copy(self._formats()):
                    return Copied(kept=Kept.SECRET)
                if owner and self._hidden(owner):
                    return Copied(kept=Kept.MASKED)
                memory = c.clipboard_data(_TEXT)
                if not memory:
                    return None
                size, place = c.memory_size(memory), c.lock_memory(memory)
                if size > 4 * CLIP_CHARACTERS + 2:
                    c.unlock_memory(memory)
                    return Copied(kept=Kept.LONG)
                text = ctypes.string_at(place, size).decode("utf-16-le", "replace").partition("\0")[0]
                c.unlock_memory(memory)
                return Copied(kept=Kept.LONG) if len(text) > CLIP_CHARACTERS else Copied(text.replace("\r\n", "\n"))
            finally:
                c.close_clipboard()

        def _hidden(self, owner: int) -> bool:
            return any(top.inside[owner].by_program for top in windows_list.tops([_open_now(owner)], self._masks))

        @staticmethod
        def _formats() -> list[str]:
            found, number, name = [], 0, ctypes.create_unicode_buffer(128)
            while number := c.next_format(number):
                if c.format_name(number, name, 128):
                    found.append(name.value)
            return found

    def _open_now(window: int) -> windows_list.Told:
        """The owner of the clipboard is often a window that is never seen; who made it counts all the same."""
        told = tell(window)
        return windows_list.Told(
            handle=window, rect=Rect(0, 0, 1, 1), kind=told.kind, title=told.title, program=told.program
        )
