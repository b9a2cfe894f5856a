"""What every answer carries: the strict policy, no storing of personal pages, and no cookie that is not needed."""

import pytest
from django.test import Client
from django.urls import reverse

from aboveboard.ground.notices import notice
from aboveboard.journeys import staffing
from aboveboard.web.customer import guard
from tests import cast
from tests.web import stage as stages

pytestmark = pytest.mark.django_db
FIRST = {"display_name": "Pia Holm", "handle": "pia", "password": "four words in a row"}
PLACES = [
    "/",
    "/help",
    "/join",
    "/contact",
    "/privacy",
    "/terms",
    "/nothing-here",
    "/healthz",
    "/static/css/tokens.css",
]


@pytest.mark.parametrize("place", PLACES)
def test_every_answer_has_the_strict_policy(place: str) -> None:
    answer = Client().get(place)
    answer.close()
    rules = dict(rule.strip().split(" ", 1) for rule in answer["Content-Security-Policy"].split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["worker-src"] == rules["form-action"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "*" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "display-capture=(self)" in answer["Permissions-Policy"]


def test_a_host_that_is_not_ours_never_reaches_the_policy() -> None:
    answer = Client().get("/", headers={"Host": "evil.example; script-src *"})
    assert answer.status_code == 400
    assert "evil" not in answer["Content-Security-Policy"]


def test_personal_pages_are_not_stored_by_the_browser() -> None:
    case = cast.case_of()
    assert stages.browser_of(case.customer_id).get(reverse("case", args=[case.pk]))["Cache-Control"] == "no-store"
    desk = stages.desk_of(stages.member("ana", "Ana Castro"))
    assert desk.get(reverse("queue"))["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", ["setup", "answer", "receipt"])
def test_an_address_that_is_a_key_is_neither_stored_nor_told_to_anybody(kind: str) -> None:
    stage = stages.build()
    for token in (stage.names[f"{kind} token"], "made-up"):
        page = Client().get(reverse(kind, args=[token]))
        assert page.status_code == (404 if token == "made-up" else 200)
        assert page["Cache-Control"] == "no-store"
        assert page["Referrer-Policy"] == "strict-origin", "no address; `no-referrer` would break the page's own forms"


def test_error_pages_are_not_stored_either() -> None:
    assert Client().get("/nothing-here")["Cache-Control"] == "no-store"


def test_cookies_are_closed_to_scripts_and_to_other_sites() -> None:
    for cookie in Client().get("/help").cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def test_a_visitor_who_only_reads_gets_no_session() -> None:
    browser = Client()
    for place in ("/", "/privacy", "/contact", "/help", "/join"):
        browser.get(place)
    assert "aboveboard_session" not in browser.cookies


def asked_for_help() -> Client:
    browser = Client()
    form = {"name": "Ida", "problem": "It beeps.", "terms": "on", "stamp": guard.fresh_stamp()}
    assert browser.post(reverse("help"), form, REMOTE_ADDR=cast.fresh_network()).status_code == 302
    return browser


def test_a_customers_browser_is_known_for_as_long_as_the_register_of_cookies_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(guard, "YOUNGEST", -guard.OLDEST)
    cookie = asked_for_help().cookies["aboveboard_session"]
    assert cookie["max-age"] == notice().cookies["aboveboard_session"].duration.days * 86_400


def test_staff_who_signs_in_where_a_customer_sat_is_forgotten_with_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "YOUNGEST", -guard.OLDEST)
    browser = asked_for_help()
    browser.post(reverse("setup", args=[staffing.first_run_link()]), FIRST)
    assert browser.cookies["aboveboard_session"]["max-age"] == ""
