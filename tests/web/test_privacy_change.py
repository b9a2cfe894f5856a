"""The page of a case shows that the notice changed, and takes a yes or a no; each as easy as the other."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from aboveboard.ground import agreed, notices, publishing
from tests import cast
from tests.notice.made import EXAMPLE, LONGER, made
from tests.web.stage import browser_of

pytestmark = pytest.mark.db

NOW = dt.datetime.combine(EXAMPLE.effective, dt.time(9), dt.UTC)
SECOND = made("2", dt.date(2190, 1, 1), LONGER)


@pytest.fixture(autouse=True)
def first_version() -> Iterator[None]:
    publishing.publish(EXAMPLE, NOW)
    publishing.look()
    yield
    notices.put_in_force(None)


def send(browser: Client, case: object, answer: str, version: str = SECOND.source_hash) -> int:
    address = reverse("case-notice", args=[case])
    return browser.post(address, {"answer": answer, "version": version}).status_code


def test_the_change_is_on_the_page_until_it_is_answered() -> None:
    case = cast.case_of()
    browser = browser_of(case.customer_id)
    page = reverse("case", args=[case.pk])
    assert "Our privacy notice changes" not in browser.get(page).content.decode()
    publishing.publish(SECOND, NOW)
    shown = browser.get(page).content.decode()
    assert "Our privacy notice changes on" in shown
    assert "Chat messages: kept longer" in shown
    assert shown.count('name="answer"') == 2
    assert "button--primary" not in shown.split('name="version"')[1].split("</form>")[0], "neither answer is preferred"

    assert send(browser, case.pk, "leave") == 302
    later = browser.get(page).content.decode()
    assert "stays under version 1" in later
    assert send(browser, case.pk, "agree") == 302
    assert agreed.held_under(case.customer_id) == SECOND.source_hash
    assert "privacy notice" not in browser.get(page).content.decode().split("<main")[1].split("<footer")[0]


@pytest.mark.parametrize(("answer", "version"), [("agree", "0" * 64), ("agree", ""), ("maybe", SECOND.source_hash)])
def test_anything_but_an_answer_to_what_was_shown_changes_nothing(answer: str, version: str) -> None:
    case = cast.case_of()
    publishing.publish(SECOND, NOW)
    assert send(browser_of(case.customer_id), case.pk, answer, version) == 302
    assert agreed.held_under(case.customer_id) == EXAMPLE.source_hash


def test_nobody_answers_for_somebody_else() -> None:
    ida, tom = cast.case_of(), cast.case_of("Tom Berg", "", "No sound.")
    publishing.publish(SECOND, NOW)
    assert send(browser_of(tom.customer_id), ida.pk, "agree") == 404
    assert send(browser_of(), ida.pk, "agree") == 404
    for case in (ida, tom):
        assert agreed.held_under(case.customer_id) == EXAMPLE.source_hash
