"""Which program a window belongs to that owns the clipboard, and whether the masks hide that program."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from Xlib import X, error

from aboveboard.companion.host.masks import Masks
from aboveboard.companion.host.x11_requests import XRES, QueryClientIds

_PROCESS: Final = 2
_MOST: Final = 200


class Owners:
    """Asked on the connection of the clipboard, from its thread."""

    def __init__(self, display: Any, masks: Masks) -> None:
        self._display = display
        self._masks = masks
        self._wire = display.display
        self._own = ~int(self._wire.info.resource_id_mask)
        told = display.query_extension(XRES)
        self._resources = told is not None and bool(told.present)
        if self._resources:
            self._wire.set_extension_major(XRES, told.major_opcode)
        self._list = display.intern_atom("_NET_CLIENT_LIST")
        self._title = display.intern_atom("_NET_WM_NAME")

    def client(self, window: int) -> int:
        """The connection that made this window."""
        return window & self._own

    def masked(self, owner: int) -> bool:
        """Whether the program of this window, or any window of it, is one that is never shown.

        What owns the clipboard is mostly a window that nobody sees, without a class or a title.
        """
        names, titles = list(self._process(owner)), []
        for window in [owner, *self._siblings(owner)]:
            more, title = self._said(window)
            names += more
            titles.append(title)
        return self._masks.hide_program(names) or any(self._masks.hide_title(title) for title in titles)

    def _siblings(self, owner: int) -> Iterator[int]:
        found = self._read(self._display.screen().root, self._list)
        listed = [int(number) for number in found.value] if found is not None and found.format == 32 else []
        return (window for window in listed[:_MOST] if self.client(window) == self.client(owner) and window != owner)

    def _said(self, number: int) -> tuple[list[str], str]:
        window = self._display.create_resource_object("window", number)
        try:
            names = [name for name in window.get_wm_class() or () if name]
        except (error.XError, UnicodeError):
            names = []
        found = self._read(window, self._title)
        value = found.value if found is not None and found.format == 8 else b""
        return names, value if isinstance(value, str) else bytes(value).decode(errors="replace")

    def _process(self, window: int) -> Iterator[str]:
        if not self._resources:
            return
        opcode = self._wire.get_extension_major(XRES)
        try:
            body = bytes(QueryClientIds(display=self._wire, opcode=opcode, count=1, client=window, mask=_PROCESS).body)
        except error.XError:
            return
        if len(body) < 16:
            return
        _, _, length, pid = struct.unpack_from("=IIII", body)
        if length >= 4:
            try:
                yield Path(f"/proc/{pid}/comm").read_text(encoding="utf-8", errors="replace").strip()
            except OSError:
                return  # it runs elsewhere; its windows still speak for it

    def _read(self, window: Any, name: int) -> Any:
        try:
            return window.get_full_property(name, X.AnyPropertyType)
        except error.XError:
            return None
