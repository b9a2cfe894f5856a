"""Reading cases. What a member of staff may read is decided here: an object that is not theirs is not found."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from aboveboard.cases.models import Case, Message, Note, Status
from aboveboard.ground.vault import keystore

READS_ALL = {"supervisor", "administrator"}
LONGEST_NUMBER = 12
"""Digits; more are no number of ours."""
ANSWER_TARGET = dt.timedelta(minutes=15)
"""Within which a request for help is to get its first answer, day and night."""


def case(identifier: uuid.UUID) -> Case | None:
    """The case of this id, for rooms that have decided already who may."""
    return Case.objects.select_related("customer", "assigned_to").filter(pk=identifier).first()


def by_number(number: str) -> Case | None:
    """The case of this number, for rooms that have decided already who may."""
    return Case.objects.filter(number=number).first()


def numbers_of(person: uuid.UUID) -> list[str]:
    """The numbers of this person's cases, the newest first."""
    return list(Case.objects.filter(customer_id=person).order_by("-created_at").values_list("number", flat=True))


def case_of_customer(identifier: uuid.UUID, person: uuid.UUID) -> Case | None:
    """The case if it is this customer's, else None."""
    found = case(identifier)
    return found if found is not None and found.customer_id == person else None


def case_of_form(form_key: str) -> Case | None:
    """The case that this form opened, else None."""
    return Case.objects.select_related("customer", "assigned_to").filter(form_key=form_key).first()


def case_for_staff(identifier: uuid.UUID, technician: uuid.UUID, role: str) -> Case | None:
    """The case if this member of staff may open the person: the assigned technician, or a supervisor."""
    found = case(identifier)
    if found is None or (found.assigned_to_id != technician and role not in READS_ALL):
        return None
    return found


def case_to_look_at(identifier: uuid.UUID, technician: uuid.UUID, role: str) -> Case | None:
    """The case if this member of staff may look at its page: one they may open, or one that waits to be taken."""
    return case_for_staff(identifier, technician, role) or waiting_case(identifier)


def open_cases_of(person: uuid.UUID) -> list[Case]:
    """The customer's cases that are not closed, the newest first."""
    return list(Case.objects.filter(customer_id=person).exclude(status=Status.CLOSED).order_by("-created_at"))


def to_work_on() -> "QuerySet[Case]":
    """All cases but those of people whose data is kept by a hold alone: what is only kept is not worked on."""
    return Case.objects.exclude(subject__in=keystore.restricted())


def queue() -> "QuerySet[Case]":
    """What staff on duty see: waiting cases, the oldest first, with the fields a queue needs and no others."""
    return to_work_on().select_related("customer").filter(status=Status.OPEN).order_by("created_at")


def waiting_case(identifier: uuid.UUID) -> Case | None:
    """A case of the queue, for staff on duty who look before they take it."""
    return queue().filter(pk=identifier).first()


def with_others(technician: uuid.UUID) -> "QuerySet[Case]":
    """Cases that colleagues have taken, for those who supervise, the oldest first."""
    taken = to_work_on().select_related("customer", "assigned_to").filter(status=Status.TAKEN)
    return taken.exclude(assigned_to_id=technician).order_by("assigned_at")


def taken_by(technician: uuid.UUID) -> "QuerySet[Case]":
    """The technician's own cases, the newest first."""
    mine = Case.objects.select_related("customer").filter(assigned_to_id=technician, status=Status.TAKEN)
    return mine.order_by("-assigned_at")


def recent_of(technician: uuid.UUID, most: int = 20) -> list[Case]:
    """The technician's closed cases, the latest first."""
    closed = Case.objects.select_related("customer").filter(assigned_to_id=technician, status=Status.CLOSED)
    return list(closed.order_by("-closed_at")[:most])


def idle(before: dt.datetime, after: uuid.UUID | None, most: int) -> list[Case]:
    """Up to `most` cases that are not closed and in which nothing was written, and nobody took them, since `before`.

    In the order of their keys, those behind `after` (None: from the first). What sessions did, another room knows.
    """
    written = Exists(Message.objects.filter(case=OuterRef("pk"), sent_at__gte=before))
    noted = Exists(Note.objects.filter(case=OuterRef("pk"), written_at__gte=before))
    quiet = Q(assigned_at__isnull=True) | Q(assigned_at__lt=before)
    rows = Case.objects.select_related("customer").exclude(status=Status.CLOSED)
    rows = rows.filter(quiet, ~written, ~noted, created_at__lt=before)
    return list((rows if after is None else rows.filter(pk__gt=after)).order_by("pk")[:most])


def messages(of: Case) -> list[Message]:
    """What was said in the case, in order."""
    return list(Message.objects.select_related("technician").filter(case=of))


def notes(of: Case) -> list[Note]:
    """The case's notes, in order."""
    return list(Note.objects.select_related("technician").filter(case=of))


def late(now: dt.datetime) -> int:
    """How many cases have waited for their first answer for longer than the target."""
    waiting = Q(answered_at__isnull=True) & ~Q(status=Status.CLOSED)
    return to_work_on().filter(waiting, created_at__lt=now - ANSWER_TARGET).count()


def unanswered() -> int:
    """How many people are waiting for their first answer."""
    return to_work_on().filter(answered_at__isnull=True).exclude(status=Status.CLOSED).count()


def first_answers(since: dt.datetime, until: dt.datetime) -> list[dt.timedelta]:
    """How long each person waited whose first answer came in this time."""
    rows = Case.objects.filter(answered_at__gte=since, answered_at__lte=until).values_list("created_at", "answered_at")
    return [answered - asked for asked, answered in rows if answered is not None]


def of_number(number: str) -> Case | None:
    """The case of this number in any writing (`AB-000123`, `ab 123`, `123`), whoever has it, or None."""
    digits = "".join(letter for letter in number if letter.isalnum()).lower().removeprefix("ab")
    if not digits.isascii() or not digits.isdigit() or len(digits) > LONGEST_NUMBER:
        return None
    return Case.objects.select_related("customer", "assigned_to").filter(number=f"AB-{int(digits):06d}").first()


def of_people(people: Iterable[uuid.UUID], most: int) -> list[Case]:
    """Up to `most` cases of these people, whoever has them, the newest first."""
    cases = Case.objects.select_related("customer", "assigned_to").filter(subject__in=list(people))
    return list(cases.order_by("-created_at")[:most])


def ahead_of(case: Case) -> int:
    """How many waiting cases came before this one."""
    return queue().filter(created_at__lt=case.created_at).count()
