"""A technician invites a customer to a remote session, or calls a colleague into one."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aboveboard.cases import queries as cases
from aboveboard.ground import due, hints, throttle
from aboveboard.ground.clock import now as clock
from aboveboard.journeys import switches
from aboveboard.journeys.ending import EXPIRE, LASTS_AT_MOST, end_session
from aboveboard.journeys.errors import NotFound, Refused
from aboveboard.people import queries as people
from aboveboard.remote import operations, queries

INVITATIONS_PER_HOUR = 60


@dataclass(frozen=True, slots=True)
class Invited:
    """A fresh invitation. `code` is nine digits and is shown now or never."""

    session: Any
    code: str
    expires_at: dt.datetime


def invite(case: uuid.UUID, technician: uuid.UUID, now: dt.datetime | None = None) -> Invited:
    """Invite the customer of one's own case. An unused code of the same case dies.

    Raises NotFound, Refused `closed`, `live` where a session is running, `limited`, or `off`.
    """
    now = now or clock()
    switches.demand("sessions")
    with transaction.atomic():
        found = cases.case(case)
        if found is None or found.assigned_to_id != technician:
            raise NotFound
        if found.status != "taken":
            raise Refused("closed", _("This case is not open. Nobody was invited."))
        live = queries.live_session_of_case(case)
        live = operations.hold(live.pk) if live is not None else None
        if live is not None and live.opened_at is not None:
            raise Refused("live", _("A session of this case is running. End it first, then invite again."))
        if not throttle.allow("invite", str(technician), INVITATIONS_PER_HOUR, dt.timedelta(hours=1), now):
            raise Refused("limited", _("Too many invitations in one hour. Nobody was invited."), retry_after=3600)
        if live is not None:
            end_session(live.pk, "technician", "invited again", now)
        session, code = operations.open_session(case, found.subject, technician, now)
        due.schedule(EXPIRE, session.pk, now + operations.code_lasts() + dt.timedelta(seconds=5))
        hints.publish(f"case:{case}")
    return Invited(session, code, now + operations.code_lasts())


def cancel_invitation(session_id: uuid.UUID, technician: uuid.UUID, now: dt.datetime | None = None) -> None:
    """Take back a code that was not used. Raises NotFound, or Refused `used` where the customer is in already."""
    now = now or clock()
    with transaction.atomic():
        session = queries.session(session_id)
        if session is None or session.case.assigned_to_id != technician:
            raise NotFound
        operations.hold(session_id)
        # The code decides, not what was read: somebody may be using it at this moment.
        if not operations.cancel_invitation(session_id, now) and session.ended_at is None:
            raise Refused("used", _("The customer has joined already. End the session instead."))
        end_session(session_id, "technician", "invitation cancelled", now)


def call_colleague(session_id: uuid.UUID, by: uuid.UUID, handle: str, now: dt.datetime | None = None) -> Any:
    """The assigned technician calls a colleague into a running session; returns the colleague's seat.

    The colleague sees and does nothing before the customer has said yes to that person by name.
    Raises NotFound, Refused `unknown` for a handle nobody has, or `full`.
    """
    now = now or clock()
    with transaction.atomic():
        session = queries.session(session_id)
        if session is None or session.ended_at is not None or session.case.assigned_to_id != by:
            raise NotFound
        colleague = people.by_handle(handle)
        if colleague is None or not people.has_signed(colleague.pk) or colleague.pk == by:
            raise Refused("unknown", _("No colleague who could join has this handle. Nobody was called."))
        return _seat(session, colleague.pk, now)


def join_session(session_id: uuid.UUID, technician: uuid.UUID, role: str, now: dt.datetime | None = None) -> Any:
    """A member of staff wants to join: who has a seat, or a supervisor, who gets one. Raises NotFound or Refused."""
    with transaction.atomic():
        session = queries.session(session_id)
        if session is None or session.ended_at is not None:
            raise NotFound
        seat = queries.seat_of_technician(session_id, technician)
        if seat is not None:
            return seat
        if role not in cases.READS_ALL:
            raise NotFound
        return _seat(session, technician, now or clock())


def _seat(session: Any, technician: uuid.UUID, now: dt.datetime) -> Any:
    seat = operations.seat_technician(session.pk, technician, now)
    if seat is None:
        raise Refused("full", _("All eight seats of this session are taken. Nobody was called."))
    hints.publish(f"session:{session.pk}", f"case:{session.case_id}", "queue")
    return seat


def extend_expiry(session_id: uuid.UUID, now: dt.datetime) -> None:
    """The customer joined: the session's next deadline is its longest duration."""
    due.postpone(EXPIRE, session_id, now + LASTS_AT_MOST)
