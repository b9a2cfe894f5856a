"""PATCH: what is encoded comes back, and nothing that does not fit the canvas is taken."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.wire.closes import CloseCode, ProtocolError
from aboveboard.wire.patch import CANVASES_MAX, Kind, Step, decode, deflate, encode

WIDTH, HEIGHT = 40, 30


def jpeg(width: int, height: int, *, kind: int = 0xC0, bits: int = 8, colours: int = 3) -> bytes:
    """As far as anybody looks who only has to know its size."""
    comment = struct.pack(">BBH", 0xFF, 0xFE, 6) + b"\xff\xc0hi"
    return b"\xff\xd8" + comment + struct.pack(">BBHBHHB", 0xFF, kind, 17, bits, height, width, colours)


@st.composite
def steps(draw: st.DrawFn) -> Step:
    x, y = draw(st.integers(0, WIDTH - 1)), draw(st.integers(0, HEIGHT - 1))
    width, height = draw(st.integers(1, WIDTH - x)), draw(st.integers(1, HEIGHT - y))
    kind = draw(st.sampled_from(list(Kind)))
    if kind is Kind.FILL:
        return Step(kind, x, y, width, height, colour=draw(st.binary(min_size=3, max_size=3)))
    if kind is Kind.PHOTO:
        wide, high = draw(st.integers(1, width)), draw(st.integers(1, height))
        return Step(kind, x, y, width, height, pixels=jpeg(wide, high) + draw(st.binary(max_size=9)))
    if kind is Kind.MOVE:
        source = (draw(st.integers(0, WIDTH - width)), draw(st.integers(0, HEIGHT - height)))
        return Step(kind, x, y, width, height, source=source)
    seed = draw(st.binary(min_size=1, max_size=8))
    if kind is Kind.PIXELS:
        size = width * height * 3
        return Step(kind, x, y, width, height, pixels=(seed * (size // len(seed) + 1))[:size])
    palette = draw(st.binary(min_size=3, max_size=30).filter(lambda data: len(data) % 3 == 0))
    size, colours = width * height, len(palette) // 3
    pixels = bytes(byte % colours for byte in (seed * (size // len(seed) + 1))[:size])
    return Step(kind, x, y, width, height, pixels=pixels, palette=palette)


@given(st.lists(steps(), max_size=6))
def test_what_is_encoded_comes_back(made: list[Step]) -> None:
    assert decode(encode(made), WIDTH, HEIGHT) == made


@given(st.binary(max_size=200))
def test_no_bytes_do_anything_but_fit_or_be_refused(payload: bytes) -> None:
    try:
        found = decode(payload, WIDTH, HEIGHT)
    except ProtocolError as error:
        assert error.code is CloseCode.MALFORMED  # noqa: PT017 - being refused and fitting are both fine
    else:
        assert all(step.x + step.width <= WIDTH and step.y + step.height <= HEIGHT for step in found)


def rect(kind: int, x: int, y: int, width: int, height: int) -> bytes:
    return struct.pack(">BHHHH", kind, x, y, width, height)


def packed(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


HOSTILE = {
    "an unknown kind": rect(9, 0, 0, 1, 1),
    "an empty rectangle": rect(1, 0, 0, 0, 1) + b"rgb",
    "over the right edge": rect(1, WIDTH, 0, 1, 1) + b"rgb",
    "over the lower edge": rect(1, 0, 29, 1, 2) + b"rgb",
    "half a colour": rect(1, 0, 0, 1, 1) + b"r",
    "a move from outside": rect(2, 0, 0, 2, 2) + struct.pack(">HH", 39, 0),
    "half a move": rect(2, 0, 0, 2, 2) + b"\0",
    "pixels cut short": rect(3, 0, 0, 1, 1) + struct.pack(">I", 100) + deflate(b"rgb"),
    "fewer pixels than the rectangle": rect(3, 0, 0, 2, 1) + packed(deflate(b"rgb")),
    "more pixels than the rectangle": rect(3, 0, 0, 1, 1) + packed(deflate(b"rgbrgb")),
    "a bomb": rect(3, 0, 0, 1, 1) + packed(deflate(bytes(10_000_000))),
    "a deflate that does not end": rect(3, 0, 0, 1, 1) + packed(deflate(b"rgb")[:-1]),
    "something behind the deflate": rect(3, 0, 0, 1, 1) + packed(deflate(b"rgb") + b"x"),
    "zlib where raw deflate is meant": rect(3, 0, 0, 1, 1) + packed(zlib.compress(b"rgb")),
    "a colour beyond the palette": rect(4, 0, 0, 1, 1) + b"\x00" + b"rgb" + packed(deflate(b"\x01")),
    "half a palette": rect(4, 0, 0, 1, 1) + b"\x01" + b"rgb",
    "no palette": rect(4, 0, 0, 1, 1),
    "a photo that is none": rect(5, 0, 0, 4, 4) + packed(b"GIF89a"),
    "a photo without a frame": rect(5, 0, 0, 4, 4) + packed(jpeg(4, 4)[:12]),
    "a photo wider than the rectangle": rect(5, 0, 0, 4, 4) + packed(jpeg(5, 4)),
    "a photo higher than the rectangle": rect(5, 0, 0, 4, 4) + packed(jpeg(4, 65_535)),
    "a photo of no size": rect(5, 0, 0, 4, 4) + packed(jpeg(0, 4)),
    "a progressive photo": rect(5, 0, 0, 4, 4) + packed(jpeg(4, 4, kind=0xC2)),
    "a grey photo": rect(5, 0, 0, 4, 4) + packed(jpeg(4, 4, colours=1)),
    "a photo of twelve bits": rect(5, 0, 0, 4, 4) + packed(jpeg(4, 4, bits=12)),
    "a photo cut short": rect(5, 0, 0, 4, 4) + struct.pack(">I", 100) + jpeg(4, 4),
    "too many steps": (rect(1, 0, 0, 1, 1) + b"rgb") * 4097,
}


@pytest.mark.parametrize("payload", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_does_not_fit_is_malformed(payload: bytes) -> None:
    with pytest.raises(ProtocolError) as caught:
        decode(payload, WIDTH, HEIGHT)
    assert caught.value.code is CloseCode.MALFORMED


@pytest.mark.parametrize(
    "step",
    [
        Step(Kind.FILL, 0, 0, 1, 1, colour=b"rgba"),
        Step(Kind.PIXELS, 0, 0, 1, 1, pixels=b"rg"),
        Step(Kind.PALETTE, 0, 0, 1, 1, pixels=b"\0", palette=b"rg"),
    ],
)
def test_a_programmers_mistake_is_said(step: Step) -> None:
    with pytest.raises(ValueError, match=r"colour|pixels"):
        encode([step])


def test_a_few_bytes_cannot_have_the_canvas_painted_without_end() -> None:
    whole = encode([Step(Kind.FILL, 0, 0, WIDTH, HEIGHT, colour=b"abc")])
    assert len(decode(whole * CANVASES_MAX, WIDTH, HEIGHT)) == CANVASES_MAX
    with pytest.raises(ProtocolError):
        decode(whole * (CANVASES_MAX + 1), WIDTH, HEIGHT)
