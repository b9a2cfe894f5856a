"""What a page would put into a browser beyond the notice's register never reaches the browser."""

import logging

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from aboveboard.ground.notices import notice
from aboveboard.web import headers, tables


def kept(response: HttpResponse) -> dict[str, object]:
    """What is left after the middleware: name → seconds, None where it goes with the browser."""
    dressed = headers.SecurityHeaders(lambda _request: response)(RequestFactory().get("/"))
    assert isinstance(dressed, HttpResponse)
    return {name: cookie["max-age"] or None for name, cookie in dressed.cookies.items()}


def test_a_cookie_that_the_register_does_not_name_is_not_set(caplog: pytest.LogCaptureFixture) -> None:
    response = HttpResponse()
    response.set_cookie("tracker", "who-you-are", max_age=60)
    response.set_cookie("aboveboard_language", "de")
    with caplog.at_level(logging.ERROR):
        assert kept(response) == {"aboveboard_language": None}
    assert "tracker" in caplog.text
    assert "who-you-are" not in caplog.text


def test_what_is_declared_for_the_browsers_storage_is_no_cookie() -> None:
    response = HttpResponse()
    response.set_cookie("desk-sound", "1")
    assert kept(response) == {}


def test_a_cookie_stays_no_longer_than_the_register_says() -> None:
    response = HttpResponse()
    response.set_cookie("aboveboard_session", "x", max_age=10 * 365 * 86_400)
    response.set_cookie("aboveboard_language", "de", max_age=86_400)
    days = notice().cookies["aboveboard_session"].duration.days
    assert kept(response) == {"aboveboard_session": days * 86_400, "aboveboard_language": None}
    assert not response.cookies["aboveboard_session"]["expires"]


def test_taking_a_cookie_back_is_always_allowed() -> None:
    response = HttpResponse()
    response.delete_cookie("left-by-an-older-version")
    headers.SecurityHeaders(lambda _request: response)(RequestFactory().get("/"))
    assert response.cookies["left-by-an-older-version"]["max-age"] == 0


@pytest.mark.django_db  # which cookies leave is counted
def test_the_policy_in_the_table_is_the_policy_that_is_sent() -> None:
    sent = Client().get("/privacy").headers["Content-Security-Policy"]
    for row in tables.policy():
        assert f"{row['directive']} {row['allows']}" in sent


def test_the_table_of_doors_says_who_what_for_and_which_data() -> None:
    rows = {row["address"]: row for row in tables.doors()}
    assert rows["/privacy"]["who"] == "anyone"
    assert rows["/privacy"]["categories"] == []
    desk = [row for row in rows.values() if row["purpose"] == "support" and row["who"] == "technician"]
    assert desk
    assert all(row["categories"] == list(notice().matrix["support"]) for row in desk)


def test_the_tables_hold_every_category_scope_and_cookie_of_the_notice() -> None:
    everything = tables.everything()
    assert {row["category"] for row in everything["holdings"]} == set(notice().categories)
    assert {row["scope"] for row in everything["gates"]} == set(notice().scopes)
    assert {row["name"] for row in everything["cookies"]} == set(notice().cookies)
    held = {row["category"]: row["columns"] for row in everything["holdings"]}
    assert "people_customer.email" in held["contact"]
