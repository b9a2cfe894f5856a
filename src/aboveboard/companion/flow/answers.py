"""The person at the customer's end, as the conversation sees them: questions with a yes or a no, and things told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from aboveboard.wire.payloads import Card
from aboveboard.wire.types import Scope, Step


@dataclass(frozen=True, slots=True)
class Stranger:
    """A technician as this end knows them: the seat, the card the company vouches for, and the phrase to compare."""

    participant: int
    card: Card
    phrase: tuple[str, ...]


class Answers(Protocol):
    """Asks the person. Silence is no: whoever implements it returns ``False`` when nobody answered."""

    async def acknowledge(self, step: Step) -> bool:
        """The person has read this step (scam warning, how to disconnect, private files)."""

    async def admit(self, technician: Stranger) -> bool:
        """The person lets this technician in, by name, having compared the phrase."""

    async def allow(self, technician: Stranger, scope: Scope, reason: str) -> bool:
        """The technician asked for ``scope``: yes or no."""

    def tell(self, kind: str, text: str) -> None:
        """Something to show, not to answer: ``kind`` is one of grants, mark, refused, note, lost, ended."""
