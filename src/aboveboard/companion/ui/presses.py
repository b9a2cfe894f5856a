"""Which presses were made by devices of this computer, for the windows: their own ear at the display."""

from __future__ import annotations

import os
import sys

from PySide6.QtGui import QGuiApplication

from aboveboard.companion.host.real import RealInput
from aboveboard.companion.ui.unsent import POINTER

if sys.platform == "linux":
    from aboveboard.companion.host.x11_raw import RawError
    from aboveboard.companion.host.x11_real import X11RealInput


def listen() -> RealInput | None:
    """Listens from now on; ``None`` on a system that cannot tell, where every press counts."""
    if sys.platform != "linux" or QGuiApplication.platformName() != "xcb":
        return None
    try:
        found = X11RealInput(os.environ.get("DISPLAY", ""))
    except RawError:
        return None
    POINTER.ask(found)
    return found
