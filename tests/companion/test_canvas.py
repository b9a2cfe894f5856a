"""The screen as a canvas, on a real display with real windows: what changed is told, and only that is fetched."""

from __future__ import annotations

import random
import select
import subprocess
import sys

import numpy as np
import pytest
from Xlib import X, display

from aboveboard.companion.host.canvas import Canvas, Rect
from aboveboard.companion.host.card import TestCard
from aboveboard.companion.host.polled import PolledCanvas
from aboveboard.companion.host.rects import cut, disjoint, fewer, within, without
from aboveboard.companion.host.screen import CaptureError
from aboveboard.companion.host.x11_canvas import X11Canvas
from tests.companion.stage import Stage, count, covers, follow, needs_xvfb, shows, stages

pytestmark = needs_xvfb
RED, GREEN, BLUE = 0xD01010, 0x10D010, 0x1010D0


def painted(rects: list[Rect], size: int = 40) -> np.ndarray:
    cells = np.zeros((size, size), np.int64)
    for one in rects:
        cells[one.y : one.bottom, one.x : one.right] += 1
    return cells


def test_sums_with_rectangles_are_those_of_painted_cells() -> None:
    chance = random.Random(4)
    for _ in range(200):
        many = [
            Rect(chance.randrange(30), chance.randrange(30), chance.randrange(11), chance.randrange(11))
            for _ in range(chance.randrange(1, 9))
        ]
        holes = many[: len(many) // 2]
        left = without(disjoint(many), holes)
        assert np.array_equal(painted(left), (painted(many) > 0) & (painted(holes) == 0))
        assert np.array_equal(painted(cut(many[0], many[-1])), (painted(many[:1]) > 0) & (painted(many[-1:]) == 0))
        assert np.all((painted(fewer(many)) > 0) >= (painted(many) > 0))
        assert np.array_equal(painted(within(many, Rect(5, 5, 20, 20)))[5:25, 5:25], painted(many)[5:25, 5:25])


def test_many_small_changes_become_few_rectangles() -> None:
    scattered = [Rect(x * 300, y * 300, 9, 9) for x in range(20) for y in range(20)]
    few = fewer(scattered)
    assert len(few) <= 64
    assert all(covers(few, one) for one in scattered)


def test_a_change_is_told_exactly_and_fetched(stage: Stage) -> None:
    program, canvas = stage.program(), stage.canvas()
    program.do("open", name="a", place=[50, 40, 300, 200], colour=RED)
    follow(canvas)
    program.do("fill", name="a", place=[10, 20, 33, 7], colour=BLUE)
    assert canvas.damaged() == [Rect(60, 60, 33, 7)]
    assert not shows(canvas.pixels, BLUE)
    canvas.grab([Rect(60, 60, 33, 7)])
    assert count(canvas.pixels, BLUE) == 33 * 7
    assert canvas.damaged() == []


@pytest.mark.parametrize("way", ["shared memory", "the connection"])
def test_following_the_changes_gives_what_is_on_the_display(stage: Stage, way: str) -> None:
    program = stage.program()
    canvas = stage.canvas(name=stage.name if way == "shared memory" else f"unix/{stage.name}")
    assert way in canvas.name
    follow(canvas)
    chance = random.Random(7)
    for number in range(4):
        program.do("open", name=str(number), place=[30 * number, 20 * number, 250, 180], colour=RED + number * 9)
    for step in range(60):
        name = str(chance.randrange(4))
        place = [
            chance.randrange(-40, 600),
            chance.randrange(-40, 440),
            chance.randrange(1, 300),
            chance.randrange(1, 300),
        ]
        if step % 3:
            program.do(
                "fill", name=name, place=[chance.randrange(200), chance.randrange(150), 40, 9], colour=step * 4099
            )
        elif step % 2:
            program.do("place", name=name, place=place)
        else:
            program.do("up", name=name)
        canvas.grab(canvas.damaged())
        assert np.array_equal(canvas.pixels[:, :, :3], stage.truth()), f"after step {step}"


def test_when_nothing_happens_nothing_is_readable_and_nothing_is_fetched(stage: Stage) -> None:
    program, canvas = stage.program(), stage.canvas()
    program.do("open", name="a", place=[0, 0, 99, 99], colour=RED)
    follow(canvas)
    asked = canvas._link.wire.request_serial
    assert not select.select([canvas.fileno()], [], [], 1.0)[0]
    assert canvas.damaged() == []
    canvas.grab([])
    assert canvas._link.wire.request_serial == asked, "the display was asked something"


def test_damage_that_comes_while_fetching_is_told_afterwards(stage: Stage) -> None:
    program, canvas = stage.program(), stage.canvas()
    program.do("open", name="a", place=[0, 0, 200, 200], colour=RED)
    follow(canvas)
    program.do("fill", name="a", place=[0, 0, 20, 20], colour=BLUE)
    # The event is read with the answers of another request, so the connection alone would say nothing any more.
    canvas.cursor()
    assert select.select([canvas.fileno()], [], [], 0)[0]
    assert follow(canvas) == [Rect(0, 0, 20, 20)]


def test_what_lies_outside_is_left_out(stage: Stage) -> None:
    canvas = stage.canvas()
    follow(canvas)
    canvas.grab([Rect(-50, -50, 9999, 9999), Rect(600, 470, 100, 100), Rect(5, 5, 0, 9)])
    assert canvas.size == (640, 480)


def test_monitors_are_parts(stage: Stage) -> None:
    program = stage.program()
    program.do("open", name="a", place=[400, 100, 100, 100], colour=RED)
    program.do("monitor", name="left", place=[0, 0, 320, 480])
    program.do("monitor", name="right", place=[320, 0, 320, 480])
    canvas = stage.canvas()
    monitors = [one for one in canvas.parts() if not one.window]
    assert [(one.name, one.rect) for one in monitors if one.name in {"left", "right"}] == [
        ("left", Rect(0, 0, 320, 480)),
        ("right", Rect(320, 0, 320, 480)),
    ]
    canvas.show([one.name for one in monitors].index("right"))
    assert canvas.size == (320, 480)
    assert follow(canvas) == [Rect(0, 0, 320, 480)]
    assert np.array_equal(canvas.pixels[:, :, :3], stage.truth()[:, 320:])
    program.do("fill", name="a", place=[0, 0, 10, 10], colour=BLUE)
    assert follow(canvas) == [Rect(80, 100, 10, 10)]
    canvas.show([one.name for one in monitors].index("left"))
    follow(canvas)
    program.do("fill", name="a", place=[0, 0, 10, 10], colour=GREEN)
    assert follow(canvas) == []
    canvas.show(-1)
    assert canvas.size == (640, 480)
    follow(canvas)
    assert np.array_equal(canvas.pixels[:, :, :3], stage.truth())


def test_a_part_that_was_not_named_is_refused(stage: Stage) -> None:
    canvas = stage.canvas()
    for wrong in (-2, 0, len(canvas.parts())):
        with pytest.raises(ValueError, match="no such part"):
            (stage.canvas() if wrong == 0 else canvas).show(wrong)


def test_the_companions_own_windows_are_no_parts(stage: Stage) -> None:
    program, ours = stage.program(), display.Display(stage.name)
    try:
        program.do("open", name="a", place=[0, 0, 100, 100], colour=RED, title="Letter")
        stage.program().do(
            "open", name="b", place=[0, 200, 100, 100], colour=RED, program="aboveboard-private", title="Dialog"
        )
        # A window manager's window with one of ours in it is ours.
        program.do("open", name="frame", place=[200, 0, 120, 120], colour=BLUE)
        frame = ours.screen().root.query_tree().children[-1]
        for above, title in ((ours.screen().root, "Your session"), (frame, "Session")):
            window = above.create_window(0, 100, 90, 90, 0, X.CopyFromParent)
            window.set_wm_name(title)
            window.map()
        ours.sync()
        assert [one.name for one in stage.canvas().parts() if one.window] == ["Letter"]
        # The windows are in another process than the canvas: the one that started it.
        told = "import sys\nfrom aboveboard.companion.host.x11_canvas import X11Canvas\n"
        told += "print([one.name for one in X11Canvas(sys.argv[1]).parts() if one.window])"
        started = subprocess.run([sys.executable, "-c", told, stage.name], capture_output=True, text=True, check=True)
        assert started.stdout == "['Letter']\n"
    finally:
        ours.close()


def window_part(canvas: X11Canvas, title: str) -> int:
    return [one.name for one in canvas.parts()].index(title)


def test_a_window_alone_shows_nothing_of_others(stage: Stage) -> None:
    program, other = stage.program(), stage.program()
    program.do("open", name="a", place=[100, 100, 200, 150], colour=RED, title="Letter")
    other.do("open", name="b", place=[250, 200, 300, 200], colour=BLUE, title="Secret")
    canvas = stage.canvas()
    canvas.show(window_part(canvas, "Letter"))
    follow(canvas)
    assert canvas.size == (200, 150)
    assert not shows(canvas.pixels, BLUE)
    assert count(canvas.pixels, RED) == 200 * 150 - 50 * 50
    program.do("place", name="a", place=[20, 20, 210, 160])
    follow(canvas)
    assert canvas.size == (210, 160)
    assert count(canvas.pixels, RED) == 210 * 160
    program.do("open", name="menu", place=[40, 40, 30, 60], colour=GREEN, popup=True)
    follow(canvas)
    assert count(canvas.pixels, GREEN) == 30 * 60
    other.do("place", name="b", place=[0, 0, 640, 480])
    follow(canvas)
    # What covers the menu covers the window; what the menu covers of it is still the menu.
    assert not shows(canvas.pixels, BLUE)
    program.do("close", name="menu")
    program.do("close", name="a")
    follow(canvas)
    assert not canvas.pixels.any()


def test_a_change_of_resolution_gives_a_new_canvas(stage: Stage) -> None:
    program, canvas = stage.program(), stage.canvas()
    program.do("open", name="a", place=[0, 0, 640, 480], colour=RED)
    follow(canvas)
    program.do("resize_screen", width=500, height=300)
    changed = follow(canvas)
    assert canvas.size == (500, 300)
    assert covers(changed, Rect(0, 0, 500, 300))
    assert np.array_equal(canvas.pixels[:, :, :3], stage.truth())
    program.do("resize_screen", width=640, height=480)
    canvas.grab([Rect(0, 0, 640, 480)])
    follow(canvas)
    assert canvas.size == (640, 480)
    assert np.array_equal(canvas.pixels[:, :, :3], stage.truth())


def test_the_pointer_is_told_with_its_shape_once(stage: Stage) -> None:
    program, canvas = stage.program(), stage.canvas()
    program.do("open", name="a", place=[100, 100, 100, 100], colour=RED, cursor=60)
    program.do("warp", x=5, y=6)
    follow(canvas)
    first = canvas.cursor()
    assert first is not None
    assert (first.x, first.y, first.visible) == (5, 6, True)
    assert first.new is not None
    assert first.new.pixels.shape[2] == 4
    again = canvas.cursor()
    assert again is not None
    assert again.new is None
    program.do("warp", x=150, y=150)
    assert select.select([canvas.fileno()], [], [], 1)[0], "a pointer that moved is worth a look"
    canvas.damaged()
    over = canvas.cursor()
    assert over is not None
    assert over.new is not None
    assert over.shape == over.new.number != first.shape
    assert over.new.pixels[:, :, 3].any()
    program.do("warp", x=5, y=6)
    canvas.damaged()
    back = canvas.cursor()
    assert back is not None
    assert (back.shape, back.new) == (first.shape, None)


def test_a_display_that_goes_away_is_said(stage: Stage) -> None:
    with stages() as other:
        canvas = X11Canvas(other.name)
    with pytest.raises(CaptureError, match="went away"):
        canvas.grab([Rect(0, 0, 10, 10)])
    canvas.close()
    canvas.close()


# python-xlib leaves the sockets of its tries to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:unclosed.*:ResourceWarning")
def test_a_display_that_is_not_there_is_said() -> None:
    with pytest.raises(CaptureError, match="DISPLAY"):
        X11Canvas(":4711")


def test_a_drawn_card_is_a_canvas_that_is_asked_now_and_then() -> None:
    now = [0.0]
    canvas: Canvas = PolledCanvas(TestCard((320, 180), clock=lambda: now[0]))
    assert canvas.fileno() is None
    assert canvas.damaged() == [Rect(0, 0, 320, 180)]
    assert not canvas.pixels.any()
    canvas.grab([Rect(0, 0, 320, 180)])
    before = canvas.pixels.copy()
    assert np.array_equal(before[:, :, :3], TestCard((320, 180), clock=lambda: 0.0).grab().pixels[:, :, :3])
    assert canvas.damaged() == []
    now[0] = 0.3
    (changed,) = canvas.damaged()
    assert np.array_equal(canvas.pixels, before)
    canvas.grab([changed])
    differing = np.argwhere((canvas.pixels != before).any(axis=2))
    assert tuple(differing.min(axis=0)) == (changed.y, changed.x)
    assert tuple(differing.max(axis=0)) == (changed.bottom - 1, changed.right - 1)
    with pytest.raises(ValueError, match="no such part"):
        canvas.show(0)


def test_both_kinds_are_canvases(stage: Stage) -> None:
    both: list[Canvas] = [stage.canvas(), PolledCanvas(TestCard())]
    for one in both:
        one.show(-1)
        one.grab(one.damaged())
        assert one.pixels.any() == (one.name == "a drawn test card")
        assert one.masks == 0
