"""The pointer of an X display: where it is, and its shape whenever that is one not named before."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

import numpy as np
from Xlib.protocol import request

from aboveboard.companion.host.canvas import CursorShape, CursorState, Rect
from aboveboard.companion.host.screen import Pixels
from aboveboard.companion.host.x11_link import Link
from aboveboard.companion.host.x11_requests import XFIXES, GetCursorImage

_NUMBERS: Final = 0xFFFF
_LOOK_S: Final = 0.2


class Pointer:
    """``changed`` when the display says that the shape is another one; the picture is fetched only then.

    ``moved`` when it says that it moved. A program can move it without a word, so it is looked for now and then.
    """

    def __init__(self, link: Link, clock: Callable[[], float] = time.monotonic) -> None:
        self._link = link
        self._clock = clock
        self._at: tuple[int, int, bool] | None = None
        self._looked = 0.0
        self._numbers: dict[int, int] = {}
        self._shape = 0
        self._stale = True

    def changed(self) -> None:
        """The shape is another one from now on."""
        self._stale = True
        self._at = None

    def moved(self) -> None:
        """It is somewhere else from now on."""
        self._at = None

    def state(self, area: Rect) -> CursorState | None:
        """The pointer as it is now, counted on ``area`` of the root."""
        now = self._clock()
        if self._at is None or now - self._looked >= _LOOK_S:
            place = self._link.answer(self._link.ask(request.QueryPointer, window=self._link.root.id))
            if place is None:
                return None
            self._at, self._looked = (place.root_x, place.root_y, bool(place.same_screen)), now
        new = self._read() if self._stale else None
        x, y = self._at[0] - area.x, self._at[1] - area.y
        visible = self._at[2] and 0 <= x < area.width and 0 <= y < area.height
        return CursorState(min(max(x, 0), area.width - 1), min(max(y, 0), area.height - 1), self._shape, visible, new)

    def _read(self) -> CursorShape | None:
        image = self._link.answer(self._link.ask(GetCursorImage, XFIXES))
        if image is None:
            return None
        self._stale = False
        if image.cursor_serial in self._numbers:
            self._shape = self._numbers[image.cursor_serial]
            return None
        if len(self._numbers) >= _NUMBERS:
            self._numbers.clear()
        self._shape = self._numbers[image.cursor_serial] = len(self._numbers)
        pixels = np.frombuffer(image.body, np.uint8, image.width * image.height * 4)
        return CursorShape(
            self._shape, image.xhot, image.yhot, _unmultiplied(pixels.reshape(image.height, image.width, 4))
        )


def _unmultiplied(bgra: Pixels) -> Pixels:
    alpha = bgra[:, :, 3:].astype(np.uint16)
    colours = bgra[:, :, 2::-1].astype(np.uint16) * 255 // np.maximum(alpha, 1)
    return np.concatenate((np.minimum(colours, 255), alpha), axis=2).astype(np.uint8)
