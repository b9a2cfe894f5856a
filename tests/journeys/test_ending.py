"""The end of a session: once, with exactly one summary and one questionnaire, or the reason why not."""

import datetime as dt
import uuid

import pytest
from django.db import connection

from aboveboard.ground import due
from aboveboard.ground.clock import now
from aboveboard.journeys import answering, consenting, ending, inviting, joining, receipts, working
from aboveboard.journeys.errors import NotFound, Refused
from aboveboard.letters import queries as letters
from aboveboard.remote import queries
from aboveboard.remote.grants import GrantCount
from aboveboard.surveys import queries as surveys
from tests import cast

pytestmark = pytest.mark.db


def test_the_end_owes_one_of_each_however_often_it_comes() -> None:
    joined = cast.joined(cast.case_of(), cast.technician())
    assert ending.end_session(joined.session_id, "customer", "done")
    assert not ending.end_session(joined.session_id, "technician", "done too")
    owed = letters.of_session(joined.session_id)
    assert [letter.kind for letter in owed] == ["questionnaire", "summary"]
    assert {letter.state for letter in owed} == {"queued"}
    assert len([row for row in due.claim(now()) if row.kind == "letters.send"]) == 2
    session = queries.session(joined.session_id)
    assert session is not None
    assert session.ended_by == "customer"


def test_without_an_address_the_reason_is_recorded() -> None:
    joined = cast.joined(cast.case_of(email=""), cast.technician())
    ending.end_session(joined.session_id, "customer", "")
    assert {(letter.state, letter.reason) for letter in letters.of_session(joined.session_id)} == {
        ("not_sent", "no address")
    }
    assert [row for row in due.claim(now()) if row.kind == "letters.send"] == []


def test_a_session_nobody_joined_owes_nothing() -> None:
    ana, case = cast.technician(), cast.case_of()
    working.take_case(case.pk, ana.pk)
    invited = inviting.invite(case.pk, ana.pk)
    ending.expire_session(invited.session.pk, now() + dt.timedelta(minutes=11))
    session = queries.session(invited.session.pk)
    assert session is not None
    assert session.ended_at is not None
    assert letters.of_session(session.pk) == []


def test_a_joined_session_outlives_its_code_and_ends_after_eight_hours() -> None:
    joined = cast.joined(cast.case_of(), cast.technician())
    rows = due.claim(now() + ending.LASTS_AT_MOST + dt.timedelta(minutes=1))
    assert [row.about for row in rows if row.kind == ending.EXPIRE] == [joined.session_id]
    assert not [row for row in due.claim(now() + dt.timedelta(minutes=11)) if row.kind == ending.EXPIRE]
    ending.expire_session(joined.session_id, now() + dt.timedelta(minutes=11))
    assert not consenting.session_check(joined.session_id)[0]
    ending.expire_session(joined.session_id, now() + ending.LASTS_AT_MOST + dt.timedelta(minutes=1))
    assert consenting.session_check(joined.session_id)[0]


def test_the_end_closes_grants_and_tickets() -> None:
    ana = cast.technician()
    joined = cast.joined(cast.case_of(), ana)
    grant = uuid.uuid4()
    consenting.record_grant(joined.session_id, grant, "view", 2)
    ticket = joining.technician_ticket(joined.session_id, ana.pk)
    ending.end_session(joined.session_id, "technician", "")
    [row] = queries.grants(joined.session_id)
    assert (row.end_reason, row.ended_at is not None) == ("ended", True)
    with pytest.raises(Refused):
        joining.claim_ticket(ticket)
    with pytest.raises(Refused):
        joining.technician_ticket(joined.session_id, ana.pk)


def test_after_a_crash_open_grants_are_recorded_as_lapsed() -> None:
    joined = cast.joined(cast.case_of(), cast.technician())
    consenting.record_grant(joined.session_id, uuid.uuid4(), "view", 2)
    assert consenting.lapse_open_grants() == 1
    assert consenting.lapse_open_grants() == 0
    [row] = queries.grants(joined.session_id)
    assert row.end_reason == "lapsed"


