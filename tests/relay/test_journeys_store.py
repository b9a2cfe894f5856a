"""The relay's store on the real database: what the machine records is what the receipt can tell."""

import secrets
import uuid

import pytest

from aboveboard.journeys import consenting, ending, joining
from aboveboard.relay import journeys_store
from aboveboard.relay.clock import now_us
from aboveboard.relay.store import Relayed
from aboveboard.remote import queries
from aboveboard.remote.models import Event, Grant, MachineReport
from aboveboard.wire import records
from aboveboard.wire.closes import CloseCode, ProtocolError
from aboveboard.wire.computer import ComputerFinding, ComputerReport, read_report
from aboveboard.wire.records import GrantCount, Record, Why
from aboveboard.wire.types import Role, Scope, Step
from tests import cast

pytestmark = pytest.mark.db


def write(session_id: uuid.UUID, *written: Record) -> None:
    for record in written:
        journeys_store.write(session_id, record)


def test_a_ticket_opens_its_seat_once() -> None:
    ana = cast.technician()
    joined = cast.joined(cast.case_of(), ana)
    ticket = joining.customer_ticket(joined.session_id, joined.person_id)
    seat = journeys_store._claim(ticket)
    assert (seat.session_id, seat.role, seat.card) == (joined.session_id, Role.CUSTOMER, None)
    with pytest.raises(ProtocolError) as caught:
        journeys_store._claim(ticket)
    assert caught.value.code is CloseCode.TICKET
    card = journeys_store._claim(joining.technician_ticket(joined.session_id, ana.pk)).card
    assert card is not None
    assert card.name == "Ana Castro"


def test_no_ticket_opens_a_session_that_ended() -> None:
    joined = cast.joined(cast.case_of(), cast.technician())
    ticket = joining.customer_ticket(joined.session_id, joined.person_id)
    ending.end_session(joined.session_id, "customer", "")
    with pytest.raises(ProtocolError):
        journeys_store._claim(ticket)


def test_every_record_of_a_session_is_written() -> None:
    session_id = cast.joined(cast.case_of(), cast.technician()).session_id
    now, grant, ask = now_us(), secrets.token_hex(16), secrets.token_hex(16)
    write(
        session_id,
        records.Arrived(1, now),
        records.Arrived(2, now),
        *(records.StepShown(step, now) for step in Step),
        records.Admission(2, True, "", now),
        records.Opened(now),
        records.Asked(ask, Scope.POINT, 2, "to show a button", now),
        records.Denied(ask, Scope.POINT, 2, now),
        records.Granted(grant, Scope.VIEW, 2, 5000, now),
        records.Paused(True, now),
        records.Paused(False, now),
    )
    counted = GrantCount(grant, 7, 700, now, now + 1_000_000)
    journeys_store._checkpoint({session_id: Relayed({"33": 7}, 700, 9, [counted], 5)})
    row = Grant.objects.get(pk=uuid.UUID(grant))
    assert (row.frames, row.bytes, row.ended_at) == (7, 700, None)
    tally = records.Tallied({"33": 7}, 700, 9, "s", "k", True, True, {"33": 7}, 700, 9, now)
    write(session_id, records.GrantEnded(grant, Why.REVOKED, now), tally)
    write(session_id, records.SessionEnded(Role.TECHNICIAN, "solved", now), records.Left(1, now))
    row.refresh_from_db()
    assert row.end_reason == "revoked"
    session = queries.session(session_id)
    assert session is not None
    with cast.opening(session.subject):
        assert (session.ended_by, session.end_reason, session.tally["agrees"]) == ("technician", "solved", True)
    assert session.relayed["counts"] == {"33": 7}
    assert consenting.session_check(session_id)[0]
    kinds = set(Event.objects.filter(session_id=session_id).values_list("kind", flat=True))
    assert {"shown", "admitted", "asked", "denied", "granted", "withdrawn", "paused", "resumed", "ended"} <= kinds


@pytest.mark.parametrize("why", list(Why))
def test_every_end_of_a_grant_can_be_written(why: Why) -> None:
    session_id = cast.joined(cast.case_of(), cast.technician()).session_id
    grant = secrets.token_hex(16)
    write(session_id, records.Granted(grant, Scope.VIEW, 2, 5000, now_us()), records.GrantEnded(grant, why, now_us()))
    assert Grant.objects.get(pk=uuid.UUID(grant)).ended_at is not None


def test_of_what_was_shared_of_a_computer_the_first_and_the_last_are_kept_and_nothing_after_the_end() -> None:
    joined = cast.joined(cast.case_of(), cast.technician())
    for share in (0.97, 0.93, 0.61):
        found = ComputerFinding("disk.system-full", "warn", "system", values={"used_share": share})
        write(joined.session_id, records.ComputerShared(ComputerReport(taken_at=1, findings=(found,)), now_us()))
    session = queries.session(joined.session_id)
    assert session is not None
    write(joined.session_id, records.SessionEnded(Role.TECHNICIAN, "solved", now_us()))
    write(joined.session_id, records.ComputerShared(ComputerReport(taken_at=2), now_us()))
    with cast.opening(session.subject):
        kept = {
            one.occasion: read_report(one.report.encode()).findings[0].values["used_share"]
            for one in MachineReport.objects.filter(session_id=joined.session_id)
        }
    assert kept == {"before": 0.97, "after": 0.61}


def test_a_handshake_begun_anew_is_not_written_as_a_no() -> None:
    session_id = cast.joined(cast.case_of(), cast.technician()).session_id
    write(session_id, records.Admission(2, False, "keys", now_us()))
    assert not Event.objects.filter(session_id=session_id, kind="turned-away").exists()


@pytest.mark.parametrize("stranger", [False, True])
def test_a_grant_that_was_made_before_is_refused_and_the_first_one_stands(stranger: bool) -> None:
    ana = cast.technician()
    session_id = cast.joined(cast.case_of(), ana).session_id
    second = cast.joined(cast.case_of(), ana).session_id if stranger else session_id
    record = records.Granted(secrets.token_hex(16), Scope.VIEW, 2, 5000, now_us())
    assert journeys_store.write(session_id, record)
    assert not journeys_store.write(second, records.Granted(record.grant, Scope.POINT, 2, 5000, now_us()))
    row = Grant.objects.get(pk=uuid.UUID(record.grant))
    assert (row.session_id, row.scope) == (session_id, "view")
    assert Event.objects.filter(session_id__in=[session_id, second], kind="granted").count() == 1
    if stranger:
        write(second, records.GrantEnded(record.grant, Why.REVOKED, now_us()))
        row.refresh_from_db()
        assert row.ended_at is None, "a session ends its own grants alone"
