"""Every page in real Chromium: 360 and 1440 pixels, light and dark, English and German.

Nothing for axe to find, nothing against the policy, nothing asked of another host, nothing that scrolls sideways.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.languages import in_turn
from tests.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# fmt: off
PAGES = (
    "home", "home-again", "contact", "privacy", "cookies", "terms", "help", "help-again", "join", "not-found", "set-up",
    "set-up-over", "case-waiting", "case-taken", "case-invited", "case-after", "case-closed", "receipt",
    "answer", "session", "desk-session", "sign-in", "security", "queue", "desk-case", "desk-computers", "new-case",
    "people", "confidentiality", "confidentiality-new", "promises", "promises-desk", "promise-desk",
)
CHROMIUM = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)
# fmt: on
SIZES = ((360, 740), (1440, 900))
THEMES = ("light", "dark")
WATCH = """
window.broken = [];
addEventListener("securitypolicyviolation", (event) => broken.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(CHROMIUM))
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def world(product: Product) -> dict[str, list[str]]:
    """Pages by name: their path, and the key of the browser session that may open them."""
    seeded = subprocess.run(
        [sys.executable, "-m", "tests.browser.seed"],
        env=product.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert seeded.returncode == 0, seeded.stderr
    found: dict[str, list[str]] = json.loads(seeded.stdout)
    return found


def opened(browser: Browser, product: Product, language: str, key: str, **options: Any) -> BrowserContext:
    context = browser.new_context(reduced_motion="reduce", locale=language, **options)
    context.add_init_script(WATCH)
    cookies = {"aboveboard_language": language} | ({"aboveboard_session": key} if key else {})
    context.add_cookies([{"name": name, "value": value, "url": product.url} for name, value in cookies.items()])
    return context


def findings(page: Page) -> list[str]:
    """What axe has against this page, each with its place."""
    violations = Axe().run(page).response["violations"]
    return [f"{found['id']}: {node['html'][:160]}" for found in violations for node in found["nodes"]]


@pytest.mark.parametrize(("name", "language"), in_turn(PAGES))
def test_page(name: str, language: str, browser: Browser, product: Product, world: dict[str, list[str]]) -> None:
    path, key = world[name]
    context = opened(browser, product, language, key)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(product.url + path)
    assert page.locator("html").get_attribute("lang") == language
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert beyond <= 0, f"{width} px: the page is {beyond} px wider than its window"
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            found = findings(page)
            assert not found, f"{width} px, {theme}: {found}"
    # The desk's columns scroll, each by itself; the page that holds them does not.
    page.set_viewport_size({"width": 1440, "height": 420})
    if page.locator("body.staff--desk").count():
        below = page.evaluate("document.documentElement.scrollHeight - document.documentElement.clientHeight")
        assert below <= 0, f"the page is {below} px higher than its window"
    assert page.evaluate("window.broken") == []
    # The page of an address that does not exist is itself an answer 404, which Chromium reports.
    assert [line for line in complaints if "404" not in line] == []
    assert {url for url in asked if not url.startswith((product.url, "data:", "blob:"))} == set()
    context.close()


def test_the_way_of_a_customer_without_scripts(browser: Browser, product: Product) -> None:
    """Asking, waiting, writing: all of it works by plain forms."""
    context = opened(browser, product, "en", "", java_script_enabled=False)
    page = context.new_page()
    page.goto(product.url + "/")
    page.get_by_role("link", name="Ask for help").click()
    page.get_by_label("What is wrong?").fill("It beeps.")
    page.get_by_label("Your name").fill("Ida")
    page.get_by_label("I accept the terms of service.").check()
    page.wait_for_timeout(2500)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="We have your request").wait_for()
    page.get_by_label("Your message").fill("Three times.")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Three times.").wait_for()
    context.close()


def test_what_one_tab_says_appears_in_another_by_itself(
    browser: Browser, product: Product, world: dict[str, list[str]]
) -> None:
    path, key = world["case-taken"]
    context = opened(browser, product, "en", key)
    first, second = context.new_page(), context.new_page()
    first.goto(product.url + path)
    second.goto(product.url + path)
    second.get_by_label("Your message").fill("Seen live <b>once</b>")
    second.get_by_label("Your message").press("Enter")
    first.get_by_text("Seen live <b>once</b>").wait_for()
    second.get_by_text("Seen live <b>once</b>").wait_for()
    assert second.get_by_text("Seen live <b>once</b>").count() == 1
    assert second.get_by_label("Your message").input_value() == ""
    context.close()


def test_a_message_that_cannot_be_sent_stays_in_its_field(
    browser: Browser, product: Product, world: dict[str, list[str]]
) -> None:
    path, key = world["case-waiting"]
    context = opened(browser, product, "en", key)
    page = context.new_page()
    page.goto(product.url + path)
    page.get_by_label("Your message").fill("Not lost")
    context.set_offline(True)
    page.get_by_label("Your message").press("Enter")
    page.get_by_text("Not sent. Your text is still here.").wait_for()
    assert page.get_by_label("Your message").input_value() == "Not lost"
    context.set_offline(False)
    page.get_by_label("Your message").press("Enter")
    page.locator(".bubble", has_text="Not lost").wait_for()
    context.close()


def test_the_invitation_and_the_button_work_by_keyboard(
    browser: Browser, product: Product, world: dict[str, list[str]]
) -> None:
    path, key = world["case-invited"]
    context = opened(browser, product, "en", key)
    page = context.new_page()
    page.goto(product.url + path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.get_by_role("button", name="Join the session").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/session/*")
    context.close()


@pytest.mark.parametrize(("language", "theme", "width"), [("en", "light", 360), ("de", "dark", 1440)])
def test_pages_with_mistakes_in_them(
    language: str, theme: Any, width: int, browser: Browser, product: Product, world: dict[str, list[str]]
) -> None:
    """A mistake is read out first, named at its field, and clean for axe."""
    viewport: Any = {"width": width, "height": 740}
    context = opened(browser, product, language, "", color_scheme=theme, viewport=viewport)
    page = context.new_page()
    for path, typed in (("/help", {"#id_email": "nobody"}), ("/join", {"#id_code": "12 34"}), (world["answer"][0], {})):
        page.goto(product.url + path)
        for field, text in typed.items():
            page.locator(field).fill(text)
        page.locator("main button[type=submit]").click()
        page.locator(".notice--caution").first.wait_for()
        for field, text in typed.items():
            assert page.locator(field).input_value() == text
            assert page.locator(field).get_attribute("aria-invalid") == "true"
        assert findings(page) == []
        assert page.evaluate("window.broken") == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    context.close()
