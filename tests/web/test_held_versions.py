"""People who are held under an older version keep their pages: what it closes is missing there, and nothing else."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from aboveboard.cases import queries
from aboveboard.ground import notices
from aboveboard.ground.clock import now
from aboveboard.ground.models import Opening
from aboveboard.journeys import working
from aboveboard.journeys.errors import Refused
from aboveboard.notice import Notice
from tests import cast
from tests.notice.made import EXAMPLE, made
from tests.notice.older import known, without
from tests.web import stage as stages

pytestmark = pytest.mark.db

DAY = dt.timedelta(days=1)
CLOSED = "The privacy notice under which this is kept does not let it be shown here."
NAME, PROBLEM = "Ida Morgan", "It beeps."


@pytest.fixture(autouse=True)
def folder_after() -> Iterator[None]:
    yield
    notices.put_in_force(None)


@pytest.fixture
def held() -> Callable[[Notice], Any]:
    """Ida's case, whose data is held under the version that is given, while the example is in force."""

    def make(older: Notice) -> Any:
        notices.put_in_force(known(older))
        case = cast.case_of(NAME, problem=PROBLEM)
        notices.put_in_force(EXAMPLE)
        return case

    return make


def shown(browser: Client, case: Any, name: str = "case") -> str:
    answer = browser.get(reverse(name, args=[case.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_where_chat_is_new_an_earlier_customer_is_refused_in_words_and_keeps_the_page(held: Any) -> None:
    case = held(without("support", "chat"))
    browser = stages.browser_of(case.customer_id)
    text = shown(browser, case)
    assert PROBLEM in text
    assert 'name="text"' not in text
    assert "You write to each other" not in text
    answer = browser.post(reverse("case-say", args=[case.pk]), {"text": "hello?", "client_key": "k"})
    assert answer.status_code == 422
    assert "does not allow this. Nothing was kept." in answer.content.decode()
    assert queries.messages(case) == []
    assert PROBLEM in shown(browser, case)


def test_what_was_said_before_the_version_narrowed_closes_only_itself(held: Any) -> None:
    case = held(EXAMPLE)
    working.say_as_customer(case.pk, case.customer_id, "said before", "k")
    browser = stages.browser_of(case.customer_id)
    assert "said before" in shown(browser, case)
    notices.put_in_force(without("support", "chat"))
    text = shown(browser, case)
    assert "said before" not in text
    assert PROBLEM in text


def test_under_a_version_without_the_problem_the_customer_still_has_a_page(held: Any) -> None:
    case = held(without("support", "problem"))
    text = shown(stages.browser_of(case.customer_id), case)
    assert CLOSED in text
    assert PROBLEM not in text
    assert 'name="text"' in text


@pytest.mark.parametrize(("category", "hidden"), [("identity", NAME), ("problem", PROBLEM)])
@pytest.mark.parametrize("purpose", ["support", "supervise"])
def test_the_desk_shows_the_case_without_what_stays_closed(purpose: str, category: str, hidden: str, held: Any) -> None:
    ana, case = stages.member("ana", "Ana Castro"), held(without(purpose, category))
    working.take_case(case.pk, ana.pk)
    working.say_as_customer(case.pk, case.customer_id, "something was said", "k")
    looker = ana if purpose == "support" else stages.member("sam", "Sam Winter", "supervisor")
    text = shown(stages.desk_of(looker), case, "desk-case")
    assert CLOSED in text
    assert hidden not in text
    assert "something was said" in text
    assert category not in Opening.objects.get(actor=str(looker.pk), purpose=purpose).categories.split()


def test_a_waiting_case_whose_problem_triage_may_not_read_is_a_page_all_the_same(held: Any) -> None:
    case = held(without("triage", "problem"))
    text = shown(stages.desk_of(stages.member("ana", "Ana Castro")), case, "desk-case")
    assert CLOSED in text
    assert PROBLEM not in text


def test_staff_write_nothing_that_nobody_could_read(held: Any) -> None:
    ana, case = stages.member("ana", "Ana Castro"), held(without("support", "chat", "notes"))
    working.take_case(case.pk, ana.pk)
    desk = stages.desk_of(ana)
    text = shown(desk, case, "desk-case")
    assert 'name="text"' not in text
    for act in (working.say_as_technician, working.write_note):
        with pytest.raises(Refused) as refused:
            act(case.pk, ana.pk, "x", "k")
        assert "does not allow this" in str(refused.value.message)
    for name in ("desk-say", "desk-note"):
        told = desk.post(reverse(name, args=[case.pk]), {"text": "x", "client_key": "k"}, follow=True)
        assert "does not allow this. Nothing was kept." in told.content.decode()
    assert (queries.messages(case), queries.notes(case)) == ([], [])


def test_one_hold_whose_reason_stays_closed_leaves_the_page_of_holds_as_it_is(held: Any) -> None:
    ida = held(without("rights", "rights-request"))
    tom, pia = cast.case_of("Tom Berg"), stages.desk_of(stages.member("pia", "Pia Holm", "administrator"))
    for case, reason in ((ida, "closed reason"), (tom, "open reason")):
        day = now().date() + DAY
        words = {"number": case.number, "scope": "person", "basis": "claim", "reason": reason}
        placed = pia.post(reverse("desk-holds"), words | {"review_on": day, "expires_on": day})
        assert placed.status_code == 302
    page = pia.get(reverse("desk-holds"))
    assert page.status_code == 200
    text = page.content.decode()
    assert ida.number in text
    assert "open reason" in text
    assert "closed reason" not in text
    hold = apps.get_model("lifetime", "Hold").objects.get(subject=ida.customer_id)
    assert pia.post(reverse("desk-hold-release", args=[hold.pk])).status_code == 302


def test_without_the_purpose_of_rights_holds_are_listed_without_their_reasons(held: Any) -> None:
    case, pia = held(EXAMPLE), stages.desk_of(stages.member("pia", "Pia Holm", "administrator"))
    day = now().date() + DAY
    words = {"number": case.number, "scope": "person", "basis": "claim", "reason": "a reason"}
    assert pia.post(reverse("desk-holds"), words | {"review_on": day, "expires_on": day}).status_code == 302
    purposes = EXAMPLE.files["purposes.toml"]
    part = re.search(r"\[rights\][^\[]*", purposes)
    assert part is not None
    unused = part[0].replace("offered = true", "offered = false")
    if unused == part[0]:
        unused = part[0].rstrip() + "\noffered = false\n\n"
    notices.put_in_force(made("2", None, ("purposes.toml", part[0], unused)))
    page = pia.get(reverse("desk-holds"))
    assert page.status_code == 200
    assert case.number in page.content.decode()
    assert "a reason" not in page.content.decode()
