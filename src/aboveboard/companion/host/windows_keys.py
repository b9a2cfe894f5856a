"""Keys as Windows knows them: where they lie (scan codes of set 1), and what is sent for a key or a character."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Mapping
from typing import Final

from aboveboard.companion.host import windows_layout as w

EXTENDED: Final = 0xE000
_ROWS: Final = {
    0x02: "Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal Backspace Tab",
    0x10: "KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight Enter ControlLeft",
    0x1E: "KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote Backquote ShiftLeft Backslash",
    0x2C: "KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash ShiftRight NumpadMultiply AltLeft Space CapsLock",
    0x3B: "F1 F2 F3 F4 F5 F6 F7 F8 F9 F10",
    0x47: "Numpad7 Numpad8 Numpad9 NumpadSubtract Numpad4 Numpad5 Numpad6 NumpadAdd Numpad1 Numpad2 Numpad3 Numpad0",
}
CODES: Final[Mapping[str, int]] = {
    **{code: first + place for first, row in _ROWS.items() for place, code in enumerate(row.split())},
    "Escape": 0x01,
    "ScrollLock": 0x46,
    "NumpadDecimal": 0x53,
    "IntlBackslash": 0x56,
    "F11": 0x57,
    "F12": 0x58,
    "NumLock": EXTENDED | 0x45,
    "NumpadEnter": EXTENDED | 0x1C,
    "ControlRight": EXTENDED | 0x1D,
    "NumpadDivide": EXTENDED | 0x35,
    "PrintScreen": EXTENDED | 0x37,
    "AltRight": EXTENDED | 0x38,
    "Home": EXTENDED | 0x47,
    "ArrowUp": EXTENDED | 0x48,
    "PageUp": EXTENDED | 0x49,
    "ArrowLeft": EXTENDED | 0x4B,
    "ArrowRight": EXTENDED | 0x4D,
    "End": EXTENDED | 0x4F,
    "ArrowDown": EXTENDED | 0x50,
    "PageDown": EXTENDED | 0x51,
    "Insert": EXTENDED | 0x52,
    "Delete": EXTENDED | 0x53,
    "MetaLeft": EXTENDED | 0x5B,
    "MetaRight": EXTENDED | 0x5C,
    "ContextMenu": EXTENDED | 0x5D,
}
"""Where each key lies, by KeyboardEvent.code; those with ``EXTENDED`` have the prefix E0."""
_CONTROL: Final = frozenset({"ControlLeft", "ControlRight"})
_ALT: Final = frozenset({"AltLeft", "AltRight"})
_META: Final = frozenset({"MetaLeft", "MetaRight"})


def scanned(code: str, down: bool) -> w.Input | None:
    """The key at this place goes down or up; ``None`` where no such key is known."""
    place = CODES.get(code)
    if place is None:
        return None
    flags = w.KEY_SCANCODE | (w.KEY_EXTENDED if place & EXTENDED else 0) | (0 if down else w.KEY_UP)
    return w.Input(w.KEYBOARD, w.Either(keyboard=w.KeyInput(0, place & 0xFF, flags, 0, 0)))


def lettered(text: str) -> list[w.Input]:
    """These characters typed as they are, whatever the layout: each UTF-16 unit goes down and up."""
    units = text.encode("utf-16-le", "ignore")
    codes = [int.from_bytes(units[place : place + 2], "little") for place in range(0, len(units), 2)]
    return [
        w.Input(w.KEYBOARD, w.Either(keyboard=w.KeyInput(0, unit, w.KEY_UNICODE | up, 0, 0)))
        for unit in codes
        for up in (0, w.KEY_UP)
    ]


def struck(code: str, key: str, held: frozenset[str], scan_of: Mapping[str, int]) -> list[w.Input]:
    """What is sent to strike one key while ``held`` are down; empty where there is no such key.

    A character goes as it is, except in a shortcut, which programs know by the key: there ``scan_of``, this layout's
    places of characters, says which; else its place on the sender's keyboard.
    """
    single = len(key) == 1
    if single and not held & (_CONTROL | _ALT | _META):
        return lettered(key)
    if single and held & _CONTROL and held & _ALT and "AltRight" in held:
        # AltGr is Control and Alt here: the character that it made is meant, not a shortcut.
        return lettered(key)
    place = scan_of.get(key.lower()) if single else None
    if place is not None:
        flags = w.KEY_SCANCODE | (w.KEY_EXTENDED if place & EXTENDED else 0)
        return [
            w.Input(w.KEYBOARD, w.Either(keyboard=w.KeyInput(0, place & 0xFF, flags | up, 0, 0)))
            for up in (0, w.KEY_UP)
        ]
    name = key if not single and key in CODES else code
    return [one for down in (True, False) if (one := scanned(name, down)) is not None]


def forbidden(key: str, held: frozenset[str]) -> bool:
    """Ctrl-Alt-Del, which Windows takes from no program, and Win-L, which locks the technician out for good."""
    if key == "Delete" and held & _CONTROL and held & _ALT:
        return True
    return key.lower() == "l" and bool(held & _META)


def moved(x: int, y: int, left: int, top: int, width: int, height: int) -> w.Input:
    """The pointer goes to a pixel of the whole desktop, which Windows counts in 65536 parts of each side."""
    across = ((x - left) * 65536 + 32768) // max(1, width)
    down = ((y - top) * 65536 + 32768) // max(1, height)
    flags = w.MOVE | w.ABSOLUTE | w.WHOLE_DESKTOP
    return w.Input(w.MOUSE, w.Either(mouse=w.MouseInput(min(across, 65535), min(down, 65535), 0, flags, 0, 0)))


def clicked(number: int, down: bool) -> w.Input:
    """A button goes down or up where the pointer is."""
    pressed, released, extra = w.BUTTON_EVENTS[number]
    return w.Input(w.MOUSE, w.Either(mouse=w.MouseInput(0, 0, extra, pressed if down else released, 0, 0)))


def wheeled(dx: int, dy: int) -> list[w.Input]:
    """Clicks of the wheel; Windows counts up and right as positive."""
    made = []
    for count, flags in ((-dy, w.WHEEL), (dx, w.HWHEEL)):
        if count:
            data = ctypes.c_uint32(count * w.CLICK).value
            made.append(w.Input(w.MOUSE, w.Either(mouse=w.MouseInput(0, 0, data, flags, 0, 0))))
    return made


def row(inputs: Iterable[w.Input]) -> ctypes.Array[w.Input]:
    """All of them one after the other, as SendInput takes them."""
    listed = list(inputs)
    return (w.Input * len(listed))(*listed)
