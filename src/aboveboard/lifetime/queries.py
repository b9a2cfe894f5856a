"""What is due and what is held: for the command, for the checks of the promises, and for who asks about a person."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Min, Q

from aboveboard.lifetime import schema, staff
from aboveboard.lifetime.clocks import Regime, regimes
from aboveboard.lifetime.holds import in_force
from aboveboard.lifetime.retention import LOOK, people_under
from aboveboard.lifetime.rules import Rule, briefs, rules

GRACE = dt.timedelta(days=1)
"""How long after its time something may still be on its way out, before it counts as overdue."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is over in one table: `rows` of which `held` stay for now, kept by `holds` (their ids).

    `then` is `empty`, `delete` or `anonymise`; `under` the hash of the earlier version whose time it is, or empty;
    `oldest` the moment when the oldest of them was collected, where the table has one.
    """

    category: str
    table: str
    then: str
    under: str
    rows: int
    oldest: dt.datetime | None
    held: int
    holds: tuple[str, ...]


def due(now: dt.datetime) -> Iterator[Line]:
    """What retention would let go of now, and what it leaves since somebody holds it. Changes nothing."""
    for regime in regimes(now):
        for rule in rules():
            line = _line(rule, regime, now)
            if line is not None:
                yield line
    accounts = staff.due(now)
    if count := accounts.count():
        oldest = accounts.order_by("suspended_at").values_list("suspended_at", flat=True).first()
        yield Line(staff.STAFF, "people_technician", "empty", "", count, oldest, 0, ())
    for model, brief in briefs():
        over = model._default_manager.filter(**{f"{brief.path}__lt": now - brief.after})
        found = over.aggregate(oldest=Min(brief.path))["oldest"]
        if found is not None:
            yield Line("operational", model._meta.db_table, "delete", "", over.count(), found, 0, ())


def _line(rule: Rule, regime: Regime, now: dt.datetime) -> Line | None:
    over = rule.over(regime)
    path = schema.person_path(rule.model)
    if regime.under:
        if not path:
            return None
        over &= _only_under(rule, regime, over)
    rows = rule.model._default_manager.filter(over).order_by()
    count = rows.count()
    if not count:
        return None
    free = rows.filter(rule.not_held(now)).count()
    keeping: tuple[str, ...] = ()
    if free < count:
        held = rows.exclude(pk__in=rows.filter(rule.not_held(now)).values("pk"))
        people = set(held.values_list(path, flat=True)[:LOOK])
        keeping = tuple(str(pk) for pk in in_force(now).filter(subject__in=people).values_list("pk", flat=True))
    oldest = rows.aggregate(oldest=Min(rule.oldest()))["oldest"]
    return Line(
        category=rule.category,
        table=rule.table,
        then=rule.then(regime),
        under=regime.under,
        rows=count,
        oldest=oldest if isinstance(oldest, dt.datetime) else None,
        held=count - free,
        holds=keeping,
    )


def _only_under(rule: Rule, regime: Regime, over: Q) -> Q:
    """Of what is over by an earlier version and not by the one in force: the rows of its own people."""
    path = schema.person_path(rule.model)
    people = set(rule.model._default_manager.filter(over).values_list(path, flat=True).distinct())
    return Q(**{f"{path}__in": list(people_under(regime.under, people))})


def overdue(now: dt.datetime) -> list[Line]:
    """What should have gone at least `GRACE` ago. The promise holds where every `rows` equals its `held`."""
    return list(due(now - GRACE))


@dataclass(frozen=True, slots=True)
class Holding:
    """One row about a person: its table, its key, and its columns by category. Sealed values are not opened."""

    table: str
    key: Any
    columns: dict[str, tuple[str, ...]]
    row: Any


def holdings(person: uuid.UUID) -> Iterator[Holding]:
    """Everything that is held about a person, row by row, by the same walk that erases it."""
    for model in schema.about_people():
        whose: Any = str(person) if schema.person_as_text(model) else person
        named = {
            category: tuple(column.attname for column in columns)
            for category, columns in schema.categories(model).items()
        }
        for row in model._default_manager.filter(**{schema.person_path(model): whose}).order_by("pk").iterator():
            yield Holding(model._meta.db_table, row.pk, named, row)
