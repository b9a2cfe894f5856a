"""Remote control at the customer's end: when a technician's input is obeyed, and what they are told when it is not.

The person wins: while they use a real device, and for a second after, nothing from afar is obeyed and what was held is
let go of. The same holds while a question is open, during a pause, when the permission ends, when the technician falls
silent with something held, and at the end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Final, Literal

from aboveboard.companion.flow.answers import Answers
from aboveboard.companion.flow.computer import Computer
from aboveboard.companion.flow.end import CustomerEnd
from aboveboard.companion.flow.seats import NotAllowedError
from aboveboard.companion.flow.steering import Order, Steering
from aboveboard.companion.host.input import InputError, Why
from aboveboard.wire.payloads import Payload
from aboveboard.wire.remote import Control, Pointer, Press, Type, Wheel
from aboveboard.wire.types import FrameType, Scope

Held = Literal["", "person", "question", "rights", "locked", "own-window", "outside", "refused", "rate", "paused"]
"""Why input is not obeyed, as CONTROL has it."""
PERSON_S: Final = 1.0
"""The person has the computer to themselves for so long after the last thing that they did."""
SILENCE_S: Final = 10.0
"""So long may a key or button be held without a word from the technician."""
STROKES: Final = 50.0
"""Presses and clicks a second, and twice as many at once."""
_LOOK_S: Final = 0.5
_REST_S: Final = 4.0
"""After so long nobody reads any more what keys were borrowed for."""
_MOMENT_S: Final = 0.7
_TELL_S: Final = 0.1


class Bucket:
    """So many a second, and twice as many at once."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._room = 2 * rate
        self._at = 0.0

    def take(self, many: float, now: float) -> bool:
        """True when there was room for them."""
        self._room = min(2 * self._rate, self._room + (now - self._at) * self._rate)
        self._at = now
        if many > self._room:
            return False
        self._room -= many
        return True


