"""The companion as a program, against the real product: it stops when its person, its desk or its network goes."""

from __future__ import annotations

import os
import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from Xlib import X, display
from Xlib.ext import xtest

from aboveboard.site.tour.customer import Companion
from aboveboard.site.tour.technician import Viewer
from aboveboard.wire.types import Scope
from tests.companion.devices import until
from tests.companion.meeting import invite, let_in, show
from tests.companion.stage import needs_xvfb
from tests.product import Product

pytestmark = pytest.mark.slow


@dataclass
class Shared:
    """A session in which the technician sees the customer's screen."""

    companion: Companion
    viewer: Viewer


@pytest.fixture
def share(product: Product, tmp_path: Path) -> Iterator[Callable[[], Shared]]:
    opened: list[Shared] = []

    def begin() -> Shared:
        code, session, ticket = invite(product)
        companion = Companion(product.url, code, "", tmp_path / "pictures")
        companion.expect("screen")
        viewer = Viewer(product.url, "/wire", session, ticket)
        shared = Shared(companion, viewer)
        opened.append(shared)
        let_in(companion, viewer)
        show(companion, viewer)
        return shared

    yield begin
    for shared in opened:
        shared.viewer.close()
        shared.companion.finish()


def pictures_stay(viewer: Viewer) -> bool:
    """Whether not one more picture comes in a while in which several would."""
    before = viewer.pictures
    time.sleep(1.2)
    return viewer.pictures == before


@pytest.mark.long
def test_the_end_of_its_input_is_a_stop(share: Callable[[], Shared]) -> None:
    shared = share()
    assert shared.companion.finish() == 0
    ended = shared.viewer.wait(lambda: shared.viewer.ended, "the end")
    assert ended.by == "customer"
    assert pictures_stay(shared.viewer)


@needs_xvfb
def test_the_stop_key_ends_the_session(share: Callable[[], Shared]) -> None:
    shared = share()
    number = re.search(r"\(:(\d+)\)", shared.companion.expect("screen")["name"])
    assert number is not None
    link = display.Display(f":{number[1]}")
    for kind in (X.KeyPress, X.KeyRelease):
        xtest.fake_input(link, kind, link.keysym_to_keycode(0xFF13))
    link.sync()
    link.close()
    ended = shared.viewer.wait(lambda: shared.viewer.ended, "the end")
    assert ended.by == "customer"
    assert pictures_stay(shared.viewer)
    assert shared.companion.expect("over")["by"] == "customer"


def runs(process: int) -> bool:
    """Whether it is there and no mere remainder that waits to be taken notice of."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_killed_companion_ends_every_permission(share: Callable[[], Shared]) -> None:
    shared = share()
    assert shared.companion.expect("screen")
    process = shared.companion._process
    started = [int(one) for one in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
    process.send_signal(signal.SIGKILL)
    shared.viewer.wait(lambda: not shared.viewer.has(Scope.VIEW), "the end of the grant")
    assert not shared.viewer.grants
    assert pictures_stay(shared.viewer)
    # What it had started, its own display too, goes with it.
    assert started or shutil.which("Xvfb") is None
    until(lambda: not any(map(runs, started)))


@pytest.mark.long
def test_a_companion_that_falls_silent_loses_its_lease(share: Callable[[], Shared]) -> None:
    shared = share()
    os.kill(shared.companion._process.pid, signal.SIGSTOP)
    try:
        shared.viewer.wait(lambda: not shared.viewer.has(Scope.VIEW), "the lease to run out")
        assert pictures_stay(shared.viewer)
    finally:
        os.kill(shared.companion._process.pid, signal.SIGCONT)


def test_a_code_that_is_not_good_is_said_and_nothing_is_shared(product: Product, tmp_path: Path) -> None:
    companion = Companion(product.url, "000 000 000", "", tmp_path)
    refused = companion.expect("refused")
    assert refused["code"] == "unknown"
    assert refused["message"]
    assert companion.finish() == 1
    assert companion.count("shown") == 0


@pytest.mark.long
def test_a_desk_that_dies_ends_the_capture_and_after_it_everything_is_asked_anew(
    start_product: Callable[..., Product], tmp_path: Path
) -> None:
    product = start_product()
    code, session, ticket = invite(product)
    companion = Companion(product.url, code, "", tmp_path / "pictures")
    companion.expect("screen")
    viewer = Viewer(product.url, "/wire", session, ticket)
    companion.expect("admit")
    companion.order("answer", yes=True)
    product.kill()
    companion.expect("told", kind="lost")
    viewer.close()
    seen = len(companion.events)
    product = start_product(data=product.data, port=int(product.url.rsplit(":", 1)[1]))
    companion.expect("told", after=seen, kind="grants", text="")
    assert companion.count("shown") == 0
    assert companion.finish() == 0
