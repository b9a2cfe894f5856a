"""A program with real windows that does what its standard input says; run as a process of its own by ``stage``.

Every order is one JSON object a line, and answered in JSON when the display has done it. ``storm`` goes on by itself.
"""

from __future__ import annotations

import itertools
import json
import random
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw
from Xlib import X, display
from Xlib.ext import randr, shape
from Xlib.protocol import rq

CANARY = 0xFE01FD


class SetMonitor(rq.Request):
    """The one of python-xlib cannot pack its own fields."""

    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(43),
        rq.RequestLength(),
        rq.Card32("window"),
        rq.Card32("name"),
        rq.Card16("flags"),
        rq.Card16("outputs"),
        rq.Int16("x"),
        rq.Int16("y"),
        rq.Card16("width"),
        rq.Card16("height"),
        rq.Card32("wide"),
        rq.Card32("high"),
    )


class Puppet:
    def __init__(self, name: str) -> None:
        self.name = name
        self.display = display.Display(name)
        self.screen = self.display.screen()
        self.root = self.screen.root
        self.windows: dict[str, Any] = {}
        self.pages: dict[str, Any] = {}
        self.playing: set[str] = set()

    def open(
        self,
        name: str,
        place: list[int],
        colour: int,
        *,
        program: str = "",
        title: str = "",
        popup: bool = False,
        above: str = "",
        inside: str = "",
        shown: bool = True,
        cursor: int = 0,
    ) -> None:
        parent = self.windows[inside] if inside else self.root
        more = {"cursor": self.glyph(cursor)} if cursor else {}
        window = parent.create_window(
            *place, 0, self.screen.root_depth, background_pixel=colour, override_redirect=popup, **more
        )
        self.windows[name] = window
        if program:
            window.set_wm_class(program, program.capitalize())
        if title:
            self.title(name, title)
        if above:
            window.set_wm_transient_for(self.windows[above])
        if shown:
            window.map()

    def glyph(self, number: int) -> Any:
        font = self.display.open_font("cursor")
        return font.create_glyph_cursor(font, number, number + 1, (0, 0, 0), (65535, 65535, 65535))

    def title(self, name: str, title: str) -> None:
        utf8 = self.display.intern_atom("UTF8_STRING")
        self.windows[name].change_property(
            self.display.intern_atom("_NET_WM_NAME"), utf8, 8, title.encode(), X.PropModeReplace
        )

    def place(self, name: str, place: list[int]) -> None:
        x, y, width, height = place
        self.windows[name].configure(x=x, y=y, width=width, height=height)

    def up(self, name: str) -> None:
        self.windows[name].configure(stack_mode=X.Above)

    def down(self, name: str) -> None:
        self.windows[name].configure(stack_mode=X.Below)

    def map(self, name: str) -> None:
        self.windows[name].map()

    def unmap(self, name: str) -> None:
        self.windows[name].unmap()

    def close(self, name: str) -> None:
        self.windows.pop(name).destroy()

    def focus(self, name: str) -> None:
        self.windows[name].set_input_focus(X.RevertToParent, X.CurrentTime)

    def into(self, name: str, frame: str, x: int, y: int) -> None:
        """As a window manager does it."""
        self.windows[name].reparent(self.windows[frame], x, y)

    def fill(self, name: str, place: list[int], colour: int) -> None:
        window = self.windows[name]
        context = window.create_gc(foreground=colour)
        window.fill_rectangle(context, *place)
        context.free()

    def hole(self, name: str, place: list[int]) -> None:
        """Only this part of the window is left."""
        self.windows[name].shape_rectangles(shape.SO.Set, shape.SK.Bounding, X.Unsorted, 0, 0, [tuple(place)])

    def warp(self, x: int, y: int) -> None:
        self.root.warp_pointer(x, y)

    def own(self, selection: str) -> None:
        window = self.root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
        window.set_selection_owner(self.display.intern_atom(selection), X.CurrentTime)

    def monitor(self, name: str, place: list[int]) -> None:
        x, y, width, height = place
        SetMonitor(
            display=self.display.display,
            opcode=self.display.display.get_extension_major(randr.extname),
            window=self.root.id,
            name=self.display.intern_atom(name),
            flags=0,
            outputs=0,
            x=x,
            y=y,
            width=width,
            height=height,
            wide=width,
            high=height,
        )

    def resize_screen(self, width: int, height: int) -> None:
        resources = self.root.xrandr_get_screen_resources()
        for crtc in resources.crtcs:
            # A monitor that is off puts no bounds on the screen.
            self.display.xrandr_set_crtc_config(crtc, resources.config_timestamp, 0, 0, 0, randr.Rotate_0, [])
        self.root.xrandr_set_screen_size(width, height, width, height)

    def called(self, name: str) -> None:
        """The name of this process from now on."""
        Path("/proc/self/comm").write_text(name)

    def managed(self) -> bool:
        """Whether a window manager is there."""
        check = self.display.intern_atom("_NET_SUPPORTING_WM_CHECK")
        return self.root.get_full_property(check, X.AnyPropertyType) is not None

    def framed(self, name: str) -> list[int]:
        """Where the window on the root is that it is in: left, top, right, bottom."""
        window = self.windows[name]
        while (parent := window.query_tree().parent) != self.root:
            window = parent
        place = window.get_geometry()
        width, height = place.width + 2 * place.border_width, place.height + 2 * place.border_width
        return [place.x, place.y, place.x + width, place.y + height]

    def film(self, name: str, size: list[int], seed: int) -> None:
        """Plays in the window, 25 pictures a second, until ``cut``; nothing of it is red and blue at once."""
        self.playing.add(name)
        threading.Thread(target=self.play, args=(name, size, seed), daemon=True).start()

    def play(self, name: str, size: list[int], seed: int) -> None:
        # A connection of its own: python-xlib takes one thread at a time.
        own = display.Display(self.name)
        window = own.create_resource_object("window", self.windows[name].id)
        context, chance = window.create_gc(), np.random.default_rng(seed)
        frames = []
        for _ in range(12):
            small = Image.fromarray(chance.integers(0, 200, (9, 12, 3), np.uint8) * np.array([1, 1, 0], np.uint8))
            frame = window.create_pixmap(*size, self.screen.root_depth)
            frame.put_pil_image(context, 0, 0, small.resize((size[0], size[1]), Image.Resampling.BICUBIC))
            frames.append(frame)
        for frame in itertools.cycle(frames):
            if name not in self.playing:
                break
            window.copy_area(context, frame, 0, 0, *size, 0, 0)
            own.sync()
            time.sleep(0.04)
        own.close()

    def cut(self, name: str) -> None:
        """The film stops where it is."""
        self.playing.discard(name)
        time.sleep(0.2)

    def page(self, name: str, size: list[int], seed: int) -> None:
        """A long page of many lines and a picture, for ``scroll``."""
        width, height = size
        image = Image.new("RGB", (width, height), "white")
        draw, chance = ImageDraw.Draw(image), random.Random(seed)
        for y in range(0, height, 14):
            ink = (chance.randrange(200), chance.randrange(200), 0)
            draw.text((chance.randrange(9), y), "".join(chance.choices("abcdefgh ijk", k=width // 7)), fill=ink)
        noise = np.random.default_rng(seed).integers(0, 160, (20, 30, 3), np.uint8)
        picture = Image.fromarray(noise).resize((width // 2, 150), Image.Resampling.BICUBIC)
        image.paste(picture, (width // 4, height // 2))
        self.pages[name] = self.root.create_pixmap(width, height, self.screen.root_depth)
        self.pages[name].put_pil_image(self.windows[name].create_gc(), 0, 0, image)

    def scroll(self, name: str, at: int) -> None:
        """Show the page of the window from this row on."""
        window = self.windows[name]
        place = window.get_geometry()
        window.copy_area(window.create_gc(), self.pages[name], 0, at, place.width, place.height, 0, 0)

    def storm(self, seed: int, program: str, colour: int) -> None:
        """Windows of one colour, moved, raised, resized, mapped, made and unmade until the process ends."""
        chance = random.Random(seed)
        width, height = self.screen.width_in_pixels, self.screen.height_in_pixels

        def somewhere() -> list[int]:
            x, y = chance.randrange(-60, width - 20), chance.randrange(-60, height - 20)
            return [x, y, chance.randrange(20, width // 2), chance.randrange(20, height // 2)]

        names = ["first", "second", "third"]
        for name in names:
            self.open(name, somewhere(), colour, program=program)
        born = 0
        while True:
            name = chance.choice(names)
            doing = chance.choice(["place", "place", "place", "up", "up", "down", "unmap", "map", "map", "anew"])
            if doing == "place":
                self.place(name, somewhere())
            elif doing == "anew":
                self.close(name)
                born += 1
                self.open(name, somewhere(), colour, program=program)
                if born % 2:
                    # As a window manager would have it: shown first, then in a frame.
                    self.open(f"frame{born}", somewhere(), 0x808080, popup=True)
                    self.into(name, f"frame{born}", 4, 4)
                if f"frame{born - 6}" in self.windows:
                    self.close(f"frame{born - 6}")
            else:
                getattr(self, doing)(name)
            if chance.randrange(4) == 0:
                self.display.flush()
            if chance.randrange(20) == 0:
                self.display.sync()
                time.sleep(0.002)


def main() -> None:
    puppet = Puppet(sys.argv[1])
    puppet.display.set_error_handler(lambda *_: None)
    for line in sys.stdin:
        order, answer = json.loads(line), None
        do = order.pop("do")
        if do == "storm":
            threading.Thread(target=puppet.storm, kwargs=order, daemon=True).start()
        else:
            answer = getattr(puppet, do)(**order)
            puppet.display.sync()
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
