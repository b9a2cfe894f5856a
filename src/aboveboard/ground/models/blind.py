"""The blind index: keyed fingerprints by which a person is found again, without what they are made of."""

from django.db import models

from aboveboard.ground.clock import now
from aboveboard.ground.declared import OPERATIONAL, declared


class BlindEntry(models.Model):
    """One way to find one person. `token` is useless without the key `blind` of the key store."""

    id = declared(OPERATIONAL, models.BigAutoField(primary_key=True))
    kind = declared("search-index", models.CharField(max_length=8))
    token = declared("search-index", models.CharField(max_length=32))
    subject = declared("link", models.UUIDField(db_index=True))
    written_at = declared("search-index", models.DateTimeField(default=now))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "token", "subject"], name="blind_once")]
