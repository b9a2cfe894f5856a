"""A link from our tool opened in real Chromium: shown line by line, lines left out, sent only by the button."""

import json
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from aboveboard.diagnostics.link import help_link
from aboveboard.wire.computer import ComputerFacts, ComputerFinding, ComputerReport
from tests.browser.test_pages import CHROMIUM, findings, opened
from tests.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FULL = ComputerFinding("disk.system-full", "critical", "system", 1_789_990_000, {"used_share": 0.97, "free": 4e9})
REPORT = ComputerReport(
    1_790_000_000,
    ComputerFacts(
        os="Debian GNU/Linux", name="Idas <b>Laptop</b>", kind="laptop", memory=8 << 30, graphics=("One", "Two")
    ),
    (FULL,),
    fine=30,
    recognise="ab" * 16,
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(CHROMIUM))
        yield chromium
        chromium.close()


def page_of(browser: Browser, product: Product, address: str, language: str = "en") -> Page:
    page = opened(browser, product, language, "", viewport={"width": 360, "height": 740}).new_page()
    page.goto(address)
    return page


def held(page: Page) -> dict[str, object]:
    value = page.locator("input[name=computer]").input_value()
    return json.loads(value) if value else {}


def test_what_the_tool_found_is_shown_cut_and_sent_by_the_button_alone(browser: Browser, product: Product) -> None:
    asked: list[str] = []
    context = opened(browser, product, "en", "", viewport={"width": 360, "height": 740})
    context.on("request", lambda request: asked.append(f"{request.url} {request.post_data or ''}"))
    page = context.new_page()
    page.goto(help_link(product.url, REPORT))
    lines = page.locator("[data-computer-lines] li")
    page.get_by_text("97 %").wait_for()
    assert page.url == f"{product.url}/help", "nothing of it stays in the address"
    assert page.locator("[data-computer] b").count() == 0, "what came in the link is text"
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert findings(page) == []
    before = lines.count()
    page.get_by_role("button", name="Leave out: Name of the computer").click()
    page.get_by_role("button", name="Leave out: Number by which we know this computer again").press("Enter")
    page.get_by_role("button", name="Leave out: Graphics").first.click()
    assert lines.count() == before - 3
    assert page.locator("[data-computer-told]").inner_text() == "Left out: Graphics"
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    sent = held(page)
    assert sent["recognise"] == ""
    assert "name" not in sent["facts"]  # type: ignore[operator]  # an object in JSON
    assert not [one for one in asked if "Debian" in one or "disk.system-full" in one], "nothing left by itself"
    page.get_by_label("What is wrong?").fill("It is slow.")
    page.get_by_label("Your name").fill("Ida")
    page.get_by_label("I accept the terms of service.").check()
    page.wait_for_timeout(2100)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="We have your request").wait_for()
    page.get_by_text("What you shared about it").click()
    page.get_by_text("Debian GNU/Linux").wait_for()
    assert page.get_by_text("Laptop</b>").count() == 0
    assert page.get_by_role("button", name="Forget this computer").count() == 0
    assert findings(page) == []
    context.close()


def test_sharing_nothing_of_it_empties_the_field(browser: Browser, product: Product) -> None:
    page = page_of(browser, product, help_link(product.url, REPORT), "de")
    page.locator("[data-computer-none]").click()
    assert held(page) == {}
    assert page.locator("[data-computer]").is_hidden()
    page.context.close()


