"""What the customer's end said over the wire is written down. The server records consent and cannot make it."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from aboveboard.ground import hints
from aboveboard.ground.clock import now as clock
from aboveboard.ground.notices import notice
from aboveboard.journeys import session_record
from aboveboard.journeys.ending import customer_left
from aboveboard.journeys.switches import carries
from aboveboard.notice.tables import open_scopes
from aboveboard.people import queries as people
from aboveboard.remote import grants, operations, queries
from aboveboard.remote.grants import GrantCount


def record_step(session_id: uuid.UUID, step: str, now: dt.datetime | None = None) -> None:
    """The customer acknowledged a step (technician, scam, disconnect, files)."""
    with transaction.atomic():
        operations.log(session_id, "shown", now or clock(), step=step, seat=queries.customer_seat(session_id))


def record_admission(session_id: uuid.UUID, participant: int, yes: bool, now: dt.datetime | None = None) -> None:
    """The customer said yes or no to one technician by name."""
    with transaction.atomic():
        grants.admit(session_id, participant, yes, now or clock())
        hints.publish(f"session:{session_id}")


def record_ask(session_id: uuid.UUID, participant: int, scope: str, now: dt.datetime | None = None) -> None:
    """A technician asked for a scope."""
    with transaction.atomic():
        seat = grants.seat_at(session_id, participant)
        operations.log(session_id, "asked", now or clock(), seat=seat, scope=scope)


def record_denial(session_id: uuid.UUID, participant: int, scope: str, now: dt.datetime | None = None) -> None:
    """The customer said no to what technician `participant` asked for."""
    with transaction.atomic():
        seat = grants.seat_at(session_id, participant)
        operations.log(session_id, "denied", now or clock(), to=seat, scope=scope)


def record_grant(
    session_id: uuid.UUID, grant: uuid.UUID, scope: str, participant: int, now: dt.datetime | None = None
) -> bool:
    """The customer's end granted a scope.

    False, and nothing is written, for a grant id that was used before, or a scope that the notice does not offer, be it
    the one in force or the one under which this customer's data is held.
    """
    session = queries.session(session_id)
    if session is None or scope not in open_scopes(notice()) or not carries(scope, session.subject):
        return False
    with transaction.atomic():
        if not grants.begin(session_id, grant, scope, participant, now or clock()):
            return False
        hints.publish(f"session:{session_id}")
        return True


def record_grant_end(session_id: uuid.UUID, grant: uuid.UUID, reason: str, now: dt.datetime | None = None) -> None:
    """A grant is over: `revoked`, `lapsed`, `left` or `ended`."""
    with transaction.atomic():
        grants.finish(session_id, grant, reason, now or clock())
        hints.publish(f"session:{session_id}")


def record_pause(session_id: uuid.UUID, paused: bool, now: dt.datetime | None = None) -> None:
    """The customer paused the session, or let it go on. Nothing is written of one that has ended."""
    with transaction.atomic():
        session = operations.hold(session_id)
        if session is not None and session.ended_at is None:
            kind = "paused" if paused else "resumed"
            operations.log(session_id, kind, now or clock(), seat=queries.customer_seat(session_id))


def record_tally(session_id: uuid.UUID, tally: dict[str, Any], now: dt.datetime | None = None) -> None:
    """Keep the signed count of the customer's end, as it came. `now`: when it came."""
    with transaction.atomic():
        grants.keep_tally(session_id, tally, now or clock())
        session_record.recount(session_id, clock())


def checkpoint(counts: dict[uuid.UUID, tuple[dict[str, Any], list[GrantCount]]]) -> None:
    """Write down what the relay counted: by session (counts by frame type, counts by grant). One transaction."""
    with transaction.atomic():
        for session_id, (relayed, by_grant) in counts.items():
            grants.keep_counts(session_id, relayed, by_grant)
        for session_id in queries.ended_among(counts):
            session_record.recount(session_id, clock())


def lapse_open_grants(now: dt.datetime | None = None) -> int:
    """At start: what a former process left open is over. Returns how many grants that were.

    Sessions stay open for their customers to come back, who are asked everything anew.
    """
    now = now or clock()
    with transaction.atomic():
        for session in queries.joined_sessions():
            customer_left(session.pk, now)
        return grants.lapse_everything(now)


def session_check(session_id: uuid.UUID) -> tuple[bool, set[int]]:
    """Whether the session has ended, and who may be in it: of the staff those on duty and bound to confidentiality."""
    session = queries.session(session_id)
    if session is None or session.ended_at is not None:
        return True, set()
    bound = people.signed_at()
    seats = [(seat.number, seat.technician) for seat in queries.seats(session_id)]
    return False, {number for number, staff in seats if staff is None or (staff.is_active and staff.pk in bound)}
