"""What left the server, as the door itself counted it."""

from django.db import models

from aboveboard.ground.declared import OPERATIONAL, declared


class EgressCount(models.Model):
    """How many parcels one recipient took on one ground in one year (UTC).

    Kept apart from the ledger's entries, so that one can be held against the other.
    """

    id = declared(OPERATIONAL, models.BigAutoField(primary_key=True))
    recipient = declared(OPERATIONAL, models.CharField(max_length=40))
    ground = declared(OPERATIONAL, models.CharField(max_length=40))
    year = declared(OPERATIONAL, models.PositiveSmallIntegerField())
    parcels = declared(OPERATIONAL, models.PositiveBigIntegerField(default=0))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recipient", "ground", "year"], name="egress_counted_once")]
