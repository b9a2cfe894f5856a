"""The gate: what is sealed opens for a declared purpose, for who needs this person, and is written down once."""

import contextvars
import copy
import datetime as dt
import pickle
import uuid
from typing import Any

import msgspec
import pytest
from django.core import serializers

from aboveboard.cases.models import Assignment, Case, Message
from aboveboard.ground import access, openings, purpose
from aboveboard.ground.clock import now
from aboveboard.ground.models import Commitment, LedgerEntry, Opening, PersonKey
from aboveboard.ground.notices import notice
from aboveboard.ground.purpose import Closed
from aboveboard.journeys import ending, staffing, working
from aboveboard.letters import queries as letters
from aboveboard.people.models import Customer
from tests import cast

pytestmark = pytest.mark.db
CANARY = "canary-71d0-Ida"


def fresh(case: Any) -> Case:
    return Case.objects.select_related("customer").get(pk=case.pk)


def test_outside_any_purpose_nothing_opens() -> None:
    case = cast.case_of(name=CANARY)
    with pytest.raises(Closed, match="outside any purpose") as caught:
        _ = fresh(case).customer.name
    assert CANARY not in str(caught.value)


def test_not_even_what_was_just_saved() -> None:
    person = Customer(name=CANARY)
    assert person.name == CANARY, "who wrote it knows it"
    person.save()
    with pytest.raises(Closed):
        _ = person.name


def test_the_assigned_technician_opens_the_person_and_nobody_else_does() -> None:
    ana, ben = cast.technician(), cast.technician("ben", "Ben Okafor")
    case, other = cast.case_of(name=CANARY), cast.case_of(name="Tom Reyes")
    working.take_case(case.pk, ana.pk)
    with purpose.purpose("support", subject=case.subject, access=cast.staff_access(ana)):
        assert fresh(case).customer.name == CANARY
        with pytest.raises(Closed):
            _ = fresh(other).customer.name
    with pytest.raises(Closed, match="without a need"):
        purpose.purpose("support", subject=case.subject, access=cast.staff_access(ben)).__enter__()
    with pytest.raises(Closed):
        purpose.purpose("support", subject=other.subject, access=cast.staff_access(ana)).__enter__()


def test_after_the_case_went_back_it_is_closed_to_its_former_technician() -> None:
    ana = cast.technician()
    case = cast.case_of()
    working.take_case(case.pk, ana.pk)
    working.release_case(case.pk, ana.pk)
    with pytest.raises(Closed):
        purpose.purpose("support", subject=case.subject, access=cast.staff_access(ana)).__enter__()
    log = Assignment.objects.get(case_id=case.pk)
    assert log.technician_id == ana.pk
    assert log.until is not None


def test_a_suspended_technician_opens_nothing_even_with_an_access_from_before() -> None:
    ana, pia = cast.technician(), cast.technician("pia", "Pia Lund", "administrator")
    case = cast.case_of()
    working.take_case(case.pk, ana.pk)
    before = cast.staff_access(ana)
    staffing.suspend_technician(ana.pk, pia.pk)
    with pytest.raises(Closed):
        purpose.purpose("support", subject=case.subject, access=before).__enter__()


def test_the_queue_opens_the_problem_of_those_who_wait_and_no_more() -> None:
    ana = cast.technician()
    case = cast.case_of(email="ida@example.org", problem="It beeps.")
    with purpose.purpose("triage", subject=[case.subject], access=cast.staff_access(ana)):
        assert fresh(case).problem == "It beeps."
        with pytest.raises(Closed):
            _ = fresh(case).customer.email
    working.take_case(case.pk, ana.pk)
    with pytest.raises(Closed):
        purpose.purpose("triage", subject=[case.subject], access=cast.staff_access(ana)).__enter__()


def test_of_several_people_those_without_a_need_stay_closed() -> None:
    ana = cast.technician()
    waiting, taken = cast.case_of(), cast.case_of()
    working.take_case(taken.pk, ana.pk)
    subjects = [waiting.subject, taken.subject]
    with purpose.purpose("triage", subject=subjects, access=cast.staff_access(ana)) as here:
        assert [subject in here for subject in subjects] == [True, False]
        with pytest.raises(Closed):
            _ = fresh(taken).problem


