"""Codes and tickets: single use, short-lived, guessed in vain."""

import datetime as dt

import pytest

from aboveboard.ground.clock import now
from aboveboard.ground.notices import notice
from aboveboard.journeys import asking, inviting, joining, staffing, working
from aboveboard.journeys.errors import NotFound, Refused
from aboveboard.remote import queries
from tests import cast

pytestmark = pytest.mark.db


def refusal(code: str, *, terms: str = "", source: str | None = None, at: dt.datetime | None = None) -> str:
    with pytest.raises(Refused) as caught:
        joining.redeem_code(code, terms, source or cast.fresh_network(), at)
    return caught.value.code


def test_a_code_opens_one_session_once() -> None:
    ana, case = cast.technician(), cast.case_of()
    working.take_case(case.pk, ana.pk)
    invited = inviting.invite(case.pk, ana.pk)
    spoken = f"{invited.code[:3]} {invited.code[3:6]}-{invited.code[6:]}"
    joined = joining.redeem_code(spoken, "", cast.fresh_network())
    assert joined.person_id == case.subject
    assert refusal(invited.code) == "used"


def test_a_code_runs_out_after_ten_minutes() -> None:
    ana, case = cast.technician(), cast.case_of()
    working.take_case(case.pk, ana.pk)
    invited = inviting.invite(case.pk, ana.pk)
    assert refusal(invited.code, at=now() + dt.timedelta(minutes=10, seconds=1)) == "expired"


def test_inviting_again_kills_the_former_code() -> None:
    ana, case = cast.technician(), cast.case_of()
    working.take_case(case.pk, ana.pk)
    first, second = inviting.invite(case.pk, ana.pk), inviting.invite(case.pk, ana.pk)
    assert refusal(first.code) == "expired"
    assert joining.redeem_code(second.code, "", cast.fresh_network())


def test_a_used_code_cannot_be_taken_back_and_its_session_goes_on() -> None:
    ana, case = cast.technician(), cast.case_of()
    joined = cast.joined(case, ana)
    with pytest.raises(Refused) as caught:
        inviting.cancel_invitation(joined.session_id, ana.pk)
    assert caught.value.code == "used"
    live = queries.live_session_of_case(case.pk)
    assert live is not None
    assert live.pk == joined.session_id


@pytest.mark.parametrize("code", ["", "12345678", "1234567890", "abcdefghi", "\uff11" * 9, "12345678\x00"])
def test_what_is_no_code_says_so(code: str) -> None:
    assert refusal(code) == "malformed"


def test_guessing_is_stopped_for_the_network_that_guesses_even_with_the_right_code() -> None:
    ana, case = cast.technician(), cast.case_of()
    working.take_case(case.pk, ana.pk)
    invited = inviting.invite(case.pk, ana.pk)
    guesser = cast.fresh_network()
    wrong = f"{(int(invited.code) + 1) % 10**9:09d}"
    assert [refusal(wrong, source=guesser) for _ in range(joining.WRONG_CODES)] == ["unknown"] * joining.WRONG_CODES
    assert refusal(invited.code, source=guesser) == "limited"
    assert joining.redeem_code(invited.code, "", cast.fresh_network()), "others are not harmed"


def test_a_caller_accepts_the_terms_with_the_code_and_the_code_stays_good_until_then() -> None:
    ana = cast.technician()
    case = asking.ask_for_caller(name="Tom", email="", problem="x", language="en", technician=ana.pk)
    invited = inviting.invite(case.pk, ana.pk)
    assert refusal(invited.code) == "terms"
    assert joining.redeem_code(invited.code, notice().terms_version, cast.fresh_network())
    assert asking.has_accepted_terms(case.subject)


def test_only_the_assigned_technician_invites() -> None:
    ana, ben, case = cast.technician(), cast.technician("ben", "Ben Okafor"), cast.case_of()
    working.take_case(case.pk, ana.pk)
    with pytest.raises(NotFound):
        inviting.invite(case.pk, ben.pk)


def test_a_ticket_opens_one_socket_within_a_minute() -> None:
    ana, case = cast.technician(), cast.case_of()
    joined = cast.joined(case, ana)
    ticket = joining.customer_ticket(joined.session_id, joined.person_id)
    assert joining.claim_ticket(ticket).role == "customer"
    with pytest.raises(Refused):
        joining.claim_ticket(ticket)
    late = joining.technician_ticket(joined.session_id, ana.pk)
    with pytest.raises(Refused):
        joining.claim_ticket(late, now() + dt.timedelta(seconds=61))
    with pytest.raises(Refused):
        joining.claim_ticket("made up")


def test_nobody_else_gets_a_ticket() -> None:
    ana, ben, case = cast.technician(), cast.technician("ben", "Ben Okafor"), cast.case_of()
    joined, other = cast.joined(case, ana), cast.case_of("Tom Berg")
    with pytest.raises(NotFound):
        joining.customer_ticket(joined.session_id, other.subject)
    with pytest.raises(NotFound):
        joining.technician_ticket(joined.session_id, ben.pk)
    with pytest.raises(NotFound):
        joining.resume_ticket("made up")
    session_id, ticket = joining.resume_ticket(joined.resume)
    assert session_id == joined.session_id
    assert joining.claim_ticket(ticket).participant == queries.CUSTOMER_SEAT


def test_a_colleague_needs_a_call_and_a_supervisor_does_not() -> None:
    ana, ben = cast.technician(), cast.technician("ben", "Ben Okafor")
    sam = cast.technician("sam", "Sam Winter", "supervisor")
    joined = cast.joined(cast.case_of(), ana)
    with pytest.raises(NotFound):
        inviting.join_session(joined.session_id, ben.pk, ben.role)
    with pytest.raises(NotFound):
        inviting.call_colleague(joined.session_id, ben.pk, "ben")
    seat = inviting.call_colleague(joined.session_id, ana.pk, "ben")
    assert seat.number == 3
    assert seat.admitted_at is None, "only the customer admits"
    assert inviting.join_session(joined.session_id, ben.pk, ben.role).pk == seat.pk
    assert inviting.join_session(joined.session_id, sam.pk, sam.role).number == 4


def test_suspension_takes_everything_at_once() -> None:
    ana, pia, case = cast.technician(), cast.technician("pia", "Pia Holm", "administrator"), cast.case_of()
    joined = cast.joined(case, ana)
    ticket = joining.technician_ticket(joined.session_id, ana.pk)
    staffing.suspend_technician(ana.pk, pia.pk)
    with pytest.raises(Refused):
        joining.claim_ticket(ticket)
    session = queries.session(joined.session_id)
    assert session is not None
    assert session.ended_at is not None
    assert session.case.assigned_to_id is None
    with pytest.raises(Refused):
        staffing.suspend_technician(pia.pk, pia.pk)


def test_a_right_code_is_not_counted_as_a_guess() -> None:
    ana, network = cast.technician(), cast.fresh_network()
    for _ in range(joining.WRONG_CODES + 2):
        case = cast.case_of()
        working.take_case(case.pk, ana.pk)
        assert joining.redeem_code(inviting.invite(case.pk, ana.pk).code, "", network)
