"""What must not be shown is in no pixel: rules, windows in every state, and windows that move at speed."""

from __future__ import annotations

import os
import random
import select
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest

from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.masks import MaskError, Masks, read_masks
from aboveboard.companion.host.rects import disjoint
from aboveboard.companion.host.stack import Identity, Top
from aboveboard.companion.host.x11_veil import LINGER_S, Veil, alone
from tests.companion.puppet import CANARY
from tests.companion.stage import Stage, count, follow, needs_openbox, needs_xvfb, shows

MASKS = Masks(programs=frozenset({"keepassxc"}), titles=("bank", "posteingang"))
PLAIN = 0x30A060


# Rules.


def test_the_masks_that_come_along_name_what_people_use() -> None:
    masks = read_masks()
    for program in ("KeePassXC", "thunderbird", "org.mozilla.Thunderbird", "Gnucash", "evolution-alarm"):
        assert masks.hide_program([program]), program
    assert masks.hide_title("My Bank - Mozilla Firefox")
    assert masks.hide_title("Posteingang (3) - Chromium")
    for plain in ("Terminal", "Bankruptcy law - Wikipedia", "Writing - notes.txt", ""):
        assert not masks.hide_title(plain), plain
    assert not masks.hide_program(["xterm", "XTerm", "firefox"])


def test_without_masks_nothing_is_masked() -> None:
    assert not Masks().hide_program(["keepassxc"])
    assert not Masks().hide_title("bank")


@pytest.mark.parametrize(
    "text",
    ["[mail", "programs = ['a']", "[mail]\nprogramms = ['a']", "[mail]\nprograms = [3]", "[mail]\ntitles = [' ']"],
)
def test_a_file_that_is_not_understood_shows_nothing(tmp_path: Path, text: str) -> None:
    file = tmp_path / "masks.toml"
    file.write_text(text)
    with pytest.raises(MaskError, match="Nothing is shown"):
        read_masks(file)
    with pytest.raises(MaskError, match="Nothing is shown"):
        read_masks(tmp_path / "missing.toml")


# One window after another.


@needs_xvfb
def test_a_masked_program_is_black_from_its_first_picture(stage: Stage) -> None:
    program, canvas = stage.program(), stage.canvas(MASKS)
    follow(canvas)
    program.do("open", name="a", place=[50, 50, 200, 100], colour=CANARY, program="keepassxc")
    follow(canvas)
    assert shows(stage.truth(), CANARY)
    assert not shows(canvas.pixels, CANARY)
    assert not canvas.pixels[50:150, 50:250].any()
    assert canvas.masks == 1
    program.do("close", name="a")
    follow(canvas)
    assert canvas.masks == 0


@needs_xvfb
def test_a_process_is_known_by_its_name_and_so_are_its_nameless_windows(stage: Stage) -> None:
    program, canvas = stage.program(), stage.canvas(MASKS)
    program.do("called", name="keepassxc")
    program.do("open", name="a", place=[0, 0, 200, 100], colour=CANARY, popup=True)
    follow(canvas)
    assert shows(stage.truth(), CANARY)
    assert not shows(canvas.pixels, CANARY)


@needs_xvfb
def test_a_title_masks_its_window_its_dialogs_and_menus_and_no_other(stage: Stage) -> None:
    program, canvas = stage.program(), stage.canvas(MASKS)
    program.do("open", name="tab", place=[0, 0, 200, 200], colour=CANARY, title="Your bank - Browser")
    program.do("open", name="dialog", place=[210, 0, 60, 60], colour=CANARY + 1, above="tab")
    program.do("open", name="deeper", place=[280, 0, 60, 60], colour=CANARY + 2, above="dialog")
    program.do("open", name="menu", place=[350, 0, 60, 60], colour=CANARY - 1, popup=True)
    program.do("open", name="other", place=[0, 210, 100, 100], colour=PLAIN, title="News - Browser")
    follow(canvas)
    for colour in (CANARY - 1, CANARY, CANARY + 1, CANARY + 2):
        assert shows(stage.truth(), colour)
        assert not shows(canvas.pixels, colour)
    assert count(canvas.pixels, PLAIN) == 100 * 100


