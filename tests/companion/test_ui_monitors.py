"""Two monitors, at 100 % and at 200 %: what the person hides, what is framed and what is drawn lies where it is meant.

Qt is given its scale when it starts, so the windows are in a process of their own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from aboveboard.companion.host.canvas import Rect
from tests.companion.stage import needs_xvfb, stages

pytestmark = needs_xvfb
RED, BLUE = 0xFF0000, 0x0000FF
LEFT, RIGHT = Rect(0, 0, 800, 600), Rect(800, 0, 800, 600)
HIDDEN = Rect(1000, 100, 200, 120)
"""On the monitor on the right."""
WINDOWS = """
import json, sys
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from Xlib import display
from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.ui.desktop import picture, whole
from aboveboard.companion.ui.frame import ShownFrame
from aboveboard.companion.ui.hide import HidePlaces
from aboveboard.companion.ui.look import application
from aboveboard.companion.ui.marks import Marks
from aboveboard.companion.ui.desktop import on_desktop

made = application(language="en", theme="light")
link = display.Display()
def place(window):
    at = link.create_resource_object("window", int(window.winId())).get_geometry()
    return [at.x, at.y, at.width, at.height]
def colour(pixels, x, y):
    return pixels.toImage().pixelColor(x, y).rgb() & 0xFFFFFF
right, hidden = Rect(*json.loads(sys.argv[1])), Rect(*json.loads(sys.argv[2]))
told = {"monitors": len(made.screens()), "whole": list(whole())}
shot = picture(whole())
told["colours"] = [colour(shot, 100, 100), colour(shot, 1100, 150)]
alone = picture(right)
told["alone"] = [alone.width(), alone.height(), colour(alone, 300, 150)]
frame = ShownFrame()
frame.around(right)
marks = Marks()
marks.over(on_desktop(right))
marks.show()
QTest.qWait(100)
told["frame"] = [place(bar) for bar in frame.bars]
told["marks"] = place(marks)
kept = []
hide = HidePlaces(shot, [], kept.append)
hide.show()
QTest.qWait(100)
told["hide"] = place(hide)
scale = made.primaryScreen().devicePixelRatio()
corner = QPoint(round(hidden.x / scale), round(hidden.y / scale))
other = QPoint(round(hidden.right / scale), round(hidden.bottom / scale))
QTest.mousePress(hide, Qt.MouseButton.LeftButton, pos=corner)
QTest.mouseMove(hide, other)
QTest.mouseRelease(hide, Qt.MouseButton.LeftButton, pos=other)
seen = hide.grab()
told["black"] = colour(seen, hidden.x + 50, hidden.y + 60)
hide._ready()
told["kept"] = [list(one) for one in kept[0]]
print(json.dumps(told))
"""


def _shown(scale: str, folder: Path) -> dict[str, Any]:
    with stages((1600, 600)) as stage:
        program = stage.program()
        # Xvfb's own monitor is all of it; it goes, and two are there instead.
        program.do("resize_screen", width=1600, height=600)
        program.do("monitor", name="left", place=list(LEFT))
        program.do("monitor", name="right", place=list(RIGHT))
        program.do("open", name="a", place=[50, 50, 200, 200], colour=RED)
        program.do("open", name="b", place=[1050, 100, 200, 200], colour=BLUE)
        environment = {**os.environ, "DISPLAY": stage.name, "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": scale}
        said = subprocess.run(
            [sys.executable, "-c", WINDOWS, json.dumps(RIGHT), json.dumps(HIDDEN)],
            env={**environment, "XDG_RUNTIME_DIR": str(folder)},
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert said.returncode == 0, said.stderr.decode()
        found: dict[str, Any] = json.loads(said.stdout)
        return found


@pytest.mark.parametrize("scale", ["1", "2"])
def test_on_the_second_monitor_everything_lies_where_it_is_meant(scale: str, tmp_path: Path) -> None:
    told = _shown(scale, tmp_path)
    assert told["monitors"] == 2
    assert told["whole"] == [0, 0, 1600, 600]
    assert told["colours"] == [RED, BLUE]
    assert told["alone"] == [800, 600, BLUE]
    thick = 4 * int(scale)
    assert told["frame"] == [
        [800, 0, 800, thick],
        [800, 600 - thick, 800, thick],
        [800, thick, thick, 600 - 2 * thick],
        [1600 - thick, thick, thick, 600 - 2 * thick],
    ]
    assert told["marks"] == list(RIGHT)
    assert told["hide"] == [0, 0, 1600, 600]
    assert told["black"] == 0
    [kept] = told["kept"]
    assert all(abs(one - other) <= 2 * int(scale) for one, other in zip(kept, HIDDEN, strict=True))