def test_supervision_is_for_supervisors() -> None:
    ana, sam = cast.technician(), cast.technician("sam", "Sam Ito", "supervisor")
    case = cast.case_of(name=CANARY)
    with purpose.purpose("supervise", subject=case.subject, access=cast.staff_access(sam)):
        assert fresh(case).customer.name == CANARY
        with pytest.raises(Closed):
            _ = fresh(case).customer.email
    with pytest.raises(Closed):
        purpose.purpose("supervise", subject=case.subject, access=cast.staff_access(ana)).__enter__()


def test_a_customer_opens_what_is_about_themself_alone() -> None:
    ida, tom = cast.case_of(name=CANARY), cast.case_of(name="Tom Reyes")
    with purpose.purpose("support", subject=[ida.subject, tom.subject], access=access.person(ida.subject)):
        assert fresh(ida).customer.name == CANARY
        with pytest.raises(Closed):
            _ = fresh(tom).customer.name
    assert not Opening.objects.exists(), "reading about oneself tells nobody anything"


@pytest.mark.parametrize("name", ["personalise", "train", "tools", "marketing", ""])
def test_a_purpose_that_is_not_declared_not_offered_or_not_permitted_opens_nothing(name: str) -> None:
    case = cast.case_of()
    with pytest.raises(Closed):
        purpose.purpose(name, subject=case.subject, access=access.person(case.subject)).__enter__()


def test_due_work_opens_those_to_whom_a_letter_is_owed() -> None:
    joined = cast.joined(cast.case_of(), cast.technician())
    sender = access.job("letters.send")
    with pytest.raises(Closed):
        purpose.purpose("communicate", subject=joined.person_id, access=sender).__enter__()
    ending.end_session(joined.session_id, "customer", "")
    letter = letters.of_session(joined.session_id)[0]
    with purpose.purpose("communicate", subject=letter.subject, access=sender):
        assert Customer.objects.get(pk=letter.subject).email == "ida@example.org"
        with pytest.raises(Closed):
            _ = Case.objects.get(subject=letter.subject).problem
    with pytest.raises(Closed):
        purpose.purpose("communicate", subject=letter.subject, access=access.job("session.expire")).__enter__()


def test_what_the_matrix_no_longer_lists_does_not_open(monkeypatch: pytest.MonkeyPatch) -> None:
    ana = cast.technician()
    case = cast.case_of()
    working.take_case(case.pk, ana.pk)
    monkeypatch.setitem(notice().matrix, "support", tuple(set(notice().matrix["support"]) - {"contact"}))
    with purpose.purpose("support", subject=case.subject, access=cast.staff_access(ana)) as here:
        assert fresh(case).customer.name
        assert not here.allows("contact", case.subject)
        with pytest.raises(Closed):
            _ = fresh(case).customer.email


def test_data_kept_for_a_hold_alone_opens_only_for_disputes_and_rights() -> None:
    ana = cast.technician()
    case = cast.case_of()
    working.take_case(case.pk, ana.pk)
    PersonKey.objects.filter(person=case.subject).update(restricted_at=now())
    with purpose.purpose("support", subject=case.subject, access=cast.staff_access(ana)), pytest.raises(Closed):
        _ = fresh(case).problem
    with purpose.purpose("support", subject=case.subject, access=access.person(case.subject)):
        assert fresh(case).problem, "a hold does not keep people from what is about themselves"


def test_each_opening_stands_in_the_rows_and_in_the_ledger_once() -> None:
    ana = cast.technician()
    case = cast.case_of()
    working.take_case(case.pk, ana.pk)
    for forget in (False, False, True):
        if forget:
            openings.forget_known()
        with purpose.purpose("support", subject=case.subject, access=cast.staff_access(ana)):
            _ = fresh(case).customer.name
    row = Opening.objects.get()
    assert (row.actor, row.subject, row.purpose, row.need) == (str(ana.pk), case.subject, "support", case.pk)
    assert row.categories == "identity"
    entry = LedgerEntry.objects.get(kind="opened")
    assert str(case.subject) not in entry.body
    assert str(ana.pk) not in entry.body
    assert Commitment.objects.filter(entry=entry, name="subject", value=str(case.subject)).exists()


