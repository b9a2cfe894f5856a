"""How a technician's input is carried out: in its order, text at the pace of the programs, the newest of many moves.

A button that went down where it was not obeyed counts again only after it came up.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final, NamedTuple

from aboveboard.companion.host.canvas import Canvas
from aboveboard.companion.host.input import Input, Why
from aboveboard.wire.limits import COORDINATE_MAX
from aboveboard.wire.remote import Pointer, Press, Type, Wheel

MOVES_S: Final = 0.004
"""The pointer goes to the newest place at most this often."""
CLICK_PX: Final = 100
"""So many pixels of a page are one click of a wheel."""
WHEEL_MOST: Final = 20
"""Clicks of one turn; more would scroll on long after the hand stopped."""
WAITING: Final = 256
"""Things to do after a text that is being typed."""
WAITING_CHARACTERS: Final = 4_000

_BUSY_S: Final = 0.05

Steered = Pointer | Wheel | Press | Type


class Order(NamedTuple):
    """One thing to do, and who wants it."""

    participant: int
    what: Steered


class Steering:
    """``obey`` each frame that may be obeyed, ``skip`` each other one; ``told`` hears what became of them.

    Every call may raise ``InputError``; what is done later goes through ``later``, which handles it.
    """

    def __init__(
        self,
        put: Input,
        canvas: Canvas,
        told: Callable[[Order, Why], None],
        later: Callable[[Callable[[], None]], None],
    ) -> None:
        self._input = put
        self._canvas = canvas
        self._told = told
        self._later = later
        self._only = 0
        self._waiting: deque[Order] = deque()
        self._characters = 0
        self._pump: asyncio.TimerHandle | None = None
        self._move: Order | None = None
        self._moving: asyncio.TimerHandle | None = None
        self._moved_at = -1.0
        self._buttons: dict[int, int] = {}
        self._ignored: dict[int, int] = {}
        self._turned = [0, 0]

    @property
    def busy(self) -> bool:
        """True while something waits to be done."""
        return bool(self._waiting or self._move)

    def obey(self, participant: int, what: Steered) -> bool:
        """Do it, now or after what waits; False when too much waits already."""
        order = Order(participant, what)
        if isinstance(what, Pointer) and what.buttons == self._wanted(participant):
            self._move_soon(order)
            return True
        if isinstance(what, Type) or self._waiting:
            return self._line_up(order)
        self._do(order)
        return True

    def strokes(self, participant: int, what: Steered) -> float:
        """How many presses and clicks it is; text has its own pace, and what comes up is free."""
        match what:
            case Press():
                return float(what.down)
            case Pointer():
                return float((what.buttons & ~self._wanted(participant)).bit_count())
            case Wheel():
                return min(WHEEL_MOST, (abs(what.dx) + abs(what.dy)) / CLICK_PX)
            case Type():
                return 0.0

    def skip(self, participant: int, what: Steered) -> None:
        """It is not obeyed: buttons that are down in it have to come up first."""
        if isinstance(what, Pointer):
            self._ignored[participant] = what.buttons
            self._buttons[participant] = 0

    def drop(self) -> None:
        """Let go of everything, and of what waits."""
        for handle in (self._pump, self._moving):
            if handle is not None:
                handle.cancel()
        self._pump = self._moving = self._move = None
        self._waiting.clear()
        self._characters = 0
        self._turned = [0, 0]
        for participant, buttons in self._buttons.items():
            self._ignored[participant] = self._ignored.get(participant, 0) | buttons
        self._buttons.clear()
        self._input.release()

    def _wanted(self, participant: int) -> int:
        return self._buttons.get(participant, 0) | self._ignored.get(participant, 0)

    # Moves.

    def _move_soon(self, order: Order) -> None:
        loop = asyncio.get_running_loop()
        due = self._moved_at + MOVES_S
        if self._moving is None and loop.time() >= due:
            self._do(order)
            return
        self._move = order
        if self._moving is None:
            self._moving = loop.call_at(due, self._later, self._move_now)

    def _move_now(self) -> None:
        if self._moving is not None:
            self._moving.cancel()
        order, self._move, self._moving = self._move, None, None
        if order is not None:
            self._do(order)

    # Text, and what comes after it.

    def _line_up(self, order: Order) -> bool:
        many = len(order.what.text) if isinstance(order.what, Type) else 0
        if len(self._waiting) >= WAITING or self._characters + many > WAITING_CHARACTERS:
            return False
        self._characters += many
        self._waiting.append(order)
        if self._pump is None:
            self._go_on()
        return True

    def _go_on(self) -> None:
        self._pump = None
        while self._waiting:
            order = self._waiting.popleft()
            if not isinstance(order.what, Type):
                if not self._do(order):
                    return
                continue
            text = order.what.text
            self._show_only()
            typed = self._input.type(text)
            self._told(order, typed.why)
            if typed.why:
                self._characters -= len(text)
                continue
            self._characters -= typed.done
            if typed.done < len(text):
                self._waiting.appendleft(Order(order.participant, Type(text=text[typed.done :])))
            self._pump = asyncio.get_running_loop().call_later(typed.again_s, self._later, self._go_on)
            return

    # Doing.

    def _do(self, order: Order) -> bool:
        """False when it has to wait, and everything after it."""
        if self._move is not None and order is not self._move:
            self._move_now()
        self._show_only()
        what = order.what
        match what:
            case Pointer():
                why = self._point(order.participant, what)
            case Wheel():
                why = self._input.wheel(*self._place(what.x, what.y), *self._clicks(what))
            case Press():
                why = self._input.press(what.code, what.key, what.down)
                if why == "busy":
                    self._waiting.appendleft(Order(order.participant, Type(text=what.key)))
                    self._characters += len(what.key)
                    if self._pump is None:
                        self._pump = asyncio.get_running_loop().call_later(_BUSY_S, self._later, self._go_on)
                    return False
            case Type():
                return True
        self._told(order, why)
        return True

    def _point(self, participant: int, what: Pointer) -> Why:
        ignored = self._ignored[participant] = self._ignored.get(participant, 0) & what.buttons
        before = self._buttons.get(participant, 0) & what.buttons
        self._buttons[participant] = what.buttons & ~ignored
        held = 0
        for buttons in self._buttons.values():
            held |= buttons
        self._moved_at = asyncio.get_running_loop().time()
        why = self._input.pointer(*self._place(what.x, what.y), held)
        if why:
            # What was held before is still held where it was.
            self._buttons[participant] = before
            self._ignored[participant] = what.buttons & ~before
        return why

    def _place(self, x: int, y: int) -> tuple[int, int]:
        """Pixels of the desktop: what is meant always lies on the part that is shown."""
        place = self._canvas.place
        return place.x + _pixel(x, place.width), place.y + _pixel(y, place.height)

    def _show_only(self) -> None:
        if self._canvas.window != self._only:
            self._only = self._canvas.window
            self._input.only(self._only)

    def _clicks(self, wheel: Wheel) -> tuple[int, int]:
        clicks = []
        for axis, pixels in enumerate((wheel.dx, wheel.dy)):
            rest = self._turned[axis]
            rest = pixels if rest * pixels < 0 else rest + pixels
            many = abs(rest) // CLICK_PX
            self._turned[axis] = (abs(rest) - many * CLICK_PX) * (1 if rest > 0 else -1)
            clicks.append(min(many, WHEEL_MOST) * (1 if rest > 0 else -1))
        return clicks[0], clicks[1]


def _pixel(coordinate: int, size: int) -> int:
    return max(0, min(size - 1, (2 * coordinate + 1) * size // (2 * COORDINATE_MAX)))
