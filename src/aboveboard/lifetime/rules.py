"""What goes at the end of its time: one rule a table and category, made of the notice, the schema and `lives.py`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, get_args

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db import models
from django.db.models import Exists, OuterRef, Q

from aboveboard.ground.declared import OPERATIONAL
from aboveboard.ground.notices import notice
from aboveboard.ground.sealed import Sealed
from aboveboard.lifetime import schema
from aboveboard.lifetime.clocks import Regime, passed
from aboveboard.lifetime.lives import BRIEF, LIVES, At, Brief, Life
from aboveboard.notice.model import CountedFrom

STAFF = "staff"
NOT_A_REASON = frozenset({OPERATIONAL, STAFF})
"""Categories that never end a row about somebody else: they say nothing about the person, or end with an account."""
ANONYMISED = frozenset({"surveys.Answer"})
"""Tables of which something is counted before it goes, where the notice says `anonymise`."""


@dataclass(frozen=True)
class Rule:
    """What goes of one table when one category is over: `columns` are emptied; without any, the rows go."""

    model: schema.Model
    life: Life
    category: str
    columns: Mapping[str, Any] = field(default_factory=dict)

    @property
    def deletes(self) -> bool:
        return not self.columns

    @property
    def table(self) -> str:
        return str(self.model._meta.db_table)

    def then(self, regime: Regime) -> str:
        """What happens: `empty`, `delete`, or `anonymise` where figures are made first."""
        if not self.deletes:
            return "empty"
        says = regime.then.get(self.category, "delete")
        return says if self.model._meta.label in ANONYMISED else "delete"

    def over(self, regime: Regime) -> Q:
        """The rows to which it applies now, holds aside."""
        if not self.deletes:
            filled = Q()
            for name, empty in self.columns.items():
                filled |= Q(**{f"{name}__isnull": False}) if empty is None else ~Q(**{name: empty})
            return filled & _ended(self.life, self.category, regime)
        nothing_hangs_on_it = Q()
        for child, name in schema.children(self.model):
            nothing_hangs_on_it &= Q(~Exists(child._default_manager.filter(**{name: OuterRef("pk")})))
        return self._row_over(regime) & nothing_hangs_on_it

    def _row_over(self, regime: Regime) -> Q:
        reasons = Q()
        for category in self.life.stays_for:
            reasons &= _ended(self.life, category, regime)
        for category in bound(self.model, self.life):
            reasons |= _ended(self.life, category, regime)
        for category in regime.ends if self.life.by_row else ():
            reasons |= Q(**{self.life.by_row: category}) & _ended(self.life, category, regime)
        return reasons

    def oldest(self) -> str:
        """The column by which the oldest row is named in a report."""
        collected = self.life.collected
        return collected.path if isinstance(collected, At) else "pk"

    def not_held(self, now: dt.datetime) -> Q:
        """The rows that no hold keeps."""
        return ~held(self.model, self.holds(), now)

    def holds(self) -> Q:
        """Which holds on a person would keep these rows."""
        kept = [self.category] if self.columns else sorted(schema.categories(self.model))
        return Q(scope="person") | Q(scope="category", category__in=kept)


_NOTHING = Q(pk__in=())


def _ended(life: Life, category: str, regime: Regime) -> Q:
    ended = _NOTHING
    for end in regime.ends.get(category, ()):
        clock = life.clock(end.counted_from)
        if clock is not None:
            ended |= passed(clock, end.cutoff)
    return ended


def held(model: schema.Model, which: Q, now: dt.datetime) -> Q:
    """The rows of this table that a hold in force keeps; holds on the row's own case count always."""
    holds = apps.get_model("lifetime", "Hold").objects.filter(ended_at__isnull=True, expires_on__gte=now.date())
    path, case = schema.person_path(model), schema.case_path(model)
    if not path or not holds.exists():
        return _NOTHING
    if schema.person_as_text(model):
        return Q(**{f"{path}__in": [str(one) for one in holds.filter(which).values_list("subject", flat=True)]})
    by_row = next((life.by_row for life in LIVES if life.table == model._meta.label and life.by_row), "")
    if by_row:
        which |= Q(scope="category", category=OuterRef(by_row))
    kept = Exists(holds.filter(which, subject=OuterRef(path)))
    if not case:
        # What belongs to no case (the person's name, what they accepted) is needed to use what a held case keeps.
        return Q(kept) | Q(Exists(holds.filter(scope="case", subject=OuterRef(path))))
    return Q(kept) | Q(Exists(holds.filter(scope="case", subject=OuterRef(path), case=OuterRef(case))))


