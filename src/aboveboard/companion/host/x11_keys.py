"""Keys from afar: what is held, and how what a key means there is made to arrive here."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from Xlib import X

from aboveboard.companion.host.input import Typed, Why
from aboveboard.companion.host.x11_guard import Guard
from aboveboard.companion.host.x11_keyboard import Keyboard, Stroke
from aboveboard.companion.host.x11_keysyms import (
    CODES,
    LEVEL3,
    MODIFIER_KEYS,
    MODIFIERS,
    NAMED,
    SHIFT_L,
    WHITE,
    keysyms,
    typeable,
)
from aboveboard.companion.host.x11_lent import Lent
from aboveboard.companion.host.x11_link import Link

_AT_ONCE: Final = 8
_PACE_S: Final = 0.02
_NUM_LOCK: Final = X.Mod2Mask
_SILENT: Final = frozenset({"Dead", "CapsLock", "NumLock", "AltGraph", "Process", "Compose", "Unidentified"})
"""Keys that only say something about the technician's own keyboard: what they make comes as characters."""
_DANGEROUS: Final = re.compile(r"Delete|Backspace|End|F([1-9]|1[0-9]|2[0-4])|NumpadDecimal")
"""With Control and Alt: end the desktop or the display, leave it for a text terminal, or the other stop key."""
_STOP: Final = frozenset({"Pause", "Cancel"})


class Now(NamedTuple):
    """The keyboard's own state: the group of the layout, and what is locked (CapsLock, NumLock)."""

    group: int
    locked: int


