"""How soon the companion stops when the stop key is pressed and no server answers, and how long input waits in it.

Stop: a video plays, the product is frozen (SIGSTOP), the key is pressed by XTEST; the display itself tells when it was
asked for pixels last. Input: from a technician's frame coming in at the companion's side of a counted line to the event
in a window of another program.
"""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from Xlib import X, display
from Xlib.ext import xtest

from aboveboard.site.tour.technician import Viewer
from aboveboard.wire import remote as r
from aboveboard.wire.limits import COORDINATE_MAX
from aboveboard.wire.types import FrameType, Scope
from bench.figures import Figure
from bench.load import percentile
from bench.screen_pages import SIZE
from bench.screen_systems import Customer, Helper, customers, helpers, xvfb
from tests.companion.meeting import invite
from tests.product import Product, products

ROUNDS = 5
STROKES = 150
PAUSE_KEY = 0xFF13
STOP_MS, INPUT_MS = 50, 5
QUIET_S = 1.0
LOST_S = 0.5


@contextlib.contextmanager
def session(product: Product, name: str, line: Helper | None = None) -> Iterator[tuple[Customer, Viewer]]:
    """A companion on this display, and a technician who sees it."""
    code, number, ticket = invite(product)
    address = "" if line is None else f"http://127.0.0.1:{line.ask()['port']}"
    with customers(product, code, name, address) as customer:
        viewer = Viewer(product.url, "/wire", number, ticket)
        try:
            viewer.wait(lambda: viewer.phase == "open", "the session to open", 20)
            viewer.ask(Scope.VIEW, "to help")
            viewer.wait(lambda: viewer.pictures >= 1, "a picture", 20)
            yield customer, viewer
        finally:
            viewer.close()


def press(link: display.Display) -> float:
    """Press the stop key; returns when."""
    code, pressed = link.keysym_to_keycode(PAUSE_KEY), time.monotonic()
    xtest.fake_input(link, X.KeyPress, code)
    xtest.fake_input(link, X.KeyRelease, code)
    link.sync()
    return pressed


def stop(product: Product, name: str, stage: Helper) -> float:
    """Milliseconds from the key to the last request for pixels; no more than 0 where none came after it."""
    with session(product, name), helpers("bench.screen_witness", name) as witness:
        link = display.Display(name)
        stage.ask("scene", name="video")
        assert stage.process.stdin is not None
        stage.process.stdin.write('{"do": "play", "seconds": 3}\n')
        stage.process.stdin.flush()
        time.sleep(1.2)
        os.killpg(product.process.pid, signal.SIGSTOP)
        try:
            before = witness.ask("captures")
            pressed = press(link)
            time.sleep(QUIET_S)
            after: list[float] = witness.ask("captures")
        finally:
            os.killpg(product.process.pid, signal.SIGCONT)
            stage.ask()
            link.close()
        if len(before) < 5:
            raise RuntimeError("the video was not captured before the key was pressed")
        return (max([pressed, *after]) - pressed) * 1000


def inputs(product: Product, name: str) -> list[float]:
    """Milliseconds that each key and each movement of the pointer took."""
    port = product.url.rpartition(":")[2]
    with helpers("bench.screen_line", f"127.0.0.1:{port}") as line, session(product, name, line) as (_, viewer):
        viewer.ask(Scope.CONTROL, "to help")
        viewer.wait(lambda: viewer.has(Scope.CONTROL), "control", 20)
        with helpers("bench.screen_witness", name) as witness:
            witness.ask("watch")
            time.sleep(0.5)
            witness.ask("events")
            line.ask("log")
            waited = []
            for number in range(STROKES):
                x = 200 + number * 4
                place = round(x * COORDINATE_MAX / SIZE[0]), COORDINATE_MAX // 3
                if number % 2:
                    viewer.send(FrameType.POINTER, r.Pointer(x=place[0], y=place[1], buttons=0))
                else:
                    viewer.send(FrameType.PRESS, r.Press(code="KeyA", key="a", down=True))
                events: list[tuple[float, object]] = []
                until = time.monotonic() + LOST_S
                while not events and time.monotonic() < until:
                    time.sleep(0.03)
                    events = witness.ask("events")
                came = line.ask("log")["down"]
                if number % 2 == 0:
                    viewer.send(FrameType.PRESS, r.Press(code="KeyA", key="a", down=False))
                    time.sleep(0.03)
                    line.ask("log")
                if came and events:
                    waited.append((events[0][0] - came[0][0]) * 1000)
    return waited


def measure(folder: Path, rounds: int = ROUNDS) -> list[Figure]:
    """The figures, with their targets."""
    with contextlib.ExitStack() as on:
        product = on.enter_context(products(folder))()
        name, _ = on.enter_context(xvfb())
        stage = on.enter_context(helpers("bench.screen_stage", name))
        waits = [stop(product, name, stage) for _ in range(rounds)]
        times = inputs(product, name)
    return [
        Figure("stop key to the last captured frame, no server, slowest", max(waits), "ms", target=STOP_MS),
        Figure("input to event: obeyed", len(times) / STROKES * 100, "%", target=100, at_most=False),
        Figure("input to event, p50", percentile(times, 0.5), "ms"),
        Figure("input to event, p99", percentile(times, 0.99), "ms", target=INPUT_MS),
    ]
