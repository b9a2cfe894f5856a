"""The program that draws on a measured screen; run as a process of its own: `python -m bench.screen_stage :7`.

Orders come as lines of JSON and are answered in JSON. With each step it draws a patch that codes the step's number, and
notes CLOCK_MONOTONIC before the drawing was sent and when the display confirmed it.

{"do": "scene", "name": "typing" | "scroll" | "leaf" | "video" | "text"}  →  where the patch and the picture are
{"do": "play", "seconds": 4}  →  {"steps": [[number, sent, confirmed], …], "seconds": 4, "until": …}, in seconds
{"do": "grab", "file": "…/true.npy"}  →  0, when the screen is in that file
"""

import json
import random
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image
from Xlib import X, display

from bench import screen_code as code
from bench import screen_pages as pages

TERMINAL = (420, 300, 800, 480)
PLAYER = (600, 330, *pages.VIDEO)
VIEW = (0, 80, 1920, 1000)
"""Where the page is seen; above it is what a browser would have there."""
NOTCH = 120
"""How far one turn of a wheel moves a page."""
PERIODS = {"typing": 1 / 8.3, "scroll": 1 / 5, "leaf": 1 / 5, "video": 1 / 25, "text": 1.0}
JITTER = {"typing": 0.03, "scroll": 0.05, "leaf": 0.05, "video": 0.0, "text": 0.0}
"""Steps are not in step with the browser's frames or with anybody's timer."""