class Controls:
    """The service of the scope ``control``."""

    scope: Final = Scope.CONTROL

    def __init__(self, end: CustomerEnd, computer: Computer, answers: Answers, flush: Callable[[], None]) -> None:
        self._end = end
        self._answers = answers
        self._flush = flush
        self._input = computer.input
        self._real = computer.real
        self._steering: Steering | None = None
        if computer.input is not None:
            self._steering = Steering(computer.input, computer.canvas, self._became, self._later)
        self._bucket = Bucket(STROKES)
        self._on = False
        self._holders: set[int] = set()
        self._heard_at = 0.0
        self._state: Held = ""
        self._moment: tuple[Held, float] = ("", 0.0)
        self._said: tuple[set[int], Held] | None = None
        self._said_at = -_TELL_S
        self._telling: asyncio.TimerHandle | None = None
        self._used_told = False

    # What comes.

    def take(self, kind: FrameType, participant: int, payload: Payload | bytes) -> None:
        """A technician's input: done before this returns, but for text and for moves that come too close together."""
        steering = self._steering
        if steering is None or not self._on:
            return
        self._heard_at = self._now()
        if kind is FrameType.RELEASE:
            self._safely(steering.drop)
        elif isinstance(payload, Pointer | Wheel | Press | Type):
            # Asked now, not when somebody last looked: the person may have moved the mouse since.
            why = self._withheld()
            if why:
                steering.skip(participant, payload)
            elif not self._bucket.take(steering.strokes(participant, payload), self._heard_at):
                why = "rate"
                self._safely(steering.drop)
                steering.skip(participant, payload)
                self._for_a_moment(why)
            else:
                self._safely(lambda: self._obey(steering, participant, payload))
            self._say()

    def _obey(self, steering: Steering, participant: int, what: Pointer | Wheel | Press | Type) -> None:
        if not steering.obey(participant, what):
            steering.drop()
            self._for_a_moment("rate")

    def _became(self, order: Order, why: Why) -> None:
        del order
        if why in {"rights", "locked"}:
            self._state = why
        elif why and why != "busy":
            self._for_a_moment(why)
        else:
            self._state = ""
            self._moment = ("", 0.0)
        self._say()

    def _for_a_moment(self, why: Held) -> None:
        self._moment = (why, self._now() + _MOMENT_S)

    def _later(self, act: Callable[[], None]) -> None:
        """What had to wait a moment is asked about once more: a lease may have run out since, which nobody tells."""
        if self._steering is not None and (not self._end.may(Scope.CONTROL) or self._withheld()):
            act = self._steering.drop
        self._safely(act)

    def _safely(self, act: Callable[[], None]) -> None:
        try:
            act()
        except InputError as error:
            # What is held is let go of by whatever outlives the display's connection; nothing is obeyed any more.
            self._steering = None
            self._answers.tell("note", str(error))
            self._off()

    # Whether it is obeyed.

    def _withheld(self) -> Held:
        """Why nothing at all is obeyed at this moment."""
        if self._end.paused:
            return "paused"
        if self._end.asking > 0:
            return "question"
        if self._real is None or not self._real.sure:
            return "person"
        since = self._real.since()
        return "person" if since is not None and since < PERSON_S else ""

    def _why(self) -> Held:
        why, until = self._moment
        return self._withheld() or self._state or (why if self._now() < until else "")

    def changed(self) -> None:
        """Begin or end with the permission; let go at once when somebody or something else has the computer."""
        may = self._end.may(Scope.CONTROL) and self._steering is not None
        if may and not self._on:
            self._on = True
            self._said = None
            self._state = ""
            loop = asyncio.get_running_loop()
            if self._real is not None:
                self._real.tell(lambda: self._used_by_person(loop))
        elif not may and self._on:
            self._off()
            return
        if self._on:
            before, self._holders = self._holders, self._end.holders(Scope.CONTROL)
            # What one of several held or had waiting ends with their yes, and not only with the last one's.
            if self._withheld() or before - self._holders:
                self._let_go()
            self._say()

    def _used_by_person(self, loop: asyncio.AbstractEventLoop) -> None:
        """In the listening thread, which hears of every move."""
        if self._used_told:
            return
        self._used_told = True
        try:
            loop.call_soon_threadsafe(self._used)
        except RuntimeError:
            return  # the loop ended before the devices did

    def _used(self) -> None:
        self._used_told = False
        if self._on:
            self._let_go()
            self._say()

    def _let_go(self) -> None:
        if self._steering is not None and self._input is not None and (self._input.held or self._steering.busy):
            self._safely(self._steering.drop)

    async def run(self) -> None:
        """Twice a second: whether the screen is locked, whether the person is done, whether somebody fell silent."""
        while True:
            await asyncio.sleep(_LOOK_S)
            if self._on:
                self._safely(self._look)

    def _ask_state(self) -> None:
        why = "" if self._input is None else self._input.blocked()
        self._state = why if why in {"rights", "locked"} else ""

    def _look(self) -> None:
        if not self._on:
            return
        if not self._end.may(Scope.CONTROL):
            # A lease that ran out is told to nobody.
            self._off()
            return
        if self._now() - self._heard_at > SILENCE_S:
            self._let_go()
        self._ask_state()
        if self._withheld() or self._state:
            self._let_go()
        self._say()

    def stop(self, identifier: str) -> None:
        """There is nothing of its own that the person could stop apart from the permission."""

    def close(self) -> None:
        """Everything is let go of."""
        self._off()

    def _off(self) -> None:
        if self._on:
            self._on = False
            self._holders = set()
            if self._real is not None:
                self._real.tell(None)
            if self._telling is not None:
                self._telling.cancel()
                self._telling = None
            self._show("")
        if self._steering is not None:
            try:
                self._steering.drop()
                asyncio.get_running_loop().call_later(_REST_S, self._rest)
            except InputError:
                self._steering = None

    def _rest(self) -> None:
        if self._input is not None and self._steering is not None and not self._on:
            self._safely(self._ask_state)

    # What the technicians and the person are told.

    def _say(self) -> None:
        if not self._on:
            return
        why = self._why()
        self._show(why)
        now = self._now()
        news = (self._end.holders(Scope.CONTROL), why)
        if news == self._said or self._telling is not None:
            return
        if now - self._said_at < _TELL_S:
            self._telling = asyncio.get_running_loop().call_at(self._said_at + _TELL_S, self._say_later)
            return
        try:
            self._end.send(FrameType.CONTROL, Control(live=not why, why=why))
        except NotAllowedError:
            return
        self._said, self._said_at = news, now
        self._flush()

    def _say_later(self) -> None:
        self._telling = None
        self._say()

    def _show(self, why: Held) -> None:
        if self._end.standing.held != why:
            self._end.standing = replace(self._end.standing, held=why)
            self._answers.show(self._end.show_standing())

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
