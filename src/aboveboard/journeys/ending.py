"""A session ends: the record closes, grants end, and what is owed afterwards is queued, all in one transaction."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from aboveboard.ground import due, features, hints
from aboveboard.ground.clock import now as clock
from aboveboard.ground.sealed import is_set
from aboveboard.journeys import computers, session_record
from aboveboard.letters import operations as letters
from aboveboard.letters.kinds import Kind
from aboveboard.remote import grants, operations, queries
from aboveboard.surveys import operations as surveys

EXPIRE = "session.expire"
"""The kind of due work that ends a session whose code was never used, or that has lasted too long."""
LASTS_AT_MOST = dt.timedelta(hours=8)
ABSENT = "session.absent"
"""The kind of due work that ends a session whose customer went away and did not come back."""
ABSENT_AT_MOST = dt.timedelta(minutes=10)


def end_session(session_id: uuid.UUID, by: str, reason: str, now: dt.datetime | None = None) -> bool:
    """End the session. `by` is `customer`, `technician` or `server`; returns False where it had ended already.

    Summary and questionnaire, as far as they are on, are owed exactly once if the customer ever joined.
    """
    now = now or clock()
    with transaction.atomic():
        session = queries.session(session_id)
        if session is None or not operations.end(session_id, by, reason, now):
            return False
        grants.finish_all(session_id, "ended", now)
        operations.cancel_invitation(session_id, now)
        operations.log(session_id, "ended", now)
        for kind in (EXPIRE, ABSENT):
            due.cancel(kind, session_id, now)
        if session.opened_at is not None:
            computers.remember_tools(session.case)
            session_record.close(session_id, now)
            _owe(session, now)
        hints.publish(f"session:{session_id}", f"case:{session.case_id}", "queue")
    return True


def _owe(session: Any, now: dt.datetime) -> None:
    """Queue the summary and the questions, as far as the notice lets this server have them."""
    asks = features.is_on("questionnaire")
    if asks:
        surveys.add(session.pk, session.subject, now)
    if not features.is_on("letters"):
        return
    has_address = is_set(session.case.customer, "email")
    for letter in (Kind.SUMMARY, Kind.QUESTIONNAIRE) if asks else (Kind.SUMMARY,):
        letters.queue(session.pk, session.subject, letter, has_address, now)


def expire_session(session_id: uuid.UUID, now: dt.datetime | None = None) -> None:
    """The due work: end a session whose code ran out unused, or which has lasted eight hours."""
    now = now or clock()
    session = queries.session(session_id)
    if session is None or session.ended_at is not None:
        return
    if session.opened_at is None:
        end_session(session_id, "server", "the code was not used in time", now)
    elif now - session.opened_at >= LASTS_AT_MOST:
        end_session(session_id, "server", "eight hours", now)


def customer_left(session_id: uuid.UUID, now: dt.datetime | None = None) -> None:
    """The customer's end is gone: the session ends unless it comes back within ten minutes."""
    due.schedule_anew(ABSENT, session_id, (now or clock()) + ABSENT_AT_MOST)


def customer_came(session_id: uuid.UUID, now: dt.datetime | None = None) -> None:
    """The customer's end is there."""
    due.cancel(ABSENT, session_id, now or clock())


def end_abandoned(session_id: uuid.UUID, now: dt.datetime | None = None) -> None:
    """The due work: the customer did not come back. Nothing happens where they came while it was taken up."""
    if not due.is_open(ABSENT, session_id):
        return
    end_session(session_id, "server", "the customer did not come back", now)
