"""The desk's search in real Chromium: what is looked for stands in no address, and the page fits phone and desktop."""

import pytest
from playwright.sync_api import Browser

from tests.browser.test_pages import SIZES, THEMES, browser, findings, opened, world
from tests.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.slow]
__all__ = ["browser", "world"]


def test_a_case_is_found_by_its_customers_name(
    browser: Browser,
    product: Product,
    world: dict[str, list[str]],
) -> None:
    path, key = world["queue"]
    context = opened(browser, product, "en", key)
    page = context.new_page()
    page.goto(product.url + path)
    page.get_by_role("searchbox").fill("ida mor")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("heading", name="Found").wait_for()
    assert page.url == f"{product.url}/desk/search"
    assert page.locator(".case-row__number").count() > 0
    assert page.get_by_role("searchbox").input_value() == "ida mor"
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            assert not findings(page)
    page.get_by_role("searchbox").fill("nobody at all")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_text("No case found").wait_for()
    assert page.evaluate("window.broken") == []
    context.close()
