"""What the checks of the promises found: each promise's runs, and the rows that broke it."""

from django.db import models

from aboveboard.ground.declared import OPERATIONAL, declared


class State(models.TextChoices):
    """What is known about a promise. `not_built` and `words_only` are never mistaken for `holds`."""

    HOLDS = "holds"
    VIOLATED = "violated"
    NOTHING = "nothing to check yet"
    NOT_BUILT = "not built"
    WORDS_ONLY = "words only"


class CheckRun(models.Model):
    """One promise was checked `times` times between `began_at` and `checked_at`, each time with the same outcome.

    A new row begins with another state, another number of violations or another day, so that history stays short.
    `head_size` and `head_root` are the ledger's newest head at the last of these runs.
    """

    id = declared(OPERATIONAL, models.BigAutoField(primary_key=True))
    promise = declared(OPERATIONAL, models.CharField(max_length=40))
    state = declared(OPERATIONAL, models.CharField(max_length=24, choices=State.choices))
    population = declared(OPERATIONAL, models.PositiveBigIntegerField(default=0))
    violations = declared(OPERATIONAL, models.PositiveBigIntegerField(default=0))
    began_at = declared(OPERATIONAL, models.DateTimeField())
    checked_at = declared(OPERATIONAL, models.DateTimeField(db_index=True))
    times = declared(OPERATIONAL, models.PositiveIntegerField(default=1))
    head_size = declared(OPERATIONAL, models.PositiveBigIntegerField(default=0))
    head_root = declared(OPERATIONAL, models.CharField(max_length=64, blank=True))
    reason = declared(OPERATIONAL, models.CharField(max_length=600, blank=True))

    class Meta:
        indexes = [models.Index(fields=["promise", "-checked_at"], name="newest_check_of_promise")]


class Finding(models.Model):
    """One row that broke a promise, by its table and key; the first ones of a run are named, all are counted."""

    id = declared(OPERATIONAL, models.BigAutoField(primary_key=True))
    run = declared(OPERATIONAL, models.ForeignKey(CheckRun, on_delete=models.CASCADE, related_name="findings"))
    table = declared(OPERATIONAL, models.CharField(max_length=80))
    row = declared("link", models.CharField(max_length=80))
    why = declared(OPERATIONAL, models.CharField(max_length=200))


class CookieCount(models.Model):
    """How often this site set a cookie of this name, and when last."""

    name = declared(OPERATIONAL, models.CharField(max_length=80, primary_key=True))
    times = declared(OPERATIONAL, models.PositiveBigIntegerField(default=0))
    last_at = declared(OPERATIONAL, models.DateTimeField())
