"""What technicians ask for and the person has not answered yet. What was asked cannot be changed under the answer."""

from __future__ import annotations

from collections import Counter
from typing import Final

from aboveboard.wire.payloads import Ask
from aboveboard.wire.types import Scope

OPEN: Final = 16
OPEN_EACH: Final = 8
NOES: Final = 10
"""After so many noes to one technician's ask for one scope it is no without asking: nobody is worn out into a yes."""


class Asks:
    """``put`` what came, ``take`` what is answered."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[Ask, int]] = {}
        self._noes: Counter[tuple[int, Scope]] = Counter()

    def put(self, participant: int, ask: Ask) -> bool:
        """False where it is not to be asked: one under this identifier is open, or too many are."""
        mine = sum(asker == participant for _, asker in self._open.values())
        if ask.ask in self._open or len(self._open) >= OPEN or mine >= OPEN_EACH:
            return False
        self._open[ask.ask] = (ask, participant)
        return True

    def tired(self, participant: int, scope: Scope) -> bool:
        """True where it was no so often that it is no again."""
        return self._noes[participant, scope] >= NOES

    def take(self, identifier: str, *, yes: bool = True) -> tuple[Ask, int] | None:
        """What was asked, and by whom; it is open no more."""
        found = self._open.pop(identifier, None)
        if found is not None and not yes:
            self._noes[found[1], found[0].scope] += 1
        return found

    def forget(self, participant: int) -> None:
        """Nothing that this technician asked stands any more."""
        self._open = {name: one for name, one in self._open.items() if one[1] != participant}