def test_what_was_typed_and_is_shared_outlasts_another_language_and_a_reload(
    browser: Browser, product: Product
) -> None:
    page = page_of(browser, product, help_link(product.url, REPORT))
    page.get_by_role("button", name="Leave out: Name of the computer").click()
    page.get_by_label("What is wrong?").fill("It is slow.\nVery.")
    page.get_by_label("Your name").fill("Ida")
    page.get_by_label("I accept the terms of service.").check()
    cut = held(page)
    page.get_by_role("button", name="Deutsch").click()
    page.get_by_role("heading", name="Sagen Sie uns, was nicht geht").wait_for()
    for _time in ("in another language", "after a reload"):
        page.get_by_text("97 %").wait_for()
        assert held(page) == cut
        assert page.locator("[name=problem]").input_value() == "It is slow.\nVery."
        assert page.locator("[name=name]").input_value() == "Ida"
        assert page.evaluate("sessionStorage.length + localStorage.length") == 0, "it lies nowhere while it is shown"
        page.reload()
    assert page.context.new_page().goto(f"{product.url}/help")
    assert held(page.context.pages[-1]) == {}, "no other tab has it"
    page.context.close()


def packed(text: bytes) -> str:
    squeezer = zlib.compressobj(wbits=-15)
    return urlsafe_b64encode(squeezer.compress(text) + squeezer.flush()).rstrip(b"=").decode()


BROKEN = {
    "no base64": "!!!",
    "no deflate": "AAAA",
    "no text": packed(b"\xff\xfe"),
    "no object": packed(b"[]"),
    "a serial number": packed(b'{"taken_at": 1, "serial": "X-1"}'),
    "a user": packed(b'{"taken_at": 1, "facts": {"os": "Debian", "user": "ida"}}'),
    "a sentence": packed(b'{"taken_at": 1, "facts": {"os": "' + b"Call this number at once. " * 9 + b'"}}'),
    "what no field is called": packed(b'{"taken_at": 1, "facts": {"kind": "constructor"}}'),
    "a name of every object": packed(b'{"taken_at": 1, "facts": {"__proto__": {"os": "Debian"}}}'),
    "signs that nobody sees": packed(b'{"taken_at": 1, "facts": {"graphics": ["Card\\udb40\\udc41"]}}'),
    "hidden in a list": packed(b'{"taken_at": 1, "findings": [{"rule": "a.b", "severity": ["warn"]}]}'),
    "a bomb": packed(b'{"taken_at": 1, "facts": {"os": "' + b"x" * 4_000_000 + b'"}}'),
}


def test_a_value_that_is_called_as_what_every_object_has_is_a_number_like_others(
    browser: Browser, product: Product
) -> None:
    odd = ComputerFinding("own.rule", "warn", "", 0, {"constructor": 7, "valueof": 8}, {"constructor": 9})
    page = page_of(browser, product, help_link(product.url, ComputerReport(1_790_000_000, findings=(odd,))))
    page.get_by_text("constructor 7").wait_for()
    assert "own.rule" in json.dumps(held(page))
    page.context.close()


def test_what_is_worked_out_of_values_has_its_unit_too(browser: Browser, product: Product) -> None:
    filling = ComputerFinding(
        "disk.fill-eta", "critical", "data-1", 0, {"free_until_zero": 25_200.0}, {"free_until_zero": 28_800.0}
    )
    clock = ComputerFinding("os.clock", "warn", "", 0, {"off": 90.0}, {"off": 60.0})
    growing = ComputerFinding("memory.leak", "info", "", 0, {"resident_grown": 1.5e9, "resident_grown_share": 0.6})
    report = ComputerReport(1_790_000_000, findings=(filling, clock, growing))
    page = page_of(browser, product, help_link(product.url, report))
    page.get_by_text("Urgent · data disk 1 · full in 7 hours · limit 8 hours").wait_for()
    page.get_by_text("off by 90 seconds · limit 60 seconds").wait_for()
    page.get_by_text("1.5 GB more, grown by 60 %").wait_for()
    page.context.close()


def test_a_link_that_our_tool_did_not_write_fills_nothing_in(browser: Browser, product: Product) -> None:
    page = page_of(browser, product, product.url)
    for what, fragment in BROKEN.items():
        page.goto("about:blank")
        page.goto(f"{product.url}/help#computer={fragment}")
        page.get_by_text("could not be read").wait_for()
        assert held(page) == {}, what
        assert page.locator("[data-computer]").is_hidden(), what
    page.context.close()
