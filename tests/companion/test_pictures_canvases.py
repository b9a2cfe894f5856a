"""A canvas through the customer's end: frames are taken as a relay takes them, and painted as a viewer paints them."""

from __future__ import annotations

import asyncio
import secrets
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import numpy as np
import pytest

from aboveboard.companion.flow.canvases import Canvases
from aboveboard.companion.flow.clock import SystemClock
from aboveboard.companion.flow.end import CustomerEnd
from aboveboard.companion.host.canvas import Canvas
from aboveboard.companion.host.card import TestCard
from aboveboard.companion.host.masks import Masks
from aboveboard.companion.host.polled import PolledCanvas
from aboveboard.wire import payloads as p
from aboveboard.wire import remote as r
from aboveboard.wire.codec import decode, read_header
from aboveboard.wire.types import Flag, FrameType, Scope, Step
from tests.companion.hostile import SESSION, TECHNICIAN, Wire
from tests.companion.puppet import CANARY
from tests.companion.stage import count, needs_xvfb, stages
from tests.companion.test_pictures_patches import Viewer

SIZE = (480, 360)


class Line:
    """Both ends of one connection without a network: what left is painted and, unless told otherwise, acknowledged."""

    def __init__(self, canvas: Canvas) -> None:
        self.wire = Wire()
        self.end = CustomerEnd(secrets.token_urlsafe(32), SESSION.hex, SystemClock(), ("avc1.42E01F",))
        self.canvas = canvas
        self.canvases = Canvases(self.end, canvas, self.flush)
        self.viewer = Viewer(SIZE)
        self.frames: list[tuple[FrameType, int]] = []
        self.shapes: dict[int, r.Shape] = {}
        self.cursor: r.Cursor | None = None
        self.screen: r.Screen | None = None
        self.sees = True
        self.unseen: list[int] = []
        self.came = asyncio.Event()

    async def flush(self) -> None:
        while (frame := self.end.take()) is not None:
            header = read_header(frame)
            kind, payload = FrameType(header.type), decode(header, frame)
            self.frames.append((kind, header.flags))
            self.came.set()
            if isinstance(payload, p.Commit | p.Reveal):
                for answer in self.wire.handshake.receive(payload):
                    self.end.receive(self.wire.keys(answer))
            elif isinstance(payload, p.Give):
                self.end.receive(self.wire.grants((payload.grant, payload.scope, payload.to)))
            elif isinstance(payload, r.Screen):
                self.screen = payload
            elif isinstance(payload, r.Cursor):
                self.cursor = payload
            elif isinstance(payload, r.Shape):
                self.shapes[payload.shape] = payload
            elif kind is FrameType.PATCH:
                assert isinstance(payload, bytes)
                self.viewer.paint([payload])
                self.unseen.append(header.sequence)
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

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for frames until it holds."""
        async with asyncio.timeout(20):
            while not holds():
                self.came.clear()
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
    running = asyncio.create_task(made.canvases.run())
    try:
        yield made
        assert not running.done(), running.exception()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_nothing_leaves_before_a_yes_and_after_it_was_taken_back() -> None:
    async with line(PolledCanvas(TestCard(SIZE, per_second=50))) as made:
        await asyncio.sleep(0.3)
        assert made.count(FrameType.PATCH) == made.count(FrameType.SCREEN) == 0
        granted = await made.allow()
        await made.until_same()
        assert made.screen == r.Screen(width=SIZE[0], height=SIZE[1], parts=[], shown=-1, masks=0)
        assert made.patches()[0] == Flag.KEY
        made.end.revoke(granted)
        before = len(made.patches())
        await asyncio.sleep(0.3)
        assert len(made.patches()) == before
        await made.allow()
        await made.until(lambda: len(made.patches()) > before)
        assert made.patches()[before] == Flag.KEY


async def test_who_does_not_keep_up_gets_no_more_than_fits() -> None:
    async with line(PolledCanvas(TestCard(SIZE, per_second=50))) as made:
        made.sees = False
        await made.allow()
        await asyncio.sleep(1.2)
        stuck = made.count(FrameType.PATCH)
        assert stuck == made.end.in_flight
        made.see()
        await made.until(lambda: made.count(FrameType.PATCH) > stuck)


async def test_a_wish_for_everything_is_answered_with_a_key() -> None:
    async with line(PolledCanvas(TestCard(SIZE, clock=lambda: 0.0))) as made:
        await made.allow()
        await made.until_same()
        made.viewer = Viewer(SIZE)
        made.end.receive(made.wire.relay(FrameType.REFRESH, p.Empty()))
        made.canvases.poke()
        await made.until_same()
        assert sum(flags == Flag.KEY for _, flags in made.frames) == 2
        assert made.count(FrameType.SCREEN) == 2


@needs_xvfb
async def test_a_real_display_is_followed_with_its_pointer_and_rests_when_it_does() -> None:
    with stages(SIZE) as stage:
        canvas = stage.canvas(Masks(programs=frozenset({"keepassxc"})))
        secret, plain = stage.program(), stage.program()
        secret.do("open", name="a", place=[10, 10, 100, 100], colour=CANARY, program="keepassxc")
        plain.do("open", name="a", place=[50, 50, 200, 200], colour=0x2080C0, cursor=60)
        plain.do("warp", x=1, y=2)
        async with line(canvas) as made:
            await made.allow()
            await made.until_same()
            assert made.screen is not None
            assert made.screen.masks == 1
            assert made.at() == (1, 2)
            for step in range(40):
                plain.do("fill", name="a", place=[step * 4, step, 40, 9], colour=zlib.crc32(bytes([step])) & 0xFFFFFF)
                secret.do("place", name="a", place=[step * 5, step * 4, 100, 100])
                await asyncio.sleep(0.01)
                assert not count(made.viewer.canvas[:, :, ::-1], CANARY)
            plain.do("warp", x=60, y=190)
            await made.until(lambda: made.at() == (60, 190) and len(made.shapes) == 2)
            await asyncio.sleep(0.2)
            assert np.array_equal(made.viewer.canvas[200:, 320:], stage.truth()[200:, 320:, ::-1])
            assert count(made.viewer.canvas[:, :, ::-1], 0x2080C0) == count(canvas.pixels, 0x2080C0) > 0
            frames = len(made.frames)
            await asyncio.sleep(0.5)
            assert len(made.frames) == frames


async def test_a_screen_that_goes_away_ends_it_with_a_reason() -> None:
    class Gone(PolledCanvas):
        def grab(self, rects: object) -> None:
            raise OSError("gone")

    made = Line(Gone(TestCard(SIZE)))
    await made.meet()
    await made.allow()
    with pytest.raises(OSError, match="gone"):
        await made.canvases.run()
    assert made.count(FrameType.PATCH) == 0
