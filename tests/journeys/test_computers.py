"""What people share about their computers: kept within bounds, seen by whom it concerns, forgotten when they say so."""

import datetime as dt
import uuid
from typing import Any

import pytest
from msgspec.structs import replace

from aboveboard.ground import access, notices, tokens
from aboveboard.ground.clock import now
from aboveboard.ground.purpose import Closed, purpose
from aboveboard.journeys import computers, computers_seen, consenting, ending, inviting, joining, working
from aboveboard.journeys.errors import NotFound
from aboveboard.remote import computers as rows
from aboveboard.remote.models import FindingCount, KnownComputer, MachineReport, ToolRun
from aboveboard.wire.computer import ComputerFacts, ComputerFinding, ComputerReport, passed_on
from tests import cast
from tests.notice.folder import without

pytestmark = pytest.mark.db

SECOND = dt.timedelta(seconds=1)
NUMBER = "ab" * 16
FULL = ComputerFinding("disk.system-full", "critical", "system", 0, {"used_share": 0.97})
HOT = ComputerFinding("cpu.hot", "critical", "", 0, {"celsius": 97.0})
REPORT = ComputerReport(1_790_000_000, ComputerFacts(os="Debian", name="Idas Laptop"), (FULL, HOT), recognise=NUMBER)
IN_SESSION = replace(REPORT, recognise=passed_on(NUMBER))
"""The same as a session carries it, where technicians read it."""


def helper(handle: str = "ana", role: str = "technician") -> Any:
    return cast.technician(handle, handle.title(), role, password=None)


def taken(by: Any, computer: ComputerReport | None = REPORT, name: str = "Ida Morgan") -> Any:
    case = cast.case_of(name, computer=computer)
    working.take_case(case.pk, by.pk)
    return case


def session_of(case: Any, by: Any) -> uuid.UUID:
    """A running session in which the customer said yes to facts about the computer."""
    invited = inviting.invite(case.pk, by.pk)
    session = joining.redeem_code(invited.code, "", cast.fresh_network()).session_id
    consenting.record_admission(session, 2, True)
    assert consenting.record_grant(session, uuid.uuid4(), "diagnostics", 2)
    return session


def seen(case: Any, by: Any) -> list[computers_seen.Remembered]:
    return computers_seen.remembered(rows.known(case.pk).case, cast.staff_access(by))  # type: ignore[union-attr]  # a case that has one


def test_the_next_technician_of_the_same_computer_sees_what_was_wrong_and_no_more() -> None:
    ana, ben = helper(), helper("ben")
    first = taken(ana)
    second = taken(ben, name="Ida M.")
    [left] = seen(second, ben)
    assert [one.rule for one in left.before] == ["disk.system-full", "cpu.hot"]
    assert left.number == "", "the earlier case is not Ben's to look at"
    asker = cast.staff_access(ben)
    with purpose("recognise", subject=first.subject, access=asker):
        for personal in (lambda: first.customer.name, lambda: first.problem, lambda: rows.reports(first.pk)[0].report):
            with pytest.raises(Closed):
                personal()
    for name in ("support", "supervise", "search"):
        with pytest.raises(Closed), purpose(name, subject=first.subject, access=asker):
            raise AssertionError


def test_nobody_else_sees_it() -> None:
    ana, ben, sam = helper(), helper("ben"), helper("sam", "supervisor")
    taken(ana)
    second = taken(ben)
    for stranger in (ana, sam):
        assert seen(second, stranger) == []
    working.close_case(second.pk, ben.pk)
    assert seen(second, ben) == []


def test_a_number_that_was_guessed_or_sent_again_tells_its_sender_nothing() -> None:
    ana, ben = helper(), helper("ben")
    taken(ana)
    theirs = taken(ben, replace(REPORT, findings=(), facts=ComputerFacts()), "Mallory")
    mallory = access.person(theirs.subject)
    with purpose("rights", subject=theirs.subject, access=mallory):
        assert rows.known(theirs.pk).before == '{"taken_at":1790000000,"findings":[]}'  # type: ignore[union-attr]  # it has one
        assert [one.report.findings for one in computers_seen.of_case(theirs.pk)] == [()]
    [earlier] = rows.earlier(theirs.pk)
    with pytest.raises(Closed), purpose("recognise", subject=earlier.subject, access=mallory):
        raise AssertionError


def test_an_earlier_case_does_not_see_later_ones() -> None:
    ana, ben = helper(), helper("ben")
    first = taken(ana)
    taken(ben)
    assert seen(first, ana) == []


def test_a_session_keeps_its_first_and_its_last_report_however_many_come() -> None:
    ana = helper()
    case = taken(ana, None)
    session = session_of(case, ana)
    for number in range(20):
        report = replace(IN_SESSION, taken_at=number, findings=(FULL,) if number < 19 else ())
        assert computers.shared_in_session(session, report, now() + number * SECOND)
    with cast.opening(case.subject):
        kept = [(one.occasion, one.report.taken_at) for one in computers_seen.of_case(case.pk)]
    assert kept == [("before", 0), ("after", 19)]
    assert KnownComputer.objects.count() == 1
    ending.end_session(session, "customer", "done")
    assert not computers.shared_in_session(session, IN_SESSION)
    assert MachineReport.objects.count() == 2


def test_another_computer_in_the_session_does_not_join_what_is_remembered() -> None:
    ana = helper()
    case = taken(ana)
    session = session_of(case, ana)
    assert computers.shared_in_session(session, replace(REPORT, recognise="cd" * 16))
    known = KnownComputer.objects.get()
    assert known.number == tokens.keyed_hash(rows.NUMBER, passed_on(NUMBER))
    with cast.opening(case.subject):
        assert known.after == ""


