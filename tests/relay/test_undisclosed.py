"""Over real sockets: what the notice does not offer does not pass the relay, and the sender hears why."""

import secrets

from aboveboard.wire.payloads import Note, Point
from aboveboard.wire.types import FrameType, Scope
from tests.relay.support import SocketEnd, serving

F = FrameType


def codes(end: SocketEnd) -> list[str]:
    return [note.code for note in end.wire.heard_of(F.NOTE) if isinstance(note, Note)]


async def test_marks_do_not_pass_where_the_notice_does_not_disclose_them() -> None:
    async with serving() as served:
        served.store.offered = frozenset({Scope.VIEW})
        customer, technician, _session = await served.pair()
        await customer.send(customer.wire.grant(2, Scope.POINT)[1])
        await customer.until(lambda: "notice" in codes(customer))
        await technician.send(technician.wire.make(F.POINT, Point(x=1, y=1)))
        await technician.until(lambda: "notice" in codes(technician))
        assert not customer.wire.heard_of(F.POINT)
        await customer.grant()
        picture = secrets.token_bytes(32)
        await customer.send(customer.wire.picture(picture))
        await technician.until(lambda: picture in technician.wire.heard_of(F.PICTURE))


async def test_no_picture_passes_where_the_notice_does_not_disclose_the_screen() -> None:
    async with serving() as served:
        served.store.offered = frozenset()
        customer, technician, session = await served.pair()
        await customer.send(customer.wire.grant(2, Scope.VIEW)[1], customer.wire.picture(b"x" * 32))
        await customer.until(lambda: "notice" in codes(customer))
        # What the technician's end hears next came after the picture: it was not on its way.
        await technician.send(technician.wire.make(F.POINT, Point(x=1, y=1)))
        await technician.until(lambda: "notice" in codes(technician))
        assert not technician.wire.heard_of(F.PICTURE)
        assert not [record for record in served.store.records[session] if type(record).__name__ == "Granted"]


async def test_a_running_session_obeys_a_notice_that_comes_into_force() -> None:
    async with serving() as served:
        customer, technician, session = await served.pair()
        await customer.grant()
        await customer.send(customer.wire.picture(b"x" * 32))
        await technician.until(lambda: bool(technician.wire.heard_of(F.PICTURE)))
        served.store.offered = frozenset()
        served.store.queues[session].put_nowait("look again")
        await customer.until(lambda: not customer.live())
        await customer.send(customer.wire.picture(b"y" * 32))
        await customer.until(lambda: "notice" in codes(customer))
        assert b"y" * 32 not in technician.wire.heard_of(F.PICTURE)
