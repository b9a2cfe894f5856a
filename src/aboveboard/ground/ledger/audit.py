"""What the ledger says of rows elsewhere: each opening stands in it once, and each yes that a session names."""

import datetime as dt
import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from django.db.models import QuerySet

from aboveboard.ground.models import Commitment, LedgerEntry, Opening
from aboveboard.ground.seen import Seen

BATCH = 500


def about(kind: str, things: Collection[uuid.UUID]) -> Counter[uuid.UUID]:
    """How many entries of this kind are about each of these things."""
    rows = Commitment.objects.filter(name="about", value__in=[str(one) for one in things], entry__kind=kind)
    return Counter(uuid.UUID(value) for value in rows.values_list("value", flat=True))


class Written(NamedTuple):
    """What one entry says: when, of which kind, and its facts."""

    at: dt.datetime
    kind: str
    facts: dict[str, Any]


def written_about(kinds: Collection[str], name: str, things: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Written]]:
    """The entries of these kinds whose commitment `name` (`subject`, `about`) is one of these things, oldest first."""
    found: dict[uuid.UUID, list[Written]] = defaultdict(list)
    rows = Commitment.objects.filter(name=name, value__in=[str(one) for one in things], entry__kind__in=kinds)
    for value, at, kind, body in rows.order_by("entry").values_list("value", "entry__at", "entry__kind", "entry__body"):
        found[uuid.UUID(value)].append(Written(at, kind, json.loads(body)["facts"]))
    return dict(found)


def facts_of(kind: str) -> Iterator[dict[str, Any]]:
    """The facts of each entry of this kind, oldest first."""
    rows = LedgerEntry.objects.filter(kind=kind).order_by("pk").values_list("body", flat=True)
    for body in rows.iterator(chunk_size=BATCH):
        yield json.loads(body)["facts"]


def openings_gone() -> Seen:
    """More openings in the ledger than there are rows of them, and than the ledger says went: somebody took one away.

    In this order: an opening that is made meanwhile is in no count but the second, and one that goes is in the third.
    """
    seen = Seen()
    written = LedgerEntry.objects.filter(kind="opened").count()
    there = Opening.objects.count()
    table = Opening._meta.db_table
    purged = sum(int(facts["rows"]) for facts in facts_of("retention.purged") if facts.get("table") == table)
    erased = sum(int(facts.get("openings", 0)) for facts in facts_of("person.erased"))
    missing = written - there - purged - erased
    if missing > 0:
        why = f"the ledger knows {written} openings; {there} are there, and {purged + erased} went by a rule"
        seen.broken(table, f"({missing} missing)", why)
    return seen


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
