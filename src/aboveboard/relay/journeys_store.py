"""The relay's store on the product's own database: each thing it asks for is a journey."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.db import close_old_connections

from aboveboard.ground import hints
from aboveboard.ground.notices import notice
from aboveboard.journeys import computers, consenting, ending, helping, joining, moving
from aboveboard.journeys.errors import Refused
from aboveboard.notice.tables import open_scopes
from aboveboard.relay.store import Relayed, SeatInfo
from aboveboard.remote.grants import GrantCount
from aboveboard.remote.queries import CUSTOMER_SEAT
from aboveboard.wire import records
from aboveboard.wire.closes import CloseCode, ProtocolError
from aboveboard.wire.payloads import Card
from aboveboard.wire.records import Record
from aboveboard.wire.types import Role, Scope

T = TypeVar("T")

_REFUSALS = {"ticket": CloseCode.TICKET, "ended": CloseCode.ENDED}
_WHY = {records.Why.WITHDRAWN: "revoked", records.Why.KEYS: "left"}


def _at(us: int) -> datetime:
    return datetime.fromtimestamp(us / 1_000_000, UTC)


def write(session_id: uuid.UUID, record: Record) -> bool:
    """Hand one record to the journey that keeps it; False if it refuses. Of presence only the customer's matters."""
    at = _at(record.at_us)
    match record:
        case records.Arrived() if record.participant == CUSTOMER_SEAT:
            ending.customer_came(session_id, at)
        case records.Left() if record.participant == CUSTOMER_SEAT:
            ending.customer_left(session_id, at)
        case records.StepShown():
            consenting.record_step(session_id, record.step.value, at)
        case records.Admission() if not record.why:
            # One with a reason was undone by a new handshake; nobody said no.
            consenting.record_admission(session_id, record.participant, record.yes, at)
        case records.Asked():
            consenting.record_ask(session_id, record.participant, record.scope.value, at)
        case records.Denied():
            consenting.record_denial(session_id, record.participant, record.scope.value, at)
        case records.Granted():
            return consenting.record_grant(session_id, uuid.UUID(record.grant), record.scope.value, record.to, at)
        case records.GrantEnded():
            why = _WHY.get(record.why, record.why.value)
            consenting.record_grant_end(session_id, uuid.UUID(record.grant), why, at)
        case records.Paused():
            consenting.record_pause(session_id, record.paused, at)
        case records.Tallied():
            consenting.record_tally(session_id, asdict(record), at)
        case records.SessionEnded():
            ending.end_session(session_id, str(record.by), record.reason, at)
        case records.ToolOffered() | records.SecretAsked():
            return helping.record(session_id, record, at)
        case records.ComputerShared():
            computers.shared_in_session(session_id, record.report, at)
        case _:
            _ = moving.record(session_id, record, at) or helping.record(session_id, record, at)
    return True


def _claim(ticket: str) -> SeatInfo:
    try:
        seat = joining.claim_ticket(ticket)
    except Refused as refused:
        code = _REFUSALS.get(refused.code, CloseCode.FORBIDDEN)
        raise ProtocolError(code, "this ticket opens no seat") from None
    card = Card(*(part[:80] for part in seat.card)) if seat.card else None
    return SeatInfo(seat.session_id, seat.participant, Role(seat.role), card)


def _checkpoint(relayed: Mapping[uuid.UUID, Relayed]) -> None:
    consenting.checkpoint(
        {
            session_id: (
                {"counts": each.counts, "bytes": each.bytes, "last": each.last, "since_us": each.since_us},
                [
                    GrantCount(
                        uuid.UUID(count.grant), count.frames, count.bytes, _at(count.first_us), _at(count.last_us)
                    )
                    for count in each.grants
                ],
            )
            for session_id, each in relayed.items()
        }
    )


class JourneysStore:
    """The store of the product: journeys, in threads of its own so that a slow disk never holds up a frame."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="relay-store")

    def lease_ms(self) -> int:
        return int(settings.ABOVEBOARD_LEASE_MS)

    def scopes(self) -> frozenset[Scope]:
        return frozenset(scope for scope in Scope if scope.value in open_scopes(notice()))

    async def claim(self, ticket: str) -> SeatInfo:
        return await self._run(partial(_claim, ticket))

    async def record(self, session_id: uuid.UUID, record: Record) -> bool:
        return await self._run(partial(write, session_id, record))

    async def checkpoint(self, relayed: Mapping[uuid.UUID, Relayed]) -> None:
        await self._run(partial(_checkpoint, relayed))

    async def check(self, session_id: uuid.UUID) -> tuple[bool, set[int]]:
        return await self._run(partial(consenting.session_check, session_id))

    async def lapse_open_grants(self) -> None:
        await self._run(consenting.lapse_open_grants)

    @asynccontextmanager
    async def hints(self, session_id: uuid.UUID) -> AsyncIterator["asyncio.Queue[str]"]:
        async with hints.listening(f"session:{session_id}") as queue:
            yield queue

    async def _run(self, function: Callable[[], T]) -> T:
        def call() -> T:
            close_old_connections()
            try:
                return function()
            finally:
                close_old_connections()

        return await asyncio.get_running_loop().run_in_executor(self._threads, call)
