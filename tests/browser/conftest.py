"""Two people in real Chromium: Ida shares a real tab, Ana looks at it; each in a browser context of its own."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.pixels import Picture
from tests.product import Product

ROOT = Path(__file__).resolve().parents[2]
SHOWN = "A page to be shown"
"""The title of the tab that Ida's browser picks; the flag below answers the browser's picker."""
FLAGS = ["--no-sandbox", f"--auto-select-tab-capture-source-by-title={SHOWN}"]
SIZE = (1000, 700)
CARD = f"""<!doctype html><title>{SHOWN}</title><style>
body {{ margin: 0; background: rgb(200, 30, 30) }}
#right {{ position: absolute; left: 50%; top: 0; width: 50%; height: 100%; background: rgb(20, 60, 220) }}
#low {{ position: absolute; left: 0; top: 75%; width: 100%; height: 25%; background: rgb(30, 180, 60) }}
</style><div id="right"></div><div id="low"></div>"""
"""Left red, right blue, the lowest quarter green."""


@dataclass
class Meeting:
    """A session of which both pages can be opened. `stage` is what `tests.browser.stage` printed."""

    url: str
    stage: dict[str, str]
    context: Callable[[], BrowserContext]
    language: str = "en"
    problems: list[str] = field(default_factory=list)
    """Errors of scripts and of the content policy on any page; the fixture fails the test that has some."""

    def _page(self, who: str, path: str, *, clock: bool = False) -> Page:
        context = self.context()
        if clock:
            context.clock.install()
        cookies = {self.stage["cookie"]: self.stage[who], "aboveboard_language": self.language}
        context.add_cookies([{"name": name, "value": value, "url": self.url} for name, value in cookies.items()])
        page = context.new_page()
        page.on("pageerror", lambda error: self.problems.append(f"{path}: {error}"))
        page.on("console", lambda said: self._listen(path, said))
        page.goto(f"{self.url}{path}")
        return page

    def _listen(self, path: str, said: ConsoleMessage) -> None:
        # The browser itself says so of a killed server, and of a camera that getDisplayMedia never uses.
        expected = ("Failed to load resource", "WebSocket", "camera is not allowed")
        if said.type == "error" and not any(words in said.text for words in expected):
            self.problems.append(f"{path}: {said.text}")

    def customer(self, *, shows: str = CARD, clock: bool = False) -> tuple[Page, Page]:
        """Ida's session page, and the tab that she shows; with `clock` a test can let the page's time pass."""
        page = self._page("ida", f"/session/{self.stage['session']}", clock=clock)
        shown = page.context.new_page()
        shown.set_content(shows)
        page.bring_to_front()
        return page, shown

    def technician(self, who: str = "ana") -> Page:
        """The session page of a member of staff."""
        return self._page(who, f"/desk/sessions/{self.stage['session']}")


@contextmanager
def a_browser() -> Iterator[Browser]:
    """A real Chromium whose picker is answered by a flag."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path is not None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the tests of a module."""
    with a_browser() as browser:
        yield browser


def set_stage(product: Product, *words: str) -> dict[str, str]:
    """A new session in this product's data, with everybody signed in; `invite` leaves its code unused."""
    environment = {**product.environment, "DJANGO_SETTINGS_MODULE": "aboveboard.site.settings"}
    program = [sys.executable, "-m", "tests.browser.stage", *words]
    done = subprocess.run(program, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    stage: dict[str, str] = json.loads(done.stdout)
    return stage


@pytest.fixture
def contexts(chromium: Browser) -> Iterator[Callable[[], BrowserContext]]:
    """Makes browser contexts that are closed after the test."""
    made: list[BrowserContext] = []

    def make() -> BrowserContext:
        context = chromium.new_context(viewport={"width": SIZE[0], "height": SIZE[1]}, reduced_motion="reduce")
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def meeting(product: Product, contexts: Callable[[], BrowserContext]) -> Iterator[Meeting]:
    """A session whose customer has joined; nobody has opened a page yet."""
    one = Meeting(product.url, set_stage(product), contexts)
    yield one
    assert one.problems == []


def press(page: Page, selector: str) -> None:
    """Press a button as a person would, not within the moment in which a new step is deaf."""
    button = page.locator(selector)
    expect(button).to_be_visible()
    page.wait_for_timeout(800)
    button.click()


def let_in(customer: Page) -> None:
    """Compare the words and let the technician on the card in."""
    press(customer, '[data-step="technician"] [value="yes"]')


def read_on(customer: Page) -> None:
    """The scam check, how to stop, private files: everything up to the question about the screen."""
    press(customer, '[data-step="scam"] [value="asked"]')
    press(customer, '[data-step="scam"] [data-forward]')
    press(customer, '[data-step="disconnect"] [data-forward]')
    press(customer, '[data-step="files"] [data-forward]')
    expect(customer.locator('[data-step="share"]')).to_be_visible()


def share(customer: Page) -> None:
    """Yes to the screen."""
    press(customer, '[data-step="share"] [value="yes"]')


def wait_for_picture(technician: Page) -> None:
    """Until a picture is painted and nothing lies over it."""
    expect(technician.locator("[data-session]")).to_have_attribute("data-waiting", "", timeout=15_000)


def picture(technician: Page) -> Picture:
    """What the technician's canvas shows, as pixels of the screen."""
    return Picture(technician.locator("[data-picture]").screenshot())


def going_on(meeting: Meeting, *, clock: bool = False) -> tuple[Page, Page, Page]:
    """A session in which Ana sees Ida's tab: Ida's page, the tab, Ana's page."""
    technician = meeting.technician()
    customer, shown = meeting.customer(clock=clock)
    let_in(customer)
    read_on(customer)
    share(customer)
    wait_for_picture(technician)
    return customer, shown, technician
