"""What must not be shown is in nothing that a viewer decodes: patches, moves, photos and video of windows at speed."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.masks import Masks, read_masks
from aboveboard.wire.types import FrameType
from tests.companion.line import Line, line
from tests.companion.puppet import CANARY
from tests.companion.stage import Program, Stage, needs_xvfb, stages

pytestmark = [needs_xvfb, pytest.mark.slow]
SIZE = (640, 480)
FRAMES, FEW = 1000, 200
NEAR = 60
"""What a photo or a video makes of a colour is not far from it; nothing else on the display is red and blue at once."""


def leaks(viewer: np.ndarray) -> bool:
    """True when any pixel has nearly the colour that must not be seen."""
    red, green, blue = (viewer[:, :, place] for place in range(3))
    return bool(((red > 254 - NEAR) & (green < NEAR) & (blue > 253 - NEAR)).any())


def test_the_canary_would_be_found() -> None:
    viewer = np.zeros((9, 9, 3), np.uint8)
    assert not leaks(viewer)
    viewer[4, 4] = (230, 30, 220)
    assert leaks(viewer)


@pytest.mark.parametrize(
    ("seed", "frames"),
    [(3, FEW), pytest.param(1, FRAMES, marks=pytest.mark.long), pytest.param(2, FRAMES, marks=pytest.mark.long)],
)
async def test_a_canary_that_moves_at_speed_is_in_no_decoded_frame(seed: int, frames: int) -> None:
    with stages(SIZE) as stage:
        canvas = stage.canvas(Masks(programs=frozenset({"keepassxc"})))
        film, drawn = stage.program(), stage.program()
        film.do("open", name="film", place=[150, 100, 320, 240], colour=0x204020)
        film.do("film", name="film", size=[320, 240], seed=seed)
        drawn.do("open", name="page", place=[20, 200, 300, 260], colour=0xFFFFFF)
        drawn.do("page", name="page", size=[300, 1600], seed=seed)
        for program, colour in (("keepassxc", CANARY), ("editor", 0x30A060)):
            stage.program().do("storm", seed=seed, program=program, colour=colour)
        looked = 0
        async with line(canvas) as made:

            def look() -> None:
                nonlocal looked
                looked += 1
                assert not leaks(made.viewer.canvas), f"in frame {looked}"

            made.told.append(look)
            await made.allow()
            there = await play(made, stage, drawn, film, frames)
        assert there >= frames // FEW, "the canary was not there to be found"
        assert looked >= frames
        assert made.count(FrameType.PICTURE) > frames // 10
        assert made.count(FrameType.PATCH) > frames // 10


async def play(made: Line, stage: Stage, drawn: Program, film: Program, frames: int) -> int:
    """Scroll, raise and draw until enough frames were looked at; returns how often the canary was to be seen."""
    step = there = 0
    async with asyncio.timeout(240):
        while made.count(FrameType.PATCH) + made.count(FrameType.PICTURE) < frames:
            step += 1
            drawn.do("scroll", name="page", at=step * 30 % 1300)
            if step % 20 == 0:
                (drawn if step % 40 else film).do("up", name="page" if step % 40 else "film")
            if step % 150 == 0:
                await made.canvases.hide([Rect(step % 600, 50, 80, 80)])
            if step % 10 == 0:
                there += leaks(stage.truth()[:, :, ::-1])
            await asyncio.sleep(0.01)
    return there


async def test_the_companions_private_windows_are_masked_from_the_start() -> None:
    assert read_masks().hide_program(["aboveboard-private"])
    with stages(SIZE) as stage:
        canvas, private, plain = stage.canvas(read_masks()), stage.program(), stage.program()
        plain.do("open", name="b", place=[0, 0, 640, 480], colour=0x30A060)
        async with line(canvas) as made:

            def look() -> None:
                assert not leaks(made.viewer.canvas)

            made.told.append(look)
            await made.allow()
            await made.until_same()
            for step in range(20):
                private.do(
                    "open", name="a", place=[20 + step, 30, 300, 200], colour=CANARY, program="aboveboard-private"
                )
                await asyncio.sleep(0.02)
                private.do("close", name="a")
            await made.until_same()
            assert made.count(FrameType.PATCH) > 5
