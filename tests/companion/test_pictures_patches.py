"""Patches, decoded and painted as a viewer does it: the picture is the canvas, to the pixel, and small."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator

import numpy as np
import pytest

from aboveboard.companion.flow.patches import Patcher
from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.card import draw_card
from aboveboard.companion.host.masks import Masks
from aboveboard.companion.host.screen import Pixels
from aboveboard.wire.patch import STEPS_MAX, Kind, decode
from tests.companion.line import Viewer
from tests.companion.puppet import CANARY
from tests.companion.stage import Stage, count, needs_xvfb, stages

SIZE = (480, 360)
WHOLE = Rect(0, 0, *SIZE)


def begin(patcher: Patcher, pixels: Pixels) -> list[bytes]:
    """The whole canvas, whatever the viewer has."""
    first = patcher.begin((pixels.shape[1], pixels.shape[0]))
    return patcher.patch(pixels, [Rect(0, 0, pixels.shape[1], pixels.shape[0])], first=first).payloads


def page() -> Pixels:
    """Something like a page of text."""
    pixels = np.zeros((SIZE[1], SIZE[0], 4), np.uint8)
    pixels[:, :, :3] = np.asarray(draw_card(*SIZE, 3))[:, :, ::-1]
    return pixels


@pytest.fixture
def viewer() -> Viewer:
    return Viewer(SIZE)


def test_a_whole_canvas_needs_nothing_before_it(viewer: Viewer) -> None:
    viewer.paint(begin(Patcher(), page()))
    assert viewer.shows(page())


def test_what_did_not_change_is_not_sent(viewer: Viewer) -> None:
    patcher, pixels = Patcher(), page()
    begin(patcher, pixels)
    assert patcher.patch(pixels, [WHOLE]).payloads == []
    pixels[7, 9, 0] ^= 1
    assert patcher.patch(pixels, [Rect(100, 100, 50, 50)]).payloads == []


def test_a_small_change_is_one_small_step(viewer: Viewer) -> None:
    patcher, pixels = Patcher(), page()
    viewer.paint(begin(patcher, pixels))
    pixels[100:112, 60:67, :3] = (9, 8, 7)
    payloads = patcher.patch(pixels, [WHOLE]).payloads
    viewer.paint(payloads)
    assert [(one.kind, one.width, one.height) for one in viewer.steps] == [(Kind.FILL, 7, 12)]
    assert len(b"".join(payloads)) < 20
    assert viewer.shows(pixels)


@pytest.mark.parametrize("by", [1, 17, 60, -1, -33])
def test_a_scrolled_page_is_a_move_and_the_rest(viewer: Viewer, by: int) -> None:
    chance = np.random.default_rng(5)
    long = np.repeat(np.repeat(chance.integers(0, 256, (200, 120, 4), np.uint8), 4, axis=0), 4, axis=1)
    long[:, :, 3] = 0
    patcher = Patcher()
    viewer.paint(begin(patcher, long[100 : 100 + SIZE[1]]))
    scrolled = long[100 + by : 100 + by + SIZE[1]].copy()
    payloads = patcher.patch(scrolled, [WHOLE]).payloads
    viewer.paint(payloads)
    assert viewer.shows(scrolled)
    assert viewer.steps[0].kind is Kind.MOVE
    assert sum(one.height for one in viewer.steps[1:]) == abs(by)


def test_many_colours_are_pixels_and_few_a_palette(viewer: Viewer) -> None:
    patcher, pixels = Patcher(), page()
    viewer.paint(begin(patcher, pixels))
    pixels[:40, :40, :3] = np.random.default_rng(1).integers(0, 256, (40, 40, 3), np.uint8)
    pixels[200:240, :40, :3] = np.random.default_rng(1).integers(0, 5, (40, 40, 3), np.uint8)
    payloads = patcher.patch(pixels, [Rect(0, 0, 40, 40), Rect(0, 200, 40, 40)]).payloads
    viewer.paint(payloads)
    assert [one.kind for one in viewer.steps] == [Kind.PIXELS, Kind.PALETTE]
    assert viewer.shows(pixels)


def test_any_sequence_of_changes_ends_in_the_same_picture(viewer: Viewer) -> None:
    chance, patcher, pixels = random.Random(11), Patcher(), page()
    viewer.paint(begin(patcher, pixels))
    for step in range(150):
        x, y = chance.randrange(-9, SIZE[0]), chance.randrange(-9, SIZE[1])
        place = Rect(x, y, chance.randrange(1, 300), chance.randrange(1, 300))
        inner = place.clip(WHOLE)
        cells = pixels[inner.y : inner.bottom, inner.x : inner.right]
        doing = chance.randrange(4)
        if doing == 0:
            cells[:] = chance.randrange(256)
        elif doing == 1:
            cells[:] = np.roll(cells, chance.randrange(-40, 40), axis=chance.randrange(2))
        elif doing == 2:
            cells[::3] ^= chance.randrange(256)
        else:
            cells[:] = np.random.default_rng(step).integers(0, 256, cells.shape, np.uint8)
        pixels[:, :, 3] = 0
        payloads = patcher.patch(pixels, [place, Rect(0, 0, 5, 5), place]).payloads
        viewer.paint(payloads)
        assert viewer.shows(pixels), f"after step {step}"


def test_another_size_is_refused() -> None:
    patcher = Patcher()
    begin(patcher, page())
    with pytest.raises(ValueError, match="another size"):
        patcher.patch(page()[:-2], [WHOLE])


def test_too_much_for_one_frame_goes_in_several() -> None:
    size = (1024, 1200)
    viewer, patcher, pixels = Viewer(size), Patcher(), np.zeros((1200, 1024, 4), np.uint8)
    pixels[:, :, :3] = np.random.default_rng(3).integers(0, 256, (1200, 1024, 3), np.uint8)
    payloads = begin(patcher, pixels)
    assert len(payloads) > 1
    first = decode(payloads[0], *size)[0]
    assert (first.kind, first.x, first.y, first.width, first.height) == (Kind.FILL, 0, 0, *size)
    viewer.paint(payloads)
    assert viewer.shows(pixels)


def test_more_steps_than_a_frame_may_have_go_in_several() -> None:
    viewer, patcher, pixels = Viewer((384, 1200)), Patcher(), np.zeros((1200, 384, 4), np.uint8)
    viewer.paint(begin(patcher, pixels))
    pixels[::15, :, :3] = np.random.default_rng(3).integers(0, 256, (80, 384, 3), np.uint8)
    payloads = patcher.patch(pixels, [Rect(6 * column, 0, 6, 1200) for column in range(64)]).payloads
    viewer.paint(payloads)
    assert len(viewer.steps) > STEPS_MAX
    assert viewer.shows(pixels)
    scattered = [Rect(x, y, 1, 1) for x in range(0, 384, 4) for y in range(0, 1200, 8)]
    for one in scattered:
        pixels[one.y, one.x, :3] ^= 255
    viewer.paint(patcher.patch(pixels, scattered).payloads)
    assert viewer.shows(pixels)


@pytest.fixture
def stage() -> Iterator[Stage]:
    with stages(SIZE) as made:
        yield made


@needs_xvfb
def test_a_real_display_arrives_by_patches_and_masked_windows_do_not(stage: Stage) -> None:
    chance, viewer, patcher = random.Random(2), Viewer(SIZE), Patcher()
    canvas = stage.canvas(Masks(programs=frozenset({"keepassxc"})))
    secret, plain = stage.program(), stage.program()
    secret.do("open", name="a", place=[10, 10, 100, 100], colour=CANARY, program="keepassxc")
    plain.do("open", name="a", place=[50, 50, 200, 200], colour=0x2080C0)
    canvas.grab(canvas.damaged())
    viewer.paint(begin(patcher, canvas.pixels))
    sent = 0
    for step in range(80):
        place = [chance.randrange(300), chance.randrange(200), chance.randrange(20, 200), chance.randrange(20, 150)]
        (secret if step % 2 else plain).do("place", name="a", place=place)
        plain.do("fill", name="a", place=[step, step, 9, 9], colour=zlib.crc32(bytes([step])) & 0xFFFFFF)
        rects = canvas.damaged()
        canvas.grab(rects)
        payloads = patcher.patch(canvas.pixels, rects).payloads
        viewer.paint(payloads)
        sent += bool(payloads)
        assert viewer.shows(canvas.pixels)
        assert not count(viewer.canvas[:, :, ::-1], CANARY)
    assert sent > 60
