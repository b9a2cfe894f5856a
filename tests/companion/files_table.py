"""A customer's end with a live permission, and a technician that a test plays frame by frame."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Awaitable, Callable

from aboveboard.companion.flow.computer import Computer
from aboveboard.companion.flow.session import CustomerSession
from aboveboard.companion.host.card import TestCard
from aboveboard.companion.host.clipboard import Clipboard
from aboveboard.companion.host.polled import PolledCanvas
from aboveboard.wire import payloads as p
from aboveboard.wire import remote as r
from aboveboard.wire.parts import pack, unpack
from aboveboard.wire.types import FrameType, Scope
from tests.companion.hostile import HostileDesk, hostile_desk
from tests.companion.says import Says

TRANSFER = "0123456789abcdef" * 2


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Technician:
    """Sends and expects frames; the session is there to be looked at and stopped."""

    def __init__(self, desk: HostileDesk, session: CustomerSession) -> None:
        self.desk = desk
        self.session = session
        self.permission = ""

    async def send(self, kind: FrameType, payload: p.Payload | bytes) -> None:
        await self.desk.send(self.desk.wire.technician(kind, payload))

    async def offer(self, name: str, size: int, transfer: str = TRANSFER) -> None:
        await self.send(FrameType.FILE_OFFER, r.FileOffer(transfer=transfer, name=name, size=size, reason="to repair"))

    async def wish(self, transfer: str = TRANSFER) -> None:
        await self.send(FrameType.FILE_WISH, r.FileWish(transfer=transfer, what="the log", reason="to see why"))

    async def down(self, offset: int, data: bytes, transfer: str = TRANSFER) -> None:
        await self.send(FrameType.FILE_DOWN, pack(transfer, offset, data))

    async def total(self, sha: str, transfer: str = TRANSFER) -> None:
        await self.send(FrameType.FILE_SUM, r.FileSum(transfer=transfer, sha256=sha))

    async def got(self, offset: int, transfer: str = TRANSFER) -> None:
        await self.send(FrameType.FILE_GOT, r.FileAt(transfer=transfer, offset=offset))

    async def halt(self, transfer: str = TRANSFER) -> None:
        await self.send(FrameType.FILE_STOP, r.FileStop(transfer=transfer))

    async def answer(self, count: int = 1) -> r.FileAnswer:
        found = await self.desk.expect(FrameType.FILE_ANSWER, count)
        assert isinstance(found, r.FileAnswer)
        return found

    async def done(self, count: int = 1) -> r.FileDone:
        found = await self.desk.expect(FrameType.FILE_DONE, count)
        assert isinstance(found, r.FileDone)
        return found

    async def taken(self, offset: int) -> None:
        """Until this much was acknowledged."""
        async with asyncio.timeout(10), self.desk.came:
            await self.desk.came.wait_for(lambda: offset in self.acknowledged())

    def acknowledged(self) -> list[int]:
        return [
            body.offset for kind, body in self.desk.got if kind is FrameType.FILE_TAKEN and isinstance(body, r.FileAt)
        ]

    def parts(self) -> list[tuple[int, bytes]]:
        """What came of a file, in order."""
        found = [unpack(body) for kind, body in self.desk.got if kind is FrameType.FILE_UP and isinstance(body, bytes)]
        return [(part.offset, part.data) for part in found]

    async def put(self, name: str, data: bytes, transfer: str = TRANSFER, count: int = 1) -> r.FileDone:
        """A whole file, as an honest technician's page sends it, without waiting for acknowledgements."""
        await self.offer(name, len(data), transfer)
        start = (await self.answer(count)).offset
        for offset in range(start, len(data), 50_000):
            await self.down(offset, data[offset : offset + 50_000], transfer)
        await self.total(sha256(data), transfer)
        return await self.done(count)

    async def quiet(self, seconds: float = 0.3) -> None:
        await asyncio.sleep(seconds)

    async def confirm(self) -> None:
        """Go on answering renewals, as a relay does."""
        given = await self.desk.confirm()
        self.permission = given.grant

        async def renew() -> None:
            while True:
                await asyncio.sleep(1)
                if any(one.identifier == given.grant for one in self.session.end.permissions()):
                    await self.desk.send(self.desk.wire.grants((given.grant, given.scope, given.to)))

        self._renewing = asyncio.get_running_loop().create_task(renew())

    def rest(self) -> None:
        self._renewing.cancel()


async def play(
    act: Callable[[Technician], Awaitable[None]],
    answers: Says,
    *,
    scope: Scope = Scope.FILES,
    clipboard: Clipboard | None = None,
    computer: Computer | None = None,
    leave: bool = False,
) -> CustomerSession:
    """Let a technician with a live permission act; then the help desk ends the session, or goes (``leave``)."""
    ready: asyncio.Future[CustomerSession] = asyncio.get_running_loop().create_future()
    failed: list[BaseException] = []

    async def at_the_desk(desk: HostileDesk) -> None:
        session = await ready
        await desk.meet()
        await desk.send(desk.wire.ask(scope))
        technician = Technician(desk, session)
        await technician.confirm()
        try:
            await act(technician)
        except BaseException as error:  # noqa: BLE001  # carried to the test below
            failed.append(error)
        finally:
            technician.rest()
        if leave:
            desk._socket.transport.abort()
        else:
            await desk.send(desk.wire.relay(FrameType.ENDED, p.Ended(by="server", reason="test over", at_us=1)))

    async with hostile_desk(at_the_desk) as (desk, joined, _):
        card = PolledCanvas(TestCard((320, 180), per_second=5))
        used = computer or Computer(card, clipboard=clipboard, asks=(Scope.FILES,))
        session = CustomerSession(desk, joined, used, answers)
        ready.set_result(session)
        async with asyncio.timeout(30):
            await session.run()
    if failed:
        raise failed[0]
    return session


def fresh() -> str:
    return secrets.token_hex(16)
