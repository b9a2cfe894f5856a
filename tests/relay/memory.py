"""A store in memory, so that the relay can be tried without a database, and made to fail when a test wants that."""

import asyncio
import secrets
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from aboveboard.relay.store import Relayed, SeatInfo
from aboveboard.wire.closes import CloseCode, ProtocolError
from aboveboard.wire.limits import LEASE_MS
from aboveboard.wire.payloads import Card
from aboveboard.wire.records import Granted, Record
from aboveboard.wire.types import Role, Scope

CARD = Card(name="Ana Castro", organisation="Larkfield Help Ltd", badge="LH-01")


class MemoryStore:
    """Tickets, records and counters in dictionaries. `broken` makes it raise; `ended` and `barred` are the truth."""

    def __init__(self) -> None:
        self.tickets: dict[str, SeatInfo] = {}
        self.records: dict[uuid.UUID, list[Record]] = {}
        self.relayed: dict[uuid.UUID, list[Relayed]] = {}
        self.grants: set[str] = set()
        self.ended: set[uuid.UUID] = set()
        self.barred: set[int] = set()
        self.lapsed_at_start = 0
        self.broken = False
        self.offered = frozenset(Scope)
        self.queues: dict[uuid.UUID, asyncio.Queue[str]] = {}

    def ticket(self, session_id: uuid.UUID, participant: int) -> str:
        ticket = secrets.token_urlsafe(24)
        role = Role.CUSTOMER if participant == 1 else Role.TECHNICIAN
        self.tickets[ticket] = SeatInfo(session_id, participant, role, None if participant == 1 else CARD)
        return ticket

    def lease_ms(self) -> int:
        return LEASE_MS

    def scopes(self) -> frozenset[Scope]:
        return self.offered

    async def claim(self, ticket: str) -> SeatInfo:
        self._answer()
        if ticket not in self.tickets:
            raise ProtocolError(CloseCode.TICKET, "this ticket opens no seat")
        return self.tickets.pop(ticket)

    async def record(self, session_id: uuid.UUID, record: Record) -> bool:
        await asyncio.sleep(0)
        self._answer()
        if isinstance(record, Granted):
            if record.grant in self.grants:
                return False
            self.grants.add(record.grant)
        self.records.setdefault(session_id, []).append(record)
        return True

    async def checkpoint(self, relayed: Mapping[uuid.UUID, Relayed]) -> None:
        self._answer()
        for session_id, each in relayed.items():
            self.relayed.setdefault(session_id, []).append(each)

    async def check(self, session_id: uuid.UUID) -> tuple[bool, set[int]]:
        self._answer()
        return session_id in self.ended, set(range(1, 9)) - self.barred

    async def lapse_open_grants(self) -> None:
        self._answer()
        self.lapsed_at_start += 1

    @asynccontextmanager
    async def hints(self, session_id: uuid.UUID) -> AsyncIterator["asyncio.Queue[str]"]:
        self.queues[session_id] = asyncio.Queue()
        yield self.queues[session_id]

    def _answer(self) -> None:
        if self.broken:
            raise ConnectionError("the database is gone")
