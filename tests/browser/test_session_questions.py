"""The questions before anything is shared: nothing is ticked, no stray click goes through, silence is no."""

import pytest
from playwright.sync_api import FloatRect, Page, expect

from tests.browser.conftest import Meeting, going_on, let_in, press, read_on

pytestmark = [pytest.mark.browser, pytest.mark.alone]


def _at_the_scam_check(meeting: Meeting) -> tuple[Page, Page]:
    technician = meeting.technician()
    customer, _ = meeting.customer()
    let_in(customer)
    expect(customer.locator('[data-step="scam"]')).to_be_visible()
    return customer, technician


def _box(page: Page, selector: str) -> FloatRect:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box


@pytest.mark.long
def test_a_double_click_on_one_step_does_not_answer_the_next(meeting: Meeting) -> None:
    meeting.technician()
    customer, _ = meeting.customer()
    yes = customer.locator('[data-step="technician"] [value="yes"]')
    expect(yes).to_be_visible()
    customer.wait_for_timeout(800)
    yes.dblclick()
    expect(customer.locator('[data-step="scam"]')).to_be_visible()
    expect(customer.locator('[data-step="scam"] input:checked')).to_have_count(0)


@pytest.mark.long
def test_what_goes_on_never_lies_under_the_last_click(meeting: Meeting) -> None:
    customer, _ = _at_the_scam_check(meeting)
    customer.wait_for_timeout(800)
    customer.locator('[data-step="scam"] [value="asked"]').check()
    for step, following in (("scam", "disconnect"), ("disconnect", "files")):
        button = f'[data-step="{step}"] [data-forward]'
        customer.locator(button).scroll_into_view_if_needed()
        was = _box(customer, button)
        customer.wait_for_timeout(800)
        customer.mouse.click(was["x"] + was["width"] / 2, was["y"] + was["height"] / 2)
        expect(customer.locator(f'[data-step="{following}"]')).to_be_visible()
        # An impatient person goes on clicking at the same place, beyond the moment in which the page is deaf.
        for _ in range(3):
            customer.wait_for_timeout(500)
            customer.mouse.click(was["x"] + was["width"] / 2, was["y"] + was["height"] / 2)
        expect(customer.locator(f'[data-step="{following}"]')).to_be_visible()


def test_the_scam_check_cannot_be_skipped(meeting: Meeting) -> None:
    customer, technician = _at_the_scam_check(meeting)
    expect(customer.locator('[data-step="scam"] input:checked')).to_have_count(0)
    press(customer, '[data-step="scam"] [data-forward]')
    expect(customer.locator("[data-missing]")).to_be_visible()
    expect(customer.locator('[data-step="disconnect"]')).not_to_be_visible()
    expect(technician.locator('[data-ask="view"] button')).to_be_disabled()


@pytest.mark.long
def test_a_swindle_ends_the_session(meeting: Meeting) -> None:
    customer, technician = _at_the_scam_check(meeting)
    press(customer, '[data-step="scam"] [value="rung"]')
    customer.locator('[data-step="scam"] [data-forward]').click()
    expect(customer.locator('[data-step="stop"] h1')).to_have_text("Stop here. This may be a swindle.")
    expect(technician.locator("[data-session]")).to_have_attribute("data-waiting", "customer")


@pytest.mark.long
def test_words_that_differ_end_the_session(meeting: Meeting) -> None:
    technician = meeting.technician()
    customer, _ = meeting.customer()
    press(customer, '[data-step="technician"] [value="no"]')
    expect(customer.locator('[data-step="ended"]')).to_be_visible()
    expect(technician.locator("[data-session]")).to_have_attribute("data-waiting", "customer")


def test_yes_and_no_look_alike(meeting: Meeting) -> None:
    customer, _ = _at_the_scam_check(meeting)
    read_on(customer)
    yes, no = ('[data-step="share"] [value="yes"]', '[data-step="share"] [value="no"]')
    style = "one => { const s = getComputedStyle(one); return [s.color, s.backgroundColor, s.borderColor, s.font] }"
    customer.mouse.move(1, 1)
    assert customer.locator(yes).evaluate(style) == customer.locator(no).evaluate(style)
    assert (_box(customer, yes)["width"], _box(customer, yes)["height"]) == (
        _box(customer, no)["width"],
        _box(customer, no)["height"],
    )


def test_no_to_the_screen_shares_nothing_and_goes_on(meeting: Meeting) -> None:
    customer, technician = _at_the_scam_check(meeting)
    read_on(customer)
    press(customer, '[data-step="share"] [value="no"]')
    expect(customer.locator("[data-nothing]")).to_be_visible()
    expect(technician.locator("[data-session]")).to_have_attribute("data-waiting", "nothing")
    assert not customer.evaluate("document.querySelector('[data-video]').srcObject")


def test_silence_is_no(meeting: Meeting) -> None:
    customer, _, technician = going_on(meeting, clock=True)
    technician.locator('[data-ask="point"] button').click()
    expect(customer.locator("[data-question]")).to_be_visible()
    customer.clock.run_for(62_000)
    expect(technician.locator("[data-ask-status]")).to_have_text("The customer said no, or did not answer.")
    expect(customer.locator('[data-strip] [data-scope="point"]')).to_have_count(0)
