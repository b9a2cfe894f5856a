"""Answered cases in which nothing happens any more close by themselves, and no others."""

import datetime as dt
import uuid
from typing import Any

import pytest

from aboveboard.cases.models import Case, Message
from aboveboard.ground.clock import now
from aboveboard.journeys import idle, inviting, working
from tests import cast
from tests.lifetime.past import set_back

pytestmark = pytest.mark.db
LONG = dt.timedelta(days=91)


@pytest.fixture
def ana() -> Any:
    return cast.technician(password=None)


def answered(ana: Any) -> Any:
    case = cast.case_of()
    working.take_case(case.pk, ana.pk)
    working.say_as_technician(case.pk, ana.pk, "Good day.", uuid.uuid4().hex)
    return case


def test_an_answered_case_is_closed_with_a_line_that_says_why(ana: Any) -> None:
    case = answered(ana)
    set_back(case.subject, LONG)
    moment = now()
    assert idle.turn(moment) == 1
    assert Case.objects.values_list("status", "closed_at").get(pk=case.pk) == ("closed", moment)
    line = Message.objects.get(case=case, author_kind="system")
    with cast.opening(case.subject):
        assert "90 days" in line.text
    assert idle.turn(now()) == 0


def test_what_happened_lately_keeps_a_case_open(ana: Any) -> None:
    case = answered(ana)
    set_back(case.subject, LONG)
    working.say_as_customer(case.pk, case.subject, "It beeps again.", uuid.uuid4().hex)
    assert idle.turn(now()) == 0


def test_a_case_that_was_taken_lately_stays_open(ana: Any) -> None:
    case = answered(ana)
    working.release_case(case.pk, ana.pk)
    set_back(case.subject, LONG)
    working.take_case(case.pk, ana.pk)
    assert idle.turn(now()) == 0


def test_a_session_keeps_a_case_open(ana: Any) -> None:
    case = answered(ana)
    set_back(case.subject, LONG)
    inviting.invite(case.pk, ana.pk)
    assert idle.turn(now()) == 0


def test_a_request_that_nobody_answered_is_not_closed_away() -> None:
    case = cast.case_of()
    set_back(case.subject, LONG)
    assert idle.turn(now()) == 0
    assert Case.objects.get(pk=case.pk).status == "open"
