"""The pages for everybody: language, health, security.txt, errors, and the one-time link of the first administrator."""

import datetime as dt
import logging

import pytest
from django.test import Client
from django.urls import reverse

from aboveboard.ground.clock import now
from aboveboard.journeys import staffing
from aboveboard.people import operations, queries
from tests import cast
from tests.web import stage as stages

pytestmark = pytest.mark.django_db
ACCOUNT = {"display_name": "Pia Holm", "handle": "pia", "password": "four words in a row"}


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example", ""]
)
def test_the_language_switch_leads_nowhere_else(target: str) -> None:
    answer = Client().post(reverse("language"), {"language": "de", "next": target})
    assert answer["Location"] == "/"


def test_the_language_is_kept_in_a_cookie_of_this_browser_session() -> None:
    browser = Client()
    answer = browser.post(reverse("language"), {"language": "de", "next": "/help"})
    assert answer["Location"] == "/help"
    cookie = answer.cookies["aboveboard_language"]
    assert (cookie.value, cookie["max-age"], cookie["expires"]) == ("de", "", "")
    assert '<html lang="de">' in browser.get("/help").content.decode()


def test_a_language_that_we_do_not_have_sets_nothing() -> None:
    assert not Client().post(reverse("language"), {"language": "xx\r\nSet-Cookie: a=b", "next": "/"}).cookies


def test_health_names_what_it_reached() -> None:
    assert Client().get("/healthz").json() == {"ok": True, "databases": {"default": True, "keystore": True}}


def test_security_txt_has_what_the_standard_asks_for() -> None:
    answer = Client().get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert answer["Content-Type"].startswith("text/plain")
    assert fields["Contact"].startswith("mailto:")
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"
    left = dt.datetime.fromisoformat(fields["Expires"]) - now()
    assert dt.timedelta(0) < left < dt.timedelta(days=365)


def test_the_first_page_leads_back_to_ones_own_open_case_and_to_no_other() -> None:
    mine, other = cast.case_of(), cast.case_of("Tom Berg", "")
    text = stages.browser_of(mine.customer_id).get("/").content.decode()
    assert reverse("case", args=[mine.pk]) in text
    assert str(other.pk) not in text
    assert str(mine.pk) not in Client().get("/").content.decode()


@pytest.mark.parametrize("status", [404, 405])
def test_errors_say_what_happened_what_was_kept_and_what_to_do(status: int) -> None:
    answer = Client(headers={"Accept": "text/html"}).get("/nothing" if status == 404 else "/language")
    text = answer.content.decode()
    assert answer.status_code == status
    for part in ("What happened", "What was kept", "What you can do"):
        assert part in text


def test_a_broken_page_is_an_error_page_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aboveboard.web.public.pages.outlook", lambda _at: 1 / 0)
    logging.disable(logging.CRITICAL)
    answer = Client(raise_request_exception=False).get("/contact")
    logging.disable(logging.NOTSET)
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()
    assert "ZeroDivisionError" not in answer.content.decode()


def test_the_first_administrator_comes_by_a_link_that_works_once() -> None:
    address = reverse("setup", args=[staffing.first_run_link()])
    browser = Client()
    answer = browser.post(address, ACCOUNT)
    assert answer["Location"] == reverse("mfa_index")
    assert browser.get(reverse("mfa_index")).status_code == 200
    assert queries.has_administrator()
    second = Client().post(address, ACCOUNT | {"handle": "mallory"})
    assert second.status_code == 404
    assert queries.by_handle("mallory") is None


def test_before_a_second_factor_the_first_administrator_cannot_work() -> None:
    browser = Client()
    browser.post(reverse("setup", args=[staffing.first_run_link()]), ACCOUNT)
    assert browser.get(reverse("desk-people"))["Location"] == reverse("mfa_index")


@pytest.mark.parametrize(
    "bad",
    [{"password": "short"}, {"password": "123456789012"}, {"handle": "Pia Holm"}, {"handle": ""}, {"display_name": ""}],
)
def test_a_weak_start_is_refused_and_the_link_stays_good(bad: dict[str, str]) -> None:
    address = reverse("setup", args=[staffing.first_run_link()])
    assert Client().post(address, ACCOUNT | bad).status_code == 422
    assert not queries.has_administrator()
    assert Client().post(address, ACCOUNT).status_code == 302


@pytest.mark.parametrize("token", ["x", "0" * 43, "..", "%00"])
def test_a_guessed_link_opens_nothing(token: str) -> None:
    assert Client().get(f"/setup/{token}").status_code == 404


def test_a_link_for_a_password_does_not_get_around_the_second_factor() -> None:
    ben = stages.member("ben", "Ben Okafor")
    stages.desk_of(ben)
    browser = Client()
    answer = browser.post(
        reverse("setup", args=[operations.new_setup_link(ben.pk, now())]), {"password": "four words in a row"}
    )
    assert answer["Location"] == reverse("account_login")
    assert browser.get(reverse("queue")).status_code == 302
