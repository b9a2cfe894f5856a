"""The shell's own duties: slow viewers, revocation before queues, the database's failure, counters, start and stop."""

import asyncio
import uuid

from aboveboard.relay.queues import Outbox
from aboveboard.wire import limits
from aboveboard.wire.closes import CloseCode
from aboveboard.wire.payloads import Ended, Revoke
from aboveboard.wire.permit import Permitted
from aboveboard.wire.records import Granted, GrantEnded, SessionEnded, StepShown, Tallied, ToolEnded, Why
from aboveboard.wire.remote import ToolDone, ToolOffer
from aboveboard.wire.types import FrameType, Scope
from tests.relay.memory import MemoryStore
from tests.relay.support import Served, SocketEnd, serving
from tests.wire.board import Met

F = FrameType


def permits(met: Met, count: int, *, size: int = 10, key: bool = False) -> list[Permitted]:
    made = []
    for _ in range(count):
        met.shell.now += 10_000
        [permitted] = met.shell.session.receive(met.c, met.customer.picture(bytes(size), key), met.shell.now)
        assert isinstance(permitted, Permitted)
        made.append(permitted)
    return made


def test_a_viewer_begins_with_a_key_frame() -> None:
    met, outbox = Met(), Outbox()
    met.grant()
    [early, key, later] = [*permits(met, 1), *permits(met, 1, key=True), *permits(met, 1)]
    for permitted in (early, key, later):
        outbox.forward(permitted)
    assert list(outbox.waiting()) == [key, later]


def test_a_slow_viewer_loses_all_up_to_a_key_frame_and_nothing_grows() -> None:
    met, outbox = Met(), Outbox()
    met.grant()
    outbox.forward(permits(met, 1, key=True)[0])
    told = [outbox.forward(each) for each in permits(met, limits.QUEUE_FRAMES)]
    assert told == [True] * (limits.QUEUE_FRAMES - 1) + [False], "the sender is asked for a key frame once"
    assert list(outbox.waiting()) == []
    assert all(outbox.forward(each) for each in permits(met, 5))
    assert list(outbox.waiting()) == []
    [key] = permits(met, 1, key=True)
    outbox.forward(key)
    assert list(outbox.waiting()) == [key]


def test_what_comes_once_outlives_the_pictures_that_are_dropped() -> None:
    met, outbox = Met(), Outbox()
    met.grant()
    met.grant(Scope.TOOL)
    outbox.forward(permits(met, 1, key=True)[0])
    offer = ToolOffer(run="a" * 32, tool="say-hello", version="1.0", size=9, sha256="a" * 64, reason="to help")
    met.shell.send(met.t, met.technician.make(F.TOOL_OFFER, offer))
    said = ToolDone(run="a" * 32, ok=True, status=0, undone=False, why="")
    done, record = met.shell.session.receive(met.c, met.customer.make(F.TOOL_DONE, said), met.shell.now)
    assert isinstance(done, Permitted)
    assert isinstance(record, ToolEnded)
    assert outbox.forward(done)
    for each in permits(met, limits.QUEUE_FRAMES):
        outbox.forward(each)
    assert list(outbox.waiting()) == [done]
    full = Outbox()
    for _ in range(limits.QUEUE_FRAMES):
        full.forward(done)
    assert full.forward(done)
    assert list(full.waiting()) == [done], "where nothing else is left to drop it goes, and nothing grows"


def test_bytes_bound_the_queue_as_well() -> None:
    met, outbox = Met(), Outbox()
    met.grant()
    for each in permits(met, 12, size=1024 * 1024, key=True):
        outbox.forward(each)
    assert sum(each.size for each in outbox.waiting()) <= limits.QUEUE_BYTES


def test_control_overtakes_media_and_revocation_empties_the_queue() -> None:
    met, outbox = Met(), Outbox()
    grant = met.grant()
    for each in permits(met, 3, key=True):
        outbox.forward(each)
    outbox.tell(b"control")
    assert outbox.take(met.shell.now) == b"control"
    met.shell.send(met.c, met.customer.make(F.REVOKE, Revoke(grant=grant)))
    assert len(list(outbox.waiting())) == 3
    assert outbox.take(met.shell.now) is None
    assert list(outbox.waiting()) == []


