"""Writing down who opened whom: once for each actor, person, purpose and hour, in the rows and in the ledger."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from functools import partial

from django.db import transaction

from aboveboard.ground.access import Access
from aboveboard.ground.clock import now as clock
from aboveboard.ground.ledger import queries as ledger
from aboveboard.ground.ledger.record import record, record_many
from aboveboard.ground.models import Opening
from aboveboard.ground.plainly import as_uuid, insert_missing
from aboveboard.ground.vault import keystore

_MOST_KNOWN = 50_000
_AT_ONCE = 500

_Who = tuple[str, str, str, dt.datetime]
"""Kind of actor, actor, purpose, hour."""

_known: dict[_Who, dict[uuid.UUID, set[str]]] = {}
"""What this process has written already, so that a page that is read again asks the database nothing."""

_NOTHING: frozenset[str] = frozenset()
_COLUMNS = ("id", "actor_kind", "actor", "purpose", "hour", "subject", "need", "categories", "opened_at")


def write(
    access: Access, purpose: str, opened: Mapping[uuid.UUID, set[str]], needs: Mapping[uuid.UUID, uuid.UUID | None]
) -> None:
    """Write what was opened and is not written yet. Part of the caller's transaction where there is one.

    Nothing is written about who is erased while a page is being made: with the key went what the page could open.
    """
    moment = clock()
    who = (access.kind, access.actor, purpose, moment.replace(minute=0, second=0, microsecond=0))
    known = _known.get(who, {})
    fresh = {
        subject: categories for subject, categories in opened.items() if not categories <= known.get(subject, _NOTHING)
    }
    for subject in keystore.erased_among(fresh):
        del fresh[subject]
    if not fresh:
        return
    with transaction.atomic():
        # Two pages at the same moment must not both believe that they are the first; always in the same order, so that
        # neither waits for the other for ever.
        rows = {
            uuid.uuid4(): (*who, subject, needs.get(subject), " ".join(sorted(fresh[subject])), moment)
            for subject in sorted(fresh)
        }
        new = [
            as_uuid(key) for key in insert_missing(Opening, _COLUMNS, [(key, *row) for key, row in rows.items()], "id")
        ]
        record_many(
            {
                "kind": "opened",
                "facts": {"purpose": purpose, "by": access.kind},
                "subject": rows[key][4],
                "actor": access.actor,
                "about": key,
                "at": who[3],
            }
            for key in new
        )
        _grow(who, {subject: fresh[subject] for subject in fresh.keys() - {rows[key][4] for key in new}})
        transaction.on_commit(partial(_remember, who, fresh))
        # An erasure may have looked for rows before these were there to be seen. It writes its list first and looks
        # then; here it is the other way round: so one of the two sees the other.
        transaction.on_commit(partial(_take_back, tuple(fresh)))


def _grow(who: _Who, fresh: Mapping[uuid.UUID, set[str]]) -> None:
    """Add categories to rows that are there already."""
    if not fresh:
        return
    kind, actor, purpose, hour = who
    same = Opening.objects.filter(actor_kind=kind, actor=actor, purpose=purpose, hour=hour, subject__in=fresh)
    for row in same.select_for_update().order_by("subject"):
        before = set(row.categories.split())
        if not fresh[row.subject] <= before:
            Opening.objects.filter(pk=row.pk).update(categories=" ".join(sorted(before | fresh[row.subject])))


def _take_back(subjects: Collection[uuid.UUID]) -> None:
    erased = keystore.erased_among(subjects)
    if erased:
        forget(erased, clock())


def forget(people: Collection[uuid.UUID], now: dt.datetime) -> int:
    """Delete all openings of people who were erased, and what ties the ledger's entries to them; returns how many.

    The entries stay and name nobody; one more says how many rows went.
    """
    with transaction.atomic():
        rows = list(Opening.objects.filter(subject__in=people).values_list("pk", flat=True))
        things = [*people, *rows]
        for start in range(0, len(things), _AT_ONCE):
            ledger.forget(*things[start : start + _AT_ONCE])
            Opening.objects.filter(pk__in=things[start : start + _AT_ONCE]).delete()
        if rows:
            facts: dict[str, str | int] = {
                "category": "link",
                "table": Opening._meta.db_table,
                "rows": len(rows),
                "then": "delete",
            }
            record("retention.purged", facts=facts, at=now)
    return len(rows)


def _remember(who: _Who, written: Mapping[uuid.UUID, set[str]]) -> None:
    if sum(len(people) for people in _known.values()) > _MOST_KNOWN:
        _known.clear()
    people = _known.setdefault(who, {})
    for subject, categories in written.items():
        people[subject] = people.get(subject, set()) | categories


def forget_known() -> None:
    """Forget what this process believes to be written (after an erasure, and between tests)."""
    _known.clear()
