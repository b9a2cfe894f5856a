"""The database as the relay sees it."""

import asyncio
import uuid
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from aboveboard.wire.payloads import Card
from aboveboard.wire.records import GrantCount, Record
from aboveboard.wire.types import Role, Scope


@dataclass(frozen=True, slots=True)
class SeatInfo:
    """Whose socket a ticket opens."""

    session_id: uuid.UUID
    participant: int
    role: Role
    card: Card | None


@dataclass(frozen=True, slots=True)
class Relayed:
    """What the relay counted of one session: the customer's media frames by type since its socket took the seat (in
    microseconds), and what changed by grant.
    """

    counts: dict[str, int]
    bytes: int
    last: int
    grants: list[GrantCount]
    since_us: int


class Store(Protocol):
    """What the relay needs of the database. Anything it raises, other than ProtocolError, fails the session closed."""

    def lease_ms(self) -> int:
        """The longest lease of a grant."""

    def scopes(self) -> frozenset[Scope]:
        """The scopes that the privacy notice offers: no others are asked for, granted or carried."""

    async def claim(self, ticket: str) -> SeatInfo:
        """Use a ticket up. Raises ProtocolError TICKET, ENDED, FORBIDDEN."""

    async def record(self, session_id: uuid.UUID, record: Record) -> bool:
        """Write one record. False, and nothing is written, for a grant whose identifier was used before."""

    async def checkpoint(self, relayed: Mapping[uuid.UUID, Relayed]) -> None:
        """Write counters, all or none."""

    async def check(self, session_id: uuid.UUID) -> tuple[bool, set[int]]:
        """Whether the session has ended elsewhere, and the participants that may be in it."""

    async def lapse_open_grants(self) -> None:
        """Record what a former process left open as lapsed."""

    def hints(self, session_id: uuid.UUID) -> "AbstractAsyncContextManager[asyncio.Queue[str]]":
        """A queue of "look again" about a session."""
