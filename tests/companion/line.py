"""Both ends of one connection without a network between them: what leaves is painted as a technician's page does it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import numpy as np

from aboveboard.companion.flow.canvases import Canvases
from aboveboard.companion.flow.clock import SystemClock
from aboveboard.companion.flow.end import CustomerEnd
from aboveboard.companion.host.canvas import Canvas
from aboveboard.companion.host.screen import Pixels
from aboveboard.site.tour.painter import Painter
from aboveboard.wire import payloads as p
from aboveboard.wire import remote as r
from aboveboard.wire.codec import decode, read_header
from aboveboard.wire.limits import MEDIA_BYTES, RENEW_EVERY_MS
from aboveboard.wire.patch import Step as PatchStep
from aboveboard.wire.patch import decode as steps_of
from aboveboard.wire.types import MEDIA_FROM, FrameType, Scope, Step
from tests.companion.hostile import SESSION, TECHNICIAN, Wire

_LOOK_S = 0.05


class Viewer(Painter):
    """What a technician's page shows; ``steps`` are those of the last patches."""

    def __init__(self, size: tuple[int, int]) -> None:
        super().__init__()
        self.resize(r.Screen(width=size[0], height=size[1], parts=[], shown=-1, masks=0))
        self.canvas[:] = 77
        self.steps: list[PatchStep] = []

    def paint(self, payloads: list[bytes]) -> None:
        self.steps = []
        for payload in payloads:
            assert len(payload) <= MEDIA_BYTES
            self.patch(payload)
            self.steps += steps_of(payload, self.canvas.shape[1], self.canvas.shape[0])

    def shows(self, pixels: Pixels) -> bool:
        return bool(np.array_equal(self.canvas, pixels[:, :, 2::-1]))


class Line:
    """What left is painted and, unless told otherwise, acknowledged. Each of ``told`` is called after each frame."""

    def __init__(self, canvas: Canvas) -> None:
        self.wire = Wire()
        self.end = CustomerEnd(secrets.token_urlsafe(32), SESSION.hex, SystemClock(), ("avc1.42E01F",))
        self.canvas = canvas
        self.canvases = Canvases(self.end, canvas, self.flush)
        self.viewer = Viewer(canvas.size)
        self.frames: list[tuple[FrameType, int]] = []
        self.shapes: dict[int, r.Shape] = {}
        self.cursor: r.Cursor | None = None
        self.screen: r.Screen | None = None
        self.sees = True
        self.unseen: list[int] = []
        self.came = asyncio.Event()
        self.video: p.PictureConfig | None = None
        self.told: list[Callable[[], None]] = []

    async def flush(self) -> None:
        while (frame := self.end.take()) is not None:
            header = read_header(frame)
            kind, payload = FrameType(header.type), decode(header, frame)
            self.frames.append((kind, header.flags))
            self.came.set()
            if isinstance(payload, p.Commit | p.Reveal):
                for answer in self.wire.handshake.receive(payload):
                    self.end.receive(self.wire.keys(answer))
            elif kind is FrameType.RENEW:
                live = [(one.identifier, one.scope, one.to) for one in self.end.permissions()]
                self.end.receive(self.wire.grants(*live))
            elif isinstance(payload, p.Give):
                self.end.receive(self.wire.grants((payload.grant, payload.scope, payload.to)))
            elif isinstance(payload, r.Screen):
                self.screen = payload
                self.viewer.resize(payload)
                if payload.paused:
                    self.viewer.canvas[:] = 0
            elif isinstance(payload, p.PictureConfig):
                self.video = payload
                self.viewer.configure(payload)
            elif isinstance(payload, r.Cursor):
                self.cursor = payload
            elif isinstance(payload, r.Shape):
                self.shapes[payload.shape] = payload
            elif kind is FrameType.PATCH:
                assert isinstance(payload, bytes)
                self.viewer.paint([payload])
                self._painted(header.sequence)
            elif kind is FrameType.PICTURE:
                assert isinstance(payload, bytes)
                self.viewer.picture(payload)
                self._painted(header.sequence)

    def _painted(self, sequence: int) -> None:
        self.unseen.append(sequence)
        for told in self.told:
            told()
        if self.sees:
            self.see()

    def see(self) -> None:
        for sequence in self.unseen:
            self.end.receive(self.wire.technician(FrameType.SEEN, p.Seen(sequence=sequence)))
        self.unseen.clear()
        self.canvases.poke()

    async def meet(self) -> None:
        self.end.hello()
        await self.flush()
        self.end.receive(self.wire.welcome())
        self.end.receive(self.wire.keys(self.wire.handshake.begin()))
        await self.flush()
        for step in Step:
            self.end.acknowledge(step)
        self.end.admit(TECHNICIAN, yes=True)
        await self.flush()

    async def renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW_EVERY_MS / 1000)
            self.end.renew()
            await self.flush()

    async def allow(self) -> str:
        granted = self.end.grant(Scope.VIEW, TECHNICIAN)
        await self.flush()
        self.canvases.poke()
        return granted

    def at(self) -> tuple[int, int] | None:
        """Where the pointer is shown."""
        return None if self.cursor is None else (self.cursor.x, self.cursor.y)

    def count(self, kind: FrameType) -> int:
        return sum(one is kind for one, _ in self.frames)

    def media(self) -> int:
        """How many frames belonged to the picture."""
        return sum(kind >= MEDIA_FROM for kind, _ in self.frames)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until it holds, looking again after each frame and now and then."""
        async with asyncio.timeout(30):
            while not holds():
                self.came.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK_S):
                        await self.came.wait()

    async def until_same(self) -> None:
        await self.until(lambda: bool(self.canvas.pixels.any()) and self.viewer.shows(self.canvas.pixels))

    def patches(self) -> list[int]:
        """The flags of each PATCH."""
        return [flags for kind, flags in self.frames if kind is FrameType.PATCH]


@asynccontextmanager
async def line(canvas: Canvas) -> AsyncIterator[Line]:
    made = Line(canvas)
    await made.meet()
    running, renewing = asyncio.create_task(made.canvases.run()), asyncio.create_task(made.renew())
    try:
        yield made
        assert not running.done(), running.exception()
    finally:
        running.cancel()
        renewing.cancel()
        await asyncio.gather(running, renewing, return_exceptions=True)
