"""What can be shown alone: the monitors that RandR names, and the windows that have a title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from Xlib import error

from aboveboard.companion.host.canvas import PartInfo, Rect
from aboveboard.companion.host.stack import Top
from aboveboard.companion.host.x11_link import Link

_SMALLEST: Final = 32
_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class Choice:
    """A part and how to find it again: a monitor by its name, a window by its number."""

    info: PartInfo
    monitor: str = ""
    window: int = 0


def monitors(link: Link, screen: Rect) -> list[tuple[str, Rect]]:
    """Each monitor's name and place; one for the whole screen where the display does not say."""
    found: list[tuple[str, Rect]] = []
    try:
        for one in link.root.xrandr_get_monitors().monitors:
            place = Rect(one.x, one.y, one.width_in_pixels, one.height_in_pixels).clip(screen)
            if place.area:
                found.append((link.display.get_atom_name(one.name), place))
    except (AttributeError, error.XError):
        found = []  # no RandR here, or one that is too old to know monitors
    return found or [("screen", screen)]


def choices(link: Link, screen: Rect, stack: Sequence[Top]) -> list[Choice]:
    """Monitors first, then windows from the top; neither masked ones nor our own, nor those without a title."""
    made = [Choice(PartInfo(name, place, window=False), monitor=name) for name, place in monitors(link, screen)]
    for top in reversed(stack):
        place = top.rect.clip(screen)
        left_out = any(one.dock or one.ours for one in top.inside.values())
        if top.masked or top.popup or left_out or not top.title or min(place.width, place.height) < _SMALLEST:
            continue
        made.append(Choice(PartInfo(top.title[:_NAME], place, window=True), window=top.number))
    return made
