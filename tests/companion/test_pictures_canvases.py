"""A canvas through the customer's end: frames are taken as a relay takes them, and painted as a viewer paints them."""

from __future__ import annotations

import asyncio
import random
import zlib

import numpy as np
import pytest

from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.card import TestCard
from aboveboard.companion.host.masks import Masks
from aboveboard.companion.host.polled import PolledCanvas
from aboveboard.companion.host.screen import Frame
from aboveboard.wire import payloads as p
from aboveboard.wire import remote as r
from aboveboard.wire.types import Flag, FrameType
from tests.companion.line import Line, Viewer, line
from tests.companion.puppet import CANARY
from tests.companion.stage import count, needs_xvfb, stages

SIZE = (480, 360)


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
            frames = made.media()
            await asyncio.sleep(0.5)
            assert made.media() == frames


@needs_xvfb
async def test_what_moves_goes_as_video_and_is_exact_when_it_stops() -> None:
    with stages(SIZE) as stage:
        program, canvas = stage.program(), stage.canvas()
        program.do("open", name="a", place=[101, 51, 320, 240], colour=0x204060)
        program.do("open", name="b", place=[0, 0, 90, 300], colour=0x609020)
        async with line(canvas) as made:
            await made.allow()
            await made.until_same()
            program.do("film", name="a", size=[320, 240], seed=3)
            await made.until(lambda: made.count(FrameType.PICTURE) > 20)
            assert made.video is not None
            region = Rect(made.video.x, made.video.y, made.video.width, made.video.height)
            assert region == Rect(100, 50, 322, 242)
            program.do("fill", name="b", place=[10, 10, 40, 9], colour=0x102030)
            await made.until(lambda: tuple(made.viewer.canvas[12, 12]) == (0x10, 0x20, 0x30))
            # Over the video, too, as soon as it is there.
            program.do("open", name="c", place=[150, 100, 60, 30], colour=0x308050)
            await made.until(lambda: np.abs(made.viewer.canvas[115, 180].astype(int) - (0x30, 0x80, 0x50)).max() < 12)
            program.do("place", name="a", place=[90, 80, 320, 240])
            moved = made.count(FrameType.PICTURE)
            await made.until(lambda: made.count(FrameType.PICTURE) > moved + 20)
            await made.until(
                lambda: made.video is not None and (made.video.x, made.video.y, made.video.width) == (90, 80, 320)
            )
            program.do("cut", name="a")
            await made.until(lambda: bool(np.array_equal(made.viewer.canvas, stage.truth()[:, :, ::-1])))


@needs_xvfb
async def test_after_anything_the_picture_is_that_of_the_display() -> None:
    with stages(SIZE) as stage:
        program, other, canvas, chance = stage.program(), stage.program(), stage.canvas(), random.Random(7)
        stage.terminal("for i in $(seq 400); do echo line $i of many; done; printf '\\033[31mred'; sleep 60")
        program.do("open", name="page", place=[20, 10, 300, 300], colour=0xFFFFFF)
        program.do("page", name="page", size=[300, 1600], seed=5)
        other.do("open", name="film", place=[300, 200, 130, 110], colour=0)
        async with line(canvas) as made:
            await made.allow()
            other.do("film", name="film", size=[130, 110], seed=2)
            for step in range(60):
                program.do("scroll", name="page", at=chance.randrange(1300) if step % 9 == 0 else step * 20)
                if step % 5 == 0:
                    name, place = chance.choice(["page", "film"]), [chance.randrange(150), chance.randrange(90)]
                    (program if name == "page" else other).do("up", name=name)
                    if name == "film":
                        other.do("place", name=name, place=[*place, 130, 110])
                await asyncio.sleep(chance.choice([0.0, 0.01, 0.05]))
            assert made.count(FrameType.PATCH) > 20
            other.do("cut", name="film")
            await made.until(lambda: bool(np.array_equal(made.viewer.canvas, stage.truth()[:, :, ::-1])))


