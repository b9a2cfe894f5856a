"""The versions of the notice that were published. Rows are added and never changed; the database refuses it too."""

from django.db import models

from aboveboard.ground.declared import OPERATIONAL, declared


class PublishedNotice(models.Model):
    """One version, byte for byte. `hash` is its address: the SHA-256 of `package` (`aboveboard.notice.archive`)."""

    hash = declared(OPERATIONAL, models.CharField(max_length=64, primary_key=True))
    version = declared(OPERATIONAL, models.CharField(max_length=20, unique=True))
    effective = declared(OPERATIONAL, models.DateField(unique=True))
    published_at = declared(OPERATIONAL, models.DateTimeField())
    material = declared(OPERATIONAL, models.BooleanField())
    """Whether it matters to people whose data was there before: they are told, and agree or do not."""
    package = declared(OPERATIONAL, models.BinaryField())
