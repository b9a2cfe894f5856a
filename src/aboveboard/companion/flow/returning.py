"""Back after a restart of the computer: once, within minutes, only if the person said so before, and asked anew.

What is kept is the seat (the help desk's address and the secret for a ticket) and the secret by which the session tells
programs apart, never a permission. It is deleted as it is read, and so is the entry that started this program: whatever
happens then, it is not started by itself again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Final, Protocol

import msgspec

from aboveboard.companion.flow import marks
from aboveboard.companion.flow.clock import Clock, SystemClock
from aboveboard.companion.flow.joining import Desk, Joined, JoinRefusedError, next_ticket
from aboveboard.companion.host import autostart
from aboveboard.companion.host.seat_file import SeatFile, state_folder

LIFE_S: Final = 600
"""The help desk ends a session whose customer stayed away for ten minutes."""
_LIFE_US: Final = LIFE_S * 1_000_000
_FORMAT: Final = 1


class ReturnError(Exception):
    """Coming back could not be prepared; nothing was kept. The message says why."""


class Start(Protocol):
    """What makes the system start this program once after the next login."""

    def place(self, command: Sequence[str]) -> None:
        """Raises ``OSError`` and ``ValueError``."""

    def remove(self) -> None:
        """Nothing is started any more."""


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: int
    desk: str
    seat: Joined
    kept_us: int
    secret: marks.Secret


def program() -> list[str]:
    """The command that starts this companion and has it come back."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--return"]
    return [sys.executable, "-m", "aboveboard.command", "companion", "--return"]


class Returning:
    """``keep`` after the person's yes; ``found`` at a start; ``back`` gets a ticket for what was found."""

    def __init__(
        self,
        *,
        file: SeatFile | None = None,
        start: Start = autostart,
        clock: Clock | None = None,
        command: Callable[[], Sequence[str]] = program,
    ) -> None:
        self._file = file or SeatFile(state_folder())
        self._start = start
        self._clock = clock or SystemClock()
        self._command = command

    def keep(self, desk: Desk, seat: Joined) -> None:
        """The person wants to come back after a restart. Raises ``ReturnError``."""
        # The ticket was for one socket and is used up; without it the file opens nothing by itself.
        left = msgspec.structs.replace(seat, ticket="")
        kept = _Kept(_FORMAT, desk.origin(), left, self._clock.wall_us(), marks.secret())
        try:
            self._file.put(msgspec.json.encode(kept))
            self._start.place(self._command())
        except (OSError, ValueError) as error:
            self.forget()
            raise ReturnError(f"Coming back could not be prepared ({error}). Nothing was kept.") from error

    def forget(self) -> None:
        """Nobody comes back."""
        self._start.remove()
        self._file.forget()

    def found(self) -> tuple[Desk, Joined] | None:
        """The seat that was left, if it was not long ago; it can be found once. ``None``: there is nothing to do."""
        self._start.remove()
        content = self._file.take()
        if content is None:
            return None
        try:
            kept = msgspec.json.decode(content, type=_Kept)
            desk = Desk.at(kept.desk)
        except (msgspec.MsgspecError, JoinRefusedError):
            return None
        # A clock that was put back cannot say how long it was: then it was too long.
        if kept.format != _FORMAT or not 0 <= self._clock.wall_us() - kept.kept_us <= _LIFE_US:
            return None
        marks.go_on(kept.secret)
        return desk, kept.seat


async def back(desk: Desk, seat: Joined) -> Joined:
    """The same seat with a fresh ticket; there everything is asked anew. Raises ``JoinRefusedError``."""
    ticket, path = await next_ticket(desk, seat.resume)
    return msgspec.structs.replace(seat, ticket=ticket, wire=path)
