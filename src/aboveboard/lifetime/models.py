"""Tables of this room: what must stay for now, what was erased, and figures that name nobody."""

import uuid

from django.db import models

from aboveboard.ground.clock import now
from aboveboard.ground.declared import OPERATIONAL, declared
from aboveboard.ground.sealed import Sealed, subject_column
from aboveboard.people.models import Technician


class Basis(models.TextChoices):
    """What allows us to keep something that would go."""

    CLAIM = "claim"
    LAW = "law"
    AUTHORITY = "authority"
    PERSON = "person"


class Scope(models.TextChoices):
    """How much of a person's data a hold keeps."""

    PERSON = "person"
    CASE = "case"
    CATEGORY = "category"


class Hold(models.Model):
    """Something of a person stays beyond its time, for a reason that ends. `reason` is staff's words about a person.

    It counts until it is released or `expires_on` is over, whichever comes first; nobody has to remember it.
    """

    id = declared("link", models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    subject = subject_column()
    scope = declared("rights-request", models.CharField(max_length=8, choices=Scope.choices))
    case = declared("link", models.UUIDField(null=True))
    category = declared("rights-request", models.CharField(max_length=40, blank=True))
    basis = declared("rights-request", models.CharField(max_length=12, choices=Basis.choices))
    reason = Sealed("rights-request")
    owner = declared("staff", models.ForeignKey(Technician, null=True, on_delete=models.PROTECT, related_name="+"))
    placed_at = declared("rights-request", models.DateTimeField(default=now))
    review_on = declared("rights-request", models.DateField())
    expires_on = declared("rights-request", models.DateField())
    reminded_at = declared("rights-request", models.DateTimeField(null=True))
    ended_at = declared("rights-request", models.DateTimeField(null=True))
    end = declared("rights-request", models.CharField(max_length=8, blank=True))

    class Meta:
        indexes = [
            models.Index(fields=["subject"], name="hold_in_force", condition=models.Q(ended_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(review_on__lte=models.F("expires_on")), name="hold_is_reviewed_before_it_ends"
            )
        ]


class Certificate(models.Model):
    """What was erased of one person, what is left and why. Names nobody; `subject` goes when there is nothing to do.

    `removed` is a list of {"table", "categories", "rows"}; `remains` a list of {"what", "why"}, both words of ours.
    """

    id = declared("link", models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    number = declared("rights-request", models.CharField(max_length=16, unique=True))
    subject = declared("link", models.UUIDField(null=True, db_index=True))
    basis = declared("rights-request", models.CharField(max_length=12))
    by = declared("staff", models.ForeignKey(Technician, null=True, on_delete=models.PROTECT, related_name="+"))
    issued_at = declared("rights-request", models.DateTimeField(default=now))
    removed = declared("rights-request", models.JSONField(default=list))
    remains = declared("rights-request", models.JSONField(default=list))
    held = declared("rights-request", models.BooleanField(default=False))
    key_destroyed_at = declared("rights-request", models.DateTimeField(null=True))
    complete_at = declared("rights-request", models.DateTimeField(null=True))


class Figure(models.Model):
    """What was answered in one period, by at least as many people as the notice's smallest group. Names nobody.

    `period` is a month (2026-03), a quarter (2026-Q1) or a year (2026). `size` None: there were too few, so nothing was
    kept but that the period has been looked at.
    """

    id = declared(OPERATIONAL, models.BigAutoField(primary_key=True))
    what = declared(OPERATIONAL, models.CharField(max_length=20))
    period = declared(OPERATIONAL, models.CharField(max_length=8))
    begins = declared(OPERATIONAL, models.DateField())
    ends = declared(OPERATIONAL, models.DateField())
    size = declared(OPERATIONAL, models.PositiveIntegerField(null=True))
    counts = declared(OPERATIONAL, models.JSONField(default=dict))
    made_at = declared(OPERATIONAL, models.DateTimeField(default=now))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "period"], name="figure_once")]