def test_a_report_of_the_session_without_a_number_is_of_the_computer_of_its_case() -> None:
    ana, ben = helper(), helper("ben")
    session = session_of(taken(ana), ana)
    assert computers.shared_in_session(session, replace(REPORT, recognise="", findings=(HOT,)))
    ending.end_session(session, "customer", "done")
    [left] = seen(taken(ben), ben)
    assert left.after is not None
    assert [one.rule for one in left.after] == ["cpu.hot"]


def test_what_a_session_carries_is_remembered_for_a_case_that_comes_with_the_number_itself() -> None:
    ana, ben = helper(), helper("ben")
    session = session_of(taken(ana, None), ana)
    assert computers.shared_in_session(session, IN_SESSION)
    ending.end_session(session, "customer", "done")
    [left] = seen(taken(ben), ben)
    assert [one.rule for one in left.before] == ["disk.system-full", "cpu.hot"]


def test_a_technician_who_read_what_a_session_carries_can_read_nothing_by_it() -> None:
    ana, mallory = helper(), helper("mallory")
    taken(ana)
    stolen = passed_on(NUMBER)
    asked = taken(mallory, replace(REPORT, recognise=stolen), "Nobody")
    assert seen(asked, mallory) == []
    joined = taken(mallory, None, "Nobody again")
    assert computers.shared_in_session(session_of(joined, mallory), IN_SESSION)
    assert seen(joined, mallory) == []
    subject = KnownComputer.objects.order_by("kept_at").first().subject  # type: ignore[union-attr]  # there is one
    with pytest.raises(Closed), purpose("recognise", subject=subject, access=cast.staff_access(mallory)):
        raise AssertionError


def test_tools_that_ran_are_remembered_by_name() -> None:
    ana, ben = helper(), helper("ben")
    case = taken(ana)
    session = session_of(case, ana)
    seat = case.sessions.get().seats.get(number=2)
    for tool, succeeded in (("clean-up", True), ("other", False)):
        ToolRun.objects.create(
            id=uuid.uuid4(), session_id=session, seat=seat, tool=tool, version="1", package="", offered_at=now(),
            succeeded=succeeded,
        )  # fmt: skip
    ending.end_session(session, "customer", "done")
    [left] = seen(taken(ben), ben)
    assert left.done == ("clean-up",)


def test_forgetting_empties_every_case_of_the_computer_and_keeps_nothing_that_comes_after() -> None:
    ana, ben = helper(), helper("ben")
    first, second = taken(ana), taken(ben)
    assert computers.forget_computer(second.pk, second.customer_id) == 2
    assert computers.forget_computer(second.pk, second.customer_id) == 0
    for row in KnownComputer.objects.all():
        assert not any(row.__dict__[name] for name in ("before", "after", "done"))
    assert seen(second, ben) == []
    third = taken(ben)
    assert rows.known(third.pk) is None
    session = session_of(first, ana)
    assert computers.shared_in_session(session, IN_SESSION), "the facts of the case itself stay"
    assert computers.shared_in_session(session, IN_SESSION)
    ending.end_session(session, "customer", "done")
    assert not KnownComputer.objects.filter(after__isnull=False).exists()


def test_only_the_customer_of_the_case_can_switch_it_off() -> None:
    ana = helper()
    case, other = taken(ana), cast.case_of("Tom Berg")
    with pytest.raises(NotFound):
        computers.forget_computer(case.pk, other.customer_id)
    assert KnownComputer.objects.get().forgotten_at is None


def test_without_a_number_nothing_is_remembered() -> None:
    taken(helper(), replace(REPORT, recognise=""))
    assert MachineReport.objects.count() == 1
    assert KnownComputer.objects.count() == 0


def test_a_notice_that_has_facts_but_no_history_keeps_none() -> None:
    notices.put_in_force(without("machine-history"))
    try:
        ana = helper()
        case = taken(ana)
        assert MachineReport.objects.count() == 1
        assert KnownComputer.objects.count() == 0
        session = session_of(case, ana)
        ending.end_session(session, "customer", "done")
    finally:
        notices.put_in_force(None)


def test_findings_are_counted_once_a_case_once_a_month_for_a_computer_and_by_rules_that_we_know() -> None:
    made_up = ComputerFinding("made.up-by-a-stranger", "warn")
    anonymous = replace(REPORT, recognise="", findings=(FULL, FULL, made_up))
    ana = helper()
    case = taken(ana, anonymous)
    session = session_of(case, ana)
    computers.shared_in_session(session, anonymous)
    taken(ana, REPORT)
    taken(ana, REPORT)
    counted = dict(FindingCount.objects.values_list("rule", "cases"))
    assert counted == {"": 2, "disk.system-full": 2, "cpu.hot": 1}


def test_counts_of_few_cases_and_of_a_month_that_goes_on_are_not_told() -> None:
    for month, rule, cases in (("2026-01", "cpu.hot", 9), ("2026-01", "", 10), ("2026-02", "cpu.hot", 99)):
        FindingCount.objects.create(month=month, rule=rule, cases=cases)
    assert rows.counts("2026-02", 10) == [rows.Counted("2026-01", "", 10)]
    assert computers.settle_counts(dt.datetime(2026, 2, 3, tzinfo=dt.UTC)) == 1
    assert sorted(FindingCount.objects.values_list("cases", flat=True)) == [0, 10, 99]
