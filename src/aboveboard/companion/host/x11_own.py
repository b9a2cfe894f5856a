"""Whom input would reach: the window under a place or with the focus, and whether it may be reached from afar.

What was read of a window on the root holds until the display says that it changed; the display's own answer to "what
is here" and "who has the focus" is asked for each time, while it stands still (``Link.still``).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from Xlib import X, Xatom
from Xlib.ext import screensaver
from Xlib.protocol import request

from aboveboard.companion.host.input import Why
from aboveboard.companion.host.masks import Masks
from aboveboard.companion.host.x11_identity import our_processes, program_of, text_of
from aboveboard.companion.host.x11_link import Link
from aboveboard.companion.host.x11_programs import LOCKERS, RIGHTS
from aboveboard.companion.host.x11_requests import XRES, QueryClientIds
from aboveboard.companion.host.x11_xkb import extension

_SAVER: Final = "MIT-SCREEN-SAVER"
_SAVING: Final = 1
_DEPTH: Final = 5
_MOST: Final = 96
_CHAIN: Final = 12
_TRANSIENTS: Final = 4
_PROCESS: Final = 2
_TITLED: Final = 8


@dataclass(frozen=True, slots=True)
class Kin:
    """One window on the root with all that is inside: who made it, what it is called, whose dialog it is.

    ``hidden``: its program is masked. ``titled``: those inside whose title may say so at any time.
    """

    clients: frozenset[int]
    windows: frozenset[int]
    names: frozenset[str]
    transient_for: tuple[int, ...]
    popup: bool
    ours: bool
    hidden: bool
    titled: tuple[int, ...]


class Reach:
    """``begin`` when the display's events about windows begin, ``hear`` each; ask while the display stands still."""

    def __init__(self, link: Link, masks: Masks) -> None:
        self._link = link
        self._masks = masks
        self._titles = [link.display.intern_atom("_NET_WM_NAME"), Xatom.WM_NAME]
        self._own = ~int(link.wire.info.resource_id_mask)
        self._ours: frozenset[int] = frozenset()
        self._processes = our_processes()
        self._only = 0
        self._kin: dict[int, Kin] = {}
        self._fresh: set[int] = set()
        self._lockers: set[int] = set()
        self._has_saver = extension(link.display, _SAVER) is not None

    def begin(self) -> None:
        """The display's events about windows come from now on; nothing from before is known."""
        self._kin.clear()
        self._lockers.clear()
        tree = self._link.answer(self._link.ask(request.QueryTree, window=self._link.root.id))
        self._fresh = {one.id for one in (tree.children if tree is not None else [])}

    def own(self, windows: Iterable[int]) -> None:
        """Our windows; whatever the programs that made them put on the display counts as well."""
        self._ours = frozenset(window & self._own for window in windows)
        self._kin.clear()

    def only(self, window: int) -> None:
        """Nothing but this window on the root, its dialogs and its menus may be reached; 0: all."""
        self._only = window

    def hear(self, event: Any) -> None:
        """Note what this event makes unknown."""
        kind = event.type
        if kind == X.ReparentNotify:
            self._kin.clear()
        elif kind in {X.CreateNotify, X.DestroyNotify, X.MapNotify, X.UnmapNotify}:
            self._kin.pop(event.window.id, None)
            if kind == X.MapNotify:
                self._fresh.add(event.window.id)
            elif kind != X.CreateNotify:
                self._fresh.discard(event.window.id)
                self._lockers.discard(event.window.id)

    def ask_saver(self) -> Any:
        """Ask whether a screen saver runs, for ``locked``; ask the next question before that."""
        return self._link.ask(screensaver.QueryInfo, _SAVER, drawable=self._link.root.id) if self._has_saver else None

    def locked(self, saver: Any) -> bool:
        """True while a screen saver runs or a program that locks the screen has a window there."""
        if self._fresh:
            fresh, self._fresh = self._fresh, set()
            classes = [(window, self._ask_property(window, Xatom.WM_CLASS)) for window in fresh]
            self._lockers |= {
                window for window, asked in classes if LOCKERS.intersection(_names(self._link.answer(asked)))
            }
        told = None if saver is None else self._link.answer(saver)
        return bool(self._lockers) or (told is not None and told.state == _SAVING)

    def at(self, x: int, y: int) -> int:
        """The window on the root that a click at this place goes to; 0: none."""
        told = self._link.answer(
            self._link.ask(
                request.TranslateCoords, src_wid=self._link.root.id, dst_wid=self._link.root.id, src_x=x, src_y=y
            )
        )
        return 0 if told is None else _number(told.child)

    def focused(self) -> int:
        """The window on the root that a key goes to; 0: none."""
        told = self._link.answer(self._link.ask(request.GetInputFocus))
        focus = X.NONE if told is None else _number(told.focus)
        if focus == X.PointerRoot or focus == self._link.root.id:
            pointer = self._link.answer(self._link.ask(request.QueryPointer, window=self._link.root.id))
            return 0 if pointer is None else _number(pointer.child)
        return self._top(focus)

    def why_not(self, top: int) -> Why:
        """Why nothing from afar may reach this window on the root."""
        if not top:
            return "outside" if self._only else ""
        kin = self._read(top)
        if kin.ours or kin.clients & self._ours:
            return "own-window"
        if kin.names & RIGHTS:
            return "rights"
        if self._hidden(kin, _TRANSIENTS):
            # What nobody may see nobody may use blindly.
            return "outside"
        if self._only and not self._belongs(top, self._read(self._only), _TRANSIENTS):
            return "outside"
        return ""

    def _hidden(self, kin: Kin, steps: int) -> bool:
        if kin.hidden:
            return True
        asked = [self._ask_property(window, atom) for window in kin.titled for atom in self._titles]
        if any(
            self._masks.hide_title(title) for told in self._link.answers(asked) if (title := text_of(told).strip("\0 "))
        ):
            return True
        above = [self._top(window) for window in kin.transient_for] if steps else []
        return any(self._hidden(self._read(top), steps - 1) for top in above if top)

    def _pids(self, clients: Iterable[int]) -> set[int]:
        if not self._link.has_resources:
            return set()
        asked = [self._link.ask(QueryClientIds, XRES, count=1, client=one, mask=_PROCESS) for one in clients]
        found: set[int] = set()
        for told in self._link.answers(asked):
            if told is not None and len(told.body) >= 16:
                found.add(struct.unpack_from("=4I", told.body)[3])
        return found

    def _belongs(self, top: int, shown: Kin, steps: int) -> bool:
        if top == self._only:
            return True
        kin = self._read(top)
        programs = {window & self._own for window in shown.windows - {self._only}} or shown.clients
        if kin.popup and kin.clients & programs:
            return True
        return steps > 0 and any(
            above != top and self._belongs(above, shown, steps - 1)
            for above in (self._top(window) for window in kin.transient_for)
            if above
        )

    def _top(self, window: int) -> int:
        for _ in range(_CHAIN):
            told = self._link.answer(self._link.ask(request.QueryTree, window=window)) if window else None
            if told is None:
                return 0
            parent = _number(told.parent)
            if parent == self._link.root.id:
                return window
            window = parent
        return 0

    def _read(self, top: int) -> Kin:
        known = self._kin.get(top)
        if known is not None:
            return known
        link = self._link
        attributes = link.ask(request.GetWindowAttributes, window=top)
        windows: set[int] = {top}
        names: set[str] = set()
        above: list[int] = []
        titled: list[int] = []
        level = [top]
        for _ in range(_DEPTH):
            asked = [
                (
                    link.ask(request.QueryTree, window=one),
                    self._ask_property(one, Xatom.WM_CLASS),
                    self._ask_property(one, Xatom.WM_TRANSIENT_FOR),
                )
                for one in level
            ]
            inner: list[int] = []
            for window, questions in zip(level, asked, strict=True):
                tree, called, transient = link.answers(questions)
                classes = _names(called)
                names |= classes
                titled += [window] if classes else []
                above += (
                    [] if transient is None or not transient.value else [int(one) for one in transient.value[1]][:1]
                )
                inner += [] if tree is None else [one.id for one in tree.children]
            level = inner[: _MOST - len(windows)]
            windows |= set(level)
            if not level:
                break
        told = link.answer(attributes)
        clients = frozenset(one & self._own for one in windows)
        pids = self._pids(clients)
        kin = Kin(
            clients=clients,
            windows=frozenset(windows),
            names=frozenset(names),
            transient_for=tuple(above),
            popup=told is not None and bool(told.override_redirect),
            ours=bool(pids & self._processes),
            hidden=self._masks.hide_program([*names, *(name for pid in pids if (name := program_of(pid)))]),
            titled=tuple(titled[:_TITLED]),
        )
        if told is not None:
            self._kin[top] = kin
        return kin

    def _ask_property(self, window: int, atom: int) -> Any:
        return self._link.ask(
            request.GetProperty,
            delete=False,
            window=window,
            property=atom,
            type=X.AnyPropertyType,
            long_offset=0,
            long_length=64,
        )


def _number(window: Any) -> int:
    return int(getattr(window, "id", window))


def _names(told: Any) -> set[str]:
    if told is None or not told.value or told.value[0] != 8:
        return set()
    return {name.casefold() for name in bytes(told.value[1]).decode("latin-1").split("\0") if name}
