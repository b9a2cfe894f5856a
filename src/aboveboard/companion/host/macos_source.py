"""macOS' screen, windows and pointer, by its calls. What they mean is decided in ``macos_list`` and ``stacked``.

A picture is put together of the windows that may be seen and of no others: what is masked is left out by the system.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Sequence
from ctypes import byref, c_uint32
from typing import Any, Final

import numpy as np

from aboveboard.companion.host import macos_list
from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.masks import Masks
from aboveboard.companion.host.screen import CaptureError, Pixels
from aboveboard.companion.host.stack import Top
from aboveboard.companion.host.stacked import Pointed

if sys.platform == "darwin":
    from aboveboard.companion.host import macos_calls as c

    _ON_SCREEN: Final = 1
    _NOMINAL: Final = 1 << 4
    _DISPLAYS: Final = 16

    def permissions(*, ask: bool) -> macos_list.Permissions:
        """What the person has allowed; with ``ask`` macOS shows its own questions for what is missing."""
        return macos_list.Permissions(
            record=bool(c.may_record() or (ask and c.ask_record())),
            control=bool(c.may_post() or (ask and c.ask_post())),
            listen=bool(c.may_listen() or (ask and c.ask_listen())),
        )

    class MacSource:
        """All monitors of this session, in points: a display of double density is shown at its nominal size."""

        name = "this Mac's desktop"

        def __init__(self) -> None:
            if not permissions(ask=True).record:
                raise CaptureError(macos_list.missing(macos_list.Permissions(False, True, True)))

        def monitors(self) -> list[tuple[str, Rect]]:
            count, found = c_uint32(), (c_uint32 * _DISPLAYS)()
            if c.displays(_DISPLAYS, found, byref(count)) or not count.value:
                raise CaptureError("macOS names no display (it may be asleep). Nothing was shown.")
            made = []
            for place in range(count.value):
                area = c.display_bounds(found[place])
                made.append((f"Display {place + 1}", Rect(*map(round, (area.x, area.y, area.width, area.height)))))
            return made

        def stack(self, masks: Masks) -> list[Top]:
            return macos_list.tops(self._told(), masks)

        @staticmethod
        def _told() -> list[dict[str, Any]]:
            with c.kept(c.window_list(_ON_SCREEN, 0)) as listed:
                told = c.value(listed)
            if not isinstance(told, list):
                raise CaptureError("macOS does not list its windows (the screen may be locked). Nothing was shown.")
            return told

        def fetch(self, rects: Sequence[Rect], left_out: frozenset[int]) -> list[Pixels | None]:
            shown = [int(one["kCGWindowNumber"]) for one in self._told() if one.get("kCGWindowIsOnscreen")]
            with c.kept(c.numbers(one for one in shown if one not in left_out)) as windows:
                return [self._one(rect, windows) for rect in rects]

        @staticmethod
        def _one(rect: Rect, windows: int | None) -> Pixels | None:
            with c.kept(c.image_of(c.Area(*rect), windows, _NOMINAL)) as image:
                if not image or (c.image_width(image), c.image_height(image)) != (rect.width, rect.height):
                    return None
                with c.kept(c.provider_data(c.image_provider(image))) as data:
                    row = c.image_row(image)
                    if not data or c.data_length(data) < row * rect.height:
                        return None
                    raw = ctypes.string_at(c.data_pointer(data), row * rect.height)
            pixels = np.frombuffer(raw, np.uint8).reshape(rect.height, row)
            return np.ascontiguousarray(pixels[:, : rect.width * 4].reshape(rect.height, rect.width, 4))

        def pointer(self) -> Pointed | None:
            with c.kept(c.make_event(None)) as event:
                at = c.event_place(event)
            return Pointed(round(at.x), round(at.y), True, 0)

        def shape(self, number: int) -> tuple[int, int, Pixels] | None:  # noqa: ARG002  # macOS tells no shape
            """An arrow: macOS gives the pointer of another program to nobody."""
            side = 16
            across, down = np.meshgrid(np.arange(side), np.arange(side))
            inside = across <= down * 3 // 4
            pixels = np.zeros((side, side, 4), np.uint8)
            pixels[inside] = (0, 0, 0, 255)
            pixels[inside & (across > 0) & (across < down * 3 // 4 - 1) & (down < side - 2)] = (255, 255, 255, 255)
            return 0, 0, pixels

        def close(self) -> None:
            """Everything was let go after each call."""