@needs_xvfb
def test_a_title_that_changes_masks_and_unmasks_without_any_damage(stage: Stage) -> None:
    program, canvas = stage.program(), stage.canvas(MASKS)
    program.do("open", name="tab", place=[0, 0, 200, 200], colour=CANARY, title="News")
    follow(canvas)
    assert shows(canvas.pixels, CANARY)
    program.do("title", name="tab", title="Posteingang")
    assert select.select([canvas.fileno()], [], [], 1)[0]
    told = canvas.damaged()
    assert told == [Rect(0, 0, 200, 200)]
    assert not shows(canvas.pixels, CANARY)
    canvas.grab(told)
    assert not shows(canvas.pixels, CANARY)
    program.do("title", name="tab", title="News")
    follow(canvas)
    assert count(canvas.pixels, CANARY) == 200 * 200


@needs_xvfb
def test_a_fetch_of_anything_sees_a_new_mask(stage: Stage) -> None:
    """Nobody asked what changed: the fetch itself finds out."""
    program, canvas = stage.program(), stage.canvas(MASKS)
    program.do("open", name="tab", place=[0, 0, 200, 200], colour=CANARY, title="News")
    follow(canvas)
    program.do("title", name="tab", title="bank")
    canvas.grab([Rect(600, 400, 1, 1)])
    assert not shows(canvas.pixels, CANARY)


@needs_xvfb
def test_a_window_in_a_frame_masks_the_frame(stage: Stage) -> None:
    manager, program, canvas = stage.program(), stage.program(), stage.canvas(MASKS)
    manager.do("open", name="frame", place=[100, 100, 210, 220], colour=PLAIN, popup=True)
    manager.do("open", name="menu", place=[400, 100, 50, 50], colour=PLAIN, popup=True)
    follow(canvas)
    manager.do("open", name="a", place=[0, 0, 200, 200], colour=CANARY, program="keepassxc", shown=False)
    manager.do("into", name="a", frame="frame", x=5, y=15)
    manager.do("map", name="a")
    follow(canvas)
    assert shows(stage.truth(), CANARY)
    assert not shows(canvas.pixels, CANARY)
    assert not canvas.pixels[100:320, 100:310].any()
    program.do("open", name="b", place=[500, 300, 50, 50], colour=PLAIN + 1)
    follow(canvas)
    assert shows(canvas.pixels, PLAIN + 1)


@needs_xvfb
def test_what_covers_a_masked_window_is_seen_but_not_through_its_holes(stage: Stage) -> None:
    program, other, canvas = stage.program(), stage.program(), stage.canvas(MASKS)
    program.do("open", name="a", place=[0, 0, 640, 480], colour=CANARY, program="keepassxc")
    other.do("open", name="b", place=[100, 100, 200, 200], colour=PLAIN)
    follow(canvas)
    assert count(canvas.pixels, PLAIN) == 200 * 200
    assert np.count_nonzero(canvas.pixels[:, :, :3].any(axis=2)) == 200 * 200
    other.do("hole", name="b", place=[50, 50, 100, 100])
    follow(canvas)
    assert shows(stage.truth(), PLAIN)
    assert not canvas.pixels.any()


@needs_xvfb
def test_drawn_places_are_black_whatever_is_there_and_can_be_taken_back(stage: Stage) -> None:
    program, canvas = stage.program(), stage.canvas()
    program.do("open", name="a", place=[0, 0, 640, 480], colour=CANARY)
    follow(canvas)
    canvas.mask(Masks(drawn=(Rect(10, 10, 100, 100), Rect(600, 400, 100, 100))))
    assert count(canvas.pixels, CANARY) == 640 * 480 - 100 * 100 - 40 * 80
    canvas.grab([Rect(0, 0, 640, 480)])
    assert count(canvas.pixels, CANARY) == 640 * 480 - 100 * 100 - 40 * 80
    assert canvas.masks == 2
    canvas.mask(Masks())
    follow(canvas)
    assert count(canvas.pixels, CANARY) == 640 * 480


