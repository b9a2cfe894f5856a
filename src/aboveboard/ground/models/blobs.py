"""Files about a person, sealed in segments. The row is the way to the file: without it the file is noise."""

import uuid

from django.db import models

from aboveboard.ground.clock import now
from aboveboard.ground.declared import OPERATIONAL, declared


class Blob(models.Model):
    """One sealed file. `wrapped` is its own key under the person's key, `holds` the category of what is in it."""

    id = declared("link", models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    subject = declared("link", models.UUIDField(db_index=True, editable=False))
    holds = declared(OPERATIONAL, models.CharField(max_length=40))
    wrapped = declared(OPERATIONAL, models.BinaryField())
    size = declared(OPERATIONAL, models.PositiveBigIntegerField())
    kept_at = declared("link", models.DateTimeField(default=now))
