"""One visit to a help desk: from a seat to the end, coming back by itself where the connection was lost.

After coming back everything is asked anew: no permission survives a connection.
"""

from __future__ import annotations

import asyncio
from typing import Final

import msgspec

from aboveboard.companion.flow.answers import Answers
from aboveboard.companion.flow.canvases import Witness
from aboveboard.companion.flow.computer import Computer
from aboveboard.companion.flow.happenings import Over
from aboveboard.companion.flow.joining import Desk, Joined, JoinRefusedError, next_ticket, receipt_page
from aboveboard.companion.flow.returning import ReturnError, Returning
from aboveboard.companion.flow.session import CustomerSession
from aboveboard.companion.host.checkup import CheckupError

COME_BACK_AFTER_S: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds before each try to come back after the connection was lost."""
_WRITTEN_DOWN_S: Final = (0.0, 0.2, 0.5, 1.0, 2.0)


class Visit:
    """``session`` is the connection of the moment. Every call comes from the event loop's thread."""

    def __init__(self, desk: Desk, computer: Computer, answers: Answers, *, witness: Witness | None = None) -> None:
        self.desk = desk
        self.session: CustomerSession | None = None
        self.distrusted: list[str] = []
        self._computer = computer
        self._answers = answers
        self._witness = witness
        self._stopped = asyncio.Event()
        self._seat: Joined | None = None

    async def run(self, seat: Joined) -> Over:
        """Sit down and stay until it is over; returns who ended it and why."""
        at: Joined | None = seat
        over = Over("customer", "")
        while at is not None and not self._stopped.is_set():
            self._seat = at
            self.session = CustomerSession(self.desk, at, self._computer, self._answers, witness=self._witness)
            over = await self.session.run()
            self.distrusted += self.session.distrusted
            at = await self._come_back(at) if over.by == "lost" else None
        return over

    def stop(self) -> None:
        """Nothing leaves after this returns, and nobody comes back."""
        self._stopped.set()
        if self.session is not None:
            self.session.stop()

    async def receipt(self, over: Over) -> str:
        """Where the receipt of the ended session can be seen once; empty where the desk does not say so."""
        if self._seat is None or over.by not in ("customer", "technician", "server"):
            return ""
        for wait in _WRITTEN_DOWN_S:
            # The desk hears of the end as we do, and writes it down.
            await asyncio.sleep(wait)
            try:
                return await receipt_page(self.desk, self._seat.resume)
            except JoinRefusedError as refused:
                if refused.code != "running":
                    return ""
        return ""

    async def compared(self) -> list[str]:
        """What changed on this computer since it was first looked at; empty where nobody looked."""
        if self._computer.checkup is None:
            return []
        try:
            return await asyncio.to_thread(self._computer.checkup.compared)
        except CheckupError:
            return []

    def leave_for_restart(self, returning: Returning) -> None:
        """The person restarts the computer and comes back. Raises ``ReturnError``; then nothing has changed.

        Every permission ends here and now. The help desk keeps the session for ten minutes.
        """
        if self.session is None or self._seat is None or self.session.end.over:
            raise ReturnError("There is no session to come back to.")
        returning.keep(self.desk, self._seat)
        self._stopped.set()
        self.session.leave("the computer is restarted")

    async def _come_back(self, seat: Joined) -> Joined | None:
        """The same seat with a fresh ticket. ``None`` where there is no way back, or the person said stop."""
        for wait in COME_BACK_AFTER_S:
            try:
                async with asyncio.timeout(wait):
                    await self._stopped.wait()
                return None
            except TimeoutError:
                pass  # nobody said stop meanwhile, so the next try may begin
            asking = asyncio.create_task(next_ticket(self.desk, seat.resume))
            stopped = asyncio.create_task(self._stopped.wait())
            await asyncio.wait([asking, stopped], return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()
            if not asking.done():
                # The person said stop, and waits for no answer.
                asking.cancel()
                return None
            try:
                ticket, path = asking.result()
            except JoinRefusedError as refused:
                if refused.code != "unreachable":
                    return None
            else:
                return msgspec.structs.replace(seat, ticket=ticket, wire=path)
        return None
