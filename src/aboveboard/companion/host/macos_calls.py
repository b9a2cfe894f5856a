"""macOS' own calls, with the types that they take. On other systems there is nothing in this module."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from ctypes import (
    CFUNCTYPE,
    POINTER,
    c_bool,
    c_char_p,
    c_double,
    c_int32,
    c_int64,
    c_long,
    c_size_t,
    c_uint16,
    c_uint32,
    c_uint64,
    c_void_p,
)
from typing import Any, ClassVar, Final


class Point(ctypes.Structure):
    """CGPoint."""

    _fields_: ClassVar[list[tuple[str, type]]] = [("x", c_double), ("y", c_double)]


class Area(ctypes.Structure):
    """CGRect."""

    _fields_: ClassVar[list[tuple[str, type]]] = [
        ("x", c_double),
        ("y", c_double),
        ("width", c_double),
        ("height", c_double),
    ]


if sys.platform == "darwin":
    _FRAMEWORKS: Final = "/System/Library/Frameworks"
    core: Final = ctypes.CDLL(f"{_FRAMEWORKS}/CoreFoundation.framework/CoreFoundation")
    graphics: Final = ctypes.CDLL(f"{_FRAMEWORKS}/CoreGraphics.framework/CoreGraphics")
    services: Final = ctypes.CDLL(f"{_FRAMEWORKS}/ApplicationServices.framework/ApplicationServices")
    carbon: Final = ctypes.CDLL(f"{_FRAMEWORKS}/Carbon.framework/Carbon")

    Ref = c_void_p
    Tap = CFUNCTYPE(Ref, Ref, c_uint32, Ref, Ref)
    UTF8: Final = 0x0800_0100

    def _call(library: Any, name: str, gives: Any, *takes: Any) -> Any:
        """One function with its types: without them ctypes would cut pointers to 32 bits."""
        found = getattr(library, name)
        found.restype, found.argtypes = gives, takes
        return found

    release = _call(core, "CFRelease", None, Ref)
    type_of = _call(core, "CFGetTypeID", c_size_t, Ref)
    array_type = _call(core, "CFArrayGetTypeID", c_size_t)
    string_type = _call(core, "CFStringGetTypeID", c_size_t)
    number_type = _call(core, "CFNumberGetTypeID", c_size_t)
    boolean_type = _call(core, "CFBooleanGetTypeID", c_size_t)
    dictionary_type = _call(core, "CFDictionaryGetTypeID", c_size_t)
    array_count = _call(core, "CFArrayGetCount", c_long, Ref)
    array_at = _call(core, "CFArrayGetValueAtIndex", Ref, Ref, c_long)
    make_array = _call(core, "CFArrayCreate", Ref, Ref, POINTER(Ref), c_long, Ref)
    dictionary_count = _call(core, "CFDictionaryGetCount", c_long, Ref)
    dictionary_all = _call(core, "CFDictionaryGetKeysAndValues", None, Ref, POINTER(Ref), POINTER(Ref))
    string_length = _call(core, "CFStringGetLength", c_long, Ref)
    string_copy = _call(core, "CFStringGetCString", c_bool, Ref, c_char_p, c_long, c_uint32)
    number_value = _call(core, "CFNumberGetValue", c_bool, Ref, c_long, c_void_p)
    boolean_value = _call(core, "CFBooleanGetValue", c_bool, Ref)
    provider_data = _call(graphics, "CGDataProviderCopyData", Ref, Ref)
    data_pointer = _call(core, "CFDataGetBytePtr", c_void_p, Ref)
    data_length = _call(core, "CFDataGetLength", c_long, Ref)
    run_loop = _call(core, "CFRunLoopGetCurrent", Ref)
    run_loop_run = _call(core, "CFRunLoopRun", None)
    run_loop_stop = _call(core, "CFRunLoopStop", None, Ref)
    run_loop_add = _call(core, "CFRunLoopAddSource", None, Ref, Ref, Ref)
    port_source = _call(core, "CFMachPortCreateRunLoopSource", Ref, Ref, Ref, c_long)
    common_modes = Ref.in_dll(core, "kCFRunLoopCommonModes")

    displays = _call(graphics, "CGGetActiveDisplayList", c_int32, c_uint32, POINTER(c_uint32), POINTER(c_uint32))
    display_bounds = _call(graphics, "CGDisplayBounds", Area, c_uint32)
    window_list = _call(graphics, "CGWindowListCopyWindowInfo", Ref, c_uint32, c_uint32)
    image_of = _call(graphics, "CGWindowListCreateImageFromArray", Ref, Area, Ref, c_uint32)
    image_width = _call(graphics, "CGImageGetWidth", c_size_t, Ref)
    image_height = _call(graphics, "CGImageGetHeight", c_size_t, Ref)
    image_row = _call(graphics, "CGImageGetBytesPerRow", c_size_t, Ref)
    image_provider = _call(graphics, "CGImageGetDataProvider", Ref, Ref)
    session = _call(graphics, "CGSessionCopyCurrentDictionary", Ref)
    may_record = _call(graphics, "CGPreflightScreenCaptureAccess", c_bool)
    ask_record = _call(graphics, "CGRequestScreenCaptureAccess", c_bool)
    may_listen = _call(graphics, "CGPreflightListenEventAccess", c_bool)
    ask_listen = _call(graphics, "CGRequestListenEventAccess", c_bool)
    may_post = _call(graphics, "CGPreflightPostEventAccess", c_bool)
    ask_post = _call(graphics, "CGRequestPostEventAccess", c_bool)
    make_source = _call(graphics, "CGEventSourceCreate", Ref, c_int32)
    make_event = _call(graphics, "CGEventCreate", Ref, Ref)
    event_place = _call(graphics, "CGEventGetLocation", Point, Ref)
    event_number = _call(graphics, "CGEventGetIntegerValueField", c_int64, Ref, c_uint32)
    event_time = _call(graphics, "CGEventGetTimestamp", c_uint64, Ref)
    set_flags = _call(graphics, "CGEventSetFlags", None, Ref, c_uint64)
    set_text = _call(graphics, "CGEventKeyboardSetUnicodeString", None, Ref, c_size_t, POINTER(c_uint16))
    key_event = _call(graphics, "CGEventCreateKeyboardEvent", Ref, Ref, c_uint16, c_bool)
    mouse_event = _call(graphics, "CGEventCreateMouseEvent", Ref, Ref, c_uint32, Point, c_uint32)
    wheel_event = _call(graphics, "CGEventCreateScrollWheelEvent", Ref, Ref, c_uint32, c_uint32, c_int32, c_int32)
    post = _call(graphics, "CGEventPost", None, c_uint32, Ref)
    make_tap = _call(graphics, "CGEventTapCreate", Ref, c_uint32, c_uint32, c_uint32, c_uint64, Tap, Ref)
    enable_tap = _call(graphics, "CGEventTapEnable", None, Ref, c_bool)
    secure_input = _call(carbon, "IsSecureEventInputEnabled", c_bool)

    @contextmanager
    def kept(ref: int | None) -> Iterator[int | None]:
        """What the system made for us, released at the end."""
        try:
            yield ref
        finally:
            if ref:
                release(ref)

    def value(ref: int | None) -> Any:
        """A CoreFoundation value as one of Python's; ``None`` for what has no such form."""
        if not ref:
            return None
        kind = type_of(ref)
        if kind == string_type():
            room = ctypes.create_string_buffer(4 * string_length(ref) + 1)
            return room.value.decode("utf-8", "replace") if string_copy(ref, room, len(room), UTF8) else ""
        if kind == number_type():
            number = c_double()
            number_value(ref, 13, ctypes.byref(number))
            return number.value
        if kind == boolean_type():
            return bool(boolean_value(ref))
        if kind == array_type():
            return [value(array_at(ref, place)) for place in range(array_count(ref))]
        if kind == dictionary_type():
            count = dictionary_count(ref)
            keys, values = (Ref * count)(), (Ref * count)()
            dictionary_all(ref, keys, values)
            return {value(key): value(one) for key, one in zip(keys, values, strict=True)}
        return None

    def numbers(listed: Iterable[int]) -> int | None:
        """An array of window numbers as CGWindowListCreateImageFromArray takes them: bare, not as objects."""
        bare = list(listed)
        made: int | None = make_array(None, (Ref * len(bare))(*bare), len(bare), None)
        return made
