"""A receipt at the desk: opened for a purpose, by those who may, and written down; never by the customer's own link."""

from typing import Any

import pytest
from django.urls import reverse

from aboveboard.ground.clock import now
from aboveboard.ground.ledger import heads, sequence
from aboveboard.ground.ledger.receipt_file import check
from aboveboard.ground.models import Opening
from aboveboard.ground.vault import keystore
from aboveboard.journeys import ending, working
from aboveboard.journeys.receipts import receipt_link
from tests import cast
from tests.desk import helping

pytestmark = pytest.mark.db


@pytest.fixture
def ana() -> Any:
    return helping.staff()


@pytest.fixture
def over(ana: Any) -> Any:
    """A session of Ana's case that has ended."""
    joined = cast.joined(cast.case_of(), ana)
    ending.end_session(joined.session_id, "customer", "done")
    sequence.settle(now())
    return joined


def openings() -> list[tuple[str, str, str]]:
    rows = Opening.objects.order_by("purpose").values_list("actor", "purpose", "categories")
    return [(str(actor), str(name), str(categories)) for actor, name, categories in rows]


@pytest.mark.parametrize("name", ["desk-receipt", "desk-receipt-file"])
def test_the_assigned_opens_it_for_support_and_that_is_written_down(name: str, ana: Any, over: Any) -> None:
    answer = helping.at_desk(ana).get(reverse(name, args=[over.session_id]))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert openings() == [(str(ana.pk), "support", "session-record")]


@pytest.mark.parametrize("name", ["desk-receipt", "desk-receipt-file"])
def test_who_supervises_opens_it_for_that_and_that_is_written_down(name: str, over: Any) -> None:
    sam = helping.staff("sam", "Sam Winter", "supervisor")
    assert helping.at_desk(sam).get(reverse(name, args=[over.session_id])).status_code == 200
    assert openings() == [(str(sam.pk), "supervise", "session-record")]


@pytest.mark.parametrize("name", ["desk-receipt", "desk-receipt-file"])
def test_a_colleague_does_not_find_it_also_while_the_case_waits_to_be_taken(name: str, ana: Any, over: Any) -> None:
    ben = helping.at_desk(helping.staff("ben", "Ben Okafor"))
    address = reverse(name, args=[over.session_id])
    assert ben.get(address).status_code == 404
    working.release_case(over.case_id, ana.pk)
    assert ben.get(address).status_code == 404
    assert helping.client().get(address).status_code == 302
    assert openings() == []


@pytest.mark.parametrize("name", ["desk-receipt", "desk-receipt-file"])
def test_what_is_kept_for_a_hold_alone_is_closed_to_the_desk_and_open_to_the_person(
    name: str, ana: Any, over: Any
) -> None:
    keystore.restrict(over.person_id, now())
    assert helping.at_desk(ana).get(reverse(name, args=[over.session_id])).status_code == 404
    assert openings() == []
    theirs = reverse(name.removeprefix("desk-"), args=[receipt_link(over.session_id)])
    assert helping.client().get(theirs).status_code == 200


def test_the_page_says_whose_words_these_are_and_the_file_proves_itself(ana: Any, over: Any) -> None:
    browser = helping.at_desk(ana)
    page = browser.get(reverse("desk-receipt", args=[over.session_id])).content.decode()
    assert "As the customer reads it" in page
    assert "You ended the session." in page
    assert reverse("desk-receipt-file", args=[over.session_id]) in page
    assert "/receipt/" + receipt_link(over.session_id) not in page
    held = browser.get(reverse("desk-receipt-file", args=[over.session_id]))
    assert check(held.content, heads.public_key()).holds


def test_a_code_that_nobody_used_has_no_receipt(ana: Any) -> None:
    case = cast.case_of()
    working.take_case(case.pk, ana.pk)
    browser = helping.at_desk(ana)
    browser.post(reverse("desk-invite", args=[case.pk]))
    session = case.sessions.get()
    assert browser.get(reverse("desk-receipt", args=[session.pk])).status_code == 404
