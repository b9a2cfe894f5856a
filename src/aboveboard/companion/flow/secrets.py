"""A password for a fix: the person types it, it is sealed to the one technician who asked, and it is kept nowhere.

Only the keys whose phrase both people compared can open it (``wire.sealing``). Here it lives from the person's yes to
the sealing, in the same step.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from aboveboard.companion.flow.answers import Answers
from aboveboard.companion.flow.computer import Computer
from aboveboard.companion.flow.end import CustomerEnd
from aboveboard.companion.flow.seats import NotAllowedError
from aboveboard.companion.flow.standing import Stranger
from aboveboard.wire.payloads import Payload, to_text
from aboveboard.wire.remote import Secret, SecretSeen, SecretWish
from aboveboard.wire.sealing import SECRET_BYTES
from aboveboard.wire.types import FrameType, Scope

WISHES_MOST: Final = 10
"""Times that one technician may ask in one connection: nobody is worn out until they give in."""
_NOBODYS_KEY: Final = to_text(bytes(32))


class Secrets:
    """The service of the scope ``password``."""

    scope: Final = Scope.PASSWORD

    def __init__(
        self,
        end: CustomerEnd,
        computer: Computer,  # noqa: ARG002  # every service is made alike
        answers: Answers,
        flush: Callable[[], None],
    ) -> None:
        self._end = end
        self._answers = answers
        self._flush = flush
        self._asked: dict[int, tuple[str, asyncio.Task[None]]] = {}
        self._wishes: dict[int, int] = {}
        self._known: set[str] = set()
        self._given: dict[str, int] = {}
        """Which secret was sealed to whom and is not shown yet."""
        self._closed = False

    def take(self, kind: FrameType, participant: int, payload: Payload | bytes) -> None:  # noqa: ARG002  # as every service
        """A technician's frame."""
        if self._closed:
            return
        match payload:
            case SecretWish():
                self._wished(participant, payload)
            case SecretSeen() if self._given.get(payload.secret) == participant:
                del self._given[payload.secret]
                self._answers.tell("shown", self._end.seats[participant].stranger.card.name)

    def changed(self) -> None:
        """Whose permission is gone is asked about no more."""
        holders = self._end.holders(Scope.PASSWORD)
        for participant in [one for one in self._asked if one not in holders]:
            self._asked.pop(participant)[1].cancel()

    def stop(self, identifier: str) -> None:
        """The person takes back a question; what was given cannot be taken back."""
        for participant, (secret, task) in list(self._asked.items()):
            if secret == identifier:
                del self._asked[participant]
                task.cancel()

    async def run(self) -> None:
        """Nothing of its own: each question has its task."""

    def close(self) -> None:
        """Nothing is asked and nothing is known any more."""
        self._closed = True
        for _, task in self._asked.values():
            task.cancel()
        self._asked.clear()
        self._given.clear()

    def _wished(self, participant: int, wish: SecretWish) -> None:
        if wish.secret in self._known or participant not in self._end.holders(Scope.PASSWORD):
            return
        self._known.add(wish.secret)
        count = self._wishes[participant] = self._wishes.get(participant, 0) + 1
        if count > WISHES_MOST:
            return
        if self._end.paused or participant in self._asked:
            self._say(Secret(secret=wish.secret, to=participant, ephemeral=_NOBODYS_KEY, sealed=""))
            return
        work = self._ask(self._end.seats[participant].stranger, wish)
        self._asked[participant] = (wish.secret, asyncio.get_running_loop().create_task(work))

    async def _ask(self, technician: Stranger, wish: SecretWish) -> None:
        to = technician.participant
        try:
            typed = await self._answers.give_password(technician, wish.reason)
            answer = Secret(secret=wish.secret, to=to, ephemeral=_NOBODYS_KEY, sealed="")
            if typed and self._allowed(technician):
                if len(typed.encode()) > SECRET_BYTES:
                    self._answers.tell("note", "The password is too long to be given like this.")
                else:
                    ephemeral, sealed = self._end.seats[to].handshake.seal(self._end.participant, wish.secret, typed)
                    answer = Secret(secret=wish.secret, to=to, ephemeral=to_text(ephemeral), sealed=to_text(sealed))
                    self._given[wish.secret] = to
            del typed
            if self._say(answer) and answer.sealed:
                self._answers.tell("given", technician.card.name)
        except NotAllowedError as error:
            self._answers.tell("note", str(error))
        finally:
            if self._asked.get(to, ("",))[0] == wish.secret:
                del self._asked[to]

    def _allowed(self, technician: Stranger) -> bool:
        """Whether the yes still stands for the one whose phrase was compared."""
        seat = self._end.seats.get(technician.participant)
        there = seat is not None and seat.verified and seat.stranger == technician
        return there and not self._end.paused and technician.participant in self._end.holders(Scope.PASSWORD)

    def _say(self, answer: Secret) -> bool:
        try:
            self._end.send(FrameType.SECRET, answer)
        except NotAllowedError:
            return False
        self._flush()
        return True
