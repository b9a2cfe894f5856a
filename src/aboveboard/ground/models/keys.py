"""The key store: persons' keys, the list of erasures, keys of the service itself. Never in a backup of the data."""

import uuid

from django.db import models

from aboveboard.ground.clock import now
from aboveboard.ground.declared import OPERATIONAL, declared


class PersonKey(models.Model):
    """A person's key as the master key wrapped it, and what counts for every use of what it seals.

    `notice` is the hash of the notice under which the person's data is held (empty: the one in force): a later version
    does not widen it before the person agreed. `restricted_at` is set while the data is only kept because of a hold.
    """

    person = declared("link", models.UUIDField(primary_key=True, editable=False))
    wrapped = declared(OPERATIONAL, models.BinaryField())
    generation = declared(OPERATIONAL, models.PositiveIntegerField(default=1, db_index=True))
    notice = declared("terms-record", models.CharField(max_length=64, blank=True))
    restricted_at = declared("link", models.DateTimeField(null=True))
    created_at = declared("link", models.DateTimeField(default=now))


class Erasure(models.Model):
    """A person whose key was destroyed. A restore of older data erases this person once more."""

    person = declared("link", models.UUIDField(primary_key=True, editable=False))
    erased_at = declared("link", models.DateTimeField(default=now))
    certificate = declared("link", models.UUIDField(default=uuid.uuid4))


class ServiceKey(models.Model):
    """A key of the service itself (blind indexes, the ledger's signature) as the master key wrapped it."""

    name = declared(OPERATIONAL, models.CharField(max_length=40, primary_key=True))
    wrapped = declared(OPERATIONAL, models.BinaryField())
    generation = declared(OPERATIONAL, models.PositiveIntegerField(default=1, db_index=True))
    created_at = declared(OPERATIONAL, models.DateTimeField(default=now))


class MasterMark(models.Model):
    """A master key of this key store, so that a wrong one is refused at start. `id` is its generation: the newest wraps
    what is new; an older one whose `done_at` is set opens nothing any more."""

    id = declared(OPERATIONAL, models.BigAutoField(primary_key=True))
    fingerprint = declared(OPERATIONAL, models.CharField(max_length=16))
    begun_at = declared(OPERATIONAL, models.DateTimeField(default=now))
    done_at = declared(OPERATIONAL, models.DateTimeField(null=True))


class LedgerMark(models.Model):
    """The newest head of the ledger that this server signed.

    Kept here, since a restore joins older data with the newest key store: so a tree that became shorter is noticed.
    """

    id = declared(OPERATIONAL, models.BigAutoField(primary_key=True))
    size = declared(OPERATIONAL, models.PositiveBigIntegerField())
    root = declared(OPERATIONAL, models.CharField(max_length=64))
    at = declared(OPERATIONAL, models.DateTimeField())
