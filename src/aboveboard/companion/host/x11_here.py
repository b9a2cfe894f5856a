"""The X display of this person, or one that is started for a demo."""

from __future__ import annotations

from collections.abc import Mapping

from aboveboard.companion.host.masks import MaskError
from aboveboard.companion.host.screen import CaptureError
from aboveboard.companion.host.virtual import VirtualDisplay
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


def own_display(environment: Mapping[str, str]) -> X11Canvas:
    """What ``DISPLAY`` names. Raises ``WaylandError`` where it is not what the person sees, and ``CaptureError``."""
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
