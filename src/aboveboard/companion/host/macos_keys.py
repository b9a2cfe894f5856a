"""Keys as macOS knows them: where they lie (virtual key codes), the flags of modifiers, what belongs to the system."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CODES: Final[Mapping[str, int]] = {
    **{f"Key{sign}": number for sign, number in zip("ASDFHGZXCV", range(10), strict=True)},
    "IntlBackslash": 10,
    "KeyB": 11,
    "KeyQ": 12,
    "KeyW": 13,
    "KeyE": 14,
    "KeyR": 15,
    "KeyY": 16,
    "KeyT": 17,
    "Digit1": 18,
    "Digit2": 19,
    "Digit3": 20,
    "Digit4": 21,
    "Digit6": 22,
    "Digit5": 23,
    "Equal": 24,
    "Digit9": 25,
    "Digit7": 26,
    "Minus": 27,
    "Digit8": 28,
    "Digit0": 29,
    "BracketRight": 30,
    "KeyO": 31,
    "KeyU": 32,
    "BracketLeft": 33,
    "KeyI": 34,
    "KeyP": 35,
    "Enter": 36,
    "KeyL": 37,
    "KeyJ": 38,
    "Quote": 39,
    "KeyK": 40,
    "Semicolon": 41,
    "Backslash": 42,
    "Comma": 43,
    "Slash": 44,
    "KeyN": 45,
    "KeyM": 46,
    "Period": 47,
    "Tab": 48,
    "Space": 49,
    "Backquote": 50,
    "Backspace": 51,
    "Escape": 53,
    "MetaRight": 54,
    "MetaLeft": 55,
    "ShiftLeft": 56,
    "CapsLock": 57,
    "AltLeft": 58,
    "ControlLeft": 59,
    "ShiftRight": 60,
    "AltRight": 61,
    "ControlRight": 62,
    "NumpadDecimal": 65,
    "NumpadMultiply": 67,
    "NumpadAdd": 69,
    "NumLock": 71,
    "NumpadDivide": 75,
    "NumpadEnter": 76,
    "NumpadSubtract": 78,
    "NumpadEqual": 81,
    **{f"Numpad{sign}": 82 + sign for sign in range(8)},
    "Numpad8": 91,
    "Numpad9": 92,
    "F5": 96,
    "F6": 97,
    "F7": 98,
    "F3": 99,
    "F8": 100,
    "F9": 101,
    "F11": 103,
    "F13": 105,
    "F14": 107,
    "F10": 109,
    "F12": 111,
    "F15": 113,
    "Help": 114,
    "Insert": 114,
    "Home": 115,
    "PageUp": 116,
    "Delete": 117,
    "F4": 118,
    "End": 119,
    "F2": 120,
    "PageDown": 121,
    "F1": 122,
    "ArrowLeft": 123,
    "ArrowRight": 124,
    "ArrowDown": 125,
    "ArrowUp": 126,
}
"""Where each key lies, by KeyboardEvent.code."""
FLAGS: Final[Mapping[str, int]] = {"Shift": 1 << 17, "Control": 1 << 18, "Alt": 1 << 19, "Meta": 1 << 20}
"""What an event says of the modifiers that are down."""
_META: Final = frozenset({"MetaLeft", "MetaRight"})
_CONTROL: Final = frozenset({"ControlLeft", "ControlRight"})
_ALT: Final = frozenset({"AltLeft", "AltRight"})


def flags(held: frozenset[str]) -> int:
    """The flags of an event while these modifiers are down."""
    found = 0
    for code in held:
        found |= FLAGS[code.removesuffix("Left").removesuffix("Right")]
    return found


def place(code: str, key: str) -> int | None:
    """Where the key lies: a named key by its name, another by its place on the sender's keyboard."""
    return CODES.get(key if len(key) > 1 and key in CODES else code)


def as_text(key: str, held: frozenset[str]) -> bool:
    """True where the character itself is sent; a shortcut is known by its key. Alt alone makes characters here."""
    return len(key) == 1 and not held & (_META | _CONTROL)


def forbidden(code: str, key: str, held: frozenset[str]) -> bool:
    """What ends or locks everything: Control-Command-Q, Command-Option-Escape, Shift-Command-Q and the power key."""
    if code == "Power" or key == "Power":
        return True
    if not held & _META:
        return False
    ends = key.lower() == "q" and bool(held & (_CONTROL | {"ShiftLeft", "ShiftRight"}))
    return ends or (key == "Escape" and bool(held & _ALT))
