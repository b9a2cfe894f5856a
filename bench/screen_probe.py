"""What a person would see in a viewer's page: a probe reads the visible canvas once every frame of the browser.

It draws the canvas (or, where a worker paints it, what of it is shown) into one of its own, and reads the coded patch
there. Its clock is brought together with CLOCK_MONOTONIC by asking the page what time it is, many times.
"""

import base64
import io
import time
from dataclasses import dataclass

import numpy as np
from PIL import Image
from playwright.sync_api import Page

from bench import screen_code as code
from bench.screen_pages import SIZE

PROBE_JS = f"""(selector) => {{
  const read = {code.READ_JS};
  const canvas = document.querySelector(selector);
  const side = {code.SIDE};
  const small = Object.assign(document.createElement('canvas'), {{ width: side, height: side }});
  const context = small.getContext('2d', {{ willReadFrequently: true }});
  let place = null, last = -1, seen = [], gaps = 0, before = 0, frames = 0;
  const look = () => {{
    if (!place) return;
    const scale = canvas.width / {SIZE[0]};
    context.drawImage(canvas, place[0] * scale, place[1] * scale, side * scale, side * scale, 0, 0, side, side);
    const number = read(context.getImageData(0, 0, side, side).data, side);
    const now = performance.now();
    if (number >= 0 && number !== last) seen.push([last = number, now]);
    frames++;
    if (before) gaps = Math.max(gaps, now - before);
    before = now;
    requestAnimationFrame(look);
  }};
  globalThis.screenProbe = {{
    start: (where) => {{
      place = where; last = -1; seen = []; gaps = before = frames = 0;
      requestAnimationFrame(look);
    }},
    now: () => last,
    stop: () => {{ place = null; return {{ seen, gaps, frames }} }},
    copy: () => {{
      const whole = Object.assign(document.createElement('canvas'), {{ width: canvas.width, height: canvas.height }});
      whole.getContext('2d').drawImage(canvas, 0, 0);
      globalThis.screenCopy = whole;
    }},
    png: () => globalThis.screenCopy.toDataURL('image/png'),
  }};
}}"""


@dataclass(frozen=True)
class Clock:
    """Page time in milliseconds plus `offset_s` is CLOCK_MONOTONIC; it may be wrong by `error_s` at most."""

    offset_s: float
    error_s: float


@dataclass(frozen=True)
class Sight:
    """What the probe saw: each step once, when; the longest wait between two looks; looks in all."""

    seen: list[tuple[int, float]]
    longest_gap_s: float
    looks: int


class Probe:
    """The probe in one page; `selector` finds the canvas."""

    def __init__(self, page: Page, selector: str) -> None:
        self.page = page
        page.evaluate(PROBE_JS, selector)
        self.clock = self._calibrate()

    def _calibrate(self) -> Clock:
        """Each answer says that the page's time lay between asking and hearing; all of them together say it closely."""
        low, high = float("-inf"), float("inf")
        for _ in range(150):
            asked = time.monotonic()
            told = float(self.page.evaluate("performance.now()")) / 1000
            heard = time.monotonic()
            low, high = max(low, asked - told), min(high, heard - told)
        return Clock((low + high) / 2, abs(high - low) / 2)

    def start(self, place: tuple[int, int]) -> None:
        self.page.evaluate("(place) => globalThis.screenProbe.start(place)", list(place))

    def wait_for(self, number: int, timeout_s: float = 10) -> None:
        """Until this step is seen."""
        self.page.wait_for_function(
            "(number) => globalThis.screenProbe.now() === number", arg=number, timeout=timeout_s * 1000
        )

    def stop(self) -> Sight:
        told = self.page.evaluate("globalThis.screenProbe.stop()")
        seen = [(int(number), now / 1000 + self.clock.offset_s) for number, now in told["seen"]]
        return Sight(seen, told["gaps"] / 1000, told["frames"])

    def picture(self, *, at: float) -> np.ndarray:
        """The canvas as it is shown at this time of CLOCK_MONOTONIC, or now if later: (height, width, 3)."""
        time.sleep(max(0.0, at - time.monotonic()))
        self.page.evaluate("globalThis.screenProbe.copy()")
        text = str(self.page.evaluate("globalThis.screenProbe.png()"))
        picture = Image.open(io.BytesIO(base64.b64decode(text.partition(",")[2])))
        return np.asarray(picture.convert("RGB"))


def sharpness(shown: np.ndarray, truth: np.ndarray) -> float:
    """PSNR in decibels; 99 where every pixel is the same."""
    if shown.shape != truth.shape:
        return 0.0
    error = float(np.mean((shown.astype(np.float32) - truth.astype(np.float32)) ** 2))
    return 99.0 if error == 0 else float(10 * np.log10(255 * 255 / error))