def test_the_receipt_tells_what_happened_in_order() -> None:
    joined = cast.joined(cast.case_of(), cast.technician())
    grant = uuid.uuid4()
    for step in ("technician", "scam", "disconnect", "files"):
        consenting.record_step(joined.session_id, step)
    consenting.record_admission(joined.session_id, 2, True)
    consenting.record_ask(joined.session_id, 2, "view")
    consenting.record_grant(joined.session_id, grant, "view", 2)
    at = now()
    counts = GrantCount(grant, 7, 700, at, at)
    consenting.checkpoint({joined.session_id: ({"counts": {"33": 7}}, [counts])})
    consenting.record_grant_end(joined.session_id, grant, "revoked")
    consenting.record_tally(joined.session_id, {"counts": {"33": 8}})
    ending.end_session(joined.session_id, "customer", "")
    receipt = receipts.receipt_by_link(receipts.receipt_link(joined.session_id))
    kinds = [line.kind for line in receipt.lines]
    assert kinds == ["invited", "joined", *["shown"] * 4, "admitted", "asked", "granted", "seen", "withdrawn", "ended"]
    assert receipt.grants[0].frames == 7
    assert receipt.agrees is True
    consenting.record_tally(joined.session_id, {"counts": {"33": 6}})
    assert receipts.receipt(joined.session_id).agrees is False, "the server counted more than the customer's end sent"


def test_a_receipt_is_its_customers_alone() -> None:
    joined = cast.joined(cast.case_of(), cast.technician())
    other = cast.case_of("Tom Berg")
    with pytest.raises(NotFound):
        receipts.receipt_for_customer(joined.session_id, other.subject)
    with pytest.raises(NotFound):
        receipts.receipt_by_link("made.up")


def test_the_questionnaire_is_answered_once() -> None:
    joined = cast.joined(cast.case_of(), cast.technician())
    assert answering.answer_link(joined.session_id) is None
    ending.end_session(joined.session_id, "customer", "")
    link = answering.answer_link(joined.session_id)
    assert link is not None
    for score in (0, 6):
        with pytest.raises(Refused):
            answering.answer(link, score, None, "")
    answering.answer(link, 4, True, "kind")
    with pytest.raises(Refused) as caught:
        answering.answer(link, 1, False, "changed my mind")
    assert caught.value.code == "answered"
    kept = surveys.answer_of(joined.session_id)
    assert kept is not None
    with cast.opening(kept.subject):
        assert (kept.score, kept.comment) == (4, "kind")


def test_a_session_whose_customer_does_not_come_back_ends_after_ten_minutes() -> None:
    joined = cast.joined(cast.case_of(), cast.technician())
    ending.customer_left(joined.session_id)
    ending.customer_came(joined.session_id)
    soon, later = now() + dt.timedelta(minutes=9), now() + dt.timedelta(minutes=11)
    assert not [row for row in due.claim(later) if row.kind == ending.ABSENT], "they came back"
    ending.customer_left(joined.session_id)
    assert not [row for row in due.claim(soon) if row.kind == ending.ABSENT]
    assert [row.about for row in due.claim(later) if row.kind == ending.ABSENT] == [joined.session_id]
    ending.customer_came(joined.session_id)
    ending.end_abandoned(joined.session_id)
    assert not consenting.session_check(joined.session_id)[0], "they came while the work was taken up"
    ending.customer_left(joined.session_id)
    ending.end_abandoned(joined.session_id)
    assert len(letters.of_session(joined.session_id)) == 2


def test_after_a_crash_customers_have_ten_minutes_to_come_back() -> None:
    joined = cast.joined(cast.case_of(), cast.technician())
    consenting.lapse_open_grants()
    rows = due.claim(now() + dt.timedelta(minutes=11))
    assert [row.about for row in rows if row.kind == ending.ABSENT] == [joined.session_id]


def test_a_typed_reason_is_sealed() -> None:
    joined = cast.joined(cast.case_of(), cast.technician())
    ending.end_session(joined.session_id, "customer", "my password is canary-55")
    session = queries.session(joined.session_id)
    assert session is not None
    with cast.opening(session.subject):
        assert session.end_reason == "my password is canary-55"
    with connection.cursor() as cursor:
        cursor.execute("SELECT end_reason FROM remote_session WHERE end_reason IS NOT NULL")
        assert all(b"canary-55" not in bytes(row[0]) for row in cursor.fetchall())
