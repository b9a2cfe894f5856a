"""What of this computer a session uses: put together once, from what this system has, and given back at the end."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from aboveboard.companion.flow.computer import NEEDS_A_PERSON, Computer
from aboveboard.companion.flow.toolkit import Toolkit, toolkit_here
from aboveboard.companion.host.canvas import Canvas
from aboveboard.companion.host.checkup import Checkup
from aboveboard.companion.host.choose import choose_canvas
from aboveboard.companion.host.clipboard import Clipboard
from aboveboard.companion.host.input import Input, InputError
from aboveboard.companion.host.known_desks import KnownDesks
from aboveboard.companion.host.masks import read_masks
from aboveboard.companion.host.other_systems import own_clipboard, own_input, own_real, own_stop_key
from aboveboard.companion.host.own_checkup import checkup_here
from aboveboard.companion.host.real import RealInput
from aboveboard.companion.host.screen import CaptureError
from aboveboard.companion.host.stop_key import StopKey, StopKeyError
from aboveboard.companion.host.tool_keys import config_folder

if sys.platform == "linux":
    from aboveboard.companion.host.x11_canvas import X11Canvas
    from aboveboard.companion.host.x11_clipboard import X11Clipboard
    from aboveboard.companion.host.x11_input import X11Input
    from aboveboard.companion.host.x11_raw import RawError
    from aboveboard.companion.host.x11_real import X11RealInput
    from aboveboard.companion.host.x11_stop_key import X11StopKey


@dataclass(frozen=True)
class Asked:
    """What needs nothing of the display, but somebody who is asked each time."""

    tools: Toolkit | None
    checkup: Checkup | None
    known: KnownDesks

    def of(self, computer: Computer) -> Computer:
        """This computer, with that too."""
        return replace(computer, asks=NEEDS_A_PERSON, tools=self.tools, checkup=self.checkup, known=self.known)


@dataclass
class Equipment:
    """``computer`` is what a technician may ask for; ``stop_key`` and ``real`` are the person's own."""

    computer: Computer
    real: RealInput | None = None
    stop_key: StopKey | None = None
    _closing: ExitStack = field(default_factory=ExitStack)

    def close(self) -> None:
        """Give everything back. Calling it twice is fine."""
        self._closing.close()


def equip(
    *,
    apart: bool,
    pressed: Callable[[], None] | None = None,
    language: str = "",
    may_start_xvfb: bool = False,
) -> Equipment:
    """What there is here. Raises ``CaptureError`` where nothing can be shown.

    ``apart``: the person answers where input from afar cannot reach, in windows of ours or at another program. Without
    that there is no control: who controls a computer could type the answers into a terminal. ``pressed`` is called when
    the stop key is.
    """
    closing = ExitStack()
    try:
        canvas = choose_canvas(may_start_xvfb=may_start_xvfb)
        closing.callback(canvas.close)
        asked = Asked(toolkit_here(language), checkup_here(language), KnownDesks(config_folder()))
        if sys.platform == "linux" and apart and isinstance(canvas, X11Canvas):
            return _on_x11(canvas, pressed, closing, asked)
        if sys.platform != "linux" and apart:
            return _elsewhere(canvas, pressed, closing, asked)
        return Equipment(asked.of(Computer(canvas)), _closing=closing)
    except BaseException:
        closing.close()
        raise


def _elsewhere(canvas: Canvas, pressed: Callable[[], None] | None, closing: ExitStack, asked: Asked) -> Equipment:
    """Windows and macOS, as far as the person allowed it there."""
    real = own_real()
    hands: Input | None = None
    key: StopKey | None = None
    if real is not None:
        closing.callback(real.close)
        try:
            hands = own_input() if real.sure else None
        except InputError:
            hands = None  # the system said no, and without telling persons from programs there is no control
    if hands is not None:
        closing.callback(hands.close)
    clipboard = own_clipboard(read_masks())
    if clipboard is not None:
        closing.callback(clipboard.close)
    if pressed is not None:
        try:
            key = own_stop_key(pressed)
        except StopKeyError:
            key = None  # the bar's own button stops as well, and the drill uses it
    if key is not None:
        closing.callback(key.close)
    computer = asked.of(Computer(canvas, input=hands, real=real, clipboard=clipboard))
    return Equipment(computer, real, key, closing)


if sys.platform == "linux":

    def _on_x11(canvas: X11Canvas, pressed: Callable[[], None] | None, closing: ExitStack, asked: Asked) -> Equipment:
        """Each thing that this display refuses is missing, and so is not offered."""
        display = canvas.display_name
        real: RealInput | None = None
        hands: Input | None = None
        clipboard: Clipboard | None = None
        key: StopKey | None = None
        try:
            real = X11RealInput(display)
            closing.callback(real.close)
            hands = X11Input(display)
            closing.callback(hands.close)
        except (RawError, InputError):
            hands = None  # without telling persons from programs there is no control
        try:
            clipboard = X11Clipboard(display, read_masks())
            closing.callback(clipboard.close)
        except CaptureError:
            clipboard = None
        if pressed is not None:
            try:
                key = X11StopKey(display, pressed)
                closing.callback(key.close)
            except StopKeyError:
                key = None  # the bar's own button stops as well, and the drill uses it
        computer = asked.of(Computer(canvas, input=hands, real=real, clipboard=clipboard))
        return Equipment(computer, real, key, closing)
