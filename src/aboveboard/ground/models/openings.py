"""Who opened what of whom, and what for: one row an actor, a person, a purpose and an hour."""

import uuid

from django.db import models

from aboveboard.ground.clock import now
from aboveboard.ground.declared import declared


class Opening(models.Model):
    """Somebody opened sealed values of a person. `actor` is a technician's id, or the name of a kind of due work.

    `need` is what gave the right to it (a case), None where the role alone did. `categories` are joined by spaces.
    """

    id = declared("link", models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    actor_kind = declared("session-record", models.CharField(max_length=8))
    actor = declared("session-record", models.CharField(max_length=40))
    subject = declared("link", models.UUIDField(db_index=True))
    purpose = declared("session-record", models.CharField(max_length=40))
    hour = declared("session-record", models.DateTimeField())
    need = declared("link", models.UUIDField(null=True))
    categories = declared("session-record", models.CharField(max_length=400))
    opened_at = declared("session-record", models.DateTimeField(default=now))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["actor_kind", "actor", "subject", "purpose", "hour"], name="opening_once_an_hour"
            )
        ]
