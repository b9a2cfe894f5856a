"""A typed code opens one session and its receipt, for as long as it lasts and an hour: not the person's case."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from aboveboard.evidence import openers
from aboveboard.ground.access import Access
from aboveboard.ground.clock import now
from aboveboard.ground.ledger import heads, sequence
from aboveboard.ground.ledger.receipt_file import check
from aboveboard.ground.models import Opening
from aboveboard.ground.purpose import Closed, purpose
from aboveboard.journeys import answering, ending, inviting, joining, staffing, working
from tests import cast
from tests.web import stage as stages

pytestmark = pytest.mark.django_db

PAGES = (("get", "case"), ("get", "case-live"), ("post", "case-say"), ("post", "case-notice"), ("post", "case-join"))


@pytest.fixture
def ana() -> Any:
    return stages.member("ana", "Ana Castro")


@pytest.fixture
def invited(ana: Any) -> Any:
    """Ida's case in Ana's hands, with a code that nobody has used."""
    case = cast.case_of()
    working.take_case(case.pk, ana.pk)
    working.say_as_technician(case.pk, ana.pk, "Is the printer switched on?", "k")
    return inviting.invite(case.pk, ana.pk)


def type_in(browser: Client, invited: Any) -> Any:
    answer = browser.post(reverse("join"), {"code": invited.code}, REMOTE_ADDR=cast.fresh_network())
    assert answer["Location"] == at(invited, "customer-session")
    return answer


def at(invited: Any, name: str) -> str:
    return reverse(name, args=[invited.session.pk])


def by_code(invited: Any) -> Client:
    browser = Client()
    type_in(browser, invited)
    return browser


def test_the_code_opens_the_session_and_its_ticket(invited: Any) -> None:
    browser = by_code(invited)
    assert browser.get(at(invited, "customer-session")).status_code == 200
    assert joining.claim_ticket(browser.post(at(invited, "customer-ticket")).json()["ticket"]).role == "customer"


@pytest.mark.parametrize(("method", "name"), PAGES)
def test_the_code_does_not_open_the_case_nor_its_talk(method: str, name: str, invited: Any) -> None:
    browser = by_code(invited)
    case = invited.session.case
    assert getattr(browser, method)(reverse(name, args=[case.pk]), {"text": "Hello"}).status_code == 404
    for page in ("home", "help"):
        assert str(case.pk) not in browser.get(reverse(page)).content.decode()


def test_no_page_of_a_session_joined_by_code_leads_to_the_case(invited: Any) -> None:
    theirs = reverse("case", args=[invited.session.case_id])
    assert theirs not in by_code(invited).get(at(invited, "customer-session")).content.decode()
    own = stages.browser_of(invited.session.subject).get(at(invited, "customer-session")).content.decode()
    assert theirs in own


@pytest.mark.parametrize("name", ["customer-session", "customer-receipt", "customer-receipt-file"])
def test_another_session_of_the_same_person_stays_closed(name: str, ana: Any, invited: Any) -> None:
    browser = by_code(invited)
    ending.end_session(invited.session.pk, "customer", "done")
    sequence.settle(now())
    again = inviting.invite(invited.session.case_id, ana.pk)
    joining.redeem_code(again.code, "", cast.fresh_network())
    assert browser.get(at(again, name)).status_code == 404
    type_in(browser, late := later(invited, ana, again))
    assert browser.get(at(again, name)).status_code == 404
    assert browser.get(at(late, "customer-session")).status_code == 200


def later(invited: Any, ana: Any, before: Any) -> Any:
    ending.end_session(before.session.pk, "customer", "done")
    return inviting.invite(invited.session.case_id, ana.pk)


def test_after_the_end_it_leads_to_receipt_and_questionnaire_for_an_hour(invited: Any) -> None:
    browser = by_code(invited)
    ending.end_session(invited.session.pk, "customer", "done", now() - dt.timedelta(minutes=59))
    assert browser.get(at(invited, "customer-session"))["Location"] == at(invited, "customer-receipt")
    page = browser.get(at(invited, "customer-receipt")).content.decode()
    link = answering.answer_link(invited.session.pk)
    assert link is not None
    assert "Open here for one hour" in page
    assert reverse("answer", args=[link]) in page
    answering.answer(link, 5, True, "")
    assert reverse("answer", args=[link]) not in browser.get(at(invited, "customer-receipt")).content.decode()


@pytest.mark.parametrize("name", ["customer-session", "customer-receipt", "customer-receipt-file"])
def test_an_hour_after_the_end_all_of_it_is_closed(name: str, invited: Any) -> None:
    browser = by_code(invited)
    ending.end_session(invited.session.pk, "customer", "done", now() - dt.timedelta(minutes=60))
    sequence.settle(now())
    assert browser.get(at(invited, name)).status_code == 404
    assert stages.browser_of(invited.session.subject).get(at(invited, name)).status_code in (200, 302)


def test_reading_the_proof_by_code_is_written_down(invited: Any) -> None:
    browser = by_code(invited)
    ending.end_session(invited.session.pk, "customer", "done")
    sequence.settle(now())
    assert check(browser.get(at(invited, "customer-receipt-file")).content, heads.public_key()).holds
    opened = Opening.objects.get()
    assert (opened.actor_kind, opened.purpose, opened.categories) == ("code", "rights", "session-record")
    assert (opened.subject, opened.need) == (invited.session.subject, invited.session.case_id)
    assert openers.without_need().violations == 0
    Opening.objects.update(purpose="support")
    assert openers.without_need().violations == 1


def test_the_gate_opens_nothing_else_for_a_code(invited: Any) -> None:
    person = invited.session.subject
    access = Access("code", person_id=person, session=invited.session.pk)
    for name in ("support", "supervise", "communicate"):
        with pytest.raises(Closed), purpose(name, subject=person, access=access):
            pass
    with pytest.raises(Closed), purpose("rights", subject=cast.case_of("Tom Berg", "").customer_id, access=access):
        pass


def test_the_browser_that_is_the_customers_stays_the_customers(invited: Any) -> None:
    browser = stages.browser_of(invited.session.subject)
    answer = type_in(browser, invited)
    assert browser.get(reverse("case", args=[invited.session.case_id])).status_code == 200
    assert "joined" not in browser.session
    assert not answer.cookies


def test_a_browser_that_is_somebody_elses_keeps_its_own_case_and_gets_the_session_alone(invited: Any) -> None:
    other = cast.case_of("Tom Berg", "", "No sound.")
    browser = stages.browser_of(other.customer_id)
    type_in(browser, invited)
    assert browser.get(at(invited, "customer-session")).status_code == 200
    assert browser.get(reverse("case", args=[other.pk])).status_code == 200
    assert browser.get(reverse("case", args=[invited.session.case_id])).status_code == 404


def test_the_browser_forgets_it_when_it_is_closed(invited: Any) -> None:
    cookie = type_in(Client(), invited).cookies["aboveboard_session"]
    assert cookie["max-age"] == cookie["expires"] == ""


def test_a_technician_who_typed_their_own_code_is_out_with_their_account(ana: Any, invited: Any) -> None:
    browser = by_code(invited)
    pia = stages.member("pia", "Pia Holm", "administrator")
    staffing.suspend_technician(ana.pk, pia.pk)
    assert browser.post(at(invited, "customer-ticket")).status_code == 410
    assert browser.get(reverse("case", args=[invited.session.case_id])).status_code == 404


@pytest.mark.parametrize("kept", ["", [], {}, {"session": "x"}, {"session": "own"}, {"session": "own", "person": "x"}])
def test_a_forged_code_in_the_browsers_session_opens_nothing(kept: Any, invited: Any) -> None:
    by_code(invited)
    browser = stages.browser_of()
    session = browser.session
    session["joined"] = (
        {key: str(invited.session.pk) if value == "own" else value for key, value in kept.items()}
        if (isinstance(kept, dict))
        else kept
    )
    session.save()
    assert browser.get(at(invited, "customer-session")).status_code == 404
    assert browser.get(reverse("customer-session", args=[uuid.uuid4()])).status_code == 404
