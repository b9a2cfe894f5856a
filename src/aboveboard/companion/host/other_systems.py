"""What Windows and macOS give in place of X11: the same shapes, by their own calls. ``None``: not on this system."""

from __future__ import annotations

import sys
from collections.abc import Callable

from aboveboard.companion.host.canvas import Canvas
from aboveboard.companion.host.clipboard import Clipboard
from aboveboard.companion.host.hands import HandInput
from aboveboard.companion.host.input import Input
from aboveboard.companion.host.masks import Masks
from aboveboard.companion.host.real import RealInput
from aboveboard.companion.host.stacked import StackedCanvas
from aboveboard.companion.host.stop_key import StopKey

if sys.platform == "win32":
    from aboveboard.companion.host.windows_clipboard import WindowsClipboard
    from aboveboard.companion.host.windows_hands import WindowsHands
    from aboveboard.companion.host.windows_listen import WindowsRealInput, WindowsStopKey
    from aboveboard.companion.host.windows_source import WindowsSource, keep_out

    def own_canvas(masks: Masks) -> Canvas | None:
        """The person's desktop. Raises ``CaptureError``."""
        return StackedCanvas(WindowsSource(), masks)

    def own_input() -> Input | None:
        """Its pointer and keyboard. Raises ``InputError``."""
        return HandInput(WindowsHands())

    def own_real() -> RealInput | None:
        """What tells the person from programs."""
        return WindowsRealInput()

    def own_stop_key(pressed: Callable[[], None]) -> StopKey | None:
        """The key that ends a session from anywhere. Raises ``StopKeyError``."""
        return WindowsStopKey(pressed)

    def own_clipboard(masks: Masks) -> Clipboard | None:
        """Its clipboard."""
        return WindowsClipboard(masks)

    def hide_window(window: int) -> bool:
        """Have the system leave one of our own windows out of every picture; False where it cannot."""
        return keep_out(window)

elif sys.platform == "darwin":
    from aboveboard.companion.host.macos_hands import MacHands
    from aboveboard.companion.host.macos_listen import MacRealInput, MacStopKey
    from aboveboard.companion.host.macos_source import MacSource

    def own_canvas(masks: Masks) -> Canvas | None:
        """The person's desktop. Raises ``CaptureError``."""
        return StackedCanvas(MacSource(), masks)

    def own_input() -> Input | None:
        """Its pointer and keyboard. Raises ``InputError``."""
        return HandInput(MacHands())

    def own_real() -> RealInput | None:
        """What tells the person from programs."""
        return MacRealInput()

    def own_stop_key(pressed: Callable[[], None]) -> StopKey | None:
        """The key that ends a session from anywhere. Raises ``StopKeyError``."""
        return MacStopKey(pressed)

    def own_clipboard(masks: Masks) -> Clipboard | None:  # noqa: ARG001  # the same shape everywhere
        """Not offered on macOS."""
        return None

    def hide_window(window: int) -> bool:  # noqa: ARG001  # the same shape everywhere
        """The masks leave it out, by its program."""
        return False

else:

    def own_canvas(masks: Masks) -> Canvas | None:  # noqa: ARG001  # the same shape everywhere
        """Nothing here: see ``choose``."""
        return None

    def own_input() -> Input | None:
        """Nothing here."""
        return None

    def own_real() -> RealInput | None:
        """Nothing here."""
        return None

    def own_stop_key(pressed: Callable[[], None]) -> StopKey | None:  # noqa: ARG001  # the same shape everywhere
        """Nothing here."""
        return None

    def own_clipboard(masks: Masks) -> Clipboard | None:  # noqa: ARG001  # the same shape everywhere
        """Nothing here."""
        return None

    def hide_window(window: int) -> bool:  # noqa: ARG001  # the same shape everywhere
        """The masks leave it out, by its window class."""
        return False
