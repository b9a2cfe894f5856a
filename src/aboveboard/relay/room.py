"""One live session: its machine, the queues of its sockets, and the one task that writes its records in order."""

import asyncio
import logging
import uuid
from collections.abc import Iterable

from aboveboard.relay.clock import now_us
from aboveboard.relay.queues import Outbox
from aboveboard.relay.store import Relayed, SeatInfo, Store
from aboveboard.wire.closes import CloseCode, ProtocolError
from aboveboard.wire.outcomes import Close, Outcome, Send
from aboveboard.wire.payloads import Hello
from aboveboard.wire.permit import Permitted
from aboveboard.wire.records import GrantEnded, Record, SessionEnded, Tallied, Why
from aboveboard.wire.seats import Line
from aboveboard.wire.session import Session
from aboveboard.wire.types import Phase, Role

log = logging.getLogger("aboveboard.relay")

RECORDS_WAITING = 512
"""Records of one session that may wait for the database, beyond which the session fails closed."""
LOOK_AGAIN = 5.0
"""Seconds after which a room asks the database whether its session still stands, with or without a hint."""


class Room:
    """One live session in this process."""

    def __init__(self, session_id: uuid.UUID, store: Store) -> None:
        self.session = Session(session_id, store.lease_ms(), store.scopes())
        self.failed = False
        self.owed: list[Record] = []
        """Endings that the database did not take: to be written when it answers again."""
        self._store = store
        self._outboxes: dict[Line, Outbox] = {}
        self._records: asyncio.Queue[Record] = asyncio.Queue()
        self.unwritten = 0
        """Records on their way to the database."""
        self._relayed: tuple[dict[int, int], int, int, int] = ({}, 0, 0, 0)
        self._tasks = [asyncio.create_task(self._write()), asyncio.create_task(self._watch())]

    # --- what sockets and time bring --------------------------------------------------------------------------------

    def join(self, seat: SeatInfo, hello: Hello) -> tuple[Line, Outbox]:
        """A socket takes its seat. Raises ProtocolError."""
        line, outcomes = self.session.connect(seat.participant, seat.role, seat.card, hello, now_us())
        outbox = self._outboxes[line] = Outbox()
        self.carry_out(outcomes)
        return line, outbox

    def receive(self, line: Line, frame: bytes) -> None:
        """One binary message of a socket."""
        self.carry_out(self.session.receive(line, frame, now_us()))

    def expel(self, line: Line, error: ProtocolError) -> None:
        """Refuse and close one socket."""
        self.carry_out(self.session.expel(line, error, now_us()))

    def leave(self, line: Line) -> None:
        """A socket is gone."""
        self.carry_out(self.session.disconnect(line, now_us()))
        self._outboxes.pop(line, None)

    def tick(self) -> None:
        """Time passed."""
        self.carry_out(self.session.tick(now_us()))

    def end(self, by: Role | str, reason: str) -> None:
        """The server ends the session."""
        self.carry_out(self.session.end(by, reason, now_us()))

    def forward(self, permitted: Permitted) -> None:
        """The only way on from one socket to another."""
        outbox = self._outboxes.get(permitted.receiver)
        if outbox is not None and not outbox.forward(permitted):
            self.carry_out(self.session.refresh(now_us()))

    def carry_out(self, outcomes: Iterable[Outcome]) -> None:
        """Do what the machine says, in its order."""
        for outcome in outcomes:
            if isinstance(outcome, Permitted):
                self.forward(outcome)
            elif isinstance(outcome, Send):
                if outbox := self._outboxes.get(outcome.to):
                    outbox.tell(outcome.frame)
            elif isinstance(outcome, Close):
                if outbox := self._outboxes.pop(outcome.to, None):
                    outbox.close(int(outcome.code), outcome.reason)
            else:
                self._keep(outcome)

    # --- the database -----------------------------------------------------------------------------------------------

    def _keep(self, record: Record) -> None:
        if isinstance(record, GrantEnded):
            for outbox in self._outboxes.values():
                outbox.purge(now_us())
        if self.failed:
            return
        if self.unwritten >= RECORDS_WAITING:
            self._fail("too many records wait for the database")
            return
        self.unwritten += 1
        self._records.put_nowait(record)

    async def _write(self) -> None:
        while True:
            record = await self._records.get()
            if not self.failed:
                try:
                    taken = await self._store.record(self.session.id, record)
                except Exception:  # whatever the database raises, nothing may pass unrecorded
                    log.exception("session %s: a record was not written", self.session.id)
                    self._owe(record)
                    self._fail("the database did not take a record")
                else:
                    answer = self.session.confirm if taken else self.session.refuse
                    self.carry_out(answer(record, now_us()))
            else:
                self._owe(record)
            self.unwritten -= 1

    def _fail(self, why: str) -> None:
        if not self.failed:
            log.error("session %s fails closed: %s", self.session.id, why)
            live = [GrantEnded(lease.grant, Why.LAPSED, now_us()) for lease in self.session.leases.all()]
            self.failed = True
            self.owed += live
            self.carry_out(self.session.fail(now_us()))

    def _owe(self, record: Record) -> None:
        if isinstance(record, GrantEnded | SessionEnded | Tallied):
            self.owed.append(record)

    async def _watch(self) -> None:
        async with self._store.hints(self.session.id) as queue:
            while True:
                try:
                    await asyncio.wait_for(queue.get(), LOOK_AGAIN)
                except TimeoutError:
                    pass  # nobody hinted: look all the same, since hints may be lost
                await self._look()

    async def _look(self) -> None:
        try:
            ended, allowed = await self._store.check(self.session.id)
        except Exception:  # a database that does not answer cannot vouch for anybody
            log.exception("session %s could not be checked", self.session.id)
            self._fail("the database did not answer")
            return
        if ended:
            self.end("server", "")
            return
        self.carry_out(self.session.offer(self._store.scopes(), now_us()))
        for line in self.session.lines:
            if line.participant not in allowed:
                self.expel(line, ProtocolError(CloseCode.FORBIDDEN, "this participant may no longer be here"))

    # --- what the hub asks ------------------------------------------------------------------------------------------

    def relayed(self) -> Relayed | None:
        """Counters, if any changed since the last call."""
        line = self.session.customer_line
        mine = (dict(line.media), line.media_bytes, line.media_last, line.since) if line else self._relayed
        grants = self.session.counts()
        if not grants and mine == self._relayed:
            return None
        self._relayed = mine
        counts, total, last, since = mine
        return Relayed({str(kind): count for kind, count in counts.items()}, total, last, grants, since)

    @property
    def idle(self) -> bool:
        """Whether nothing is left to do here: nobody is at the table or soon back, and every record is written."""
        away = self.session.phase is not Phase.ENDED and any(seat.there for seat in self.session.seats.values())
        return not self._outboxes and not self.unwritten and not away

    def stop(self) -> None:
        """End its tasks; endings that they had not written are owed."""
        for task in self._tasks:
            task.cancel()
        while not self._records.empty():
            self._owe(self._records.get_nowait())
