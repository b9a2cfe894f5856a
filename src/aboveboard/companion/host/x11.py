"""The screen of an X display, by shared memory where the display offers it."""

from __future__ import annotations

import mss
import mss.exception
import numpy as np

from aboveboard.companion.host.screen import CaptureError, Frame


class X11Screen:
    """All monitors of one X display as one picture."""

    def __init__(self, display: str) -> None:
        self.name = f"the display {display}"
        try:
            self._mss = mss.MSS(display=display)
            self._area = dict(self._mss.monitors[0])
        except (mss.exception.ScreenShotError, OSError) as error:
            raise CaptureError(
                f"The display {display} cannot be captured ({error}). Nothing was sent. Check DISPLAY and XAUTHORITY."
            ) from error
        # H.264 halves the colour planes, so both sides have to be even: at most one row and column are left out.
        self._area["width"] -= self._area["width"] % 2
        self._area["height"] -= self._area["height"] % 2
        self._closed = False

    @property
    def size(self) -> tuple[int, int]:
        return int(self._area["width"]), int(self._area["height"])

    def grab(self) -> Frame:
        try:
            shot = self._mss.grab(self._area)
        except (mss.exception.ScreenShotError, OSError) as error:
            raise CaptureError(f"{self.name} stopped giving pictures ({error}).") from error
        pixels = np.frombuffer(shot.raw, dtype=np.uint8).reshape(shot.height, shot.width, 4)
        return Frame(pixels)

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._mss.close()
