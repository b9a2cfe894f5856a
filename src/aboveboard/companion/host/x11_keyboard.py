"""The keyboard of an X display: which keys give a character in the layout that is in force, and how."""

from __future__ import annotations

import struct
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from Xlib import X

from aboveboard.companion.host.input import InputError
from aboveboard.companion.host.x11_keysyms import LEVEL3, keysyms
from aboveboard.companion.host.x11_link import Link
from aboveboard.companion.host.x11_xkb import (
    CORE_KEYBOARD,
    MAP,
    NEW_KEYBOARD,
    TYPES_SYMBOLS_MODIFIERS,
    XKB,
    Changed,
    GetMap,
    GetState,
    LockModifiers,
    SelectEvents,
    UseExtension,
    extension,
)

_CLAMP: Final = 0x40
_REDIRECT: Final = 0x80
_NUM_LOCK: Final = X.Mod2Mask
_FIRST_SPARE: Final = 9


class Stroke(NamedTuple):
    """One key, and the modifiers that have to be down with it (``Keyboard.shift``, ``Keyboard.level3``)."""

    keycode: int
    mods: int


@dataclass(frozen=True, slots=True)
class KeyType:
    """How modifiers choose among the characters of a key."""

    mask: int
    levels: int
    chosen: dict[int, int]

    def level(self, mods: int) -> int:
        """Which character these modifiers choose."""
        return self.chosen.get(mods & self.mask, 0)


@dataclass(frozen=True, slots=True)
class Key:
    """One key: by group, its type and its keysyms."""

    info: int
    groups: tuple[tuple[KeyType, tuple[int, ...]], ...]

    def group(self, wanted: int) -> tuple[KeyType, tuple[int, ...]] | None:
        """What it has in this group of the layout, or in the one that stands for it."""
        many = len(self.groups)
        if not many:
            return None
        if wanted >= many:
            if self.info & _REDIRECT:
                wanted = (self.info >> 4 & 0b11) if (self.info >> 4 & 0b11) < many else 0
            else:
                wanted = many - 1 if self.info & _CLAMP else wanted % many
        return self.groups[wanted]


class Keyboard:
    """``read`` while nothing changes. Raises ``InputError`` where the display has no keyboard extension."""

    shift: Final = X.ShiftMask

    def __init__(self, link: Link) -> None:
        self._link = link
        told = extension(link.display, XKB)
        if told is None:
            raise InputError(f"The display {link.name} has no keyboard extension, so nothing can be typed on it.")
        self._opcode = told.major_opcode
        UseExtension(display=link.wire, opcode=self._opcode, wanted_major=1, wanted_minor=0)
        self._event = told.first_event
        link.display.extension_add_event(self._event, Changed)
        both = 1 << NEW_KEYBOARD | 1 << MAP
        SelectEvents(
            display=link.wire,
            opcode=self._opcode,
            device=CORE_KEYBOARD,
            affected=both,
            clear=0,
            whole=both,
            affected_map=0xFF,
            map=0xFF,
        )
        self.stale = True
        self.level3 = 0
        self.lent: set[int] = set()
        """Keycodes that were given a character for a while: they are no part of the layout."""
        self._keys: dict[int, Key] = {}
        self._where: dict[int, list[int]] = {}
        self._modifiers: dict[int, int] = {}

    def hear(self, event: Any) -> None:
        """Note an event that makes the layout unknown."""
        if event.type == self._event and event.kind in {NEW_KEYBOARD, MAP}:
            self.stale = True

    def ask_state(self) -> Any:
        """Ask for modifiers and group; read it with ``link.answer``."""
        return self._link.ask(GetState, XKB, device=CORE_KEYBOARD)

    def lock(self, affected: int, locked: int) -> None:
        """Lock and unlock modifiers without a key."""
        self._link.order(LockModifiers, XKB, device=CORE_KEYBOARD, affected=affected, locked=locked)

    def refresh(self) -> bool:
        """Read the layout if it may have changed; True when it was read."""
        if not self.stale:
            return False
        told = self._link.answer(self._link.ask(GetMap, XKB, device=CORE_KEYBOARD, full=TYPES_SYMBOLS_MODIFIERS))
        if told is None:
            raise InputError(f"The display {self._link.name} does not say what its keys mean.")
        self.stale = False
        self._parse(told)
        return True

    def spare(self) -> list[int]:
        """Keycodes without a meaning."""
        return [code for code in range(_FIRST_SPARE, 256) if code not in self._keys and code not in self._modifiers]

    def meaning(self, code: int) -> int:
        """The first keysym of a key; 0: it has none."""
        key = self._keys.get(code)
        return key.groups[0][1][0] if key is not None and key.groups and key.groups[0][1] else 0

    def modifier(self, names: tuple[int, ...]) -> int | None:
        """The keycode of a modifier key by the keysyms that it may have; ``None``: there is none here."""
        for name in names:
            for code in self._where.get(name, []):
                if self._modifiers.get(code) and code not in self.lent:
                    return code
        return None

    def find(self, wanted: list[int], group: int, locked: int) -> Stroke | None:
        """How to get one of these keysyms with what is locked; ``None``: not on this layout."""
        num = locked & _NUM_LOCK
        best: Stroke | None = None
        for name in wanted:
            for code in self._where.get(name, []):
                told = self._keys[code].group(group)
                if told is None or code in self.lent or self._modifiers.get(code):
                    continue
                kind, symbols = told
                for mods in (0, self.shift, self.level3, self.shift | self.level3):
                    level = kind.level(mods | num)
                    hit = level < len(symbols) and symbols[level] == name
                    if hit and (best is None or mods.bit_count() < best.mods.bit_count()):
                        best = Stroke(code, mods)
        return best

    def character(self, one: str, group: int, locked: int) -> Stroke | None:
        """How to type one character; ``None``: not on this layout."""
        return self.find(keysyms(one), group, locked)

    def _parse(self, told: Any) -> None:
        body, at = bytes(told.body), 0
        types: list[KeyType] = []
        for _ in range(told.types):
            mask, _real, _virtual, levels, entries, preserve = struct.unpack_from("=BBHBB?x", body, at)
            at += 8
            chosen: dict[int, int] = {}
            for _ in range(entries):
                active, mods, level = struct.unpack_from("=?BB", body, at)
                at += 8
                if active:
                    chosen[mods] = level
            at += 4 * entries if preserve else 0
            types.append(KeyType(mask, levels, chosen))
        self._keys = {}
        where: defaultdict[int, list[int]] = defaultdict(list)
        for code in range(told.first_key, told.first_key + told.keys):
            *kinds, info, width, many = struct.unpack_from("=4BBBH", body, at)
            symbols = struct.unpack_from(f"={many}I", body, at + 8)
            at += 8 + 4 * many
            if not any(symbols):
                continue
            groups = tuple(
                (types[kinds[group]], symbols[group * width : (group + 1) * width]) for group in range(info & 0x0F)
            )
            self._keys[code] = Key(info, groups)
            for name in set(symbols) - {0}:
                where[name].append(code)
        self._where = dict(where)
        self._modifiers = {}
        for _ in range(told.all_modifiers):
            code, mods = struct.unpack_from("=BB", body, at)
            at += 2
            self._modifiers[code] = mods
        third = self.modifier((LEVEL3,))
        self.level3 = self._modifiers.get(third or 0, 0)