class Keys:
    """``forbidden`` first; the others while the display stands still."""

    def __init__(self, link: Link, keyboard: Keyboard, guard: Guard, hear: Callable[[], None]) -> None:
        self._link = link
        self._keyboard = keyboard
        self._guard = guard
        self._lent = Lent(link, keyboard, guard, hear)
        self._held: dict[str, int] = {}
        self._third = False

    @property
    def held(self) -> bool:
        """True while a key is held."""
        return bool(self._held)

    @property
    def lent(self) -> bool:
        """True while a key has a meaning of ours."""
        return self._lent.due

    def forbidden(self, code: str, key: str) -> bool:
        """True for keys that nobody may press from afar: Ctrl-Alt-Del and its kind, and the person's stop key."""
        if code in _STOP or key in _STOP:
            return True
        both = self._holds("Control") and self._holds("Alt")
        return both and bool(_DANGEROUS.fullmatch(key) or _DANGEROUS.fullmatch(code))

    def _holds(self, *kinds: str) -> bool:
        return any(name.startswith(kinds) for name in self._held)

    def down(self, code: str, key: str) -> Why:
        """Press or strike; ``refused``: there is no such key here."""
        if key == "AltGraph":
            self._third = True
        if key in _SILENT:
            return ""
        name = _modifier(code, key)
        self._refresh()
        if name:
            return "" if self._hold(name) else "refused"
        if len(key) > 1:
            return "" if self._named(key) else "refused"
        return self._character(key, code)

    def up(self, code: str, key: str) -> None:
        """A modifier is let go; other keys came up when they were struck."""
        if key == "AltGraph" or code == "AltRight":
            self._third = False
        name = _modifier(code, key)
        # Keyboards that do not say where the key is may have said so when it went down.
        names = [name] if code else [one for one in self._held if name and one.startswith(name.removesuffix("Left"))]
        for one in names:
            self._let_go(one)

    def release(self) -> None:
        """Let go of everything."""
        self._third = False
        for name in list(self._held):
            self._let_go(name)

    def rest(self) -> None:
        """Give back keys that had a meaning of ours."""
        self._refresh()
        self._lent.rest()

    def type(self, text: str) -> Typed:
        """The first few characters of the text."""
        self._refresh()
        now = self._now()
        done = 0
        for one in text[:_AT_ONCE]:
            if one == "\n" and done and text[done - 1] == "\r":
                done += 1
                continue
            if one in WHITE:
                stroke = self._keyboard.find([NAMED[WHITE[one]]], now.group, now.locked)
            else:
                stroke = self._stroke(one, now) if typeable(one) else None
                if stroke is None and self._lent.wait_s > 0 and typeable(one):
                    return Typed(done, self._lent.wait_s)
            if stroke is not None:
                self._strike(stroke, now, shortcut=False)
            done += 1
        return Typed(done, _PACE_S)

    def _refresh(self) -> None:
        if self._keyboard.refresh():
            self._lent.check()

    def _now(self) -> Now:
        told = self._link.answer(self._keyboard.ask_state())
        return Now(0, 0) if told is None else Now(told.group, told.locked_mods)

    # Modifiers, which stay down.

    def _hold(self, name: str) -> bool:
        if name in self._held:
            return True
        keycode = self._keyboard.modifier(MODIFIERS[name])
        if keycode is None or keycode in self._held.values():
            return keycode is not None
        self._guard.down(f"key {keycode}")
        self._held[name] = keycode
        self._fake(X.KeyPress, keycode)
        return True

    def _let_go(self, name: str) -> None:
        keycode = self._held.pop(name, None)
        if keycode is not None:
            self._fake(X.KeyRelease, keycode)
            self._guard.soon_up(f"key {keycode}")

    # Keys that are struck.

    def _named(self, key: str) -> bool:
        symbol = NAMED.get(key)
        now = self._now()
        stroke = None if symbol is None else self._keyboard.find([symbol], now.group, now.locked)
        if stroke is None:
            return False
        # With whatever is held: Shift and an arrow select.
        self._tap(stroke.keycode, [], [])
        return True

    def _character(self, one: str, code: str) -> Why:
        if not typeable(one):
            return "refused"
        now = self._now()
        if self._holds("Control", "Alt", "Meta") and not self._third:
            return "" if self._shortcut(one, code, now) else "refused"
        stroke = self._stroke(one, now)
        if stroke is None:
            return "busy" if self._lent.wait_s > 0 else "refused"
        self._strike(stroke, now, shortcut=False)
        return ""

    def _shortcut(self, one: str, code: str, now: Now) -> bool:
        small = one.lower()
        if small != one.upper() and len(small) == 1:
            stroke = self._keyboard.find(keysyms(small), now.group, now.locked)
            if stroke is not None and not stroke.mods:
                self._tap(stroke.keycode, [], [])
                return True
        else:
            stroke = self._keyboard.find(keysyms(one), now.group, now.locked)
            if stroke is not None:
                self._strike(stroke, now, shortcut=True)
                return True
        # Letters of another script: what counts is where the key lies.
        keycode = CODES.get(code)
        if keycode is not None:
            self._tap(keycode, [], [])
        return keycode is not None

    def _stroke(self, one: str, now: Now) -> Stroke | None:
        found = self._keyboard.character(one, now.group, now.locked)
        if found is None:
            keycode = self._lent.key(keysyms(one)[0])
            found = None if keycode is None else Stroke(keycode, 0)
        return found

    def _strike(self, stroke: Stroke, now: Now, *, shortcut: bool) -> None:
        """With exactly the modifiers that it needs; a shortcut keeps Control, Alt and Meta."""
        keyboard = self._keyboard
        lift: list[int] = []
        shifted = False
        for name, keycode in self._held.items():
            if name.startswith("Shift"):
                shifted = True
                lift += [] if stroke.mods & keyboard.shift else [keycode]
            elif not shortcut:
                lift.append(keycode)
        needed: list[int] = []
        if stroke.mods & keyboard.shift and not shifted:
            needed += _one(keyboard.modifier((SHIFT_L,)))
        if keyboard.level3 and stroke.mods & keyboard.level3:
            needed += _one(keyboard.modifier((LEVEL3,)))
        odd = now.locked & ~_NUM_LOCK
        if odd:
            keyboard.lock(odd, 0)
        self._tap(stroke.keycode, needed, lift)
        if odd:
            keyboard.lock(odd, odd)

    def _tap(self, keycode: int, needed: Sequence[int], lift: Sequence[int]) -> None:
        for one in lift:
            self._fake(X.KeyRelease, one)
        pressed = [*needed, keycode]
        # All of it leaves in one piece, so nothing of it can stay down.
        for one in pressed:
            self._fake(X.KeyPress, one)
        for one in reversed(pressed):
            self._fake(X.KeyRelease, one)
        for one in lift:
            self._fake(X.KeyPress, one)

    def _fake(self, kind: int, keycode: int) -> None:
        self._link.display.xtest_fake_input(kind, keycode)


def _modifier(code: str, key: str) -> str:
    """The name of a modifier key, empty for others."""
    if key == "AltGraph":
        return ""
    return code if code in MODIFIERS and key in MODIFIER_KEYS else MODIFIER_KEYS.get(key, "")


def _one(keycode: int | None) -> list[int]:
    return [] if keycode is None else [keycode]
