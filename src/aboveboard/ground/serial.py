"""Numbers that people can say on the telephone, given out one by one."""

from django.db import transaction
from django.db.models import F

from aboveboard.ground.models import Serial


def hold(name: str) -> None:
    """Let nobody else go on with the series `name` until the caller's transaction ends."""
    Serial.objects.get_or_create(name=name)
    Serial.objects.select_for_update().get(name=name)


def next_number(name: str) -> int:
    """The next number of the series `name`, from 1 on. Part of the caller's transaction: a roll-back returns it."""
    with transaction.atomic():
        Serial.objects.get_or_create(name=name)
        Serial.objects.filter(name=name).update(last=F("last") + 1)
        return Serial.objects.get(name=name).last