@needs_xvfb
def test_masked_windows_are_no_parts_and_their_titles_are_not_named(stage: Stage) -> None:
    program, canvas = stage.program(), stage.canvas(MASKS)
    program.do("open", name="a", place=[0, 0, 100, 100], colour=CANARY, title="My bank")
    program.do("open", name="b", place=[100, 0, 100, 100], colour=PLAIN, title="Letter")
    assert [one.name for one in canvas.parts() if one.window] == ["Letter"]
    canvas.show(len(canvas.parts()) - 1)
    follow(canvas)
    assert count(canvas.pixels, PLAIN) == 100 * 100
    program.do("title", name="b", title="My bank too")
    assert canvas.damaged()
    assert not canvas.pixels.any()


# At speed.


@needs_xvfb
@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2])
def test_a_canary_that_moves_at_speed_is_in_no_pixel(stage: Stage, seed: int) -> None:
    canvas = stage.canvas(MASKS)
    for program, colour in (("keepassxc", CANARY), ("editor", PLAIN)):
        stage.program().do("storm", seed=seed, program=program, colour=colour)
    chance, seen, plain = random.Random(seed), 0, 0
    truth = stage.canvas()
    whole = [Rect(0, 0, 640, 480)]
    for step in range(1000):
        if step % 3:
            rects = canvas.damaged()
        else:
            rects = [
                Rect(chance.randrange(600), chance.randrange(440), chance.randrange(1, 640), chance.randrange(1, 480))
            ]
        canvas.grab(rects)
        plain += shows(canvas.pixels, PLAIN)
        assert not shows(canvas.pixels, CANARY), f"in fetch {step}"
        if step % 50 == 0:
            # The same display without masks does show it: the canary is there to be found.
            truth.grab(whole)
            seen += shows(truth.pixels, CANARY)
    assert seen > 10
    assert plain > 600


