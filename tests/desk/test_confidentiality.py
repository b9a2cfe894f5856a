"""Nobody works at the desk before the confidentiality statement is signed."""

from typing import Any

import pytest
from django.urls import reverse

from aboveboard.ground.purpose import Closed, purpose
from aboveboard.journeys import confidentiality, working
from aboveboard.people import queries, statement
from tests import cast
from tests.desk import helping
from tests.desk.test_live import OVER, hear

pytestmark = pytest.mark.db

DESK, STATEMENT = reverse("queue"), reverse("desk-confidentiality")


@pytest.fixture
def eve() -> Any:
    return helping.staff("eve", "Eve Hall", "administrator", signs=False)


def test_the_desk_opens_with_the_signature(eve: Any) -> None:
    browser = helping.at_desk(eve)
    assert browser.get(DESK).headers["Location"] == STATEMENT
    page = browser.get(STATEMENT).content.decode()
    assert "Larkfield Help Ltd" in page
    assert "Eve Hall" in page
    assert browser.post(STATEMENT, {"name": " eve  HALL "}).headers["Location"] == DESK
    assert browser.get(DESK).status_code == 200
    assert "Signed by Eve Hall" in browser.get(STATEMENT).content.decode()


@pytest.mark.parametrize("name", ["", "eve", "Ana Castro", "Eve Hall Jr", "Eve\u202eHall"])
def test_another_name_signs_nothing(name: str, eve: Any) -> None:
    browser = helping.at_desk(eve)
    assert browser.post(STATEMENT, {"name": name}).status_code == 422
    assert not queries.has_signed(eve.pk)
    assert browser.get(DESK).headers["Location"] == STATEMENT


def test_the_page_is_for_signed_in_staff_with_a_second_factor() -> None:
    assert helping.client().get(STATEMENT).headers["Location"].startswith(reverse("account_login"))
    without_factor = cast.technician("ana", "Ana Castro", signs=False)
    browser = helping.at_desk(without_factor)
    assert browser.post(STATEMENT, {"name": "Ana Castro"}).headers["Location"] == reverse("mfa_index")
    assert not queries.has_signed(without_factor.pk)


def test_an_access_of_somebody_who_has_not_signed_opens_nobody(eve: Any) -> None:
    case = cast.case_of()
    working.take_case(case.pk, eve.pk)
    with pytest.raises(Closed):
        purpose("support", subject=case.subject, access=cast.staff_access(eve)).__enter__()
    confidentiality.sign(eve.pk, "Eve Hall")
    with purpose("support", subject=case.subject, access=cast.staff_access(eve)):
        assert case.problem == "It beeps."


def test_every_language_of_the_notice_has_the_same_points() -> None:
    english, german = statement.points("en"), statement.points("de")
    assert len(english) == len(german) > 5
    assert english != german
    assert not [line for line in english + german if "{" in line]


def test_an_open_stream_ends_when_the_text_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    ana, case = helping.staff(), cast.case_of()
    browser = helping.at_desk(ana)
    assert hear(browser, case, lambda: monkeypatch.setattr(statement, "version", lambda: "another")) == ["open", OVER]
    assert browser.get(DESK).headers["Location"] == STATEMENT
