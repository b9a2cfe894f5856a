"""The pages: figures for everybody and never a row's name; rows and history for administrators alone."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from aboveboard.cases.models import Case
from aboveboard.evidence import running
from aboveboard.evidence.models import CookieCount
from aboveboard.evidence.table import INVARIANTS
from aboveboard.ground.clock import now
from aboveboard.web.cookies_seen import TALLY
from tests import cast
from tests.web.stage import desk_of

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def broken() -> Any:
    """A case that was closed without an answer, and every promise checked."""
    case = cast.case_of("Tom Reyes")
    asked = now() - dt.timedelta(hours=1)
    Case.objects.filter(pk=case.pk).update(created_at=asked, status="closed", closed_at=now())
    running.check_all(now())
    return case


def test_everybody_sees_each_promise_in_words_and_no_row(broken: Any) -> None:
    page = Client().get("/privacy/promises")
    assert page.status_code == 200
    text = page.content.decode()
    for one in INVARIANTS.values():
        assert str(one.words) in text.replace("&#x27;", "'")
    assert "1 promise is broken" in text
    assert str(broken.pk) not in text
    assert "cases_case" not in text


def test_before_the_first_check_the_page_says_so_and_claims_nothing() -> None:
    text = Client().get("/privacy/promises").content.decode()
    assert "Nothing was checked yet" in text
    assert "No promise is broken" not in text


def test_programs_get_figures_and_no_row(broken: Any) -> None:
    response = Client().get("/privacy/conformance.json")
    rows = {one["promise"]: one for one in response.json()["promises"]}
    assert set(rows) == set(INVARIANTS)
    found = rows["contact.always"]
    assert {"promise", "invariant", "checked_at", "population", "violations", "tree_head", "state"} == set(found)
    assert (found["violations"], found["population"]) == (1, 1)
    assert str(broken.pk) not in response.content.decode()


def test_no_page_calls_it_compliant(broken: Any) -> None:
    for address in ("/privacy/promises", "/privacy/conformance.json"):
        assert "complian" not in Client().get(address).content.decode().lower()


def test_an_administrator_sees_the_rows_and_the_history(broken: Any) -> None:
    desk = desk_of(cast.technician("pia", "Pia Lund", "administrator", password=None))
    text = desk.get("/desk/privacy").content.decode()
    assert str(broken.pk) in text
    one = desk.get("/desk/privacy/promises/contact.always").content.decode()
    assert str(broken.pk) in one
    assert "closed after the target without an answer" in one
    assert desk.get("/desk/privacy/promises/no.such").status_code == 404
    assert "1 promise of the privacy notice is broken" in desk.get("/desk/").content.decode()


def test_checking_by_hand_looks_anew(broken: Any) -> None:
    desk = desk_of(cast.technician("pia", "Pia Lund", "administrator", password=None))
    Case.objects.filter(pk=broken.pk).update(answered_at=now())
    assert desk.post("/desk/privacy/check", {"promise": "contact.always"}).status_code == 302
    assert str(broken.pk) not in desk.get("/desk/privacy").content.decode()
    assert desk.post("/desk/privacy/check").status_code == 302


@pytest.mark.parametrize("role", ["technician", "supervisor"])
def test_nobody_else_of_the_staff_sees_rows_or_the_banner(broken: Any, role: str) -> None:
    desk = desk_of(cast.technician("ben", "Ben Okafor", role, password=None))
    assert desk.get("/desk/privacy").status_code == 403
    assert desk.get("/desk/privacy/promises/contact.always").status_code == 403
    assert desk.post("/desk/privacy/check").status_code == 403
    assert "is broken" not in desk.get("/desk/").content.decode()


def test_cookies_that_leave_are_counted_by_name_and_nothing_of_them_is_kept() -> None:
    client = Client()
    client.get("/help")
    TALLY.write()
    counted = CookieCount.objects.get(name=client.cookies["aboveboard_form"].key)
    assert counted.times >= 1
    assert {field.name for field in CookieCount._meta.concrete_fields} == {"name", "times", "last_at"}
