"""Who a window belongs to, read from the display: its class, its title, its process, and whose child it is."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from Xlib import X
from Xlib.protocol import request

from aboveboard.companion.host.masks import Masks
from aboveboard.companion.host.stack import Identity
from aboveboard.companion.host.x11_link import Link
from aboveboard.companion.host.x11_requests import XRES, QueryClientIds

_PROPERTIES: Final = (
    "WM_CLASS",
    "_NET_WM_NAME",
    "WM_NAME",
    "_NET_WM_PID",
    "WM_TRANSIENT_FOR",
    "_NET_WM_WINDOW_TYPE",
    "_NET_WM_WINDOW_OPACITY",
)
_EVENTS: Final = X.PropertyChangeMask | X.SubstructureNotifyMask
_PRIVATE: Final = "aboveboard-private"
_PROCESS: Final = 2
_LONG: Final = 256
_DEPTH: Final = 4
_MOST: Final = 96
"""A program with more windows of its own inside one draws them itself; the outer ones come first."""


class Reader:
    """Reads identities; the windows that were read are listened to from then on."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._atoms = {name: link.display.intern_atom(name) for name in _PROPERTIES}
        self._dock = link.display.intern_atom("_NET_WM_WINDOW_TYPE_DOCK")
        self._own = ~int(link.wire.info.resource_id_mask)
        self._ours = our_processes()
        self.watched = frozenset(self._atoms.values())

    def client(self, window: int) -> int:
        """The connection that made ``window``."""
        return window & self._own

    def read(self, top: int, masks: Masks) -> dict[int, Identity]:
        """``top`` and what is inside: a window manager puts a program's window into one of its own.

        A panel's little pictures belong to many programs and say nothing about it, so panels are not looked into.
        """
        found: dict[int, Identity] = {}
        level = [top]
        for _ in range(_DEPTH):
            inner: list[int] = []
            for window, identity, children in self._level(level, masks):
                found[window] = identity
                inner += [] if identity.dock else children
            level = inner[: _MOST - len(found)]
            if not level:
                break
        return found

    def _level(self, windows: list[int], masks: Masks) -> Iterator[tuple[int, Identity, list[int]]]:
        link = self._link
        asked = []
        for window in windows:
            # Listened to before it is read, so that no change falls in between.
            request.ChangeWindowAttributes(
                display=link.wire, onerror=None, window=window, attrs={"event_mask": _EVENTS}
            )
            properties = [
                link.ask(
                    request.GetProperty,
                    delete=False,
                    window=window,
                    property=atom,
                    type=X.AnyPropertyType,
                    long_offset=0,
                    long_length=_LONG,
                )
                for atom in self._atoms.values()
            ]
            process = (
                link.ask(QueryClientIds, XRES, count=1, client=window, mask=_PROCESS) if link.has_resources else None
            )
            asked.append((window, link.ask(request.QueryTree, window=window), properties, process))
        for window, tree, properties, process in asked:
            told = link.answer(tree)
            answers = dict(zip(self._atoms, link.answers(properties), strict=True))
            owner = link.answer(process) if process is not None else None
            if told is not None:
                yield window, self._identity(window, answers, owner, masks), [one.id for one in told.children]

    def _identity(self, window: int, answers: dict[str, Any], owner: Any, masks: Masks) -> Identity:
        names = [name for name in text_of(answers["WM_CLASS"]).split("\0") if name]
        pids = _numbers(answers["_NET_WM_PID"])[:1] + (_pids(owner.body) if owner is not None else [])
        names += [name for pid in pids if (name := program_of(pid))]
        titles = [title for key in ("_NET_WM_NAME", "WM_NAME") if (title := text_of(answers[key]).strip("\0 "))]
        return Identity(
            client=self.client(window),
            by_program=masks.hide_program(names),
            by_title=any(masks.hide_title(title) for title in titles),
            transient_for=next(iter(_numbers(answers["WM_TRANSIENT_FOR"])), 0),
            title=titles[0] if titles else "",
            dock=self._dock in _numbers(answers["_NET_WM_WINDOW_TYPE"]),
            translucent=bool(_numbers(answers["_NET_WM_WINDOW_OPACITY"])),
            ours=_PRIVATE in names or not self._ours.isdisjoint(pids),
        )


def text_of(answer: Any) -> str:
    """The text of a property; empty where there is none."""
    if answer is None or not answer.value or answer.value[0] != 8:
        return ""
    data = bytes(answer.value[1])
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _numbers(answer: Any) -> list[int]:
    if answer is None or not answer.value or answer.value[0] != 32:
        return []
    return [int(number) for number in answer.value[1]]


def _pids(body: bytes) -> list[int]:
    if len(body) < 16:
        return []
    _, _, length, pid = struct.unpack_from("=IIII", body)
    return [pid] if length >= 4 else []


def our_processes() -> frozenset[int]:
    """This one, and the one that started it if it is the same program: the windows are in another than the session.

    One that keeps to itself what it is counts as well: our own windows do (``private``).
    """
    ours, parent = os.getpid(), os.getppid()
    try:
        same = Path(f"/proc/{parent}/exe").readlink() == Path("/proc/self/exe").readlink()
    except PermissionError:
        same = True
    except OSError:
        same = False
    return frozenset({ours, parent} if same else {ours})


def program_of(pid: int) -> str:
    """The name of a process; empty where it cannot be known."""
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""  # it ended, or runs elsewhere; its window class and title still speak for it
