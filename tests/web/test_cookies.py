"""Every cookie that a real answer sets stands in the register, for exactly as long as the register says."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from aboveboard.ground.notices import notice
from aboveboard.journeys import inviting, staffing, working
from aboveboard.web.customer import guard
from tests import cast
from tests.desk import helping

pytestmark = pytest.mark.db

SESSION = "aboveboard_session"


class Browser(Client):
    """A browser that writes down each cookie as it was set: (name, seconds that it stays, None for its own end)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(REMOTE_ADDR=cast.fresh_network(), **options)
        self.was_set: set[tuple[str, int | None]] = set()

    def request(self, **request: Any) -> Any:
        answer = super().request(**request)
        for name, cookie in answer.cookies.items():
            if cookie["max-age"] != 0:  # what is taken back is not set
                assert bool(cookie["max-age"]) == bool(cookie["expires"]), f"{name} says two different things"
                self.was_set.add((name, int(cookie["max-age"]) if cookie["max-age"] else None))
        return answer


def declared(name: str) -> tuple[str, int | None]:
    """What the register says of a cookie, in the same form."""
    found = notice().cookies[name]
    assert found.storage == "cookie"
    return name, found.duration.days * 86_400 or None


def test_a_customers_browser_gets_what_the_register_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "YOUNGEST", -guard.OLDEST)
    browser = Browser()
    for place in ("home", "privacy", "cookies", "terms", "contact", "help", "join"):
        browser.get(reverse(place))
    browser.post(reverse("language"), {"language": "de", "next": "/"})
    stamp = browser.get(reverse("help")).context["form"]["stamp"].value()
    form = {"name": "Ida", "problem": "It beeps.", "terms": "on", "stamp": stamp}
    browser.get(browser.post(reverse("help"), form)["Location"])
    other, ana = Browser(), cast.technician()
    case = cast.case_of()
    working.take_case(case.pk, ana.pk)
    code = inviting.invite(case.pk, ana.pk).code
    other.get(other.post(reverse("join"), {"code": code})["Location"])
    expected = {declared(name) for name in (SESSION, "aboveboard_form", "aboveboard_language")}
    assert browser.was_set == expected
    assert {kept for kept in other.was_set if kept[0] != SESSION} <= expected
    assert {kept for kept in other.was_set if kept[0] == SESSION} == {(SESSION, None)}, "a code opens one session"


def test_staffs_browser_gets_what_the_register_says_and_its_sign_in_ends_with_it() -> None:
    browser = Browser()
    first = {"display_name": "Pia Holm", "handle": "pia", "password": "four words in a row"}
    browser.get(browser.post(reverse("setup", args=[staffing.first_run_link()]), first)["Location"])
    ana, hers = helping.staff(), Browser()
    hers.get(reverse("account_login"))
    helping.password(hers, "ana")
    hers.post("/desk/account/sign-in/second-step", {"code": helping.code()})
    case = cast.case_of()
    working.take_case(case.pk, ana.pk)
    hers.post(reverse("desk-take", args=[case.pk]))
    assert hers.get(reverse("queue")).status_code == 200
    for one in (browser, hers):
        assert {kept for kept in one.was_set if kept[0] != SESSION} <= {
            declared(name) for name, found in notice().cookies.items() if found.storage == "cookie"
        }
        assert {kept for kept in one.was_set if kept[0] == SESSION} == {(SESSION, None)}
    assert "ends with the browser" in notice().cookies[SESSION].why.en
