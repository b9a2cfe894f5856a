"""Which screen there is to show: the real one first, a started one where that was allowed, else a drawn card."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from aboveboard.companion.host.canvas import Canvas
from aboveboard.companion.host.card import TestCard
from aboveboard.companion.host.masks import MaskError, read_masks
from aboveboard.companion.host.other_systems import own_canvas
from aboveboard.companion.host.polled import PolledCanvas
from aboveboard.companion.host.screen import CaptureError

if sys.platform == "linux":
    from aboveboard.companion.host.virtual import xvfb_installed
    from aboveboard.companion.host.wayland import WaylandError
    from aboveboard.companion.host.x11_here import VirtualCanvas, own_display

    def choose_canvas(*, may_start_xvfb: bool = False, environment: Mapping[str, str] = os.environ) -> Canvas:
        """The best source here: the display that ``DISPLAY`` names, else Xvfb (only if allowed), else the drawn card.

        The result's ``name`` says which it is. A display that cannot be captured falls through to the next. Raises
        ``WaylandError`` where the person's desktop cannot be shown at all, and nothing else was allowed instead, and
        ``MaskError`` where it is not known what has to stay hidden.
        """
        try:
            return own_display(environment)
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

else:

    def choose_canvas(*, may_start_xvfb: bool = False, environment: Mapping[str, str] = os.environ) -> Canvas:  # noqa: ARG001  # the same shape everywhere
        """The person's desktop. Raises ``CaptureError``, ``MaskError``."""
        return own_canvas(read_masks()) or PolledCanvas(TestCard())
