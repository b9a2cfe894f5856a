"""What the technician's canvas shows, pixel by pixel, beside what the wire's own reading of the same frames gives."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from io import BytesIO
from typing import Any

import av
import numpy as np
import pytest
from av.video.reformatter import Colorspace
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from aboveboard.wire import remote as r
from aboveboard.wire.patch import Kind, Step, decode, deflate, encode
from aboveboard.wire.payloads import PictureConfig, to_text
from aboveboard.wire.types import FrameType, Scope
from tests.browser.conftest import Meeting, set_stage, wait_for_picture
from tests.browser.far_end import FarEnd, far_end
from tests.product import Product

pytestmark = pytest.mark.browser
F = FrameType
WIDTH, HEIGHT = 203, 151
RED, GREEN, BLUE = (230, 20, 20), (0, 200, 0), (20, 30, 220)
READ = """async () => {
    const canvas = document.querySelector('[data-picture]');
    const image = await createImageBitmap(canvas);
    const copy = new OffscreenCanvas(image.width, image.height);
    copy.getContext('2d').drawImage(image, 0, 0);
    const blob = await copy.convertToBlob({ type: 'image/png' });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
}"""
"""The canvas as it is, not as it is scaled, as a PNG."""


class Canvas:
    """The oracle: the same frames, read by the wire's own decoder."""

    def __init__(self, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.pixels = np.zeros((height, width, 3), np.uint8)

    def paint(self, payload: bytes) -> None:
        height, width = self.pixels.shape[:2]
        for step in decode(payload, width, height):
            place = np.s_[step.y : step.y + step.height, step.x : step.x + step.width]
            if step.kind is Kind.FILL:
                self.pixels[place] = tuple(step.colour)
            elif step.kind is Kind.MOVE:
                x, y = step.source
                self.pixels[place] = self.pixels[y : y + step.height, x : x + step.width].copy()
            else:
                cells = np.frombuffer(step.pixels, np.uint8)
                if step.kind is Kind.PALETTE:
                    cells = np.frombuffer(step.palette, np.uint8).reshape(-1, 3)[cells]
                self.pixels[place] = cells.reshape(step.height, step.width, 3)


class Chance:
    """Steps by chance, the same for the same seed."""

    def __init__(self, seed: int, width: int = WIDTH, height: int = HEIGHT) -> None:
        self._random = random.Random(seed)
        self._width, self._height = width, height

    def steps(self, most: int = 12) -> list[Step]:
        return [self._step() for _ in range(self._random.randint(1, most))]

    def _place(self) -> tuple[int, int, int, int]:
        width = min(self._width, int(self._random.expovariate(1 / 40)) + 1)
        height = min(self._height, int(self._random.expovariate(1 / 30)) + 1)
        x, y = self._random.randint(0, self._width - width), self._random.randint(0, self._height - height)
        return x, y, width, height

    def _step(self) -> Step:
        x, y, width, height = self._place()
        kind = self._random.choice([Kind.FILL, Kind.MOVE, Kind.MOVE, Kind.PIXELS, Kind.PALETTE])
        if kind is Kind.FILL:
            return Step(kind, x, y, width, height, colour=self._random.randbytes(3))
        if kind is Kind.MOVE:
            # Half of them near, so that the places overlap in every direction.
            far = self._random.random() < 0.5
            left = self._random.randint(0, self._width - width) if far else x + self._random.randint(-3, 3)
            top = self._random.randint(0, self._height - height) if far else y + self._random.randint(-3, 3)
            source = (max(0, min(left, self._width - width)), max(0, min(top, self._height - height)))
            return Step(kind, x, y, width, height, source=source)
        if kind is Kind.PIXELS:
            return Step(kind, x, y, width, height, pixels=self._cells(width * height * 3, 256))
        colours = self._random.choice([1, 2, 16, 17, 255, 256])
        palette = self._random.randbytes(3 * colours)
        return Step(kind, x, y, width, height, pixels=self._cells(width * height, colours), palette=palette)

    def _cells(self, count: int, below: int) -> bytes:
        if self._random.random() < 0.5:
            return bytes(self._random.randrange(below) for _ in range(count))
        run = bytes(self._random.randrange(below) for _ in range(self._random.randint(1, 40)))
        return (run * (count // len(run) + 1))[:count]


def whole(canvas: Canvas) -> bytes:
    """A patch that paints all of the canvas as it is."""
    height, width = canvas.pixels.shape[:2]
    return encode([Step(Kind.PIXELS, 0, 0, width, height, pixels=canvas.pixels.tobytes())])


def screen(**changed: Any) -> r.Screen:
    given: dict[str, Any] = {"width": WIDTH, "height": HEIGHT, "parts": [], "shown": -1, "masks": 0}
    return r.Screen(**{**given, **changed})


def shown(technician: Page) -> np.ndarray[Any, Any]:
    """The canvas' pixels now."""
    picture = Image.open(BytesIO(base64.b64decode(technician.evaluate(READ)))).convert("RGB")
    return np.asarray(picture)


def comes(technician: Page, holds: Callable[[np.ndarray[Any, Any]], bool]) -> bool:
    """Whether the canvas becomes so within a moment."""
    for _ in range(40):
        if holds(shown(technician)):
            return True
        technician.wait_for_timeout(50)
    return False


def near(technician: Page, x: int, y: int, colour: tuple[int, int, int]) -> bool:
    """Whether a pixel gets this colour, give or take what a codec does to it."""
    return comes(technician, lambda pixels: bool((np.abs(pixels[y, x].astype(int) - colour) < 12).all()))


def is_black(technician: Page) -> bool:
    """Whether all of it gets black."""
    return comes(technician, lambda pixels: not pixels.any())


def shows(technician: Page, canvas: Canvas) -> None:
    """Until the page shows exactly this."""
    for _ in range(40):
        seen = shown(technician)
        if seen.shape == canvas.pixels.shape and (seen == canvas.pixels).all():
            return
        technician.wait_for_timeout(100)
    assert seen.shape == canvas.pixels.shape
    wrong = np.argwhere((seen != canvas.pixels).any(axis=2))
    pytest.fail(f"{len(wrong)} pixels are wrong, from {wrong.min(axis=0)} to {wrong.max(axis=0)}")


@pytest.fixture
def invited(product: Product, contexts: Callable[[], BrowserContext]) -> Iterator[Meeting]:
    meeting = Meeting(product.url, set_stage(product, "invite"), contexts)
    yield meeting
    assert meeting.problems == []


@pytest.fixture
def technician(invited: Meeting) -> Page:
    return invited.technician()


@pytest.fixture
def customer(invited: Meeting, technician: Page) -> Iterator[FarEnd]:
    with far_end(invited.url, invited.stage["code"], Scope.VIEW, Scope.POINT) as end:
        expect(technician.locator('[data-ask="view"] button')).to_be_enabled(timeout=20_000)
        end.grant(Scope.VIEW)
        yield end


def begin(customer: FarEnd, technician: Page, canvas: Canvas) -> None:
    """The first whole picture, as it comes after a REFRESH."""
    customer.send(F.SCREEN, screen())
    customer.seen(customer.send(F.PATCH, whole(canvas), key=True))
    wait_for_picture(technician)


def test_patches_are_painted_exactly_and_in_their_order(customer: FarEnd, technician: Page) -> None:
    canvas, chance = Canvas(), Chance(1)
    canvas.paint(encode(chance.steps(40)))
    begin(customer, technician, canvas)
    shows(technician, canvas)
    for _ in range(12):
        last = 0
        for _ in range(8):
            payload = encode(chance.steps(), level=chance._random.choice([0, 1, 6, 9]))
            canvas.paint(payload)
            last = customer.send(F.PATCH, payload)
        customer.seen(last)
        shows(technician, canvas)
    assert len(customer.of(F.REFRESH)) <= 1


def painted_from_nothing(customer: FarEnd, technician: Page) -> Canvas:
    """A whole picture of grey, shown."""
    canvas = Canvas()
    canvas.pixels[:] = 90
    begin(customer, technician, canvas)
    return canvas


def filled(colour: tuple[int, int, int], x: int, y: int, width: int, height: int) -> bytes:
    return encode([Step(Kind.FILL, x, y, width, height, colour=bytes(colour))])


DAMAGED = {
    "no such kind": b"\x09" + bytes(11),
    "outside": encode([Step(Kind.FILL, WIDTH, 0, 1, 1, colour=bytes(3))]),
    "moved from outside": encode([Step(Kind.MOVE, 0, 0, 2, 2, source=(WIDTH - 1, 0))]),
    "cut short": encode([Step(Kind.PIXELS, 0, 0, 9, 9, pixels=bytes(243))])[:-1],
    "no such colour": encode([Step(Kind.PALETTE, 0, 0, 2, 2, pixels=bytes([0, 1, 2, 0]), palette=bytes(6))]),
    "not packed": encode([Step(Kind.PIXELS, 0, 0, 1, 1, pixels=bytes(3))], level=0)[:-8] + b"\xff" * 8,
}


def test_a_damaged_patch_is_not_built_upon_and_everything_is_asked_for_anew(customer: FarEnd, technician: Page) -> None:
    for what, damaged in DAMAGED.items():
        painted_from_nothing(customer, technician)
        technician.wait_for_timeout(1_100)
        customer.forget()
        customer.send(F.PATCH, damaged)
        customer.send(F.PATCH, filled(RED, 0, 0, 9, 9))
        customer.wait(lambda: bool(customer.of(F.REFRESH)), f"REFRESH after a patch with {what}")
        assert not customer.of(F.SEEN)


def test_another_size_begins_with_nothing_of_what_was_shown(customer: FarEnd, technician: Page) -> None:
    painted_from_nothing(customer, technician)
    customer.send(F.SCREEN, screen(width=64, height=300))
    customer.forget()
    customer.send(F.PATCH, encode([Step(Kind.FILL, 0, 0, 1, 1, colour=b"\xff\0\0")]))
    customer.wait(lambda: bool(customer.of(F.REFRESH)), "REFRESH")
    assert is_black(technician)
    canvas = Canvas(64, 300)
    canvas.paint(encode(Chance(5, 64, 300).steps(30)))
    customer.seen(customer.send(F.PATCH, whole(canvas), key=True))
    shows(technician, canvas)


def test_a_pause_blackens_the_picture_and_says_so(customer: FarEnd, technician: Page) -> None:
    canvas = painted_from_nothing(customer, technician)
    customer.send(F.SCREEN, screen(paused=True))
    expect(technician.locator("[data-session]")).to_have_attribute("data-waiting", "paused")
    expect(technician.locator(".viewer__status")).to_contain_text("has paused")
    assert is_black(technician)
    customer.forget()
    # Attack, or a frame that was under way: nothing of a paused screen is painted.
    customer.send(F.PATCH, whole(canvas), key=True)
    technician.wait_for_timeout(300)
    assert is_black(technician)
    assert not customer.of(F.SEEN)
    begin(customer, technician, canvas)
    shows(technician, canvas)


def test_nothing_stays_when_the_permission_ends(customer: FarEnd, technician: Page) -> None:
    painted_from_nothing(customer, technician)
    customer.revoke(Scope.VIEW)
    expect(technician.locator("[data-session]")).to_have_attribute("data-waiting", "nothing")
    assert is_black(technician)
    expect(technician.locator("[data-cursor]")).to_be_hidden()


def test_after_a_reload_a_whole_picture_is_asked_for(customer: FarEnd, technician: Page) -> None:
    canvas = painted_from_nothing(customer, technician)
    technician.wait_for_timeout(1_000)
    customer.forget()
    technician.reload()
    customer.wait(lambda: bool(customer.of(F.REFRESH)), "REFRESH")
    begin(customer, technician, canvas)
    shows(technician, canvas)


def test_the_pointer_lies_over_the_picture_and_not_in_it(customer: FarEnd, technician: Page) -> None:
    canvas = painted_from_nothing(customer, technician)
    pixels = np.zeros((6, 4, 4), np.uint8)
    pixels[:, :2] = (250, 10, 20, 255)
    text = to_text(deflate(pixels.tobytes()))
    customer.send(F.SHAPE, r.Shape(shape=7, width=4, height=6, hot_x=1, hot_y=2, pixels=text))
    customer.send(F.CURSOR, r.Cursor(x=100, y=50, shape=7, visible=True))
    pointer = technician.locator("[data-cursor]")
    expect(pointer).to_be_visible()
    stage, place = technician.locator("[data-stage]").bounding_box(), pointer.bounding_box()
    assert stage is not None
    assert place is not None
    scale = stage["width"] / WIDTH
    assert abs((place["x"] - stage["x"]) / scale - 99) < 1
    assert abs((place["y"] - stage["y"]) / scale - 48) < 1
    drawn = pointer.locator("canvas").evaluate("one => [...one.getContext('2d').getImageData(0, 0, 4, 6).data]")
    assert drawn == pixels.ravel().tolist()
    shows(technician, canvas)
    customer.send(F.CURSOR, r.Cursor(x=100, y=50, shape=7, visible=False))
    expect(pointer).to_be_hidden()


class Film:
    """H.264 of one colour a picture, for a region of the canvas."""

    def __init__(self, width: int, height: int) -> None:
        context = av.CodecContext.create("libx264", "w")
        assert isinstance(context, av.VideoCodecContext)
        context.width, context.height, context.pix_fmt = width, height, "yuv420p"
        context.options = {"preset": "ultrafast", "tune": "zerolatency", "profile": "baseline", "crf": "10"} | {
            "x264-params": "annexb=1:repeat-headers=1:bframes=0:keyint=infinite:scenecut=0"
            ":colorprim=bt709:transfer=bt709:colormatrix=bt709:range=tv"
        }
        context.time_base = Fraction(1, 30)
        self._context, self._size, self._at = context, (height, width, 3), 0

    def picture(self, colour: tuple[int, int, int]) -> bytes:
        frame = av.VideoFrame.from_ndarray(np.full(self._size, colour, np.uint8), format="rgb24")
        frame = frame.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709)
        frame.pts, self._at = self._at, self._at + 1
        return b"".join(bytes(packet) for packet in self._context.encode(frame))


def test_what_came_last_lies_on_top_although_pictures_take_longer(customer: FarEnd, technician: Page) -> None:
    painted_from_nothing(customer, technician)
    film = Film(96, 64)
    customer.send(F.PICTURE_CONFIG, PictureConfig(codec="avc1.42E01F", width=96, height=64, x=40, y=30))
    last = 0
    for turn in range(20):
        customer.send(F.PICTURE, film.picture(RED if turn % 2 else BLUE))
        last = customer.send(F.PATCH, filled(GREEN, 60, 40, 10, 10))
    customer.seen(last)
    technician.wait_for_timeout(300)
    assert near(technician, 65, 45, GREEN)
    assert near(technician, 45, 80, RED)
    assert near(technician, 20, 20, (90, 90, 90))
    customer.seen(customer.send(F.PICTURE, film.picture(BLUE)))
    technician.wait_for_timeout(300)
    assert near(technician, 65, 45, BLUE)


def test_what_is_moved_out_of_a_video_is_what_the_video_showed(customer: FarEnd, technician: Page) -> None:
    painted_from_nothing(customer, technician)
    film = Film(64, 64)
    customer.send(F.PICTURE_CONFIG, PictureConfig(codec="avc1.42E01F", width=64, height=64, x=100, y=30))
    customer.send(F.PICTURE, film.picture(RED))
    customer.seen(customer.send(F.PATCH, encode([Step(Kind.MOVE, 2, 80, 50, 20, source=(90, 40))])))
    technician.wait_for_timeout(300)
    assert near(technician, 20, 90, RED)
    assert near(technician, 6, 90, (90, 90, 90))
    # Another video elsewhere: the first one's last picture is not lost, nor what lies over it.
    other = Film(32, 32)
    customer.send(F.PICTURE, film.picture(BLUE))
    customer.send(F.PICTURE_CONFIG, PictureConfig(codec="avc1.42E01F", width=32, height=32, x=0, y=0))
    customer.seen(customer.send(F.PICTURE, other.picture(GREEN)))
    technician.wait_for_timeout(500)
    assert near(technician, 130, 60, BLUE)
    assert near(technician, 16, 16, GREEN)


def test_a_photo_lies_where_it_belongs_until_it_is_brought_exactly(customer: FarEnd, technician: Page) -> None:
    canvas = painted_from_nothing(customer, technician)
    out = BytesIO()
    Image.new("RGB", (40, 30), RED).save(out, "JPEG", quality=90)
    photo = Step(Kind.PHOTO, 20, 20, 80, 60, pixels=out.getvalue())
    over = Step(Kind.FILL, 30, 30, 10, 10, colour=bytes(GREEN))
    under = Step(Kind.FILL, 20, 20, 80, 60, colour=bytes(BLUE))
    customer.send(F.PATCH, encode([under, photo, over]))
    customer.seen(customer.send(F.PATCH, filled(BLUE, 90, 70, 30, 30)))
    technician.wait_for_timeout(200)
    for x, y, colour in ((25, 25, RED), (35, 35, GREEN), (95, 75, BLUE), (115, 95, BLUE), (80, 60, RED)):
        assert near(technician, x, y, colour), (x, y)
    exact = encode(Chance(9).steps(30))
    canvas.paint(whole(canvas))
    canvas.paint(exact)
    customer.send(F.PATCH, whole(Canvas()), key=False)
    repainted = Canvas()
    repainted.paint(exact)
    customer.seen(customer.send(F.PATCH, exact))
    shows(technician, repainted)
