"""A whole session between two browsers, with a real captured tab and the picture compared in pixels."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Meeting, going_on, picture
from tests.browser.pixels import GREEN

pytestmark = [pytest.mark.browser, pytest.mark.alone]


def test_the_technician_sees_what_is_shown(meeting: Meeting) -> None:
    _, shown, technician = going_on(meeting)
    assert picture(technician).shows_card()
    shown.evaluate("document.body.replaceChildren(); document.body.style.background = 'rgb(30, 180, 60)'")
    technician.wait_for_timeout(1_500)
    assert picture(technician).is_near(0.1, 0.1, GREEN)
    assert picture(technician).is_near(0.9, 0.1, GREEN)


def test_both_see_the_same_words(meeting: Meeting) -> None:
    technician = meeting.technician()
    customer, _ = meeting.customer()
    expect(customer.locator("[data-phrase] li")).to_have_count(4)
    expect(technician.locator("[data-phrase] li")).to_have_count(4)
    assert (
        customer.locator("[data-phrase] li").all_text_contents()
        == technician.locator("[data-phrase] li").all_text_contents()
    )
    expect(customer.locator(".card__name")).to_have_text("Ana Castro")
