"""A whole screen is captured by the clock; only what changes is sent. On an X server of the test's own."""

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.masks import Masks
from aboveboard.companion.host.x11_canvas import X11Canvas
from aboveboard.wire.patch import Kind, Step, encode
from aboveboard.wire.remote import Screen
from aboveboard.wire.types import FrameType, Scope
from tests.browser.conftest import Meeting, going_on, picture, set_stage
from tests.browser.far_end import far_end
from tests.browser.pixels import Picture
from tests.companion.stage import needs_xvfb
from tests.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.alone, needs_xvfb]


@pytest.fixture
def display() -> Iterator[str]:
    """An empty screen of 1280 by 800, and its name."""
    reading, writing = os.pipe()
    program = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    server = subprocess.Popen(program, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as said:
        number = said.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


@pytest.fixture
def on_screen(display: str) -> Iterator[Browser]:
    """Chromium with its window on that screen, whose picker takes the entire screen."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    flags = ["--no-sandbox", "--auto-select-desktop-capture-source=Entire screen", "--window-size=1280,800"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, headless=False, args=flags, env={**os.environ, "DISPLAY": display}
        )
        yield browser
        browser.close()


@pytest.mark.long
def test_a_screen_at_rest_sends_nothing(product: Product, on_screen: Browser) -> None:
    def context() -> BrowserContext:
        return on_screen.new_context(no_viewport=True, reduced_motion="reduce")

    meeting = Meeting(product.url, set_stage(product), context)
    customer, shown, technician = going_on(meeting)
    # The picture of the screen contains the page with its own copy: a still page ends that.
    shown.bring_to_front()
    technician.wait_for_timeout(4_000)
    page = technician.locator("[data-session]")
    # Ana's window is on the same screen; whatever is on top, the picture has the screen's shape and is not empty.
    seen = picture(technician)
    assert abs(seen.image.width / seen.image.height - 1280 / 800) < 0.05
    assert not _is_blank(seen)
    before = int(page.get_attribute("data-painted") or 0)
    technician.wait_for_timeout(3_000)
    after = int(page.get_attribute("data-painted") or 0)
    # Renewals and tallies take sequences too: at most three a second. Captured by the clock it were thirty.
    assert after - before < 20
    customer.locator("[data-end]").click()
    expect(page).to_have_attribute("data-waiting", "customer")


def test_what_is_painted_reaches_the_screen(product: Product, on_screen: Browser, display: str) -> None:
    """Seen from outside the browser: there are ways to paint that only the browser's own screenshots show."""

    def context() -> BrowserContext:
        return on_screen.new_context(no_viewport=True, reduced_motion="reduce")

    meeting = Meeting(product.url, set_stage(product, "invite"), context)
    technician = meeting.technician()
    seen = X11Canvas(display, Masks())
    with far_end(product.url, meeting.stage["code"], Scope.VIEW) as customer:
        expect(technician.locator('[data-ask="view"] button')).to_be_enabled(timeout=20_000)
        customer.grant(Scope.VIEW)
        customer.send(FrameType.SCREEN, Screen(width=640, height=400, parts=[], shown=-1, masks=0))
        for turn, colour in enumerate([(250, 0, 130), (0, 250, 130), (130, 0, 250)]):
            payload = encode([Step(Kind.FILL, 0, 0, 640, 400, colour=bytes(colour))])
            customer.seen(customer.send(FrameType.PATCH, payload, key=turn == 0))
            expect(technician.locator("[data-session]")).to_have_attribute("data-waiting", "")
            assert _comes(technician, seen, colour), colour
    seen.close()
    assert meeting.problems == []


def _comes(technician: Page, seen: X11Canvas, colour: tuple[int, int, int]) -> bool:
    """Whether the screen becomes mostly this colour."""
    for _ in range(60):
        technician.wait_for_timeout(50)
        seen.grab([Rect(0, 0, *seen.size)])
        if (seen.pixels[:, :, 2::-1] == colour).all(axis=2).mean() > 0.2:
            return True
    return False


def _is_blank(seen: Picture) -> bool:
    return len(seen.image.resize((40, 25)).getcolors(1_000) or []) < 3
