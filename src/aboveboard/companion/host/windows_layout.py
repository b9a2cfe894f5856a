"""What Windows' calls take and give, byte for byte, on 64-bit systems. Fixed widths: it is the same anywhere."""

from __future__ import annotations

import ctypes
from ctypes import c_int32, c_uint16, c_uint32, c_uint64, c_void_p
from typing import ClassVar, Final

Fields = list[tuple[str, type]]

MOUSE, KEYBOARD = 0, 1
KEY_EXTENDED, KEY_UP, KEY_UNICODE, KEY_SCANCODE = 1, 2, 4, 8
MOVE, ABSOLUTE, WHOLE_DESKTOP = 0x0001, 0x8000, 0x4000
WHEEL, HWHEEL = 0x0800, 0x1000
CLICK: Final = 120
"""What one click of a wheel is."""
BUTTON_EVENTS: Final = {
    1: (0x0002, 0x0004, 0),
    2: (0x0008, 0x0010, 0),
    4: (0x0020, 0x0040, 0),
    8: (0x0080, 0x0100, 1),
    16: (0x0080, 0x0100, 2),
}
"""Of each button: the flag for down, for up, and which of the extra buttons it is."""


class Point(ctypes.Structure):
    """POINT."""

    _fields_: ClassVar[Fields] = [("x", c_int32), ("y", c_int32)]


class Rectangle(ctypes.Structure):
    """RECT: the right and lower edges are beyond it."""

    _fields_: ClassVar[Fields] = [("left", c_int32), ("top", c_int32), ("right", c_int32), ("bottom", c_int32)]


class MouseInput(ctypes.Structure):
    """MOUSEINPUT."""

    _fields_: ClassVar[Fields] = [
        ("dx", c_int32),
        ("dy", c_int32),
        ("data", c_uint32),
        ("flags", c_uint32),
        ("time", c_uint32),
        ("extra", c_uint64),
    ]


class KeyInput(ctypes.Structure):
    """KEYBDINPUT."""

    _fields_: ClassVar[Fields] = [
        ("key", c_uint16),
        ("scan", c_uint16),
        ("flags", c_uint32),
        ("time", c_uint32),
        ("extra", c_uint64),
    ]


class Either(ctypes.Union):
    """What INPUT holds."""

    _fields_: ClassVar[Fields] = [("mouse", MouseInput), ("keyboard", KeyInput)]


class Input(ctypes.Structure):
    """INPUT."""

    _fields_: ClassVar[Fields] = [("kind", c_uint32), ("of", Either)]


class KeyHook(ctypes.Structure):
    """KBDLLHOOKSTRUCT."""

    _fields_: ClassVar[Fields] = [
        ("key", c_uint32),
        ("scan", c_uint32),
        ("flags", c_uint32),
        ("time", c_uint32),
        ("extra", c_uint64),
    ]


class MouseHook(ctypes.Structure):
    """MSLLHOOKSTRUCT."""

    _fields_: ClassVar[Fields] = [
        ("point", Point),
        ("data", c_uint32),
        ("flags", c_uint32),
        ("time", c_uint32),
        ("extra", c_uint64),
    ]


class Message(ctypes.Structure):
    """MSG."""

    _fields_: ClassVar[Fields] = [
        ("window", c_void_p),
        ("message", c_uint32),
        ("word", c_uint64),
        ("long", c_uint64),
        ("time", c_uint32),
        ("point", Point),
    ]


class BitmapHeader(ctypes.Structure):
    """BITMAPINFOHEADER; a negative height means rows from the top."""

    _fields_: ClassVar[Fields] = [
        ("size", c_uint32),
        ("width", c_int32),
        ("height", c_int32),
        ("planes", c_uint16),
        ("bits", c_uint16),
        ("compression", c_uint32),
        ("bytes", c_uint32),
        ("across", c_int32),
        ("down", c_int32),
        ("used", c_uint32),
        ("important", c_uint32),
    ]


class CursorInfo(ctypes.Structure):
    """CURSORINFO."""

    _fields_: ClassVar[Fields] = [("size", c_uint32), ("flags", c_uint32), ("cursor", c_void_p), ("point", Point)]


class IconInfo(ctypes.Structure):
    """ICONINFO."""

    _fields_: ClassVar[Fields] = [
        ("icon", c_int32),
        ("hot_x", c_uint32),
        ("hot_y", c_uint32),
        ("mask", c_void_p),
        ("colour", c_void_p),
    ]


class MonitorInfo(ctypes.Structure):
    """MONITORINFOEXW."""

    _fields_: ClassVar[Fields] = [
        ("size", c_uint32),
        ("area", Rectangle),
        ("work", Rectangle),
        ("flags", c_uint32),
        ("name", c_uint16 * 32),
    ]


class Bitmap(ctypes.Structure):
    """BITMAP."""

    _fields_: ClassVar[Fields] = [
        ("type", c_int32),
        ("width", c_int32),
        ("height", c_int32),
        ("row", c_int32),
        ("planes", c_uint16),
        ("bits", c_uint16),
        ("data", c_void_p),
    ]