def _empty(column: models.Field[Any, Any], resets: Iterable[str]) -> tuple[bool, Any]:
    """Whether a column can be emptied by itself, and what it holds then."""
    if isinstance(column, Sealed) or (column.null and not column.is_relation):
        return True, None
    if column.name in resets:
        return True, column.get_default()
    return (True, "") if column.blank and isinstance(column, models.CharField) else (False, None)


def emptied(model: schema.Model, life: Life) -> dict[str, dict[str, Any]]:
    """The categories whose columns can all be emptied while the row stays: category → column → what it holds then."""
    found: dict[str, dict[str, Any]] = {}
    for category, columns in schema.categories(model).items():
        if category in NOT_A_REASON or category == "link":
            continue
        ways = {column.attname: _empty(column, life.resets) for column in columns}
        sealed_alone = {name: None for name, column in ((one.attname, one) for one in columns) if _is_sealed(column)}
        if all(can for can, _ in ways.values()):
            found[category] = {name: empty for name, (_, empty) in ways.items()}
        elif sealed_alone and category not in life.stays_for:
            found[category] = dict(sealed_alone)
    return found


def _is_sealed(column: models.Field[Any, Any]) -> bool:
    return isinstance(column, Sealed)


def bound(model: schema.Model, life: Life) -> list[str]:
    """The categories that a row cannot outlive, beside those it stays for: they have columns that cannot be emptied."""
    alone = {*emptied(model, life), *life.stays_for, *NOT_A_REASON}
    own = [category for category in schema.categories(model) if category not in alone]
    return [*own, *life.no_longer_than]


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule: what is emptied first, then the rows, those on which nothing hangs before the others."""
    lives = {life.table: life for life in LIVES}
    made: list[Rule] = []
    for model in schema.tables():
        life = lives.get(model._meta.label)
        if life is None or STAFF in life.stays_for:
            continue
        alone = emptied(model, life)
        made += [
            Rule(model, life, category, columns)
            for category, columns in alone.items()
            if not _goes_along(life, category)
        ]
        made.append(Rule(model, life, life.stays_for[0]))
    return tuple(made)


def _goes_along(life: Life, category: str) -> bool:
    """A row that stays for one category alone goes with it, so emptying it first would be done twice."""
    return life.stays_for == (category,) and not _may_wait(life)


def _may_wait(life: Life) -> bool:
    return bool(schema.children(apps.get_model(life.table)))


def briefs() -> Iterable[tuple[schema.Model, Brief]]:
    """The tables whose rows are needed for a short time."""
    return ((apps.get_model(brief.table), brief) for brief in BRIEF)


def check_clocks(*_apps: object, **_options: object) -> list[CheckMessage]:
    """Errors where the notice counts a category from an event that one of its tables does not know."""
    errors: list[CheckMessage] = []
    declared = notice().categories
    for life in LIVES:
        model: schema.Model = apps.get_model(life.table)
        for category in schema.categories(model):
            if category in NOT_A_REASON - {STAFF} or category not in declared:
                continue
            if category == STAFF and STAFF not in life.stays_for:
                continue
            event = declared[category].counted_from
            if life.clock(event) is None:
                known = [one for one in get_args(CountedFrom) if life.clock(one)]
                errors.append(
                    Error(
                        f"{model._meta.db_table} holds '{category}', which the notice counts from '{event}': "
                        "that never happens to it, so it would never go.",
                        hint=f"In the notice, count '{category}' from one of: {', '.join(known)}.",
                        id="lifetime.E001",
                    )
                )
    return errors
