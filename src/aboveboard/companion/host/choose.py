"""Which screen there is to show: the real one first, a started one where that was allowed, else a drawn card."""

from __future__ import annotations

import os
from collections.abc import Mapping

from aboveboard.companion.host.canvas import Canvas
from aboveboard.companion.host.card import TestCard
from aboveboard.companion.host.masks import MaskError
from aboveboard.companion.host.polled import PolledCanvas
from aboveboard.companion.host.screen import CaptureError
from aboveboard.companion.host.virtual import VirtualDisplay, xvfb_installed
from aboveboard.companion.host.wayland import WaylandError, is_wayland, refuse_xwayland
from aboveboard.companion.host.x11_canvas import X11Canvas


class VirtualCanvas(X11Canvas):
    """The screen of an Xvfb that lives and dies with it."""

    def __init__(self) -> None:
        self.display = VirtualDisplay()
        try:
            super().__init__(self.display.name)
        except BaseException:
            self.display.close()
            raise
        self.name = f"an Xvfb of its own ({self.display.name}) with a test card"

    def close(self) -> None:
        super().close()
        self.display.close()


def choose_canvas(*, may_start_xvfb: bool = False, environment: Mapping[str, str] = os.environ) -> Canvas:
    """The best source here: the display that ``DISPLAY`` names, else Xvfb (only if allowed), else the drawn card.

    The result's ``name`` says which it is. A display that cannot be captured falls through to the next. Raises
    ``WaylandError`` where the person's desktop cannot be shown at all, and nothing else was allowed instead, and
    ``MaskError`` where it is not known what has to stay hidden.
    """
    try:
        return _own_screen(environment)
    except WaylandError:
        if not may_start_xvfb:
            raise
    except MaskError:
        raise
    except CaptureError:
        pass  # the next source is tried, and its name tells the person that the display was not used
    if may_start_xvfb and xvfb_installed():
        try:
            return VirtualCanvas()
        except MaskError:
            raise
        except CaptureError:
            pass  # the card below always works
    return PolledCanvas(TestCard())


def _own_screen(environment: Mapping[str, str]) -> X11Canvas:
    name = environment.get("DISPLAY", "")
    try:
        if not name:
            raise CaptureError("There is no display here.")
        refuse_xwayland(name)
        return X11Canvas(name)
    except MaskError:
        raise
    except CaptureError:
        if is_wayland(environment):
            raise WaylandError from None
        raise
