"""What macOS tells of windows, events and permissions, understood: what can be seen, what was real, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.input import Why
from aboveboard.companion.host.masks import Masks
from aboveboard.companion.host.stack import Identity, Top

_PANEL_LAYERS: Final = frozenset({20, 24, 25})
"""The Dock, the menu bar and what stands in it."""
_POPUP_LAYERS: Final = range(100, 102)
"""Menus."""
_HARDWARE: Final = 1
"""kCGEventSourceStateHIDSystemState."""
_DOWN: Final = frozenset({1, 3, 10, 25})
"""Buttons and keys that go down, as CGEventType."""


@dataclass(frozen=True, slots=True)
class Permissions:
    """What the person has allowed in System Settings, Privacy & Security."""

    record: bool
    control: bool
    listen: bool


def tops(told: Iterable[Mapping[str, Any]], masks: Masks) -> list[Top]:
    """The windows that can be seen, bottom first, of what CGWindowListCopyWindowInfo tells from the front."""
    found = []
    for one in told:
        bounds = one.get("kCGWindowBounds", {})
        rect = Rect(*(round(float(bounds.get(side, 0))) for side in ("X", "Y", "Width", "Height")))
        alpha = float(one.get("kCGWindowAlpha", 1))
        if not one.get("kCGWindowIsOnscreen", False) or not rect.area or alpha <= 0:
            continue
        number, layer = int(one["kCGWindowNumber"]), int(one.get("kCGWindowLayer", 0))
        title = str(one.get("kCGWindowName", ""))
        identity = Identity(
            client=int(one.get("kCGWindowOwnerPID", 0)),
            by_program=masks.hide_program([name for name in [str(one.get("kCGWindowOwnerName", ""))] if name]),
            by_title=masks.hide_title(title),
            transient_for=0,
            title=title,
            dock=layer in _PANEL_LAYERS or layer < 0,
            translucent=alpha < 1,
        )
        # Every window may have round corners and shadows here, so none is known to hide all that is below.
        top = Top(number, rect, open=True, solid=False, popup=layer in _POPUP_LAYERS)
        top.inside = {number: identity}
        found.append(top)
    return found[::-1]


def real(state: int, process: int) -> bool:
    """True when a device made this event and no program did, by its source's state and process."""
    return process == 0 and state == _HARDWARE


def goes_down(kind: int) -> bool:
    """True for events of a key or button that goes down."""
    return kind in _DOWN


def barred(session: Mapping[str, Any], *, secure: bool) -> Why:
    """Why input does not arrive now, of CGSessionCopyCurrentDictionary and of whether a password is being typed."""
    if not session or session.get("CGSSessionScreenIsLocked") or not session.get("kCGSSessionOnConsoleKey", True):
        return "locked"
    # While a program guards what is typed into it, the person is typing a password: nobody types beside them.
    return "rights" if secure else ""


def missing(has: Permissions) -> str:
    """What the person has to allow, in words for them; empty where all is there."""
    where = "Open System Settings, Privacy & Security, "
    if not has.record:
        return (
            "macOS does not let this program see the screen yet. Nothing was shown. "
            f"{where}Screen Recording, allow it there, and start it again."
        )
    if not has.control:
        return f"macOS does not let this program press keys. {where}Accessibility, and allow it there."
    if not has.listen:
        return (
            "macOS does not let this program notice when you use your own mouse and keyboard, "
            f"so nobody can be given control. {where}Input Monitoring, and allow it there."
        )
    return ""
