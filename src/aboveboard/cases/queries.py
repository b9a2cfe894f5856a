"""Reading cases. What a member of staff may read is decided here: an object that is not theirs is not found."""

import datetime as dt
import uuid

from django.db.models import Q, QuerySet

from aboveboard.cases.models import Case, Message, Note, Status

READS_ALL = {"supervisor", "administrator"}
ANSWER_TARGET = dt.timedelta(minutes=15)
"""Within which a request for help is to get its first answer, day and night."""


def case(identifier: uuid.UUID) -> Case | None:
    """The case of this id, for rooms that have decided already who may."""
    return Case.objects.select_related("customer", "assigned_to").filter(pk=identifier).first()


def case_of_customer(identifier: uuid.UUID, person: uuid.UUID) -> Case | None:
    """The case if it is this customer's, else None."""
    found = case(identifier)
    return found if found is not None and found.customer_id == person else None


def case_for_staff(identifier: uuid.UUID, technician: uuid.UUID, role: str) -> Case | None:
    """The case if this member of staff may open the person: the assigned technician, or a supervisor."""
    found = case(identifier)
    if found is None or (found.assigned_to_id != technician and role not in READS_ALL):
        return None
    return found


def open_cases_of(person: uuid.UUID) -> list[Case]:
    """The customer's cases that are not closed, the newest first."""
    return list(Case.objects.filter(customer_id=person).exclude(status=Status.CLOSED).order_by("-created_at"))


def queue() -> "QuerySet[Case]":
    """What staff on duty see: waiting cases, the oldest first, with the fields a queue needs and no others."""
    return Case.objects.filter(status=Status.OPEN).order_by("created_at")


def taken_by(technician: uuid.UUID) -> "QuerySet[Case]":
    """The technician's own cases, the newest first."""
    mine = Case.objects.select_related("customer").filter(assigned_to_id=technician, status=Status.TAKEN)
    return mine.order_by("-assigned_at")


def recent_of(technician: uuid.UUID, most: int = 20) -> list[Case]:
    """The technician's closed cases, the latest first."""
    return list(Case.objects.filter(assigned_to_id=technician, status=Status.CLOSED).order_by("-closed_at")[:most])


def messages(of: Case) -> list[Message]:
    """What was said in the case, in order."""
    return list(Message.objects.select_related("technician").filter(case=of))


def notes(of: Case) -> list[Note]:
    """The case's notes, in order."""
    return list(Note.objects.select_related("technician").filter(case=of))


def late(now: dt.datetime) -> int:
    """How many cases have waited for their first answer for longer than the target."""
    waiting = Q(answered_at__isnull=True) & ~Q(status=Status.CLOSED)
    return Case.objects.filter(waiting, created_at__lt=now - ANSWER_TARGET).count()
