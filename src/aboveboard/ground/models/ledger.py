"""The ledger's rows. An entry holds no personal data: whom it is about stands in it only as a salted commitment."""

from django.db import models

from aboveboard.ground.declared import OPERATIONAL, declared


class LedgerEntry(models.Model):
    """One line of the ledger. `body` is hashed byte for byte; `seq` is its place in the tree, once it has one."""

    id = declared(OPERATIONAL, models.BigAutoField(primary_key=True))
    seq = declared(OPERATIONAL, models.PositiveBigIntegerField(null=True, unique=True))
    kind = declared(OPERATIONAL, models.CharField(max_length=40))
    at = declared(OPERATIONAL, models.DateTimeField())
    body = declared(OPERATIONAL, models.TextField())

    class Meta:
        # Entries that wait for their place are found by the index of `seq`, which holds those without one too.
        indexes = [models.Index(fields=["kind", "at"], name="ledger_kind")]


# The constraint below is its index: each one more would be written with every entry.
_ENTRY: "models.ForeignKey[LedgerEntry, LedgerEntry]" = models.ForeignKey(
    LedgerEntry, on_delete=models.PROTECT, related_name="commitments", db_index=False
)


class Commitment(models.Model):
    """What one commitment of an entry stands for. Without this row nobody can tell whom the entry is about."""

    id = declared(OPERATIONAL, models.BigAutoField(primary_key=True))
    entry = declared(OPERATIONAL, _ENTRY)
    name = declared(OPERATIONAL, models.CharField(max_length=20))
    value = declared("link", models.CharField(max_length=64, db_index=True))
    salt = declared("link", models.BinaryField(max_length=16))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "name"], name="commitment_once")]


class LedgerTile(models.Model):
    """Up to 256 hashes of 32 bytes in a row. Level 0 holds leaves, level n+1 one hash for each full tile of level n.

    Only the last tile of a level grows; the others are never written again.
    """

    id = declared(OPERATIONAL, models.BigAutoField(primary_key=True))
    level = declared(OPERATIONAL, models.PositiveSmallIntegerField())
    index = declared(OPERATIONAL, models.PositiveBigIntegerField())
    hashes = declared(OPERATIONAL, models.BinaryField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="ledger_tile_once")]


class LedgerHead(models.Model):
    """A signed head: so many entries, this root. Never changed, never removed. `root` and `key` are hexadecimal."""

    id = declared(OPERATIONAL, models.BigAutoField(primary_key=True))
    size = declared(OPERATIONAL, models.PositiveBigIntegerField(unique=True))
    root = declared(OPERATIONAL, models.CharField(max_length=64))
    at = declared(OPERATIONAL, models.DateTimeField())
    key = declared(OPERATIONAL, models.CharField(max_length=64))
    signature = declared(OPERATIONAL, models.CharField(max_length=128))
