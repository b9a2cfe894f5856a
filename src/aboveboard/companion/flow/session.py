"""A session at the customer's end: the socket, the timers and the tasks around ``CustomerEnd``.

``stop`` needs nobody: from the moment it is called no picture is written to the socket, whether the help desk answers
or not. Without ``stop``, a help desk that falls silent ends every permission when its lease runs out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Subprotocol

from aboveboard.companion.flow.answers import Answers, InTurn
from aboveboard.companion.flow.canvases import Canvases, Witness
from aboveboard.companion.flow.clock import Clock, SystemClock
from aboveboard.companion.flow.computer import Computer
from aboveboard.companion.flow.end import CustomerEnd
from aboveboard.companion.flow.happenings import Asked, Came, Changed, Distrusted, Happening, Marked, Met, Noted, Over
from aboveboard.companion.flow.joining import Desk, Joined, JoinRefusedError
from aboveboard.companion.flow.questions import Questions
from aboveboard.companion.flow.seats import NotAllowedError
from aboveboard.companion.flow.service import Service
from aboveboard.companion.flow.services import SERVICES
from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.encode import OFFERED
from aboveboard.companion.host.screen import CaptureError
from aboveboard.wire.closes import ProtocolError
from aboveboard.wire.gates import GATES, Way
from aboveboard.wire.header import HEADER_BYTES, SUBPROTOCOL
from aboveboard.wire.limits import CONTROL_BYTES, RENEW_EVERY_MS, TALLY_EVERY
from aboveboard.wire.types import Scope

_LARGEST: Final = HEADER_BYTES + max(
    [CONTROL_BYTES, *(gate.max_bytes for gate in GATES.values() if gate.way is Way.CUSTOMER)]
)
"""Of a message of the help desk; pictures only go the other way."""
PING_EVERY_S: Final = 5.0
SILENT_S: Final = 10.0
"""How long a ping of ours may stay unanswered: a network that only swallows is told from a quiet help desk by it."""
_OPEN_S: Final = 10.0
_CHOICE: Final = 2
"""Parts that make a choice: one monitor alone is all there is."""
_GOODBYE_S: Final = 1.0
_WATCH_S: Final = 0.5
_UNREAD_BYTES: Final = 32 * 1024 * 1024


class CustomerSession:
    """One connection of the customer's end; ``run`` returns when it is over and never raises for what others did."""

    def __init__(
        self,
        desk: Desk,
        joined: Joined,
        computer: Computer,
        answers: Answers,
        *,
        clock: Clock | None = None,
        witness: Witness | None = None,
    ) -> None:
        self._desk = desk
        self._address = desk.socket_address(joined.wire)
        self._socket: ClientConnection | None = None
        self._writing = asyncio.Lock()
        self._writes: set[asyncio.Task[None]] = set()
        self.end = CustomerEnd(joined.ticket, joined.session, clock or SystemClock(), (OFFERED,), computer.offers)
        self.end.desk = desk.origin()
        self._answers = InTurn(self.end, answers)
        self.distrusted: list[str] = []
        self.outcome: Over | None = None
        self._questions = Questions(self.end, self._answers, self._flush, self.choose_part)
        self.picture = Canvases(self.end, computer.canvas, self._flush, witness)
        made = [make(self.end, computer, self._answers, self.flush) for make in SERVICES]
        self._services = {one.scope: one for one in made if one.scope in computer.offers}

    async def run(self) -> Over:
        """Connect, and go on until the session is over; returns who ended it and why."""
        try:
            async with asyncio.timeout(_OPEN_S):
                self._socket = await connect(
                    self._address,
                    subprotocols=[Subprotocol(SUBPROTOCOL)],
                    compression=None,
                    max_size=_LARGEST,
                    ping_interval=PING_EVERY_S,
                    ping_timeout=SILENT_S,
                    close_timeout=_GOODBYE_S,
                    proxy=True if self._desk.secure else None,
                )
        except (OSError, TimeoutError, InvalidHandshake) as error:
            self.end.lost()
            return self._close(f"the help desk cannot be reached ({type(error).__name__})")
        try:
            await self._talk(self._socket)
        finally:
            self.end.lost()
            self._close_services()
            await self._goodbye(self._socket)
        return self._close("the connection was lost")

    async def _talk(self, socket: ClientConnection) -> None:
        self.end.hello()
        await self._flush()
        tasks = [
            asyncio.create_task(work)
            for work in (
                *(self._questions.run(), self.picture.run(), self._renew(), self._watch(), self._tally()),
                *(self._serve(one) for one in self._services.values()),
            )
        ]
        reader = asyncio.create_task(self._read(socket))
        try:
            done, _ = await asyncio.wait([reader, *tasks], return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                try:
                    task.result()
                except CaptureError as error:
                    self.stop(str(error))
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if not reader.done():
                self.stop("the program ended")
                await self._last_words(reader)
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for message in socket:
                if isinstance(message, str):
                    self.stop("the help desk sent text where frames belong")
                    return
                try:
                    self.end.receive(message)
                    self.picture.poke()
                except ProtocolError as error:
                    self.distrusted.append(error.reason)
                    self._answers.tell("refused", error.reason)
                    return
                finally:
                    self._happen()
                await self._flush()
        except ConnectionClosed:
            return

    def _happen(self) -> None:
        if self.end.happenings:
            self.picture.poke()
        while self.end.happenings:
            happening: Happening = self.end.happenings.popleft()
            match happening:
                case Met() | Asked():
                    self._questions.put(happening)
                case Marked():
                    self._answers.mark(happening.participant, happening.mark)
                case Distrusted():
                    self.distrusted.append(happening.code)
                    self._answers.tell("refused", happening.code)
                case Noted():
                    self._answers.tell("note", happening.code)
                case Came():
                    self._bring(happening)
                case Changed():
                    for one in self._services.values():
                        one.changed()
                    self._answers.show(self.end.show_standing())
                    live = sorted(f"{one.scope}:{one.to}" for one in self.end.permissions())
                    self._answers.tell("grants", " ".join(live))
                case Over():
                    self.outcome = self.outcome or happening
                    self._close_services()
                    self._answers.show(self.end.show_standing())
                    self._answers.tell("ended", f"{happening.by}: {happening.reason}")

    def _bring(self, came: Came) -> None:
        service = self._services.get(came.scope)
        if service is None:
            return
        try:
            service.take(came.kind, came.participant, came.payload)
        except NotAllowedError as error:
            self._answers.tell("note", str(error))

    async def _serve(self, service: Service) -> None:
        await service.run()
        # A service whose own work is done goes on taking frames; only an exception ends the session.
        await asyncio.Future[None]()

    def _close_services(self) -> None:
        for one in self._services.values():
            one.close()

    async def _renew(self) -> None:
        while not self.end.over:
            await asyncio.sleep(RENEW_EVERY_MS / 1000)
            if self._answers.present():
                self.end.renew()
            await self._flush()

    async def _watch(self) -> None:
        """Apart from ``_renew``, which waits where the network takes nothing any more."""
        while not self.end.over:
            await asyncio.sleep(_WATCH_S)
            self.end.notice_silence()
            self._happen()
            if self._socket is not None and self._socket.transport.get_write_buffer_size() > _UNREAD_BYTES:
                # Answers to pings are written without waiting: whoever pings and never reads would fill our memory.
                self._socket.transport.abort()

    async def _tally(self) -> None:
        while not self.end.over:
            await asyncio.sleep(TALLY_EVERY / 1_000_000)
            self.end.tally()
            await self._flush()

    async def _flush(self) -> None:
        """Write what waits. Whoever is cancelled meanwhile takes no frame along: END would be lost with it."""
        await asyncio.shield(self._begin_to_write())

    async def _write(self) -> None:
        """Each frame is handed to the transport at once; waiting happens only behind it."""
        async with self._writing:
            while self._socket is not None and (frame := self.end.take()) is not None:
                try:
                    await self._socket.send(frame)
                except ConnectionClosed:
                    self.end.lost()
                    return
        self._happen()

    def flush(self) -> None:
        """Have what was lined up written, soon; for whoever cannot wait."""
        self._begin_to_write()

    def _begin_to_write(self) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(self._write())
        self._writes.add(task)
        task.add_done_callback(self._writes.discard)
        return task

    async def _last_words(self, reader: asyncio.Task[None]) -> None:
        """END and the last tally, if the help desk still listens; nothing here delays the stop itself."""
        try:
            async with asyncio.timeout(_GOODBYE_S):
                self.end.tally()
                await self._flush()
                await asyncio.shield(reader)
        except TimeoutError:
            return

    async def _goodbye(self, socket: ClientConnection) -> None:
        try:
            async with asyncio.timeout(_GOODBYE_S):
                await socket.close()
        except TimeoutError:
            pass  # nobody answers: what is still in the buffer must not leave later, so the socket is cut below
        socket.transport.abort()

    def _close(self, reason: str) -> Over:
        self._happen()
        if self.outcome is None:
            self.outcome = Over("lost", reason)
            self._answers.tell("lost", reason)
        return self.outcome

    # What the person does of their own accord, at any time.

    def stop(self, reason: str = "the person stopped it") -> None:
        """No picture leaves after this returns. The rest (telling the help desk, closing) happens in ``run``."""
        self.end.end(reason)
        self._happen()

    def leave(self, reason: str) -> None:
        """As ``stop``, but the help desk keeps the session: the person comes back to it."""
        self.end.leave(reason)
        self._happen()

    def stop_one(self, identifier: str) -> None:
        """Stop one transfer or run, as ``Answers.progress`` names it."""
        for one in self._services.values():
            one.stop(identifier)

    def pause(self) -> None:
        """No picture leaves and nothing is obeyed until ``resume``."""
        self.end.pause()
        self._happen()
        self.flush()

    def resume(self) -> None:
        """Go on after a pause."""
        self.end.resume()
        self._happen()
        self.flush()

    async def choose_part(self) -> bool:
        """Ask what to show, where there is a choice, and show it; False where the person chose nothing."""
        parts = await self.picture.parts()
        if len(parts) < _CHOICE:
            return True
        part = await self._answers.choose_part(parts)
        if part is None or not -1 <= part < len(parts):
            return False
        await self.picture.show(part)
        return True

    async def hide(self, places: Sequence[Rect]) -> None:
        """These places of the desktop are hidden from now on, and of those drawn before no others."""
        await self.picture.hide(places)

    async def grant(self, scope: Scope, participant: int) -> str:
        """A yes without being asked. Raises ``NotAllowedError``."""
        identifier = self.end.grant(scope, participant)
        await self._flush()
        return identifier

    async def revoke(self, identifier: str) -> None:
        """Take a permission back: it holds no more at once."""
        self.end.revoke(identifier)
        await self._flush()


__all__ = ["CustomerSession", "JoinRefusedError"]