@needs_xvfb
async def test_a_part_can_be_chosen_and_only_what_is_shown_is_named() -> None:
    with stages(SIZE) as stage:
        program, canvas = stage.program(), stage.canvas()
        program.do("monitor", name="left", place=[0, 0, 240, 360])
        program.do("monitor", name="right", place=[240, 0, 240, 360])
        program.do("open", name="a", place=[20, 30, 100, 80], colour=0x20A040, title="Letter to Ana")
        program.do("open", name="b", place=[300, 30, 100, 80], colour=0xA02040, title="Diary")
        async with line(canvas) as made:
            await made.allow()
            await made.until_same()

            def named() -> list[str]:
                assert made.screen is not None
                return [one.name for one in made.screen.parts]

            parts = [one.name for one in await made.canvases.parts()]
            assert {"left", "right", "Letter to Ana", "Diary"} <= set(parts)
            everything = named()
            assert {"left", "right"} <= set(everything)
            assert not {"Letter to Ana", "Diary"} & set(everything)
            await made.canvases.show(parts.index("Letter to Ana"))
            await made.until(lambda: made.viewer.canvas.shape == (80, 100, 3) and bool(made.viewer.canvas[5, 5, 1]))
            assert made.screen is not None
            assert named()[made.screen.shown] == "Letter to Ana"
            assert "Diary" not in named()
            assert made.end.standing.part == "Letter to Ana"
            assert made.end.standing.place == Rect(20, 30, 100, 80)
            assert tuple(made.viewer.canvas[5, 5]) == (0x20, 0xA0, 0x40)
            await made.canvases.show(parts.index("right"))
            await made.until(lambda: made.viewer.canvas.shape == (360, 240, 3) and bool(made.viewer.canvas[40, 70, 0]))
            assert named()[made.screen.shown] == "right"
            assert named() == everything
            with pytest.raises(ValueError, match="no such part"):
                await made.canvases.show(99)
            program.do("resize_screen", width=400, height=300)
            await made.canvases.show(-1)
            await made.until(lambda: made.viewer.canvas.shape == (300, 400, 3))
            await made.until(lambda: made.viewer.shows(canvas.pixels))
            assert made.screen.shown == -1


async def test_a_pause_is_told_at_once_and_shows_nothing_until_it_is_over() -> None:
    async with line(PolledCanvas(TestCard(SIZE, per_second=50))) as made:
        await made.allow()
        await made.until_same()
        made.end.pause()
        made.canvases.poke()
        await made.until(lambda: made.screen is not None and made.screen.paused)
        assert made.frames[-1][0] is FrameType.SCREEN
        frames = made.media()
        await asyncio.sleep(0.3)
        assert made.media() == frames
        assert not made.viewer.canvas.any()
        # Whoever begins anew meanwhile is told as well, and sees nothing either.
        made.end.receive(made.wire.relay(FrameType.REFRESH, p.Empty()))
        made.canvases.poke()
        await made.until(lambda: made.media() > frames)
        assert made.frames[-1][0] is FrameType.SCREEN
        assert made.media() == frames + 1
        made.end.resume()
        made.canvases.poke()
        await made.until_same()
        assert made.screen is not None
        assert not made.screen.paused


@needs_xvfb
async def test_what_the_person_covers_is_gone_from_the_viewer_and_comes_back_uncovered() -> None:
    with stages(SIZE) as stage:
        program, canvas = stage.program(), stage.canvas()
        program.do("open", name="a", place=[0, 0, 480, 360], colour=CANARY)
        program.do("film", name="a", size=[200, 150], seed=1)
        async with line(canvas) as made:
            await made.allow()
            await made.until(lambda: made.count(FrameType.PICTURE) > 5)
            await made.canvases.hide([Rect(50, 40, 200, 60)])
            program.do("cut", name="a")
            await made.until(lambda: not made.viewer.canvas[40:100, 50:250].any())
            assert made.screen is not None
            assert made.screen.masks == 1
            await made.until(lambda: made.viewer.shows(canvas.pixels))
            await made.canvases.hide([])
            await made.until(lambda: bool(np.array_equal(made.viewer.canvas, stage.truth()[:, :, ::-1])))
            assert made.screen.masks == 0


async def test_a_slow_line_carries_little_at_once_and_comes_to_the_same_picture() -> None:
    """What is seen is told after as long as 20,000 bytes a second take; the canvas is noise, the worst there is."""
    size = (200, 150)

    class Noise:
        name = "noise"
        size = (200, 150)
        seed = 0

        def grab(self) -> Frame:
            return Frame(np.random.default_rng(self.seed).integers(0, 256, (150, 200, 4), np.uint8))

        def close(self) -> None:
            return

    noise = Noise()
    canvas = PolledCanvas(noise)
    async with line(canvas) as made:
        made.sees = False
        flight = made.end.flight
        largest = 0

        async def carry() -> None:
            nonlocal largest
            while True:
                await made.until(lambda: bool(made.unseen))
                largest = max(largest, flight._bytes)
                await asyncio.sleep(flight._bytes / 100_000 + 0.02)
                made.see()

        carrying = asyncio.create_task(carry())
        await made.allow()
        await made.until_same()
        for seed in range(1, 4):
            largest, noise.seed = 0, seed
            await made.until(lambda: bool((canvas.pixels[0, :, 0] == noise.grab().pixels[0, :, 0]).all()))
            await made.until_same()
        carrying.cancel()
        assert flight.rate is not None
        assert largest < size[0] * size[1] * 3


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
