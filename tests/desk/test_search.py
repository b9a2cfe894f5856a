"""The desk's search: it finds a case, and tells nobody more than number, state and who has it."""

from typing import Any

import pytest
from django.test import Client

from aboveboard.ground.models import Opening, Throttle
from aboveboard.ground.vault import blind
from aboveboard.journeys import working
from aboveboard.web.desk import search
from tests import cast
from tests.desk import helping
from tests.notice.folder import without

pytestmark = pytest.mark.db
SEARCH = "/desk/search"
NAME, MAIL, PROBLEM = "Idalou Canarywood", "canary-4f1@example.org", "canary problem 4f1"


@pytest.fixture
def ana() -> Any:
    return helping.staff()


@pytest.fixture
def ben() -> Client:
    """A colleague who has none of the cases."""
    return helping.at_desk(helping.staff("ben", "Ben Okafor"))


@pytest.fixture
def case(ana: Any) -> Any:
    made = cast.case_of(name=NAME, email=MAIL, problem=PROBLEM)
    working.take_case(made.pk, ana.pk)
    return made


def found(browser: Client, query: str) -> str:
    answer = browser.post(SEARCH, {"q": query})
    assert answer.status_code == 200
    return answer.content.decode().split('id="group-found"')[-1] if b"group-found" in answer.content else ""


@pytest.mark.parametrize("query", ["idalou canary", "CANARYWOOD", MAIL, "Canary-4F1@Example.org", "can idal"])
def test_a_colleague_finds_number_state_and_who_has_it_and_nothing_else(case: Any, ben: Client, query: str) -> None:
    shown = found(ben, query)
    assert all(word in shown for word in (case.number, "taken", "Ana Castro"))
    assert not any(word in shown for word in (NAME, PROBLEM))
    assert str(case.pk) not in shown, "no link to a page that is not theirs"
    assert not Opening.objects.filter(subject=case.subject).exists()


def test_the_technician_whose_case_it_is_sees_the_name(case: Any, ana: Any) -> None:
    shown = found(helping.at_desk(ana), "canarywood")
    assert NAME in shown
    assert f"/desk/cases/{case.pk}" in shown


@pytest.mark.parametrize(
    "write", [str, str.lower, lambda number: number.replace("-", " "), lambda n: n[3:].lstrip("0")]
)
def test_anybody_on_duty_finds_a_case_by_its_number_in_any_writing(case: Any, ben: Client, write: Any) -> None:
    assert case.number in found(ben, write(case.number))


@pytest.mark.parametrize(
    "query", ["id", "ca", "alou", "example.org", "@example.org", "%", "i*", "AB-", "AB-0", "' OR 1=1"]
)
def test_parts_that_would_list_people_find_nobody(case: Any, ben: Client, query: str) -> None:
    assert case.number not in found(ben, query)


def test_nothing_but_matches_is_shown(case: Any, ben: Client) -> None:
    other = cast.case_of(name="Tom Lund", email="tom@example.org")
    shown = found(ben, "canarywood")
    assert case.number in shown
    assert other.number not in shown
    assert found(ben, "canarywood lund") == ""


def test_whoever_tries_out_a_directory_is_slowed_down(
    case: Any, ana: Any, ben: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "SEARCHES_PER_HOUR", 3)
    for number in range(3):
        assert found(ben, f"nobody{number}@example.org") == ""
    assert found(ben, MAIL) == ""
    assert "very many people" in ben.post(SEARCH, {"q": MAIL}).content.decode()
    assert case.number in found(ben, case.number), "numbers still work"
    assert case.number in found(helping.at_desk(ana), MAIL), "a colleague is not slowed down"


def test_the_same_words_again_count_once(case: Any, ben: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "SEARCHES_PER_HOUR", 2)
    for _ in range(5):
        assert case.number in found(ben, MAIL)
    assert not Throttle.objects.filter(key__contains="canary").exists()


def test_what_is_looked_for_is_in_no_address(case: Any, ben: Client) -> None:
    assert found(ben, "") == ""
    assert case.number not in ben.get(SEARCH, {"q": MAIL}).content.decode(), "a search is posted"


def test_more_than_a_page_is_cut_and_said(ben: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST", 2)
    for number in range(3):
        cast.case_of(name=f"Kim Park{number}")
    answer = ben.post(SEARCH, {"q": "kim"}).content.decode()
    assert answer.count("case-row__number") == 2
    assert "More cases match" in answer


def test_where_the_notice_does_not_disclose_it_only_numbers_are_found(
    case: Any, ben: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = without("search-index")
    monkeypatch.setattr("aboveboard.ground.features.notice", lambda: silent)
    monkeypatch.setattr(blind, "notice", lambda: silent)
    assert found(ben, MAIL) == found(ben, "canarywood") == ""
    page = ben.get("/desk/").content.decode()
    assert "e-mail address" not in page
    assert case.number in found(ben, case.number)


def test_a_stranger_searches_nothing(case: Any) -> None:
    answer = helping.client().post(SEARCH, {"q": case.number})
    assert answer.status_code == 302
