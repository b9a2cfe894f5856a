"""Desktops of the Wayland kind: noticed and said, never captured by mistake.

There a program sees its own windows alone, and an X display (Xwayland) stands beside them for programs that still need
one. Its root window is black or shows some of the windows: it is not what the person sees, so it is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from Xlib import error
from Xlib.ext import randr
from Xlib.protocol import display, request

from aboveboard.companion.host.screen import CaptureError

_EXTENSION: Final = "XWAYLAND"
"""Announced by Xwayland since 22.1.99; before that its monitors' names tell."""
SAYING: Final = (
    "This desktop runs under Wayland, where the companion cannot show the screen. Nothing was shown. "
    "Log out and choose a session with X11 or Xorg in the list at the login, "
    "or share the screen from your browser: the help desk's page with your code does that."
)


class WaylandError(CaptureError):
    """The person's desktop is one that cannot be shown here; the message says what to do."""

    def __init__(self) -> None:
        super().__init__(SAYING)


def is_wayland(environment: Mapping[str, str]) -> bool:
    """True when the person's desktop says that it is one."""
    return bool(environment.get("WAYLAND_DISPLAY")) or environment.get("XDG_SESSION_TYPE", "").lower() == "wayland"


def is_xwayland(extensions: list[str], monitors: list[str]) -> bool:
    """True for an X display that only stands beside a Wayland desktop, by what it tells of itself."""
    return _EXTENSION in extensions or any(name.upper().startswith(_EXTENSION) for name in monitors)


def refuse_xwayland(name: str) -> None:
    """Raises ``WaylandError`` where this X display, which can be reached, is not what the person sees."""
    try:
        link = _Bare(name)
    except (error.DisplayError, error.ConnectionClosedError, OSError):
        return  # it went away, which whoever captures it will notice
    try:
        extensions = [str(one) for one in request.ListExtensions(display=link).names]
        if is_xwayland(extensions, _monitors(link)):
            raise WaylandError
    finally:
        link.close()


class _Bare(display.Display):  # type: ignore[misc]  # python-xlib publishes no types
    """Below the usual ``Display``, which remembers for the whole process how the last display numbers its events."""

    resource_classes: ClassVar[dict[str, type]] = {}


def _monitors(link: display.Display) -> list[str]:
    told = request.QueryExtension(display=link, name=randr.extname)
    if not told.present:
        return []
    opcode = told.major_opcode
    root = link.info.roots[link.default_screen].root
    resources = randr.GetScreenResources(display=link, opcode=opcode, window=root)
    outputs = [
        randr.GetOutputInfo(display=link, opcode=opcode, output=one, config_timestamp=resources.config_timestamp)
        for one in resources.outputs
    ]
    return [str(one.name) for one in outputs]
