"""Remote control of a system that cannot be made to stand still: asked whom it would reach, then done.

Between the question and the deed another program may raise a window: that is some thousandths of a second, and stands
in the list of attacks. ``Hands`` is what such a system can do; what may be done is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from aboveboard.companion.host.input import InputError, Typed, Why

BUTTONS: Final = (1, 2, 4, 8, 16)
MODIFIERS: Final = frozenset(
    f"{name}{side}" for name in ("Shift", "Control", "Alt", "Meta") for side in ("Left", "Right")
)
_NAMES: Final = {"Shift": "ShiftLeft", "Control": "ControlLeft", "Alt": "AltLeft", "Meta": "MetaLeft", "OS": "MetaLeft"}
_AT_ONCE: Final = 40
_AGAIN_S: Final = 0.02


@dataclass(frozen=True, slots=True)
class Under:
    """One window: its number, its program, and the numbers of the windows whose dialog or menu it is."""

    window: int
    program: int
    above: tuple[int, ...] = ()


class Hands(Protocol):
    """The calls of one system; every one may raise ``InputError``."""

    program: int
    """Our own process."""

    def at(self, x: int, y: int) -> Under | None:
        """What a click there would reach."""

    def focused(self) -> Under | None:
        """What a key would reach."""

    def barred(self) -> Why:
        """Why nothing would be reached now: locked, rights, or nothing."""

    def move(self, x: int, y: int) -> None:
        """The pointer goes there."""

    def button(self, number: int, down: bool, x: int, y: int) -> None:
        """A button goes down or up there: 1 left, 2 right, 4 middle, 8 back, 16 forward."""

    def wheel(self, dx: int, dy: int) -> None:
        """So many clicks of the wheel: right and down are positive."""

    def modifier(self, code: str, down: bool) -> None:
        """One of ``MODIFIERS`` goes down or up."""

    def strike(self, code: str, key: str, held: frozenset[str]) -> bool:
        """Strike one key while these modifiers are held; False where there is none."""

    def character(self, sign: str) -> None:
        """Type one character as it is."""

    def forbidden(self, code: str, key: str, held: frozenset[str]) -> bool:
        """True for what belongs to the system: no program may press it."""

    def close(self) -> None:
        """Let go of the system."""


class HandInput:
    """``Input`` by such hands. What is held from afar is remembered here and let go here."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._windows: frozenset[int] = frozenset()
        self._only = 0
        self._buttons = 0
        self._modifiers: list[str] = []
        self._where = (0, 0)
        self._closed = False

    @property
    def held(self) -> bool:
        return bool(self._buttons or self._modifiers)

    def own(self, windows: Iterable[int]) -> None:
        self._windows = frozenset(windows)

    def only(self, window: int) -> None:
        self._only = window

    def blocked(self) -> Why:
        return self._hands.barred() or self._why_not(self._hands.focused())

    def pointer(self, x: int, y: int, buttons: int) -> Why:
        self._open()
        down = buttons & ~self._buttons
        why = self._hands.barred() or self._why_not(self._hands.at(x, y))
        if not why:
            self._hands.move(x, y)
            self._where = (x, y)
        for number in BUTTONS:
            if self._buttons & number and not buttons & number:
                self._button(number, False)
            elif down & number and not why:
                self._button(number, True)
        return why

    def wheel(self, x: int, y: int, dx: int, dy: int) -> Why:
        self._open()
        why = self._hands.barred() or self._why_not(self._hands.at(x, y))
        if not why:
            self._hands.move(x, y)
            self._where = (x, y)
            self._hands.wheel(dx, dy)
        return why

    def press(self, code: str, key: str, down: bool) -> Why:
        self._open()
        modifier = code if code in MODIFIERS else _NAMES.get(key, "")
        if not down:
            if modifier in self._modifiers:
                self._modifiers.remove(modifier)
                self._hands.modifier(modifier, False)
            return ""
        why = self.blocked()
        if why:
            return why
        held = frozenset(self._modifiers)
        if modifier:
            if modifier not in self._modifiers:
                self._modifiers.append(modifier)
                self._hands.modifier(modifier, True)
            return ""
        if self._hands.forbidden(code, key, held):
            return "refused"
        return "" if self._hands.strike(code, key, held) else "refused"

    def type(self, text: str) -> Typed:
        self._open()
        done = 0
        for sign in text[:_AT_ONCE]:
            # Before each character: the text may itself bring another window to the front.
            why = self.blocked()
            if why:
                return Typed(done, 0, why)
            named = {"\n": "Enter", "\r": "Enter", "\t": "Tab"}.get(sign)
            if named is not None:
                self._hands.strike(named, named, frozenset())
            elif sign.isprintable():
                self._hands.character(sign)
            done += 1
        return Typed(done, _AGAIN_S if done < len(text) else 0)

    def release(self) -> None:
        for number in BUTTONS:
            if self._buttons & number:
                self._button(number, False)
        while self._modifiers:
            self._hands.modifier(self._modifiers.pop(), False)

    def close(self) -> None:
        if self._closed:
            return
        try:
            self.release()
        finally:
            self._closed = True
            self._hands.close()

    def _button(self, number: int, down: bool) -> None:
        self._buttons = self._buttons | number if down else self._buttons & ~number
        self._hands.button(number, down, *self._where)

    def _why_not(self, under: Under | None) -> Why:
        if under is not None and (under.program == self._hands.program or under.window in self._windows):
            return "own-window"
        if self._only and (under is None or self._only not in (under.window, *under.above)):
            return "outside"
        return ""

    def _open(self) -> None:
        if self._closed:
            raise InputError("Input is closed.")
