"""A person's data opens for the assigned technician, within the case, and for nobody else; each opening stands once."""

from typing import Any

import pytest
from django.test import Client

from aboveboard.ground.models import LedgerEntry, Opening
from aboveboard.journeys import working
from tests import cast
from tests.desk import helping

pytestmark = pytest.mark.db
NAME, MAIL, PROBLEM, CHAT = "Canary Ida 4f1", "canary-4f1@example.org", "canary problem 4f1", "canary chat 4f1"


@pytest.fixture
def ana() -> Any:
    return helping.staff()


@pytest.fixture
def case(ana: Any) -> Any:
    made = cast.case_of(name=NAME, email=MAIL, problem=PROBLEM)
    working.say_as_customer(made.pk, made.subject, CHAT, "k")
    working.take_case(made.pk, ana.pk)
    return made


def page(browser: Client, path: str) -> tuple[int, str]:
    answer = browser.get(path)
    return answer.status_code, answer.content.decode()


def test_the_assigned_technician_sees_the_person(ana: Any, case: Any) -> None:
    status, text = page(helping.at_desk(ana), f"/desk/cases/{case.pk}")
    assert status == 200
    assert all(word in text for word in (NAME, MAIL, PROBLEM, CHAT))


def test_a_colleague_sees_nothing_of_the_person_anywhere(ana: Any, case: Any) -> None:
    browser = helping.at_desk(helping.staff("ben", "Ben Okafor"))
    for path in (f"/desk/cases/{case.pk}", "/desk/", f"/desk/?q={case.number}", f"/desk/cases/{case.pk}?part=talk"):
        _status, text = page(browser, path)
        assert not any(word in text for word in (NAME, MAIL, PROBLEM, CHAT)), path
    assert not Opening.objects.exclude(actor=str(ana.pk)).filter(subject=case.subject).exists()


def test_a_supervisor_sees_how_it_is_handled_and_not_the_address(case: Any) -> None:
    sam = helping.staff("sam", "Sam Ito", "supervisor")
    status, text = page(helping.at_desk(sam), f"/desk/cases/{case.pk}")
    assert status == 200
    assert CHAT in text
    assert MAIL not in text
    assert Opening.objects.get(actor=str(sam.pk)).purpose == "supervise"


def test_however_often_the_page_is_read_the_opening_stands_once(ana: Any, case: Any) -> None:
    browser = helping.at_desk(ana)
    for path in (f"/desk/cases/{case.pk}", "/desk/", f"/desk/cases/{case.pk}?part=refresh", "/desk/"):
        assert page(browser, path)[0] == 200
    row = Opening.objects.get(subject=case.subject)
    assert (row.actor, row.purpose, row.need) == (str(ana.pk), "support", case.pk)
    assert LedgerEntry.objects.filter(kind="opened").count() == 1


def test_once_the_case_went_back_its_former_technician_sees_the_queues_line_alone(ana: Any, case: Any) -> None:
    browser = helping.at_desk(ana)
    working.release_case(case.pk, ana.pk)
    status, text = page(browser, f"/desk/cases/{case.pk}")
    assert status == 200, "it waits, so staff on duty may look before they take it"
    assert PROBLEM in text
    assert not any(word in text for word in (NAME, MAIL, CHAT))
    assert Opening.objects.get(subject=case.subject).purpose == "triage"


def test_the_queue_shows_the_problem_and_nobodys_name(ana: Any) -> None:
    waiting = cast.case_of(name=NAME, email=MAIL, problem=PROBLEM)
    status, text = page(helping.at_desk(ana), "/desk/")
    assert status == 200
    assert PROBLEM in text
    assert not any(word in text for word in (NAME, MAIL))
    assert Opening.objects.get(subject=waiting.subject).categories == "problem"
