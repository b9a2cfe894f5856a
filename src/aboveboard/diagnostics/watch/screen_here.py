"""What shows notifications on this computer. Import it where the library for that may be loaded."""

from __future__ import annotations

import sys

from aboveboard.diagnostics.watch.screens import NoScreen, Screen, session_bus

if sys.platform == "linux":
    from aboveboard.diagnostics.watch.screen_bus import BusScreen

    def screen_here() -> Screen:
        """By the desktop's bus; without one nothing is shown."""
        address = session_bus()
        return BusScreen(address) if address else NoScreen()

else:
    from aboveboard.diagnostics.watch.screen_desktop import DesktopScreen

    def screen_here() -> Screen:
        """By what this system has for it."""
        return DesktopScreen()
