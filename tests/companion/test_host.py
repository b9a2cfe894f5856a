"""What the computer gives: its screen or a card, and the encoder; every picture is decoded again and compared."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.codeccontext import VideoCodecContext

from aboveboard.companion.host.card import PATCHES, TestCard
from aboveboard.companion.host.choose import choose_canvas
from aboveboard.companion.host.encode import H264Encoder, codec_string
from aboveboard.companion.host.masks import MaskError, read_masks
from aboveboard.companion.host.polled import PolledCanvas
from aboveboard.companion.host.virtual import VirtualDisplay
from aboveboard.companion.host.x11_canvas import X11Canvas
from aboveboard.companion.host.x11_here import VirtualCanvas
from tests.companion.stage import needs_xvfb

# python-xlib leaves the sockets of its tries to the garbage collector, which comes by at any later test.
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:unclosed.*:ResourceWarning"),
]


def decoder() -> VideoCodecContext:
    context = av.CodecContext.create("h264", "r")
    assert isinstance(context, VideoCodecContext)
    context.thread_count = 1
    return context


def decode(context: VideoCodecContext, data: bytes) -> np.ndarray:
    (picture,) = context.decode(av.Packet(data))
    return picture.to_ndarray(format="bgra")[:, :, :3].astype(int)


class Hand:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def card(hand: Hand) -> TestCard:
    return TestCard((640, 360), clock=hand)


def test_the_card_shows_its_patches_and_changes_with_time(card: TestCard, hand: Hand) -> None:
    first = card.grab()
    assert first.size == (640, 360)
    for place, colour in enumerate(PATCHES):
        assert tuple(first.pixels[20, 40 + 80 * place, 2::-1]) == colour
    assert np.array_equal(card.grab().pixels, first.pixels)
    hand.now = 0.3
    assert not np.array_equal(card.grab().pixels, first.pixels)


def test_a_decoded_picture_is_the_captured_one(card: TestCard, hand: Hand) -> None:
    encoder, viewer = H264Encoder(card.size), decoder()
    for step in range(5):
        hand.now = step * 0.25
        shown = card.grab()
        encoded = encoder.encode(shown.pixels, step * 250_000)
        assert encoded is not None
        assert encoded.key is (step == 0)
        seen = decode(viewer, encoded.data)
        difference = np.abs(seen - shown.pixels[:, :, :3].astype(int))
        assert difference.mean() < 4
        assert np.abs(seen[20, 40::80] - shown.pixels[20, 40::80, :3].astype(int)).max() <= 6


def test_a_clock_that_was_put_back_does_not_stop_the_encoder(card: TestCard, hand: Hand) -> None:
    encoder = H264Encoder(card.size)
    encoder.encode(card.grab().pixels, 9_000_000)
    hand.now = 1.0
    assert encoder.encode(card.grab().pixels, 5) is not None


def test_the_codec_string_comes_from_the_stream(card: TestCard) -> None:
    encoder = H264Encoder(card.size)
    encoded = encoder.encode(card.grab().pixels, 0)
    assert encoded is not None
    assert encoder.codec == codec_string(encoded.data)
    assert encoder.codec.startswith("avc1.42")
    with pytest.raises(ValueError, match="parameter set"):
        codec_string(b"\x00\x00\x01\x65" + bytes(20))


def test_a_picture_of_another_size_is_refused(card: TestCard) -> None:
    with pytest.raises(ValueError, match="opened for"):
        H264Encoder((320, 180)).encode(card.grab().pixels, 0)


def test_without_a_display_the_card_is_drawn_and_nothing_is_started() -> None:
    canvas = choose_canvas(environment={})
    assert isinstance(canvas, PolledCanvas)
    assert "card" in canvas.name


def test_a_display_that_is_not_there_gives_the_card_and_its_name_says_so() -> None:
    canvas = choose_canvas(environment={"DISPLAY": ":4711"})
    assert isinstance(canvas, PolledCanvas)
    assert "card" in canvas.name
    gc.collect()


def test_a_list_of_masks_that_is_not_understood_shows_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "masks.toml").write_text("[mail")
    monkeypatch.setattr(read_masks, "__defaults__", (tmp_path / "masks.toml",))
    with pytest.raises(MaskError, match="Nothing is shown"):
        choose_canvas(environment={"DISPLAY": ":4711"}, may_start_xvfb=True)
    gc.collect()


@pytest.fixture
def display() -> Iterator[VirtualDisplay]:
    with VirtualDisplay((641, 361)) as started:
        yield started


@needs_xvfb
def test_a_real_display_is_taken_as_it_is(display: VirtualDisplay) -> None:
    canvas = choose_canvas(environment={"DISPLAY": display.name})
    try:
        assert isinstance(canvas, X11Canvas)
        assert canvas.size == (641, 361)
        canvas.grab(canvas.damaged())
        for place, colour in enumerate(PATCHES):
            assert tuple(canvas.pixels[20, 40 + 80 * place, 2::-1]) == colour
        even = canvas.pixels[:360, :640]
        encoded = H264Encoder((640, 360)).encode(even, 0)
        assert encoded is not None
        assert np.abs(decode(decoder(), encoded.data) - even[:, :, :3].astype(int)).mean() < 4
    finally:
        canvas.close()


@needs_xvfb
def test_a_started_display_ends_with_its_canvas() -> None:
    canvas = choose_canvas(may_start_xvfb=True, environment={})
    assert isinstance(canvas, VirtualCanvas)
    assert "Xvfb" in canvas.name
    process = canvas.display._process
    assert process.poll() is None
    canvas.close()
    canvas.close()
    assert process.poll() is not None
    assert not os.path.exists(f"/tmp/.X11-unix/X{canvas.display.name[1:]}")
