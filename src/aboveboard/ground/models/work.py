"""Work that falls due, throttles and serial numbers."""

import uuid

from django.db import models

from aboveboard.ground.declared import OPERATIONAL, declared


class Due(models.Model):
    """One piece of work that falls due, written in the transaction that causes it. Done at least once."""

    id = declared(OPERATIONAL, models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    kind = declared(OPERATIONAL, models.CharField(max_length=40))
    about = declared("link", models.UUIDField(db_index=True))
    due_at = declared(OPERATIONAL, models.DateTimeField())
    claimed_until = declared(OPERATIONAL, models.DateTimeField(null=True))
    attempts = declared(OPERATIONAL, models.PositiveIntegerField(default=0))
    done_at = declared(OPERATIONAL, models.DateTimeField(null=True))
    trouble = declared(OPERATIONAL, models.CharField(max_length=200, blank=True))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "about"], name="due_once")]
        indexes = [models.Index(fields=["due_at"], name="due_open", condition=models.Q(done_at__isnull=True))]


class Throttle(models.Model):
    """How often one source did one thing in one window. The source is only a keyed hash of its shortened address."""

    key = declared("abuse-guard", models.CharField(max_length=64, primary_key=True))
    window_ends = declared("abuse-guard", models.DateTimeField(db_index=True))
    count = declared("abuse-guard", models.PositiveIntegerField(default=0))


class Serial(models.Model):
    """The last number that was given out of a series (case numbers)."""

    name = declared(OPERATIONAL, models.CharField(max_length=20, primary_key=True))
    last = declared(OPERATIONAL, models.PositiveBigIntegerField(default=0))
