"""Reading sessions. A session is found by those who belong to it, and by nobody else."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable

from django.db.models import Q

from aboveboard.ground import tokens
from aboveboard.remote.models import Event, FileEvent, Grant, Invitation, Seat, Session, ToolRun

CUSTOMER_SEAT = 1
"""The customer's participant number on the wire; technicians follow from 2."""
CODE = "invitation"
RESUME = "resume"
HANDED = "handed"
"""What a resume secret is exchanged for after the end: it opens the receipt in a browser, once."""


def session(identifier: uuid.UUID) -> Session | None:
    """The session of this id with its case, for rooms that have decided already who may."""
    return Session.objects.select_related("case__customer", "case__assigned_to").filter(pk=identifier).first()


def session_of_customer(identifier: uuid.UUID, person: uuid.UUID) -> Session | None:
    """The session if it is this customer's, else None."""
    found = session(identifier)
    return found if found is not None and found.subject == person else None


def seat_of_technician(session_id: uuid.UUID, technician: uuid.UUID) -> Seat | None:
    """The technician's seat in this session, or None where there is none."""
    seats = Seat.objects.select_related("session__case__customer", "technician")
    return seats.filter(session_id=session_id, technician_id=technician).first()


def customer_seat(session_id: uuid.UUID) -> Seat | None:
    """The customer's seat; None before the code was used."""
    seats = Seat.objects.select_related("session__case__customer")
    return seats.filter(session_id=session_id, number=CUSTOMER_SEAT).first()


def is_in_program(session_id: uuid.UUID) -> bool:
    """Whether the customer's end of this session is the companion, and no browser."""
    return Seat.objects.filter(session_id=session_id, number=CUSTOMER_SEAT, by_program=True).exists()


def seat_by_resume(secret: str) -> Seat | None:
    """The customer's seat that this resume secret belongs to."""
    return _seat_by(RESUME, secret)


def seat_handed(secret: str) -> Seat | None:
    """The customer's seat whose receipt this secret opens."""
    return _seat_by(HANDED, secret)


def _seat_by(kind: str, secret: str) -> Seat | None:
    seats = Seat.objects.select_related("session__case")
    return seats.filter(resume_hash=tokens.keyed_hash(kind, secret), number=CUSTOMER_SEAT).first()


def seats(session_id: uuid.UUID) -> list[Seat]:
    """All seats by number."""
    return list(Seat.objects.select_related("technician").filter(session_id=session_id).order_by("number"))


def seats_waiting_for(technician: uuid.UUID) -> list[Seat]:
    """Seats in other people's live sessions to which a colleague called this technician."""
    waiting = Seat.objects.select_related("session__case", "session__invitation__invited_by").filter(
        technician_id=technician, session__ended_at__isnull=True
    )
    return list(waiting.exclude(session__case__assigned_to_id=technician))


def sessions_of_case(case: uuid.UUID) -> list[Session]:
    """All sessions of a case, the latest first."""
    return list(Session.objects.select_related("invitation").filter(case_id=case).order_by("-created_at"))


def live_session_of_case(case: uuid.UUID) -> Session | None:
    """The session of the case that has not ended, or None."""
    return Session.objects.select_related("invitation").filter(case_id=case, ended_at__isnull=True).first()


def cases_with_session_since(cases: list[uuid.UUID], moment: dt.datetime) -> set[uuid.UUID]:
    """Those of these cases with a session that was there at this moment or later."""
    there = Q(ended_at__isnull=True) | Q(ended_at__gte=moment) | Q(created_at__gte=moment)
    return set(Session.objects.filter(there, case__in=cases).values_list("case_id", flat=True))


def joined_cases(cases: list[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these cases in which a customer joined a session."""
    return set(Session.objects.filter(case__in=cases, opened_at__isnull=False).values_list("case_id", flat=True))


def joined_sessions() -> list[Session]:
    """Sessions that a customer has joined and that have not ended."""
    return list(Session.objects.filter(opened_at__isnull=False, ended_at__isnull=True))


def ended_among(identifiers: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Those of these sessions that have ended."""
    ended = Session.objects.filter(pk__in=list(identifiers), ended_at__isnull=False)
    return list(ended.values_list("pk", flat=True))


def live_sessions_with(technician: uuid.UUID) -> list[Session]:
    """Sessions that have not ended and in which the technician has a seat."""
    return list(Session.objects.filter(seats__technician_id=technician, ended_at__isnull=True).distinct())


def invitation_by_code(code: str) -> Invitation | None:
    """The newest invitation with this code, whatever its state, or None."""
    found = Invitation.objects.select_related("session__case").filter(code_hash=tokens.keyed_hash(CODE, code))
    return found.order_by("-created_at").first()


def code_in_use(code: str, now: dt.datetime) -> bool:
    """Whether an invitation that is still open has this code."""
    return Invitation.objects.filter(
        code_hash=tokens.keyed_hash(CODE, code), used_at__isnull=True, cancelled_at__isnull=True, expires_at__gt=now
    ).exists()


def grants(session_id: uuid.UUID) -> list[Grant]:
    """All grants of a session, live and ended, in order."""
    return list(Grant.objects.select_related("seat__technician").filter(session_id=session_id).order_by("granted_at"))


def events(session_id: uuid.UUID) -> list[Event]:
    """The session's timeline, in order."""
    return list(Event.objects.select_related("seat__technician", "to__technician").filter(session_id=session_id))


def tool_runs(session_id: uuid.UUID) -> list[ToolRun]:
    """The tools that were offered in a session, in order."""
    return list(ToolRun.objects.select_related("seat__technician").filter(session_id=session_id))


def file_events(session_id: uuid.UUID) -> list[FileEvent]:
    """The files that were offered or asked for in a session, in order."""
    return list(FileEvent.objects.select_related("seat__technician").filter(session_id=session_id))


def files_by_session(case: uuid.UUID) -> Counter[uuid.UUID]:
    """How many files were offered or asked for in each session of a case."""
    return Counter(FileEvent.objects.filter(session__case=case).values_list("session_id", flat=True))
