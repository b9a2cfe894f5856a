"""What happens stands in the ledger once, in the transaction in which it happened."""

import json
import uuid

import pytest

from aboveboard.ground.ledger import queries
from aboveboard.ground.models import Commitment, LedgerEntry
from aboveboard.ground.notices import notice
from aboveboard.journeys import consenting, ending, inviting, staffing, working
from aboveboard.journeys.errors import Refused
from tests import cast

pytestmark = pytest.mark.db


def facts(kind: str) -> list[dict[str, object]]:
    bodies = LedgerEntry.objects.filter(kind=kind).order_by("pk").values_list("body", flat=True)
    return [json.loads(body)["facts"] for body in bodies]


def kinds(session: uuid.UUID) -> list[str]:
    return [entry.kind for entry in queries.entries_about(session)]


def test_terms_are_entered_once_for_each_version() -> None:
    case = cast.case_of()
    helper = cast.technician()
    cast.joined(case, helper)
    assert facts("terms.accepted") == [{"version": notice().terms_version}]
    [entry] = queries.entries_of(case.customer_id, "terms.accepted")
    assert entry.kind == "terms.accepted"


def test_a_join_names_the_terms_and_the_notice_under_which_it_was() -> None:
    joined = cast.joined(cast.case_of(), cast.technician())
    assert kinds(joined.session_id) == ["session.joined"]
    assert facts("session.joined") == [{"terms": notice().terms_version, "notice": notice().source_hash}]


def test_each_yes_and_its_end_are_entered_however_it_ends() -> None:
    joined = cast.joined(cast.case_of(), cast.technician())
    consenting.record_admission(joined.session_id, 2, True)
    taken_back, lapsed, closed = (uuid.uuid4() for _ in range(3))
    for grant, scope in ((taken_back, "view"), (lapsed, "point"), (closed, "view")):
        assert consenting.record_grant(joined.session_id, grant, scope, 2)
    assert not consenting.record_grant(joined.session_id, closed, "view", 2)
    consenting.record_grant_end(joined.session_id, taken_back, "revoked")
    consenting.record_grant_end(joined.session_id, taken_back, "revoked")
    consenting.record_grant_end(joined.session_id, lapsed, "lapsed")
    ending.end_session(joined.session_id, "customer", "done")
    ending.end_session(joined.session_id, "customer", "done")
    assert [each["scope"] for each in facts("grant.begun")] == ["view", "point", "view"]
    assert [each["reason"] for each in facts("grant.ended")] == ["revoked", "lapsed", "ended"]
    assert kinds(joined.session_id)[-1] == "session.ended"
    assert len(facts("session.ended")) == 1


def test_what_a_former_process_left_open_is_entered_as_lapsed() -> None:
    joined = cast.joined(cast.case_of(), cast.technician())
    consenting.record_grant(joined.session_id, uuid.uuid4(), "view", 2)
    consenting.lapse_open_grants()
    assert [each["reason"] for each in facts("grant.ended")] == ["lapsed"]


def test_a_session_that_nobody_joined_leaves_no_record() -> None:
    case, helper = cast.case_of(), cast.technician()
    working.take_case(case.pk, helper.pk)
    invited = inviting.invite(case.pk, helper.pk)
    ending.end_session(invited.session.pk, "technician", "a mistake")
    assert kinds(invited.session.pk) == []


def test_changes_of_staff_are_entered_with_whom_and_by_whom() -> None:
    pia, ana = cast.technician("pia", "Pia Lund", "administrator"), cast.technician("ana")
    staffing.change_role(ana.pk, "supervisor", pia.pk)
    staffing.suspend_technician(ana.pk, pia.pk)
    staffing.reinstate_technician(ana.pk, pia.pk)
    with pytest.raises(Refused):
        staffing.suspend_technician(pia.pk, pia.pk)
    assert facts("staff.added") == [{"role": "administrator"}, {"role": "technician"}]
    assert facts("staff.role") == [{"role": "supervisor"}]
    for kind in ("staff.role", "staff.suspended", "staff.reinstated"):
        [entry] = queries.entries_of(ana.pk, kind)
        opened = {each.name: each.value for each in entry.commitments.all()}
        assert opened == {"subject": str(ana.pk), "actor": str(pia.pk)}


def test_forgetting_a_person_leaves_the_entries_and_takes_the_names() -> None:
    case = cast.case_of()
    before = LedgerEntry.objects.count()
    assert queries.forget(case.customer_id)
    assert not Commitment.objects.filter(value=str(case.customer_id)).exists()
    assert LedgerEntry.objects.count() == before
