"""A case is one person's one problem: what was said about it, and who looks after it."""

import uuid

from django.db import models

from aboveboard.ground.clock import now
from aboveboard.ground.declared import OPERATIONAL, declared
from aboveboard.ground.sealed import Sealed, subject_column
from aboveboard.people.models import Customer, Technician


class Status(models.TextChoices):
    """Where a case stands."""

    OPEN = "open"
    TAKEN = "taken"
    CLOSED = "closed"


class Case(models.Model):
    """One request for help. `subject` is the customer, whose key seals what is told.

    `form_key` names the form that was sent, so that one form opens one case; None where a technician opened it.
    """

    id = declared("link", models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    number = declared("session-record", models.CharField(max_length=16, unique=True))
    customer = declared("link", models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="cases"))
    subject = subject_column()
    problem = Sealed("problem")
    status = declared("session-record", models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN))
    assigned_to = declared("session-record", models.ForeignKey(Technician, null=True, on_delete=models.PROTECT))
    created_at = declared("session-record", models.DateTimeField(default=now))
    assigned_at = declared("session-record", models.DateTimeField(null=True))
    answered_at = declared("session-record", models.DateTimeField(null=True))
    closed_at = declared("session-record", models.DateTimeField(null=True))
    form_key = declared(OPERATIONAL, models.CharField(max_length=64, null=True, unique=True))

    class Meta:
        indexes = [
            models.Index(fields=["status", "created_at"], name="case_queue"),
            models.Index(fields=["closed_at"], name="case_closed"),
        ]


class Assignment(models.Model):
    """From when until when a case was a technician's: what gives the need to open the person, and proves it later."""

    id = declared("link", models.BigAutoField(primary_key=True))
    case = declared("link", models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments"))
    subject = subject_column()
    technician = declared("session-record", models.ForeignKey(Technician, on_delete=models.PROTECT))
    since = declared("session-record", models.DateTimeField(default=now))
    until = declared("session-record", models.DateTimeField(null=True))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(until=None), name="assigned_to_one_at_a_time")
        ]


class Message(models.Model):
    """One thing said in a case. `client_key` makes a message that its author sends twice one message.

    Each author has keys of their own: nobody's message is lost because somebody else chose the same key. A key is kept
    as a keyed hash alone, since its author may have written anything into it.
    """

    id = declared("link", models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    case = declared("link", models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages"))
    subject = subject_column()
    author_kind = declared("session-record", models.CharField(max_length=12))
    technician = declared("staff", models.ForeignKey(Technician, null=True, on_delete=models.PROTECT))
    text = Sealed("chat")
    sent_at = declared("session-record", models.DateTimeField(default=now))
    client_key = declared(OPERATIONAL, models.CharField(max_length=64, default=uuid.uuid4))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "technician", "client_key"], name="message_once"),
            models.UniqueConstraint(
                fields=["case", "author_kind", "client_key"],
                condition=models.Q(technician=None),
                name="message_once_without_technician",
            ),
        ]
        ordering = ["sent_at", "id"]


class Note(models.Model):
    """What a technician writes down for colleagues."""

    id = declared("link", models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    case = declared("link", models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes"))
    subject = subject_column()
    technician = declared("staff", models.ForeignKey(Technician, on_delete=models.PROTECT))
    text = Sealed("notes")
    written_at = declared("session-record", models.DateTimeField(default=now))
    client_key = declared(OPERATIONAL, models.CharField(max_length=64, default=uuid.uuid4))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "technician", "client_key"], name="note_once")]
        ordering = ["written_at", "id"]
