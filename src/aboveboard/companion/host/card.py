"""A drawn test card for a computer without a display: large text, colour patches, and a clock that moves."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from aboveboard.companion.host.screen import Frame

PATCHES = (
    (192, 192, 192),
    (192, 192, 0),
    (0, 192, 192),
    (0, 192, 0),
    (192, 0, 192),
    (192, 0, 0),
    (0, 0, 192),
    (16, 16, 16),
)
INK = (20, 28, 38)
PAPER = (244, 246, 248)


def draw_card(width: int, height: int, tick: int) -> Image.Image:
    """The card at one moment, as an RGB image of ``width`` by ``height``; each ``tick`` differs from the one before."""
    image = Image.new("RGB", (width, height), PAPER)
    draw = ImageDraw.Draw(image)
    band = height // 4
    for place, colour in enumerate(PATCHES):
        left = place * width // len(PATCHES)
        right = (place + 1) * width // len(PATCHES)
        draw.rectangle((left, 0, right - 1, band), fill=colour)
    large = ImageFont.load_default(size=height / 9)
    draw.text((width / 24, height * 0.32), "Aboveboard test card", font=large, fill=INK)
    draw.text((width / 24, height * 0.50), f"tick {tick:06d}", font=large, fill=INK)
    small = ImageFont.load_default(size=height / 24)
    draw.text((width / 24, height * 0.68), "No display was found, so this card is shown.", font=small, fill=INK)
    # A bar that walks, so that a still picture is told from a live one at a glance.
    step = (tick * width // 40) % width
    draw.rectangle((step, height - height // 8, step + width // 40, height - 1), fill=(0, 96, 168))
    return image


class TestCard:
    """A screen that is drawn: the picture changes ``per_second`` times a second."""

    __test__ = False  # pytest collects classes by this prefix

    name = "a drawn test card"

    def __init__(
        self,
        size: tuple[int, int] = (1280, 720),
        *,
        per_second: float = 4.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.size = size
        self._per_second = per_second
        self._clock = clock
        self._began = clock()
        self._drawn: tuple[int, Frame] | None = None

    def grab(self) -> Frame:
        tick = int((self._clock() - self._began) * self._per_second)
        if self._drawn is None or self._drawn[0] != tick:
            colours = np.asarray(draw_card(*self.size, tick))
            pixels = np.full((*colours.shape[:2], 4), 255, dtype=np.uint8)
            pixels[:, :, :3] = colours[:, :, ::-1]
            self._drawn = (tick, Frame(pixels))
        return self._drawn[1]

    def close(self) -> None:
        self._drawn = None
