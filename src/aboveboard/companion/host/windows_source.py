"""Windows' screen, windows and pointer, by its calls. What they mean is decided in ``windows_list`` and ``stacked``."""

from __future__ import annotations

import ctypes
import ntpath
import sys
from collections.abc import Sequence
from ctypes import byref, c_uint32, c_void_p
from typing import Any, Final

import numpy as np

from aboveboard.companion.host import windows_layout as w
from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.masks import Masks
from aboveboard.companion.host.screen import CaptureError, Pixels
from aboveboard.companion.host.stack import Top
from aboveboard.companion.host.stacked import Pointed
from aboveboard.companion.host.windows_list import Told, tops

if sys.platform == "win32":
    from aboveboard.companion.host import windows_calls as c

    _SCALED_BY_MONITOR: Final = c_void_p(-4)
    _LIMITED: Final = 0x1000
    _EXTENDED_STYLE, _OWNER = -20, 4
    _LAYERED: Final = 0x0008_0000
    _CLOAKED, _FRAME_BOUNDS = 14, 9
    _COPY: Final = 0x00CC0020
    _NO_REGION: Final = 0
    _SHOWING: Final = 1
    _KEEP_OUT: Final = 0x11

    def keep_out(window: int) -> bool:
        """Have Windows leave one of our own windows out of every picture of the screen; False where it cannot."""
        return bool(c.display_affinity(window, _KEEP_OUT))

    def _rect(one: w.Rectangle) -> Rect:
        return Rect(one.left, one.top, one.right - one.left, one.bottom - one.top)

    def _program(process: int) -> str:
        handle = c.open_process(_LIMITED, 0, process)
        if not handle:
            return ""
        name, length = ctypes.create_unicode_buffer(1024), c_uint32(1024)
        try:
            return ntpath.basename(name.value) if c.process_file(handle, 0, name, byref(length)) else ""
        finally:
            c.close_handle(handle)

    def _text(call: Any, window: int) -> str:
        buffer = ctypes.create_unicode_buffer(512)
        call(window, buffer, 512)
        return buffer.value

    def tell(window: int) -> Told:
        """One window as Windows tells it."""
        box, process, cloaked = w.Rectangle(), c_uint32(), c_uint32()
        c.window_rect(window, byref(box))
        c.window_process(window, byref(process))
        c.window_attribute(window, _CLOAKED, byref(cloaked), 4)
        return Told(
            handle=window,
            rect=_rect(box),
            visible=bool(c.is_visible(window)),
            cloaked=bool(cloaked.value),
            minimised=bool(c.is_minimised(window)),
            layered=bool(c.window_long(window, _EXTENDED_STYLE) & _LAYERED),
            shaped=c.region_box(window, byref(w.Rectangle())) != _NO_REGION,
            kind=_text(c.class_name, window),
            title=_text(c.window_text, window),
            process=process.value,
            program=_program(process.value),
            owner=int(c.get_window(window, _OWNER) or 0),
        )

    class WindowsSource:
        """All monitors of this session."""

        name = "this Windows desktop"

        def __init__(self) -> None:
            # Otherwise Windows would tell places in other pixels than those that are fetched.
            c.aware_of_scaling(_SCALED_BY_MONITOR)

        def monitors(self) -> list[tuple[str, Rect]]:
            found: list[tuple[str, Rect]] = []

            def each(monitor: int, _dc: int, _box: Any, _more: int) -> int:
                info = w.MonitorInfo(size=ctypes.sizeof(w.MonitorInfo))
                if c.monitor_info(monitor, byref(info)):
                    name = bytes(info.name).decode("utf-16-le").partition("\0")[0]
                    found.append((name.removeprefix("\\\\.\\"), _rect(info.area)))
                return 1

            c.enum_monitors(None, None, c.EachMonitor(each), 0)
            if not found:
                raise CaptureError("Windows names no monitor. Nothing was shown.")
            return found

        def stack(self, masks: Masks) -> list[Top]:
            handles: list[int] = []

            def each(window: int, _more: int) -> int:
                handles.append(window)
                return 1

            if not c.enum_windows(c.EachWindow(each), 0):
                raise CaptureError("Windows does not list its windows (the screen may be locked). Nothing was shown.")
            return tops((tell(one) for one in handles if c.is_visible(one)), masks)

        def fetch(self, rects: Sequence[Rect], left_out: frozenset[int]) -> list[Pixels | None]:  # noqa: ARG002  # see below
            """Windows cannot leave windows of other programs out, so ``rects`` must not hold them."""
            screen = c.get_dc(None)
            if not screen:
                raise CaptureError("Windows gives no picture of the screen now (it may be locked). Nothing was shown.")
            try:
                return [self._one(screen, rect) for rect in rects]
            finally:
                c.release_dc(None, screen)

        @staticmethod
        def _one(screen: int, rect: Rect) -> Pixels | None:
            header = w.BitmapHeader(ctypes.sizeof(w.BitmapHeader), rect.width, -rect.height, 1, 32)
            memory, bits = c.make_dc(screen), c_void_p()
            section = c.make_section(screen, byref(header), 0, byref(bits), None, 0)
            try:
                if not section or bits.value is None:
                    return None
                c.select_object(memory, section)
                if not c.copy_bits(memory, 0, 0, rect.width, rect.height, screen, rect.x, rect.y, _COPY):
                    return None
                size = rect.width * rect.height * 4
                raw = ctypes.string_at(bits.value, size)
                return np.frombuffer(raw, np.uint8).reshape(rect.height, rect.width, 4)
            finally:
                c.delete_dc(memory)
                if section:
                    c.delete_object(section)

        def pointer(self) -> Pointed | None:
            info = w.CursorInfo(size=ctypes.sizeof(w.CursorInfo))
            if not c.cursor_info(byref(info)):
                return None
            return Pointed(info.point.x, info.point.y, bool(info.flags & _SHOWING), int(info.cursor or 0))

        def shape(self, number: int) -> tuple[int, int, Pixels] | None:
            info, shape = w.IconInfo(), w.Bitmap()
            if not number or not c.icon_info(number, byref(info)):
                return None
            try:
                if not info.colour or not c.get_object(info.colour, ctypes.sizeof(shape), byref(shape)):
                    return None  # a pointer of two colours, which inverts what is below: shown as the last one
                header = w.BitmapHeader(ctypes.sizeof(w.BitmapHeader), shape.width, -shape.height, 1, 32)
                pixels = np.zeros((shape.height, shape.width, 4), np.uint8)
                screen = c.get_dc(None)
                c.get_bits(screen, info.colour, 0, shape.height, pixels.ctypes.data, byref(header), 0)
                c.release_dc(None, screen)
                if not pixels[:, :, 3].any():
                    pixels[:, :, 3] = 255 * pixels[:, :, :3].any(axis=2)  # an older pointer, without transparency
                return int(info.hot_x), int(info.hot_y), np.ascontiguousarray(pixels[:, :, [2, 1, 0, 3]])
            finally:
                for bitmap in (info.mask, info.colour):
                    if bitmap:
                        c.delete_object(bitmap)

        def close(self) -> None:
            """Everything was let go after each call."""
