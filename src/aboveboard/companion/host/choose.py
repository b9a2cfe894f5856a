"""Which screen there is to show: the real one first, a started one where that was allowed, else a drawn card."""

from __future__ import annotations

import os
from collections.abc import Mapping

from aboveboard.companion.host.card import TestCard
from aboveboard.companion.host.screen import CaptureError, Frame, Screen
from aboveboard.companion.host.virtual import VirtualDisplay, xvfb_installed
from aboveboard.companion.host.wayland import WaylandError, is_wayland, refuse_xwayland
from aboveboard.companion.host.x11 import X11Screen


class VirtualScreen:
    """The screen of an Xvfb that lives and dies with it."""

    def __init__(self) -> None:
        self._display = VirtualDisplay()
        try:
            self._screen = X11Screen(self._display.name)
        except CaptureError:
            self._display.close()
            raise
        self.name = f"an Xvfb of its own ({self._display.name}) with a test card"

    @property
    def size(self) -> tuple[int, int]:
        return self._screen.size

    def grab(self) -> Frame:
        return self._screen.grab()

    def close(self) -> None:
        self._screen.close()
        self._display.close()


def choose_screen(*, may_start_xvfb: bool = False, environment: Mapping[str, str] = os.environ) -> Screen:
    """The best source here: the display that ``DISPLAY`` names, else Xvfb (only if allowed), else the drawn card.

    The result's ``name`` says which it is. A display that cannot be captured falls through to the next. Raises
    ``WaylandError`` where the person's desktop cannot be shown at all, and nothing else was allowed instead.
    """
    try:
        return _own_screen(environment)
    except WaylandError:
        if not may_start_xvfb:
            raise
    except CaptureError:
        pass  # the next source is tried, and its name tells the person that the display was not used
    if may_start_xvfb and xvfb_installed():
        try:
            return VirtualScreen()
        except CaptureError:
            pass  # the card below always works
    return TestCard()


def _own_screen(environment: Mapping[str, str]) -> Screen:
    name = environment.get("DISPLAY", "")
    try:
        if not name:
            raise CaptureError("There is no display here.")
        screen = X11Screen(name)
    except CaptureError:
        if is_wayland(environment):
            raise WaylandError from None
        raise
    try:
        refuse_xwayland(name)
    except BaseException:
        screen.close()
        raise
    return screen
