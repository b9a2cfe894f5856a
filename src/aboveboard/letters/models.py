"""Mail that is owed. A letter's text is written when it is sent and not kept."""

import uuid

from django.db import models

from aboveboard.ground.clock import now
from aboveboard.ground.declared import declared
from aboveboard.ground.sealed import subject_column
from aboveboard.letters.kinds import Choice, Kind, State
from aboveboard.remote.models import Session


class Letter(models.Model):
    """One letter about one session: exactly one of each kind, sent or with the reason why not."""

    id = declared("link", models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    session = declared("link", models.ForeignKey(Session, on_delete=models.PROTECT, related_name="letters"))
    subject = subject_column()
    kind = declared("letters", models.CharField(max_length=16, choices=Kind.choices))
    state = declared("letters", models.CharField(max_length=8, choices=State.choices, default=State.QUEUED))
    reason = declared("letters", models.CharField(max_length=40, blank=True))
    message_id = declared("letters", models.CharField(max_length=120, unique=True))
    queued_at = declared("letters", models.DateTimeField(default=now))
    sent_at = declared("letters", models.DateTimeField(null=True))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "kind"], name="letter_once")]


class ChangeLetter(models.Model):
    """One person and one version of the notice that matters to them: told by mail, by a page, or both, and the answer.

    Who has no address is told by the page of their case alone. `notice` is the version's hash.
    """

    id = declared("link", models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    subject = subject_column()
    notice = declared("letters", models.CharField(max_length=64))
    state = declared("letters", models.CharField(max_length=8, choices=State.choices, default=State.QUEUED))
    reason = declared("letters", models.CharField(max_length=40, blank=True))
    message_id = declared("letters", models.CharField(max_length=120, unique=True))
    queued_at = declared("letters", models.DateTimeField(default=now))
    sent_at = declared("letters", models.DateTimeField(null=True))
    seen_at = declared("letters", models.DateTimeField(null=True))
    choice = declared("terms-record", models.CharField(max_length=8, choices=Choice.choices, blank=True))
    chosen_at = declared("terms-record", models.DateTimeField(null=True))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "subject"], name="change_letter_once")]
