"""The technician's page by keyboard and beside the picture: zoom, keys, notes, chat."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Meeting, going_on, press

pytestmark = [pytest.mark.browser, pytest.mark.alone]


def _width(page: Page) -> float:
    box = page.locator("[data-picture]").bounding_box()
    assert box is not None
    return box["width"]


@pytest.mark.long
def test_zoom_by_keys_wheel_and_panning(meeting: Meeting) -> None:
    _, _, technician = going_on(meeting)
    fitted = _width(technician)
    technician.keyboard.press("1")
    expect(technician.locator("[data-zoom]")).to_have_text("100 %")
    assert _width(technician) > fitted
    technician.keyboard.press("ArrowRight")
    assert technician.evaluate("document.querySelector('[data-scroller]').scrollLeft") > 0
    technician.keyboard.press("0")
    assert _width(technician) == fitted
    technician.locator("[data-marks]").hover()
    technician.keyboard.down("Control")
    technician.mouse.wheel(0, -200)
    technician.keyboard.up("Control")
    technician.wait_for_timeout(300)
    assert _width(technician) > fitted
    # Keys are for the picture only where nobody types.
    technician.locator("#reason").fill("")
    technician.keyboard.type("0")
    expect(technician.locator("#reason")).to_have_value("0")
    assert _width(technician) > fitted
    technician.locator("h1").evaluate("() => document.activeElement.blur()")
    technician.keyboard.press("?")
    expect(technician.locator("#keys")).to_be_visible()


@pytest.mark.long
def test_notes_and_chat_go_on_beside_the_picture(meeting: Meeting) -> None:
    customer, _, technician = going_on(meeting)
    technician.locator("#note").fill("The printer is behind the sofa.")
    technician.locator("[data-note] button").click()
    expect(technician.locator("#notes-kept")).to_contain_text("The printer is behind the sofa.")
    expect(technician.locator("#note")).to_have_value("")
    technician.locator("#say").fill("Please turn it on.")
    technician.keyboard.press("Enter")
    expect(technician.locator("#chat")).to_contain_text("Please turn it on.")
    expect(technician.locator("[data-session]")).to_have_attribute("data-waiting", "")
    with customer.context.expect_page() as opened:
        press(customer, '[data-step="live"] a[target="_blank"]')
    expect(opened.value.locator("#part-chat")).to_contain_text("Please turn it on.")
    expect(customer.locator('[data-strip] [data-scope="view"]')).to_be_visible()
