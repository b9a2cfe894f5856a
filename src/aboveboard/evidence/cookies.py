"""The names of the cookies that this site sets, counted as they leave. Nobody's value is looked at."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from aboveboard.evidence.models import CookieCount

LONGEST_NAME = 80


def add(times: Mapping[str, int], now: dt.datetime) -> None:
    """Add these counts: how often a cookie of each name was set."""
    cut: Counter[str] = Counter()
    for name, count in times.items():
        cut[name[:LONGEST_NAME]] += count
    with transaction.atomic():
        for name, count in sorted(cut.items()):
            CookieCount.objects.get_or_create(name=name, defaults={"last_at": now})
            CookieCount.objects.filter(name=name).update(times=F("times") + count, last_at=now)


def counted() -> list[CookieCount]:
    """Every name that was ever set, with how often and when last."""
    return list(CookieCount.objects.order_by("name"))
