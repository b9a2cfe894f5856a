"""What X calls characters and keys: keysyms for characters, for the keys of KeyboardEvent.key, and where keys lie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_UNICODE: Final = 0x0100_0000
_LATIN: Final = 0x100
_SHARED: Final = {
    "iso8859-2": 0x100,
    "iso8859-3": 0x200,
    "iso8859-4": 0x300,
    "iso8859-6": 0x500,
    "koi8-r": 0x600,
    "koi8-u": 0x600,
    "iso8859-7": 0x700,
    "iso8859-8": 0xC00,
    "tis-620": 0xD00,
}
_ODD: Final = {"€": 0x20AC, "Œ": 0x13BC, "œ": 0x13BD, "Ÿ": 0x13BE, "\u03a3": 0x7D2, "\u03c3": 0x7F2, "\u03c2": 0x7F3}

SHIFT_L: Final = 0xFFE1
CONTROL_L: Final = 0xFFE3
LEVEL3: Final = 0xFE03

MODIFIERS: Final[Mapping[str, tuple[int, ...]]] = {
    "ShiftLeft": (SHIFT_L,),
    "ShiftRight": (0xFFE2, SHIFT_L),
    "ControlLeft": (CONTROL_L,),
    "ControlRight": (0xFFE4, CONTROL_L),
    "AltLeft": (0xFFE9,),
    "AltRight": (0xFFEA, 0xFFE9),
    "MetaLeft": (0xFFEB, 0xFFE7),
    "MetaRight": (0xFFEC, 0xFFEB, 0xFFE7),
}
"""Keys that stay down, by KeyboardEvent.code, and the keysyms that they may have, best first."""
MODIFIER_KEYS: Final[Mapping[str, str]] = {
    "Shift": "ShiftLeft",
    "Control": "ControlLeft",
    "Alt": "AltLeft",
    "Meta": "MetaLeft",
    "OS": "MetaLeft",
}
"""The same by KeyboardEvent.key, for keyboards that do not say where the key is."""

NAMED: Final[Mapping[str, int]] = {
    "Enter": 0xFF0D,
    "Tab": 0xFF09,
    "Backspace": 0xFF08,
    "Escape": 0xFF1B,
    "Delete": 0xFFFF,
    "Insert": 0xFF63,
    "Home": 0xFF50,
    "End": 0xFF57,
    "PageUp": 0xFF55,
    "PageDown": 0xFF56,
    "ArrowLeft": 0xFF51,
    "ArrowUp": 0xFF52,
    "ArrowRight": 0xFF53,
    "ArrowDown": 0xFF54,
    "ContextMenu": 0xFF67,
    "PrintScreen": 0xFF61,
    "ScrollLock": 0xFF14,
    "Help": 0xFF6A,
    "Undo": 0xFF65,
    "Redo": 0xFF66,
    "Find": 0xFF68,
    **{f"F{number}": 0xFFBD + number for number in range(1, 25)},
}
"""Keysyms of named keys, by KeyboardEvent.key."""

WHITE: Final[Mapping[str, str]] = {"\n": "Enter", "\r": "Enter", "\t": "Tab"}
"""Characters of a text that are named keys."""

_ROWS: Final = {
    10: "Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal",
    24: "KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight",
    38: "KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote Backquote",
    51: "Backslash KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash",
}
CODES: Final[Mapping[str, int]] = {
    **{code: first + place for first, row in _ROWS.items() for place, code in enumerate(row.split())},
    "Space": 65,
    "IntlBackslash": 94,
}
"""Where keys with characters lie (KeyboardEvent.code), as keycodes of every X display of today."""


def keysyms(character: str) -> list[int]:
    """What a key may be called that gives this character, the name that every program understands first."""
    point = ord(character)
    if point < _LATIN:
        return [point]
    found = [_ODD[character]] if character in _ODD else []
    found.append(_UNICODE | point)
    for codec, base in _SHARED.items():
        try:
            (byte,) = character.encode(codec)
        except (UnicodeEncodeError, ValueError):
            continue
        if byte >= 0xA0 and base | byte not in found and not (base == _SHARED["iso8859-7"] and byte in b"\xd2\xf2\xf3"):
            found.append(base | byte)
    return found


def typeable(character: str) -> bool:
    """True for characters that a key can give: no control characters, and no halves of characters."""
    point = ord(character)
    return point >= 0x20 and not 0x7F <= point < 0xA0 and not 0xD800 <= point < 0xE000
