"""Letting go of what is over. This module deletes people's data: nothing else may, but erasure on somebody's behalf.

It works in batches of bounded size. Each is a transaction of its own and writes its line into the ledger in it,
so whoever is killed in the middle has lost nothing and goes on where it stopped: what is over is found by looking.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q

from aboveboard.ground.ledger.record import record
from aboveboard.lifetime import figures, leaving, schema, staff
from aboveboard.lifetime.clocks import Regime, regimes
from aboveboard.lifetime.lives import Brief
from aboveboard.lifetime.rules import Rule, briefs, rules

BATCH = 2000
"""Rows that go in one transaction."""
LOOK = 5 * BATCH
"""Rows that one look at a table finds at most."""
IN_ONE_TURN = 5
"""Batches after which the job process does something else."""


def work_off(now: dt.datetime) -> Iterator[int]:
    """Everything that is over, one batch a step; yields how many rows each changed. Stop at any step."""
    for regime in regimes(now):
        for rule in rules():
            yield from _of_one_rule(rule, regime, now)
    yield from staff.work_off(now)
    for model, brief in briefs():
        yield from _of_short_use(model, brief, now)


class Turns:
    """Retention for the job process: a few batches each turn, a rest of an hour after everything was done."""

    REST = dt.timedelta(hours=1)

    def __init__(self) -> None:
        self._going_on: Iterator[int] | None = None
        self._rest_until: dt.datetime | None = None

    def __call__(self, now: dt.datetime) -> int:
        """One turn; returns how many rows went."""
        if self._rest_until is not None and now < self._rest_until:
            return 0
        if self._going_on is None:
            self._going_on = work_off(now)
        gone = 0
        try:
            for _ in range(IN_ONE_TURN):
                step = next(self._going_on, None)
                if step is None:
                    self._going_on, self._rest_until = None, now + self.REST
                    break
                gone += step
        except BaseException:
            # What failed is found again by the next turn's look.
            self._going_on = None
            raise
        return gone


def run(now: dt.datetime) -> int:
    """Do all of it now; returns how many rows were changed."""
    return sum(work_off(now))


def _of_one_rule(rule: Rule, regime: Regime, now: dt.datetime) -> Iterator[int]:
    if regime.under and not schema.person_path(rule.model):
        return
    due = rule.over(regime) & rule.not_held(now)
    if rule.then(regime) == "anonymise":
        figures.count(rule.model._default_manager.filter(due), now)
    for found in _looks(rule, regime, due):
        for start in range(0, len(found), BATCH):
            yield _batch(rule, regime, due, found[start : start + BATCH], now)


def _looks(rule: Rule, regime: Regime, due: Q) -> Iterator[list[Any]]:
    """Keys of what is over, a bounded number at a time, as long as there are more."""
    rows = rule.model._default_manager.filter(due).order_by()
    if not regime.under:
        # What was found goes, so the next look finds others.
        last: list[Any] = []
        while found := list(rows.values_list("pk", flat=True)[:LOOK]):
            if found == last:
                return
            yield found
            if len(found) < LOOK:
                return
            last = found
        return
    path, after = schema.person_path(rule.model), None
    while True:
        # Other people's rows stay, so this one walks along the key.
        page = rows.order_by("pk") if after is None else rows.filter(pk__gt=after).order_by("pk")
        pairs = list(page.values_list("pk", path)[:LOOK])
        if not pairs:
            return
        after = pairs[-1][0]
        theirs = people_under(regime.under, {person for _, person in pairs})
        yield [key for key, person in pairs if person in theirs]


def people_under(version: str, people: set[Any]) -> set[Any]:
    """Those of these people (ids, or ids as text) whose data is held under this version of the notice."""
    ids = {_as_id(person): person for person in people}
    keys = apps.get_model("ground", "PersonKey").objects
    found: set[Any] = set()
    wanted = [one for one in ids if one is not None]
    for start in range(0, len(wanted), BATCH):
        some = keys.filter(person__in=wanted[start : start + BATCH], notice=version)
        found |= {ids[person] for person in some.values_list("person", flat=True)}
    return found


def _as_id(person: Any) -> uuid.UUID | None:
    if isinstance(person, uuid.UUID):
        return person
    try:
        return uuid.UUID(str(person))
    except ValueError:
        return None


def _batch(rule: Rule, regime: Regime, due: Q, keys: Sequence[Any], now: dt.datetime) -> int:
    """One transaction: what is still due of these rows goes, and the ledger says so."""
    manager = rule.model._default_manager
    with transaction.atomic():
        still = list(manager.filter(due, pk__in=keys).order_by().values_list("pk", flat=True))
        if not still:
            return 0
        if rule.deletes:
            if rule.model._meta.label == "people.Customer":
                # Before the rows: a key without a row is found again and destroyed, a row without a key cannot be read.
                leaving.of_people(still, leaving.NO_CERTIFICATE, now)
            leaving.of_rows(rule.model, still)
        else:
            manager.filter(pk__in=still).update(**rule.columns)
        _note(rule.category, rule.table, len(still), rule.then(regime), now)
    return len(still)


def _of_short_use(model: schema.Model, brief: Brief, now: dt.datetime) -> Iterator[int]:
    rows = model._default_manager.filter(**{f"{brief.path}__lt": now - brief.after}).order_by()
    while True:
        with transaction.atomic():
            keys = list(rows.values_list("pk", flat=True)[:BATCH])
            if not keys:
                return
            model._default_manager.filter(pk__in=keys).delete()
            _note("operational", model._meta.db_table, len(keys), "delete", now)
        yield len(keys)


def _note(category: str, table: str, rows: int, then: str, now: dt.datetime) -> None:
    facts: dict[str, str | int] = {"category": category, "table": table, "rows": rows, "then": then}
    record("retention.purged", facts=facts, at=now)
