"""The shape of remote control: a pointer, a wheel and keys on this computer, never on the companion's own windows.

What is asked for is obeyed or not, and the answer says which. Whether it is looked at and done in one step that no
other program can come between is up to the system, and its docstring says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

Why = Literal["", "rights", "locked", "own-window", "outside", "refused", "busy"]
"""Why something was not obeyed; empty: it was.

``rights``: a window that asks for a password or for administrator's rights would have got it. ``locked``: the screen
is. ``own-window``: it was meant for the companion itself. ``outside``: it was meant for another window than the one
that is shown, or for a masked one. ``refused``: a key that nobody may press from afar (Ctrl-Alt-Del and its kind), or
one that is not here. ``busy``: for a moment there is no key for this character; as text it waits for one.
"""


class InputError(Exception):
    """This computer takes no input any more, or never did; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Typed:
    """How many characters of a text were typed (or cannot be), and in how many seconds to bring the rest."""

    done: int
    again_s: float
    why: Why = ""


class Input(Protocol):
    """Used from one thread, returning within some thousandths of a second; every call may raise ``InputError``.

    Places are pixels of the whole desktop.
    """

    def pointer(self, x: int, y: int, buttons: int) -> Why:
        """The pointer goes there, then these buttons are down and no others: 1 left, 2 right, 4 middle, 8 back,
        16 forward. A button that is let go where nothing is obeyed is let go all the same."""

    def wheel(self, x: int, y: int, dx: int, dy: int) -> Why:
        """The pointer goes there, and so many clicks of the wheel are made: right and down are positive."""

    def press(self, code: str, key: str, down: bool) -> Why:
        """A key goes down or up, by the names of KeyboardEvent. What ``key`` means arrives, whatever the layout here.

        Shift, Control, Alt and Meta stay down until they are let go; other keys are struck when they go down.
        """

    def type(self, text: str) -> Typed:
        """As much of the text as can be typed at once, as it is."""

    def release(self) -> None:
        """Let go of every key and button that is held from afar."""

    @property
    def held(self) -> bool:
        """True while a key or a button is held from afar."""

    def own(self, windows: Iterable[int]) -> None:
        """The companion's windows, as this system numbers them; all windows of the same program count as well."""

    def only(self, window: int) -> None:
        """Obey only what goes to this window, its dialogs and its menus; 0: to any."""

    def blocked(self) -> Why:
        """Why nothing typed would be obeyed now.

        Call it twice a second: what typing borrowed goes back meanwhile, and what is held is let go of without it.
        """

    def close(self) -> None:
        """Let go of everything. Calling it twice is fine."""
