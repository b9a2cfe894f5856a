"""Each state of the session pages of both ends, as they are looked at: two widths, two themes, two languages."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Meeting, let_in, press, share, wait_for_picture
from tests.browser.test_pages import SIZES, THEMES, findings

pytestmark = [pytest.mark.browser, pytest.mark.alone, pytest.mark.slow]


def look(page: Page, state: str) -> None:
    """Nothing for axe to find, nothing that scrolls sideways, End always in sight."""
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert beyond <= 0, f"{state}, {width} px: the page is {beyond} px wider than its window"
        if page.locator("[data-end]").is_visible():
            expect(page.locator("[data-end]")).to_be_in_viewport()
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            found = findings(page)
            assert not found, f"{state}, {width} px, {theme}: {found}"


@pytest.mark.long
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_state_of_a_session(language: str, meeting: Meeting) -> None:
    meeting.language = language
    customer, _ = meeting.customer()
    expect(customer.locator("html")).to_have_attribute("lang", language)
    expect(customer.locator('[data-step="waiting"]')).to_be_visible()
    look(customer, "waiting")
    technician = meeting.technician()
    expect(customer.locator('[data-step="technician"]')).to_be_visible()
    look(customer, "technician")
    look(technician, "comparing")
    let_in(customer)
    look(customer, "scam")
    press(customer, '[data-step="scam"] [value="asked"]')
    press(customer, '[data-step="scam"] [data-forward]')
    look(customer, "disconnect")
    press(customer, '[data-step="disconnect"] [data-forward]')
    look(customer, "files")
    press(customer, '[data-step="files"] [data-forward]')
    look(customer, "share")
    share(customer)
    wait_for_picture(technician)
    technician.locator('[data-ask="point"] button').click()
    expect(customer.locator("[data-question]")).to_be_visible()
    look(customer, "asked")
    look(technician, "live")
    press(customer, "[data-pause]")
    expect(customer.locator("[data-paused]")).to_be_visible()
    look(customer, "paused")
    look(technician, "paused")
    customer.locator("[data-end]").click()
    expect(customer.locator('[data-step="ended"]')).to_be_visible()
    look(customer, "ended")
    look(technician, "ended")