class Stage:
    """One window over the whole screen, and what was made for it once."""

    def __init__(self, name: str) -> None:
        self.display = display.Display(name)
        screen = self.display.screen()
        self.depth = screen.root_depth
        self.window = screen.root.create_window(0, 0, *pages.SIZE, 0, self.depth, override_redirect=True)
        self.context = self.window.create_gc(graphics_exposures=False)
        self.black = self.window.create_gc(foreground=0)
        self.white = self.window.create_gc(foreground=0xFFFFFF)
        self.dark = self.window.create_gc(foreground=int(pages.DARK[1:], 16))
        self.desktop = self.pixmap(pages.desktop())
        self.window.map()
        self.window.copy_area(self.context, self.desktop, 0, 0, *pages.SIZE, 0, 0)
        self.chance = random.Random(1)
        self.number = 0
        self.patch = (0, 0)
        self.step: Callable[[], None] = self.letter
        self.kept: dict[str, Any] = {}
        self.period = self.jitter = 0.0
        self.column = self.at = self.way = 0
        self.display.sync()

    def pixmap(self, picture: Image.Image) -> Any:
        """The picture in the display's own memory, so that drawing it costs the display a copy and us nothing."""
        made = self.window.create_pixmap(*picture.size, self.depth)
        made.put_pil_image(self.context, 0, 0, picture.convert("RGB"))
        return made

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        if name not in self.kept:
            self.kept[name] = make()
        return self.kept[name]

    def scene(self, name: str) -> dict[str, Any]:
        """Draw where the work begins. Answers with the place of the patch and of the picture."""
        self.period, self.jitter = PERIODS[name], JITTER[name]
        place = getattr(self, f"set_{name}")()
        self.next_patch()
        self.display.sync()
        return {"patch": self.patch, "place": place, "number": self.number}

    def play(self, seconds: float) -> dict[str, Any]:
        """Do the steps at their pace."""
        steps = []
        start = time.monotonic()
        count = int(seconds / self.period)
        for number in range(count):
            due = start + number * self.period + self.chance.uniform(0, self.jitter)
            time.sleep(max(0.0, due - time.monotonic()))
            sent = time.monotonic()
            self.step()
            self.next_patch()
            self.display.sync()
            steps.append((self.number, sent, time.monotonic()))
        return {"steps": steps, "seconds": count * self.period, "until": start + count * self.period}

    def grab(self, file: str) -> int:
        """Keep the screen as it truly is, as an array of (height, width, 3)."""
        image = self.window.get_image(0, 0, *pages.SIZE, X.ZPixmap, 0xFFFFFFFF)
        cells = np.frombuffer(image.data, np.uint8).reshape(pages.SIZE[1], pages.SIZE[0], 4)
        np.save(file, cells[..., 2::-1])
        return 0

    def next_patch(self) -> None:
        self.number = (self.number + 1) % code.NUMBERS
        x, y = self.patch
        self.window.fill_rectangle(self.black, x, y, code.SIDE, code.SIDE)
        cells = [
            (x + column * code.CELL_PX, y + row * code.CELL_PX, code.CELL_PX, code.CELL_PX)
            for column, row in code.white_cells(self.number)
        ]
        self.window.poly_fill_rectangle(self.white, cells)

    # Typing into a terminal, whose lines move up when one is full.

    def set_typing(self) -> tuple[int, int, int, int]:
        self.sheet = self.once("sheet", lambda: self.pixmap(pages.glyphs()[1]))
        self.window.copy_area(self.context, self.desktop, 0, 0, *pages.SIZE, 0, 0)
        x, y, _, height = TERMINAL
        self.window.fill_rectangle(self.dark, *TERMINAL)
        self.patch = (x + 4, y + height - 28)
        self.column = 0
        for _ in range(20 * self.columns):
            self.letter()
        self.new_line()
        self.step = self.letter
        return TERMINAL

    @property
    def columns(self) -> int:
        return (TERMINAL[2] - 50) // pages.CELL[0]

    def new_line(self) -> None:
        x, y, width, height = TERMINAL
        high = pages.CELL[1]
        self.column = 0
        self.window.copy_area(self.context, self.window, x, y + high, width, height - high, x, y)
        self.window.fill_rectangle(self.dark, x, y + height - high - 6, width, high + 6)

    def letter(self) -> None:
        x, y, _, height = TERMINAL
        wide, high = pages.CELL
        if self.column == self.columns:
            self.new_line()
        letters, _ = self.once("letters", pages.glyphs)
        which, ink = self.chance.randrange(len(letters)), self.column // 7 % len(pages.INKS)
        right, bottom = x + 40 + self.column * wide, y + height - high - 6
        self.window.copy_area(self.context, self.sheet, which * wide, ink * high, wide, high, right, bottom)
        self.column += 1

    # A long page in a browser: turned by the wheel, or leafed through.

    def set_scroll(self) -> tuple[int, int, int, int]:
        self.page = self.once("page", lambda: self.pixmap(pages.text_page(pages.PAGE, 3, pictures=True)))
        self.window.copy_area(self.context, self.desktop, 0, 0, *pages.SIZE, 0, 0)
        self.at, self.way = 0, 1
        self.patch = (VIEW[0] + VIEW[2] - code.SIDE, VIEW[1] + VIEW[3] - code.SIDE)
        self.step = self.turn
        self.show_page()
        return VIEW

    def set_leaf(self) -> tuple[int, int, int, int]:
        place = self.set_scroll()
        self.step = self.leaf
        return place

    def turn(self) -> None:
        if not 0 <= self.at + self.way * NOTCH <= pages.PAGE[1] - VIEW[3]:
            self.way = -self.way
        self.at += self.way * NOTCH
        self.show_page()

    def leaf(self) -> None:
        self.at = (self.at + VIEW[3]) % pages.PAGE[1]
        self.show_page()

    def show_page(self) -> None:
        x, y, width, height = VIEW
        self.window.copy_area(self.context, self.page, 0, self.at, width, height, x, y)

    # A video in a window.

    def set_video(self) -> tuple[int, int, int, int]:
        self.frames = self.once("film", lambda: [self.pixmap(one) for one in pages.film()])
        self.window.copy_area(self.context, self.desktop, 0, 0, *pages.SIZE, 0, 0)
        x, y, width, height = PLAYER
        self.patch = (x + width - code.SIDE, y + height - code.SIDE)
        self.step = self.frame
        self.frame()
        return PLAYER

    def frame(self) -> None:
        self.at = (self.at + 1) % len(self.frames)
        self.window.copy_area(self.context, self.frames[self.at], 0, 0, *pages.VIDEO, *PLAYER[:2])

    # A page of coloured text that is new each time.

    def set_text(self) -> tuple[int, int, int, int]:
        self.window.copy_area(self.context, self.desktop, 0, 0, *pages.SIZE, 0, 0)
        self.patch = (VIEW[0] + VIEW[2] - code.SIDE, VIEW[1] + VIEW[3] - code.SIDE)
        self.step = self.new_text
        return VIEW

    def new_text(self) -> None:
        page = pages.text_page(VIEW[2:], self.number + 11, pictures=False)
        made = self.pixmap(page)
        self.window.copy_area(self.context, made, 0, 0, *VIEW[2:], *VIEW[:2])
        made.free()


def main() -> None:
    stage = Stage(sys.argv[1])
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(getattr(stage, order.pop("do"))(**order)), flush=True)


if __name__ == "__main__":
    main()
