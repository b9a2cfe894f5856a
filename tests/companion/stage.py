"""A real display without anything on it, and programs with real windows on it."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import mss
import numpy as np
import pytest

from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.masks import Masks
from aboveboard.companion.host.screen import Pixels
from aboveboard.companion.host.x11_canvas import X11Canvas


def needs(*programs: str) -> pytest.MarkDecorator:
    """Skips a test where one of these is missing, and says which and what installs it."""
    missing = ", ".join(one for one in programs if shutil.which(one) is None)
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {missing} (scripts/system-packages installs it)")


needs_xvfb = needs("Xvfb")
needs_openbox = needs("openbox")
needs_desktop = needs("Xvfb", "openbox", "xterm", "setxkbmap")
needs_editor = needs("mousepad", "dbus-run-session")
needs_xclip = needs("xclip")
needs_weston = needs("weston", "Xwayland")
needs_keeper = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a keeper")
NO_MASKS = Masks()


class Program:
    """A puppet in a process of its own."""

    def __init__(self, display: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.companion.puppet", display],
            cwd=Path(__file__).resolve().parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def do(self, order: str, /, **more: Any) -> Any:
        """Returns when the display has done it, with what was asked for."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": order, **more}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"{order} failed"
        return json.loads(answer)

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


class Stage:
    """The display, and what runs on it."""

    def __init__(self, name: str, closing: ExitStack) -> None:
        self.name = name
        self._closing = closing

    def program(self) -> Program:
        program = Program(self.name)
        self._closing.callback(program.close)
        return program

    def canvas(self, masks: Masks = NO_MASKS, *, name: str = "") -> X11Canvas:
        canvas = X11Canvas(name or self.name, masks)
        self._closing.callback(canvas.close)
        return canvas

    def terminal(self, shell: str) -> None:
        """An xterm that runs this, where it is installed."""
        if shutil.which("xterm"):
            program = subprocess.Popen(["xterm", "-display", self.name, "-e", "sh", "-c", shell])
            self._closing.callback(program.wait)
            self._closing.callback(program.kill)

    def truth(self) -> Pixels:
        """Everything that is on the display now, masks or not."""
        with mss.MSS(display=self.name) as screen:
            shot = screen.grab(screen.monitors[0])
            return np.frombuffer(shot.raw, np.uint8).reshape(shot.height, shot.width, 4)[:, :, :3].copy()


@contextmanager
def stages(size: tuple[int, int] = (640, 480)) -> Iterator[Stage]:
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size[0]}x{size[1]}x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=(write,),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as pipe, ExitStack() as closing:
            yield Stage(f":{pipe.readline().strip()}", closing)
    finally:
        server.terminate()
        server.wait()


def follow(canvas: X11Canvas, *, quiet_s: float = 0.15) -> list[Rect]:
    """Fetch what changes until nothing does any more; returns all of it."""
    changed: list[Rect] = []
    while select.select([canvas.fileno()], [], [], quiet_s)[0]:
        rects = canvas.damaged()
        canvas.grab(rects)
        changed += rects
    return changed


def shows(pixels: Pixels, colour: int) -> bool:
    """True when any pixel has this colour (red, green, blue in one number)."""
    return count(pixels, colour) > 0


def count(pixels: Pixels, colour: int) -> int:
    """How many pixels have this colour."""
    cells = pixels[:, :, 0] | pixels[:, :, 1].astype(np.uint32) << 8 | pixels[:, :, 2].astype(np.uint32) << 16
    return int(np.count_nonzero(cells == colour))


def covers(rects: Sequence[Rect], place: Rect) -> bool:
    """True when one of the rectangles holds the whole place."""
    return any(one.clip(place) == place for one in rects)
