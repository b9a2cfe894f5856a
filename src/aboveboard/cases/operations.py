"""Changing cases."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from aboveboard.cases.models import Assignment, Case, Message, Note, Status
from aboveboard.ground import serial, tokens

SERIES = "case"
AGAIN = "again"
"""The kind of hash by which what is sent twice is known: its key is whatever somebody's page chose."""


def hold_opening() -> None:
    """Until the transaction's end nobody else opens a case."""
    serial.hold(SERIES)


def open_case(customer: uuid.UUID, problem: str, now: dt.datetime, form_key: str | None = None) -> Case:
    """A new case of the customer, with the next number. A second one of the same `form_key` is an IntegrityError."""
    return Case.objects.create(
        number=f"AB-{serial.next_number(SERIES):06d}",
        customer_id=customer,
        subject=customer,
        problem=problem,
        created_at=now,
        form_key=form_key,
    )


def take(case: uuid.UUID, technician: uuid.UUID, now: dt.datetime) -> bool:
    """Assign a waiting case. Returns False where it is not waiting any more."""
    with transaction.atomic():
        taken = Case.objects.filter(pk=case, status=Status.OPEN).update(
            status=Status.TAKEN, assigned_to_id=technician, assigned_at=now
        )
        if taken:
            subject = Case.objects.values_list("subject", flat=True).get(pk=case)
            Assignment.objects.create(case_id=case, subject=subject, technician_id=technician, since=now)
    return bool(taken)


def release(case: uuid.UUID, now: dt.datetime) -> bool:
    """Put a taken case back into the queue."""
    return bool(_release(Case.objects.filter(pk=case, status=Status.TAKEN), now))


def release_all_of(technician: uuid.UUID, now: dt.datetime) -> int:
    """Put every case of the technician back into the queue and end every need to open its person; returns how many."""
    released = _release(Case.objects.filter(assigned_to_id=technician, status=Status.TAKEN), now)
    Assignment.objects.filter(technician_id=technician, until=None).update(until=now)
    return released


def _release(cases: "QuerySet[Case]", now: dt.datetime) -> int:
    with transaction.atomic():
        held = list(cases.values_list("pk", flat=True))
        Assignment.objects.filter(case__in=held, until=None).update(until=now)
        return cases.filter(pk__in=held).update(status=Status.OPEN, assigned_to=None, assigned_at=None)


def close(case: uuid.UUID, now: dt.datetime) -> bool:
    """Close the case. Returns False where it was closed already."""
    return bool(Case.objects.filter(pk=case).exclude(status=Status.CLOSED).update(status=Status.CLOSED, closed_at=now))


def say(
    case: Case, author_kind: str, technician: uuid.UUID | None, text: str, client_key: str, now: dt.datetime
) -> tuple[Message, bool]:
    """Keep one message. Returns it and whether it is new: the author's same `client_key` again gives the first one."""
    author: dict[str, Any] = {"author_kind": author_kind, "technician_id": technician}
    message, new = Message.objects.get_or_create(
        case=case,
        client_key=tokens.keyed_hash(AGAIN, client_key),
        **author,
        defaults={"subject": case.subject, "text": text, "sent_at": now},
    )
    if new and author_kind == "technician":
        Case.objects.filter(pk=case.pk, answered_at__isnull=True).update(answered_at=now)
    return message, new


def write_note(case: Case, technician: uuid.UUID, text: str, client_key: str, now: dt.datetime) -> Note:
    """Keep one note; the technician's same `client_key` again gives the first one."""
    note, _ = Note.objects.get_or_create(
        case=case,
        technician_id=technician,
        client_key=tokens.keyed_hash(AGAIN, client_key),
        defaults={"subject": case.subject, "text": text, "written_at": now},
    )
    return note
