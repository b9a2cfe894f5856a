"""Windows' pointer and keyboard, by its calls. What may be done is decided in ``hands`` and ``windows_list``."""

from __future__ import annotations

import ctypes
import os
import sys
from ctypes import byref, c_uint32, c_void_p
from typing import Final

from aboveboard.companion.host import windows_keys, windows_list
from aboveboard.companion.host import windows_layout as w
from aboveboard.companion.host.hands import Under
from aboveboard.companion.host.input import InputError, Why

if sys.platform == "win32":
    from aboveboard.companion.host import windows_calls as c

    _ROOT: Final = 2
    _OWNER: Final = 4
    _NAME: Final = 2
    _READ_OBJECTS: Final = 1
    _LIMITED, _QUERY = 0x1000, 0x0008
    _INTEGRITY: Final = 25
    _TO_SCAN_EXTENDED: Final = 4
    _SESSION_INFO_EX: Final = 25
    _HERE: Final = 0xFFFF_FFFF
    _FLAGS_AT: Final = 16
    _DESKTOP_LEFT, _DESKTOP_TOP, _DESKTOP_WIDTH, _DESKTOP_HEIGHT = 76, 77, 78, 79

    def _desktop() -> str | None:
        """The name of the desktop that has the keyboard; ``None`` where we may not even open it."""
        desktop = c.open_input_desktop(0, 0, _READ_OBJECTS)
        if not desktop:
            return None
        name = ctypes.create_unicode_buffer(256)
        try:
            return name.value if c.object_information(desktop, _NAME, name, 512, byref(c_uint32())) else None
        finally:
            c.close_desktop(desktop)

    def _locked() -> bool:
        """WTSINFOEX: a level, then from byte 8 on session, state and flags; 0 in the flags is locked."""
        told, size = c_void_p(), c_uint32()
        if not c.session_information(None, _HERE, _SESSION_INFO_EX, byref(told), byref(size)) or told.value is None:
            return False
        try:
            return size.value >= _FLAGS_AT + 4 and ctypes.c_int32.from_address(told.value + _FLAGS_AT).value == 0
        finally:
            c.free_memory(told)

    def _integrity(process: int) -> int | None:
        """How much Windows lets a process do; ``None`` where we may not ask."""
        token = c.Handle()
        if not c.open_token(process, _QUERY, byref(token)):
            return None
        try:
            size = c_uint32()
            c.token_information(token, _INTEGRITY, None, 0, byref(size))
            label = (ctypes.c_uint64 * (size.value // 8 + 1))()
            if not c.token_information(token, _INTEGRITY, label, ctypes.sizeof(label), byref(size)):
                return None
            sid = int(label[0])
            return int(c.sid_part(sid, c.sid_count(sid)[0] - 1)[0])
        finally:
            c.close_handle(token)

    def _rights(window: int) -> int | None:
        """The integrity of a window's process; 0 where there is no window."""
        if not window:
            return 0
        process = c_uint32()
        c.window_process(window, byref(process))
        handle = c.open_process(_LIMITED, 0, process.value)
        if not handle:
            return None
        try:
            return _integrity(handle)
        finally:
            c.close_handle(handle)

    class WindowsHands:
        """The calls; see ``Hands``."""

        program = os.getpid()

        def __init__(self) -> None:
            self._rights = _integrity(c.this_process()) or 0
            self._scan_of = {sign: place for sign in _SIGNS if (place := _place(sign))}

        def _under(self, window: int) -> Under | None:
            top = c.ancestor(window, _ROOT) if window else None
            if not top:
                return None
            process = c_uint32()
            c.window_process(top, byref(process))
            owners: dict[int, int] = {}
            one = top
            while (owner := c.get_window(one, _OWNER)) and owner not in owners.values():
                owners[one] = one = owner
            return Under(top, process.value, windows_list.above(top, owners))

        def at(self, x: int, y: int) -> Under | None:
            return self._under(c.window_at(w.Point(x, y)))

        def focused(self) -> Under | None:
            return self._under(c.foreground())

        def barred(self) -> Why:
            theirs = _rights(c.foreground())
            return windows_list.barred(_desktop(), locked=_locked(), ours=self._rights, theirs=theirs)

        def move(self, x: int, y: int) -> None:
            area = [c.metric(one) for one in (_DESKTOP_LEFT, _DESKTOP_TOP, _DESKTOP_WIDTH, _DESKTOP_HEIGHT)]
            self._send([windows_keys.moved(x, y, *area)])

        def button(self, number: int, down: bool, x: int, y: int) -> None:  # noqa: ARG002  # Windows clicks where the pointer is
            self._send([windows_keys.clicked(number, down)])

        def wheel(self, dx: int, dy: int) -> None:
            self._send(windows_keys.wheeled(dx, dy))

        def modifier(self, code: str, down: bool) -> None:
            one = windows_keys.scanned(code, down)
            if one is not None:
                self._send([one])

        def strike(self, code: str, key: str, held: frozenset[str]) -> bool:
            made = windows_keys.struck(code, key, held, self._scan_of)
            self._send(made)
            return bool(made)

        def character(self, sign: str) -> None:
            self._send(windows_keys.lettered(sign))

        def forbidden(self, code: str, key: str, held: frozenset[str]) -> bool:  # noqa: ARG002  # the key's meaning counts
            return windows_keys.forbidden(key, held)

        def _send(self, made: list[w.Input]) -> None:
            if made and c.send_input(len(made), windows_keys.row(made), ctypes.sizeof(w.Input)) != len(made):
                raise InputError("Windows takes no input from this program now. Nothing more was typed.")

        def close(self) -> None:
            """Nothing is held of the system."""

    _SIGNS: Final = "abcdefghijklmnopqrstuvwxyz0123456789+-*/.,;:#'<>=[]()"

    def _place(sign: str) -> int:
        """Where this layout has a character that needs no other key, with ``EXTENDED``; 0: nowhere."""
        told = c.key_of_sign(ord(sign))
        if told < 0 or told >> 8:
            return 0
        return int(c.map_key(told & 0xFF, _TO_SCAN_EXTENDED))