@needs_xvfb
@pytest.mark.slow
@needs_openbox
def test_under_a_real_window_manager_a_masked_window_is_black_with_its_frame(stage: Stage, tmp_path: Path) -> None:
    environment = {**os.environ, "DISPLAY": stage.name, "HOME": str(tmp_path)}
    manager = subprocess.Popen(["openbox"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        canvas, watcher = stage.canvas(MASKS), stage.program()
        while not watcher.do("managed"):
            time.sleep(0.02)
        secret, plain = stage.program(), stage.program()
        secret.do("open", name="a", place=[40, 60, 200, 100], colour=CANARY, program="keepassxc", title="Letter")
        plain.do("open", name="b", place=[300, 60, 200, 100], colour=PLAIN, title="Letter too")
        for x in range(40, 200, 8):
            secret.do("place", name="a", place=[x, 60 + x, 200, 100])
            plain.do("place", name="b", place=[340 - x, 100, 200, 100])
            secret.do("up" if x % 3 else "down", name="a")
            canvas.grab(canvas.damaged())
            assert not shows(canvas.pixels, CANARY)
        secret.do("up", name="a")
        follow(canvas)
        left, top, right, bottom = secret.do("framed", name="a")
        assert right - left >= 200
        assert bottom - top > 100
        assert shows(stage.truth(), CANARY)
        assert not canvas.pixels[top:bottom, left:right].any()
        assert shows(canvas.pixels, PLAIN)
        secret.do("close", name="a")
        follow(canvas)
        assert np.array_equal(canvas.pixels[:, :, :3], stage.truth())
        canvas.show([one.name for one in canvas.parts()].index("Letter too"))
        follow(canvas)
        assert count(canvas.pixels, PLAIN) == 200 * 100
        assert canvas.size[1] > 100
    finally:
        manager.kill()
        manager.wait()


# Where a compositing manager paints the screen.


def top(number: int, place: Rect, *, masked: bool = False, popup: bool = False, owner: int = 0) -> Top:
    inside = {number: Identity(owner or number, masked, False, 0, "", False, False)}
    return Top(number, place, open=True, solid=True, masked=masked, popup=popup, inside=inside)


class Hand:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def area(rects: list[Rect]) -> int:
    return sum(one.area for one in disjoint(rects))


def test_a_place_stays_hidden_for_a_while_after_its_window_left() -> None:
    hand = Hand()
    veil = Veil(hand)
    here, there = Rect(0, 0, 100, 100), Rect(300, 0, 100, 100)
    assert veil.update([top(1, here, masked=True)], (), composited=True) == [here]
    assert area(veil.update([top(1, there, masked=True)], (), composited=True)) == 20_000
    assert veil.again_s == pytest.approx(LINGER_S)
    hand.now += LINGER_S
    assert veil.update([top(1, there, masked=True)], (), composited=True) == [there]
    assert veil.update([], (), composited=True) == [there]
    hand.now += LINGER_S
    assert veil.update([], (), composited=True) == []
    assert veil.again_s is None


def test_a_cover_counts_only_after_a_while() -> None:
    hand = Hand()
    veil = Veil(hand)
    mail, letter = top(1, Rect(0, 0, 100, 100), masked=True), top(2, Rect(0, 0, 100, 60))
    assert area(veil.update([mail, letter], (), composited=True)) == 10_000
    hand.now += LINGER_S / 2
    assert area(veil.update([mail, letter], (), composited=True)) == 10_000
    assert veil.again_s == pytest.approx(LINGER_S / 2)
    hand.now += LINGER_S / 2
    assert area(veil.update([mail, letter], (), composited=True)) == 4_000
    moved = top(2, Rect(0, 40, 100, 60))
    assert area(veil.update([mail, moved], (), composited=True)) == 10_000
    # What a compositing manager paints on lies over everything and covers nothing.
    overlay = top(9, Rect(0, 0, 100, 100), popup=True)
    veil.update([mail, overlay], (), composited=True)
    hand.now += LINGER_S
    assert area(veil.update([mail, overlay], (), composited=True)) == 10_000


def test_a_window_alone_that_moves_shows_only_where_it_was_before_too() -> None:
    hand = Hand()
    veil = Veil(hand)
    for x, expected in ((0, 100), (40, 60), (40, 60)):
        seen = alone([top(1, Rect(x, 0, 100, 1))], 1)
        assert area(veil.steady(seen, composited=True)) == expected
        hand.now += LINGER_S / 4
    hand.now += LINGER_S
    assert area(veil.steady(seen, composited=True)) == 100
    assert alone([top(1, Rect(0, 0, 100, 1))], 5) == []


@needs_xvfb
def test_with_a_compositing_manager_hidden_places_are_shown_after_the_while_without_being_asked(stage: Stage) -> None:
    manager, program = stage.program(), stage.program()
    canvas = stage.canvas(MASKS)
    manager.do("open", name="under", place=[0, 0, 640, 480], colour=PLAIN)
    program.do("open", name="a", place=[0, 0, 100, 100], colour=CANARY, program="keepassxc")
    follow(canvas)
    manager.do("own", selection="_NET_WM_CM_S0")
    follow(canvas)
    program.do("place", name="a", place=[300, 0, 100, 100])
    canvas.grab(canvas.damaged())
    assert not canvas.pixels[:100, :100].any()
    ended = time.monotonic() + 10 * LINGER_S
    while canvas.pixels[:100, :100].any(axis=2).sum() < 100 * 100 and time.monotonic() < ended:
        if select.select([canvas.fileno()], [], [], 2 * LINGER_S)[0]:
            canvas.grab(canvas.damaged())
    assert count(canvas.pixels[:100, :100], PLAIN) == 100 * 100
    assert not canvas.pixels[:100, 300:400].any()
