"""The live sessions of this process, and what runs beside them: ticks, checkpoints, the clean start and stop."""

import asyncio
import logging
import uuid

from aboveboard.relay.room import Room
from aboveboard.relay.store import Relayed, Store
from aboveboard.wire.records import Record

log = logging.getLogger("aboveboard.relay")

TICK = 0.2
CHECKPOINT = 5.0
STOP_WITHIN = 3.0
"""Seconds."""


class Hub:
    """Rooms by session. Use it on one event loop, between ``start`` and ``stop``."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.rooms: dict[uuid.UUID, Room] = {}
        self._owed: list[tuple[uuid.UUID, Record]] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Record what a former process left open, then begin. Raises what the database raises."""
        await self.store.lapse_open_grants()
        self._tasks = [asyncio.create_task(self._tick()), asyncio.create_task(self._checkpoints())]

    async def stop(self) -> None:
        """Wait a little for records that are on their way, write the counters, stop."""
        waited = 0.0
        while any(room.unwritten for room in self.rooms.values()) and waited < STOP_WITHIN:
            await asyncio.sleep(TICK)
            waited += TICK
        await self.checkpoint()
        for task in self._tasks:
            task.cancel()
        for room in self.rooms.values():
            room.stop()
        self.rooms.clear()

    def room(self, session_id: uuid.UUID) -> Room:
        """The room of a session, a new one if none is live."""
        room = self.rooms.get(session_id)
        if room is None or room.failed:
            if room is not None:
                self._drop(room)
            room = self.rooms[session_id] = Room(session_id, self.store)
        return room

    async def checkpoint(self) -> None:
        """Write changed counters in one transaction, and what is owed since a failure."""
        changed: dict[uuid.UUID, Relayed] = {}
        for room in list(self.rooms.values()):
            relayed = room.relayed()
            if relayed is not None:
                changed[room.session.id] = relayed
            elif room.idle:
                self._drop(room)
        try:
            if changed:
                await self.store.checkpoint(changed)
            while self._owed:
                await self.store.record(*self._owed[0])
                self._owed.pop(0)
        except Exception:  # counters are cumulative and the owed stay owed: the next round writes them
            log.exception("a checkpoint was not written")

    def _drop(self, room: Room) -> None:
        room.stop()
        self._owed += [(room.session.id, record) for record in room.owed]
        if self.rooms.get(room.session.id) is room:
            del self.rooms[room.session.id]

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            for room in list(self.rooms.values()):
                room.tick()

    async def _checkpoints(self) -> None:
        while True:
            await asyncio.sleep(CHECKPOINT)
            await self.checkpoint()
