"""More than one look at a session: a reload, a colleague who comes later, marks, and asking."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Meeting, going_on, let_in, picture, press, wait_for_picture
from tests.browser.pixels import Picture

pytestmark = [pytest.mark.browser, pytest.mark.alone]

YES = "[data-answer-yes]"


def _words(page: Page) -> list[str]:
    expect(page.locator("[data-phrase] li")).to_have_count(4)
    return page.locator("[data-phrase] li").all_text_contents()


@pytest.mark.long
def test_a_reload_of_the_technician_goes_on(meeting: Meeting) -> None:
    customer, _, technician = going_on(meeting)
    before = _words(technician)
    technician.reload()
    wait_for_picture(technician)
    technician.wait_for_timeout(1_000)
    assert picture(technician).shows_card()
    assert _words(technician) == before
    expect(customer.locator('[data-step="live"]')).to_be_visible()
    expect(customer.locator('[data-strip] [data-scope="view"]')).to_be_visible()


def test_a_second_technician_sees_nothing_before_a_yes_by_name(meeting: Meeting) -> None:
    customer, _, technician = going_on(meeting)
    second = meeting.technician("sam")
    heading = customer.locator('[data-step="technician"] h1')
    expect(heading).to_have_text("May Sam Winter join too?")
    assert _words(customer) == _words(second) != _words(technician)
    expect(second.locator("[data-session]")).to_have_attribute("data-waiting", "comparing")
    expect(second.locator("[data-stage]")).not_to_be_visible()
    let_in(customer)
    # Let in, and still without a yes of his own to the picture.
    expect(second.locator("[data-session]")).to_have_attribute("data-waiting", "nothing")
    second.locator("#reason").fill("I know this printer.")
    second.locator('[data-ask="view"] button').click()
    expect(customer.locator("[data-question-title]")).to_have_text("Sam Winter asks to see your screen")
    expect(customer.locator("[data-question-reason]")).to_have_text("I know this printer.")
    press(customer, YES)
    # A late joiner gets a whole picture although nothing on the screen moves.
    wait_for_picture(second)
    second.wait_for_timeout(1_000)
    assert picture(second).shows_card()
    expect(customer.locator('[data-strip] [data-scope="view"]')).to_have_count(2)
    customer.locator('[data-strip] [data-scope="view"]', has_text="Ana Castro").locator("[data-withdraw]").click()
    expect(technician.locator("[data-session]")).to_have_attribute("data-waiting", "nothing")
    assert picture(second).shows_card()


@pytest.mark.long
def test_a_second_technician_who_is_refused_sees_nothing(meeting: Meeting) -> None:
    customer, _, technician = going_on(meeting)
    second = meeting.technician("sam")
    press(customer, '[data-step="technician"] [value="no"]')
    expect(customer.locator('[data-step="live"]')).to_be_visible()
    expect(second.locator("[data-stage]")).not_to_be_visible()
    expect(second.locator('[data-ask="view"] button')).to_be_disabled()
    assert picture(technician).shows_card()


@pytest.mark.long
def test_marks_arrive_where_they_were_made(meeting: Meeting) -> None:
    customer, _, technician = going_on(meeting)
    expect(technician.locator('[data-tool="draw"]')).to_be_disabled()
    technician.locator('[data-ask="point"] button').click()
    press(customer, YES)
    expect(technician.locator('[data-tool="draw"]')).to_be_enabled()
    technician.keyboard.press("d")
    box = technician.locator("[data-marks]").bounding_box()
    assert box is not None
    technician.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.5)
    technician.mouse.down()
    technician.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.5, steps=8)
    technician.mouse.up()
    customer.wait_for_timeout(500)
    marked = Picture(customer.locator(".mirror__frame").screenshot())
    # The stroke lies over the middle of the red half, from a fifth to two fifths, and nowhere else.
    inside, outside = marked.at(0.3, 0.5), marked.at(0.3, 0.3)
    assert max(abs(one - other) for one, other in zip(inside, outside, strict=True)) > 60
    assert marked.is_near(0.1, 0.5, outside)
    assert marked.is_near(0.45, 0.5, outside)
    technician.keyboard.press("w")
    customer.wait_for_timeout(500)
    assert Picture(customer.locator(".mirror__frame").screenshot()).is_near(0.3, 0.5, outside)


@pytest.mark.long
def test_a_no_is_told_and_shares_nothing(meeting: Meeting) -> None:
    customer, _, technician = going_on(meeting)
    technician.locator('[data-ask="point"] button').click()
    press(customer, "[data-answer-no]")
    expect(technician.locator("[data-ask-status]")).to_have_text("The customer said no, or did not answer.")
    expect(technician.locator('[data-tool="draw"]')).to_be_disabled()
