"""Everything that stops a session or a part of it, in real Chromium: nothing is seen afterwards."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Meeting, going_on, picture, press, set_stage, wait_for_picture
from tests.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.alone]

CAPTURING = "document.querySelector('[data-video]').srcObject?.active ?? false"


def _grant_pointing(customer: Page, technician: Page) -> None:
    press(customer, "[data-offer-point]")
    expect(technician.locator('[data-strip] [data-scope="point"]')).to_be_visible()


@pytest.mark.long
def test_withdrawing_one_scope_stops_that_and_nothing_else(meeting: Meeting) -> None:
    customer, shown, technician = going_on(meeting)
    _grant_pointing(customer, technician)
    customer.locator('[data-scope="point"] [data-withdraw]').click()
    expect(technician.locator('[data-strip] [data-scope="point"]')).to_have_count(0)
    expect(technician.locator('[data-tool="point"]')).to_be_disabled()
    assert customer.evaluate(CAPTURING)
    painted = technician.locator("[data-session]").get_attribute("data-painted")
    shown.evaluate("document.body.style.filter = 'invert(1)'")
    expect(technician.locator("[data-session]")).not_to_have_attribute("data-painted", painted or "")


@pytest.mark.long
def test_withdrawing_the_picture_stops_the_capture_and_keeps_the_session(meeting: Meeting) -> None:
    customer, _, technician = going_on(meeting)
    _grant_pointing(customer, technician)
    customer.locator('[data-scope="view"] [data-withdraw]').click()
    assert not customer.evaluate(CAPTURING)
    expect(technician.locator("[data-session]")).to_have_attribute("data-waiting", "nothing")
    expect(technician.locator("[data-stage]")).not_to_be_visible()
    expect(technician.locator('[data-strip] [data-scope="point"]')).to_be_visible()
    expect(customer.locator("[data-offer-view]")).to_be_visible()
    # Said yes anew, the picture is back.
    press(customer, "[data-offer-view]")
    wait_for_picture(technician)
    technician.wait_for_timeout(1_000)
    assert picture(technician).shows_card()


def test_closing_what_is_shown_takes_the_yes_back(meeting: Meeting) -> None:
    customer, shown, technician = going_on(meeting)
    shown.close()
    expect(customer.locator('[data-strip] [data-scope="view"]')).to_have_count(0)
    expect(technician.locator("[data-session]")).to_have_attribute("data-waiting", "nothing")


def test_the_customer_takes_a_break_and_ends_it(meeting: Meeting) -> None:
    customer, _, technician = going_on(meeting)
    customer.locator("[data-pause]").click()
    expect(technician.locator("[data-session]")).to_have_attribute("data-waiting", "paused")
    expect(technician.locator("[data-stage]")).not_to_be_visible()
    customer.locator("[data-end]").click()
    assert not customer.evaluate(CAPTURING)
    expect(customer.locator('[data-step="ended"]')).to_be_visible()
    expect(technician.locator("[data-session]")).to_have_attribute("data-waiting", "customer")
    expect(technician.locator("[data-stage]")).not_to_be_visible()
    customer.reload()
    assert customer.url.endswith("/receipt")
    expect(customer.locator(".timeline")).to_contain_text("You paused the session.")


def test_the_technician_ends_it(meeting: Meeting) -> None:
    customer, _, technician = going_on(meeting)
    technician.locator("[data-end]").click()
    expect(customer.locator('[data-step="ended"]')).to_be_visible()
    assert not customer.evaluate(CAPTURING)
    expect(technician.locator("[data-after] a")).to_be_visible()


@pytest.mark.long
def test_closing_the_tab_ends_every_lease(meeting: Meeting) -> None:
    customer, _, technician = going_on(meeting)
    customer.close()
    expect(technician.locator("[data-session]")).to_have_attribute("data-waiting", "gathering", timeout=10_000)
    expect(technician.locator("[data-strip-none]")).to_be_visible()
    # Whoever comes back is asked everything anew.
    again, _ = meeting.customer()
    expect(again.locator('[data-step="technician"]')).to_be_visible()
    expect(technician.locator("[data-strip-none]")).to_be_visible()


def test_a_killed_server_stops_the_capture_and_both_say_so(
    start_product: Callable[..., Product], contexts: Callable[[], BrowserContext]
) -> None:
    product = start_product()
    meeting = Meeting(product.url, set_stage(product), contexts)
    customer, _, technician = going_on(meeting)
    product.kill()
    expect(customer.locator('[data-step="lost"]')).to_be_visible()
    assert not customer.evaluate(CAPTURING)
    expect(technician.locator("[data-session]")).to_have_attribute("data-waiting", "reconnecting")
    expect(technician.locator("[data-stage]")).not_to_be_visible()
