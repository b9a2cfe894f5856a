"""How much is on its way, what moves, and in which order things go: sums, with a clock that is set by hand."""

from __future__ import annotations

import numpy as np

from aboveboard.companion.flow.flight import FIRST, LEAST, Flight
from aboveboard.companion.flow.moving import Moving
from aboveboard.companion.flow.patches import Patcher
from aboveboard.companion.flow.tiles import Manner
from aboveboard.companion.host.canvas import Rect
from aboveboard.wire.patch import Kind
from tests.companion.line import Viewer


class Hand:
    def __init__(self) -> None:
        self.us = 1_000_000

    def __call__(self) -> int:
        return self.us


def carried(flight: Flight, hand: Hand, rate: float, base_us: int, rounds: int) -> int:
    """Frames as large as there is room for, over a line of so many bytes a second; returns the last one's size."""
    size = 0
    for sequence in range(1, rounds + 1):
        size = flight.room
        flight.left(sequence, size)
        hand.us += base_us + int(size / rate * 1e6)
        flight.seen(sequence)
    return size


def test_a_quick_line_never_says_wait_and_a_slow_one_carries_little_at_once() -> None:
    hand = Hand()
    quick = Flight(hand)
    quick.most = 4
    assert carried(quick, hand, 50e6, 2_000, 12) > 10 * FIRST
    assert quick.rate is None
    slow = Flight(hand)
    slow.most = 4
    size = carried(slow, hand, 125_000, 80_000, 30)
    # The next frame, however small, waits no longer than that.
    assert LEAST <= size < 125_000 * 0.3
    assert slow.rate is not None
    assert 60_000 < slow.rate < 250_000


def test_no_more_frames_are_on_their_way_than_may_be() -> None:
    flight = Flight(Hand())
    flight.most = 2
    flight.left(1, 10)
    flight.left(3, 10)
    assert flight.room == 0
    flight.seen(1)
    assert flight.room > 0
    flight.left(5, 10)
    flight.drop(3)
    assert flight.room > 0
    flight.left(7, 10)
    flight.seen(99)
    assert flight.seen_up_to == 7


def test_who_acknowledges_nothing_for_long_never_will() -> None:
    hand = Hand()
    flight = Flight(hand)
    flight.left(1, 10)
    hand.us += 2_000_000
    assert not flight.stuck
    hand.us += 2_000_000
    assert flight.stuck
    flight.clear()
    assert flight.room == FIRST


def test_a_place_that_changes_often_moves_and_one_that_scrolls_now_and_then_does_not() -> None:
    hand = Hand()
    moving = Moving(hand)
    moving.begin((1920, 1080))
    for _ in range(20):
        moving.changed(Rect(100, 100, 900, 700))
        hand.us += 200_000
        assert moving.region() is None
    for _ in range(15):
        moving.changed(Rect(301, 203, 640, 360))
        hand.us += 40_000
    assert moving.region() == Rect(300, 202, 642, 362)
    assert moving.rests_in is not None
    hand.us += 400_000
    assert moving.region() is None
    assert moving.rests_in is None


def test_two_things_that_move_are_not_taken_for_one() -> None:
    hand = Hand()
    moving = Moving(hand)
    moving.begin((1920, 1080))
    for _ in range(20):
        moving.changed(Rect(64, 64, 320, 240))
        moving.changed(Rect(1024, 640, 320, 240))
        hand.us += 40_000
    assert moving.region() in {Rect(64, 64, 320, 240), Rect(1024, 640, 320, 240)}


def noise(width: int, height: int, seed: int = 1) -> np.ndarray:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 4), np.uint8)
    pixels[:, :, 3] = 0
    return pixels


def test_what_is_small_goes_first_and_the_rest_in_pieces_until_all_is_there() -> None:
    pixels, patcher, viewer = noise(400, 300), Patcher(), Viewer((400, 300))
    viewer.paint([patcher.begin((400, 300))])
    pixels[:20] = 0
    pixels[5:15, 5:12, 0] = 200
    made = patcher.patch(pixels, [Rect(0, 100, 400, 200), Rect(5, 5, 7, 10)], 10_000)
    viewer.paint(made.payloads)
    assert (viewer.steps[0].x, viewer.steps[0].y, viewer.steps[0].width) == (5, 5, 7)
    assert sum(map(len, made.payloads)) < 50_000
    assert made.left
    rounds = 1
    while made.left:
        made = patcher.patch(pixels, made.left, 10_000)
        viewer.paint(made.payloads)
        rounds += 1
    assert rounds > 5
    assert np.array_equal(viewer.canvas[100:], pixels[100:, :, 2::-1])


def test_a_photo_comes_nearly_first_and_exactly_after() -> None:
    pixels, patcher, viewer = np.zeros((300, 400, 4), np.uint8), Patcher(), Viewer((400, 300))
    pixels[50:200, 64:320] = noise(256, 150)
    pixels[:20, :, 0] = 255
    viewer.paint([patcher.begin((400, 300))])
    made = patcher.patch(pixels, [Rect(0, 0, 400, 300)], manner=Manner())
    viewer.paint(made.payloads)
    assert made.near
    assert {Kind.PHOTO, Kind.FILL} <= {one.kind for one in viewer.steps}
    assert not viewer.shows(pixels)
    near = patcher.near()
    assert all(one.clip(Rect(64, 50, 256, 150)) == one for one in near)
    # What it has nearly moves along, and is still known to be so.
    pixels[30:180, 64:320] = pixels[50:200, 64:320].copy()
    pixels[180:200, 64:320] = 0
    made = patcher.patch(pixels, [Rect(0, 30, 400, 270)], manner=Manner())
    viewer.paint(made.payloads)
    assert viewer.steps[0].kind is Kind.MOVE
    while left := patcher.near():
        viewer.paint(patcher.sharpen(pixels, left, 50_000).payloads)
    assert viewer.shows(pixels)


def test_on_a_slow_line_a_large_change_comes_coarse_first() -> None:
    pixels, patcher, viewer = noise(640, 400), Patcher(), Viewer((640, 400))
    viewer.paint([patcher.begin((640, 400))])
    made = patcher.patch(pixels, [Rect(0, 0, 640, 400)], manner=Manner(photos=45, coarse=True))
    viewer.paint(made.payloads)
    assert {one.kind for one in viewer.steps} == {Kind.PHOTO}
    assert sum(map(len, made.payloads)) < 640 * 400 / 4


def test_a_letter_that_stands_there_already_is_copied() -> None:
    pixels, patcher, viewer = np.zeros((100, 300, 4), np.uint8), Patcher(), Viewer((300, 100))
    letter = noise(9, 14)
    pixels[40:54, 20:29] = letter
    viewer.paint([patcher.begin((300, 100))])
    viewer.paint(patcher.patch(pixels, [Rect(0, 0, 300, 100)]).payloads)
    pixels[40:54, 120:129] = letter
    viewer.paint(patcher.patch(pixels, [Rect(110, 30, 40, 40)]).payloads)
    assert [one.kind for one in viewer.steps] == [Kind.MOVE]
    assert viewer.steps[0].source == (20, 40)
    assert viewer.shows(pixels)
