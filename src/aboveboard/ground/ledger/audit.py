"""What the ledger says of rows elsewhere: each opening stands in it once, and each yes that a session names."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import QuerySet

from aboveboard.ground.models import Commitment, Opening
from aboveboard.ground.seen import Seen

BATCH = 500


def about(kind: str, things: Collection[uuid.UUID]) -> Counter[uuid.UUID]:
    """How many entries of this kind are about each of these things."""
    rows = Commitment.objects.filter(name="about", value__in=[str(one) for one in things], entry__kind=kind)
    return Counter(uuid.UUID(value) for value in rows.values_list("value", flat=True))


def openings_not_once(since: dt.datetime) -> Seen:
    """Openings since then that do not stand in the ledger exactly once, and entries whose opening is gone."""
    seen = Seen()
    for batch in _batches(Opening.objects.filter(opened_at__gte=since).values_list("pk")):
        written = about("opened", [pk for (pk,) in batch])
        for (pk,) in batch:
            if written[pk] != 1:
                seen.broken(Opening._meta.db_table, pk, f"an opening that stands {written[pk]} times in the ledger")
    entries = Commitment.objects.filter(name="about", entry__kind="opened", entry__at__gte=since)
    for rows in _batches(entries.values_list("pk", "value")):
        there = set(Opening.objects.filter(pk__in=[value for _pk, value in rows]).values_list("pk", flat=True))
        for _pk, value in rows:
            if uuid.UUID(value) not in there:
                seen.broken(Opening._meta.db_table, value, "an opening that the ledger knows and that was taken away")
    return seen


def _batches(rows: "QuerySet[Any, Any]") -> Iterator[list[Any]]:
    """Rows by their key, which comes first in each, a bounded number at a time."""
    batch = list(rows.order_by("pk")[:BATCH])
    while batch:
        yield batch
        batch = list(rows.filter(pk__gt=batch[-1][0]).order_by("pk")[:BATCH])
