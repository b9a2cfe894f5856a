"""The customer takes a break in a browser: nothing is seen meanwhile, and the receipt says so."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Meeting, going_on, picture, press, wait_for_picture

pytestmark = [pytest.mark.browser, pytest.mark.alone]

INVERTED = "document.body.style.filter = 'invert(1)'"


@pytest.mark.long
def test_during_a_break_nothing_is_seen_and_after_it_all_of_it_again(meeting: Meeting) -> None:
    customer, shown, technician = going_on(meeting)
    session = technician.locator("[data-session]")
    button = customer.locator("[data-pause]")
    button.click()
    # Attack, or a nervous hand: the second half of a double click does not let the session go on.
    button.click(click_count=2)
    expect(button).to_have_attribute("data-pause", "end")
    expect(customer.locator("[data-paused]")).to_be_visible()
    expect(customer.locator("[data-mirror]")).not_to_be_visible()
    expect(session).to_have_attribute("data-waiting", "paused")
    expect(technician.locator("[data-stage]")).not_to_be_visible()
    painted = session.get_attribute("data-painted")
    shown.evaluate(INVERTED)
    technician.wait_for_timeout(700)
    assert session.get_attribute("data-painted") == painted
    expect(technician.locator('[data-strip] [data-scope="view"]')).to_be_visible()
    # A yes that is given during a break shows nothing either.
    customer.locator('[data-scope="view"] [data-withdraw]').click()
    expect(technician.locator('[data-strip] [data-scope="view"]')).to_have_count(0)
    expect(session).to_have_attribute("data-waiting", "paused")
    press(customer, "[data-offer-view]")
    expect(technician.locator('[data-strip] [data-scope="view"]')).to_be_visible()
    expect(session).to_have_attribute("data-waiting", "paused")
    assert session.get_attribute("data-painted") == painted
    button.click()
    wait_for_picture(technician)
    expect(session).not_to_have_attribute("data-painted", painted or "")
    assert not picture(technician).shows_card(), "what stands there now, and not what stood there before"
    expect(customer.locator("[data-mirror]")).to_be_visible()
    customer.locator("[data-end]").click()
    expect(customer.locator('[data-step="ended"]')).to_be_visible()
    expect(button).not_to_be_visible()
    customer.reload()
    lines = customer.locator(".timeline").inner_text()
    assert re.search("You paused the session.*You let the session go on.*You ended the session", lines, re.DOTALL)