def test_an_end_that_does_not_even_take_control_is_closed() -> None:
    outbox = Outbox()
    for _ in range(limits.CONTROL_QUEUE_FRAMES + 1):
        outbox.tell(b"x")
    assert outbox.closing is not None
    assert outbox.closing[0] == CloseCode.SILENCE


async def leave(*ends: SocketEnd) -> None:
    for end in ends:
        await end.leave()


async def test_pictures_arrive_byte_for_byte_and_are_counted() -> None:
    async with serving() as served:
        customer, technician, session_id = await served.pair()
        grant = await customer.grant()
        frames = [customer.wire.picture(bytes([number]) * 5000, key=number == 0) for number in range(20)]
        await customer.send(*frames)
        await technician.hears(F.PICTURE, 20)
        await customer.send(customer.wire.tally())
        await technician.send(technician.wire.end("solved"))
        assert await technician.closed() == CloseCode.ENDED
        [ended] = await customer.hears(F.ENDED)
        assert isinstance(ended, Ended)
        assert (ended.by, ended.reason) == ("technician", "solved")
        await served.relay.hub.checkpoint()
        [relayed] = served.store.relayed[session_id]
        assert relayed.counts == {str(int(F.PICTURE)): 20}
        [count] = relayed.grants
        assert (count.grant, count.frames, count.bytes) == (grant, 20, 100_000)
        records = served.store.records[session_id]
        tally = next(record for record in records if isinstance(record, Tallied))
        assert tally.agrees
        kinds = [type(record) for record in records]
        assert kinds.count(StepShown) == 4
        assert kinds.index(Granted) < kinds.index(GrantEnded) < kinds.index(SessionEnded)
        await customer.leave()


async def test_a_viewer_that_does_not_read_delays_nobody() -> None:
    async with serving() as served:
        customer, quick, session_id = await served.pair()
        slow = await served.end(session_id, 3)
        await slow.send(slow.wire.begin(1))
        await customer.until(lambda: 3 in customer.wire.handshakes and customer.wire.handshakes[3].phrase is not None)
        await customer.send(customer.wire.admit(3))
        await customer.grant(2)
        await customer.grant(3)
        slow.reader.cancel()
        slow.socket.transport.pause_reading()
        count = 100
        for number in range(count):
            await customer.send(customer.wire.picture(bytes(256 * 1024), key=True))
            await quick.hears(F.PICTURE, number + 1)
        room = served.relay.hub.rooms[session_id]
        waiting = sum(each.size for outbox in room._outboxes.values() for each in outbox.waiting())
        assert waiting <= limits.QUEUE_BYTES, "what it does not take is dropped, not kept"
        assert sum(outbox.dropped for outbox in room._outboxes.values()) > 0
        slow.socket.transport.abort()
        await leave(customer, quick)


async def test_no_frame_leaves_after_a_revoke_however_slow_the_viewer() -> None:
    async with serving() as served:
        customer, technician, session_id = await served.pair()
        grant = await customer.grant()
        technician.socket.transport.pause_reading()
        for _ in range(60):
            await customer.send(customer.wire.picture(bytes(256 * 1024), key=True))
        room = served.relay.hub.rooms[session_id]
        line = room.session.seats[2].line
        assert line is not None
        outbox = room._outboxes[line]
        for _ in range(500):
            if customer.wire.media["last"] == room.session.seats[1].line.media_last and list(outbox.waiting()):
                break
            await asyncio.sleep(0.01)
        assert list(outbox.waiting()), "the viewer must be slow for this test"
        await customer.send(customer.wire.make(F.REVOKE, Revoke(grant=grant)))
        await customer.until(lambda: not customer.live())
        assert list(outbox.waiting()) == []
        await served.relay.hub.checkpoint()
        passed = served.store.relayed[session_id][-1].grants[0].frames
        technician.socket.transport.resume_reading()
        await technician.until(lambda: not technician.live())
        assert len(technician.wire.heard_of(F.PICTURE)) == passed < 60
        await leave(customer, technician)


