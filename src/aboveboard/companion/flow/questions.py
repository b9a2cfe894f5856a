"""One question at a time to the person, in the order in which they came up; what was asked must still stand."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from typing import Final

from aboveboard.companion.flow.answers import Answers
from aboveboard.companion.flow.end import CustomerEnd
from aboveboard.companion.flow.happenings import Asked, Met
from aboveboard.companion.flow.seats import NotAllowedError
from aboveboard.companion.flow.standing import Stranger
from aboveboard.wire.types import Scope, Step

_AFTER_THE_CARD: Final = (Step.SCAM, Step.DISCONNECT, Step.FILES)
NOES: Final = 3
"""After so many noes to letting one technician in it is no without asking, however often they begin anew."""


class Questions:
    """Brings what a technician wants before the person and acts on the answer."""

    def __init__(
        self,
        end: CustomerEnd,
        answers: Answers,
        send: Callable[[], Awaitable[None]],
        choose_part: Callable[[], Awaitable[bool]],
    ) -> None:
        self._choose_part = choose_part
        self._end = end
        self._answers = answers
        self._send = send
        self._waiting: deque[Met | Asked] = deque()
        self._came = asyncio.Event()
        self._noes: Counter[int] = Counter()

    def put(self, question: Met | Asked) -> None:
        """Line up one more. Of a technician who begins anew again and again only the last time is asked about."""
        if isinstance(question, Met):
            number = question.technician.participant
            waiting, self._waiting = self._waiting, deque()
            self._waiting.extend(
                one for one in waiting if not (isinstance(one, Met) and one.technician.participant == number)
            )
        self._waiting.append(question)
        self._came.set()

    async def run(self) -> None:
        """Ask until the end is over."""
        while not self._end.over:
            if not self._waiting:
                self._came.clear()
                await self._came.wait()
                continue
            question = self._waiting.popleft()
            try:
                if isinstance(question, Met):
                    await self._meet(question.technician)
                else:
                    await self._asked(question)
            except NotAllowedError as error:
                self._answers.tell("note", str(error))
            await self._send()

    async def _meet(self, technician: Stranger) -> None:
        if not self._stands(technician):
            return
        yes = self._noes[technician.participant] < NOES and await self._answers.admit(technician)
        self._noes[technician.participant] += not yes
        # While the person compared the phrase, the keys may have been changed under it: then that yes is for nobody.
        if not self._stands(technician):
            return
        if yes and Step.TECHNICIAN not in self._end.acknowledged:
            self._end.acknowledge(Step.TECHNICIAN)
            await self._send()
        self._end.admit(technician.participant, yes)
        await self._send()
        for step in _AFTER_THE_CARD:
            if yes and not self._end.over and step not in self._end.acknowledged:
                if not await self._answers.acknowledge(step):
                    self._end.end("the person did not go on")
                    return
                self._end.acknowledge(step)
                await self._send()

    async def _asked(self, question: Asked) -> None:
        if not self._stands(question.technician):
            return
        yes = await self._answers.allow(question.technician, question.scope, question.reason)
        if yes and question.scope is Scope.VIEW and not self._end.holders(Scope.VIEW):
            # Who joins those who see already sees the same.
            yes = self._stands(question.technician) and await self._choose_part()
        self._end.answer(question.ask, yes and self._stands(question.technician))

    def _stands(self, technician: Stranger) -> bool:
        seat = self._end.seats.get(technician.participant)
        return not self._end.over and seat is not None and seat.verified and seat.stranger == technician
