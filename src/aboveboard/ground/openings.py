"""Writing down who opened whom: once for each actor, person, purpose and hour, in the rows and in the ledger."""

import datetime as dt
import uuid
from collections.abc import Mapping
from functools import partial

from django.db import transaction

from aboveboard.ground import serial
from aboveboard.ground.access import Access
from aboveboard.ground.clock import now as clock
from aboveboard.ground.ledger.record import record_many
from aboveboard.ground.models import Opening

SERIES = "openings"
_MOST_KNOWN = 50_000

_Known = tuple[str, str, uuid.UUID, str, dt.datetime, str]

_known: set[_Known] = set()
"""What this process has written already, so that a page that is read again asks the database nothing."""


def write(
    access: Access, purpose: str, opened: Mapping[uuid.UUID, set[str]], needs: Mapping[uuid.UUID, uuid.UUID | None]
) -> None:
    """Write what was opened and is not written yet. Part of the caller's transaction where there is one."""
    moment = clock()
    hour = moment.replace(minute=0, second=0, microsecond=0)
    who = (access.kind, access.actor)
    fresh = {
        subject: categories
        for subject, categories in opened.items()
        if any((*who, subject, purpose, hour, category) not in _known for category in categories)
    }
    if not fresh:
        return
    same = {"actor_kind": access.kind, "actor": access.actor, "purpose": purpose, "hour": hour}
    with transaction.atomic():
        # Two pages at the same moment must not both believe that they are the first.
        serial.hold(SERIES)
        there = {row.subject: row for row in Opening.objects.filter(**same, subject__in=fresh)}
        new = [
            Opening(
                **same,
                subject=subject,
                need=needs.get(subject),
                categories=" ".join(sorted(categories)),
                opened_at=moment,
            )
            for subject, categories in fresh.items()
            if subject not in there
        ]
        Opening.objects.bulk_create(new)
        record_many(
            {
                "kind": "opened",
                "facts": {"purpose": purpose, "by": access.kind},
                "subject": row.subject,
                "actor": access.actor,
                "about": row.pk,
                "at": hour,
            }
            for row in new
        )
        for subject, row in there.items():
            grown = set(row.categories.split()) | fresh[subject]
            if grown != set(row.categories.split()):
                Opening.objects.filter(pk=row.pk).update(categories=" ".join(sorted(grown)))
        written = [(*who, subject, purpose, hour, category) for subject in fresh for category in fresh[subject]]
        transaction.on_commit(partial(_remember, written))


def _remember(written: list[_Known]) -> None:
    if len(_known) > _MOST_KNOWN:
        _known.clear()
    _known.update(written)


def forget_known() -> None:
    """Forget what this process believes to be written (after an erasure, and between tests)."""
    _known.clear()