async def test_the_database_failing_fails_the_session_closed() -> None:
    async with serving() as served:
        customer, technician, session_id = await served.pair()
        other, another, _ = await served.pair()
        grant = await customer.grant()
        served.store.broken = True
        await customer.send(customer.wire.make(F.REVOKE, Revoke(grant=grant)))
        assert await customer.closed() == CloseCode.FAILED
        assert await technician.closed() == CloseCode.FAILED
        assert other.socket.close_code is None, "a session that recorded nothing meanwhile goes on"
        served.store.broken = False
        await served.relay.hub.checkpoint()
        await served.relay.hub.checkpoint()
        ended = [record for record in served.store.records[session_id] if isinstance(record, GrantEnded)]
        assert [record.grant for record in ended] == [grant], "the end is written once the database answers"
        await leave(other, another)


async def test_no_grant_lives_that_the_database_did_not_take() -> None:
    async with serving() as served:
        customer, technician, _ = await served.pair()
        served.store.broken = True
        await customer.send(customer.wire.grant(2)[1], customer.wire.picture())
        assert await customer.closed() == CloseCode.FAILED
        assert not technician.wire.heard_of(F.PICTURE)
        assert await technician.closed() == CloseCode.FAILED
        served.store.broken = False


async def test_a_ticket_that_cannot_be_looked_up_lets_nobody_in() -> None:
    async with serving() as served:
        ticket = served.store.ticket(uuid.uuid4(), 1)
        served.store.broken = True
        end = SocketEnd(1, ticket)
        end.socket = await served.socket()
        await end.send(end.wire.hello())
        await asyncio.wait_for(end.socket.wait_closed(), 10)
        assert end.socket.close_code == CloseCode.FAILED
        served.store.broken = False


async def test_an_end_by_a_page_reaches_the_sockets() -> None:
    async with serving() as served:
        customer, technician, session_id = await served.pair()
        await customer.grant()
        served.store.ended.add(session_id)
        served.store.queues[session_id].put_nowait("look")
        assert await technician.closed() == CloseCode.ENDED
        [ended] = await customer.hears(F.ENDED)
        assert isinstance(ended, Ended)
        assert ended.by == "server"
        await customer.leave()


async def test_suspended_staff_are_cut_off_at_once() -> None:
    async with serving() as served:
        customer, technician, session_id = await served.pair()
        served.store.barred.add(2)
        served.store.queues[session_id].put_nowait("look")
        assert await technician.closed() == CloseCode.FORBIDDEN
        assert customer.socket.close_code is None
        await customer.leave()


async def test_starting_records_what_a_former_process_left_open() -> None:
    store = MemoryStore()
    async with serving(store):
        assert store.lapsed_at_start == 1


async def test_stopping_records_that_the_grants_are_over() -> None:
    store = MemoryStore()
    async with serving(store) as served:
        customer, technician, session_id = await served.pair()
        grant = await customer.grant()
    ended = [record for record in store.records[session_id] if isinstance(record, GrantEnded)]
    assert [(record.grant, record.why) for record in ended] == [(grant, Why.LEFT)]
    await asyncio.gather(customer.closed(), technician.closed())


async def test_a_room_goes_when_everybody_has_gone() -> None:
    async with serving() as served:
        customer, _, session_id = await first_only(served)
        await customer.leave()
        for _ in range(100):
            await served.relay.hub.checkpoint()
            if session_id not in served.relay.hub.rooms:
                break
            await asyncio.sleep(0.01)
        assert session_id not in served.relay.hub.rooms


async def first_only(served: Served) -> tuple[SocketEnd, None, uuid.UUID]:
    session_id = uuid.uuid4()
    return await served.end(session_id, 1), None, session_id