def test_the_rows_grow_by_what_was_opened_later_and_begin_anew_each_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    ana = cast.technician()
    case = cast.case_of()
    working.take_case(case.pk, ana.pk)
    for column in ("name", "email"):
        with purpose.purpose("support", subject=case.subject, access=cast.staff_access(ana)):
            _ = getattr(fresh(case).customer, column)
    assert Opening.objects.get().categories == "contact identity"
    later = now() + dt.timedelta(hours=1)
    monkeypatch.setattr(openings, "clock", lambda: later)
    with purpose.purpose("support", subject=case.subject, access=cast.staff_access(ana)):
        _ = fresh(case).problem
    assert Opening.objects.count() == 2
    assert LedgerEntry.objects.filter(kind="opened").count() == 2


def test_entering_without_reading_opens_nothing() -> None:
    ana = cast.technician()
    case = cast.case_of()
    working.take_case(case.pk, ana.pk)
    with purpose.purpose("support", subject=case.subject, access=cast.staff_access(ana)) as here:
        assert here.allows("identity", case.subject)
    assert not Opening.objects.exists()


def test_an_opening_is_written_also_when_the_page_fails_afterwards() -> None:
    ana = cast.technician()
    case = cast.case_of()
    working.take_case(case.pk, ana.pk)
    with pytest.raises(ValueError, match="the page broke"):
        _open_and_fail(ana, case)
    assert Opening.objects.get().subject == case.subject


def _open_and_fail(technician: Any, case: Any) -> None:
    with purpose.purpose("support", subject=case.subject, access=cast.staff_access(technician)):
        _ = fresh(case).problem
        raise ValueError("the page broke")


def test_no_way_round_the_attribute_shows_the_value() -> None:
    case = cast.case_of(name=CANARY, problem=CANARY)
    working.say_as_customer(case.pk, case.subject, CANARY, "k")
    person, row = Customer.objects.get(pk=case.customer_id), fresh(case)
    shown = [
        repr(person),
        str(row),
        repr(list(Customer.objects.values())),
        repr(list(Case.objects.values_list())),
        repr(vars(row)),
        repr(Message.objects.all()),
        serializers.serialize("json", [person, row]),
        repr(pickle.dumps(person)),
        repr(vars(copy.copy(person))),
    ]
    assert not [text for text in shown if CANARY in text]


def test_a_row_that_names_another_subject_does_not_open_under_the_readers_key() -> None:
    ida, tom = cast.case_of(problem="Ida's words"), cast.case_of(problem="Tom's words")
    Case.objects.filter(pk=ida.pk).update(subject=tom.subject)
    with cast.opening(tom.subject), pytest.raises(Exception, match="does not open"):
        _ = fresh(ida).problem


def test_an_unknown_person_is_a_closed_person() -> None:
    with pytest.raises(Closed):
        purpose.purpose("support", subject=uuid.uuid4(), access=cast.staff_access(cast.technician())).__enter__()


def test_a_task_that_was_begun_inside_opens_nothing_afterwards() -> None:
    ana = cast.technician()
    case = cast.case_of(name=CANARY)
    working.take_case(case.pk, ana.pk)
    with purpose.purpose("support", subject=case.subject, access=cast.staff_access(ana)):
        copied = contextvars.copy_context()
    with pytest.raises(Closed):
        copied.run(lambda: fresh(case).customer.name)


def test_data_held_under_a_version_that_nobody_knows_stays_closed() -> None:
    ana = cast.technician()
    case = cast.case_of()
    working.take_case(case.pk, ana.pk)
    PersonKey.objects.filter(person=case.subject).update(notice="f" * 64)
    with purpose.purpose("support", subject=case.subject, access=cast.staff_access(ana)), pytest.raises(Closed):
        _ = fresh(case).problem


def test_a_purpose_that_a_later_version_brings_into_use_does_not_reach_back(monkeypatch: pytest.MonkeyPatch) -> None:
    case = cast.case_of(name=CANARY)
    before, after = notice(), dict(notice().purposes)
    after["personalise"] = msgspec.structs.replace(after["personalise"], offered=True, opt_in=False)
    later = msgspec.structs.replace(before, purposes=after, source_hash="e" * 64)
    monkeypatch.setattr(purpose, "notice", lambda: later)
    monkeypatch.setattr(purpose, "version", {"e" * 64: later, before.source_hash: before}.get)
    asking = {"subject": case.subject, "access": access.person(case.subject)}
    with purpose.purpose("personalise", **asking), pytest.raises(Closed):
        _ = fresh(case).customer.name
    PersonKey.objects.filter(person=case.subject).update(notice=later.source_hash)
    with purpose.purpose("personalise", **asking):
        assert fresh(case).customer.name == CANARY, "under the version that has it, it opens"
