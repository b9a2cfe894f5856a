"""What one look at live data saw: how many rows there were, how many broke a promise, and the first of them by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet

MOST_NAMED: Final = 50
"""So many rows are named; all of them are counted."""


class Broken(NamedTuple):
    """One row that broke a promise. `why` is plain English without personal data."""

    table: str
    pk: str
    why: str


@dataclass(slots=True)
class Seen:
    """The figures of one look. Bounded: however much is broken, `rows` holds the first `MOST_NAMED`.

    `remarks` are rows that break nothing and that the privacy officer should see; `remarked` names the first of them.
    """

    population: int = 0
    violations: int = 0
    rows: list[Broken] = field(default_factory=list)
    remarks: int = 0
    remarked: list[Broken] = field(default_factory=list)

    def count(self, how_many: int = 1) -> None:
        """So many rows were looked at."""
        self.population += how_many

    def broken(self, table: str, pk: object, why: str) -> None:
        """This row breaks the promise."""
        self.violations += 1
        if len(self.rows) < MOST_NAMED:
            self.rows.append(Broken(table, str(pk), why))

    def remark(self, table: str, pk: object, what: str) -> None:
        """This row breaks nothing, and somebody should look at it."""
        self.remarks += 1
        if len(self.remarked) < MOST_NAMED:
            self.remarked.append(Broken(table, str(pk), what))

    def all_broken(self, rows: QuerySet[Any], why: str) -> None:
        """Every row of the query breaks the promise."""
        table = rows.model._meta.db_table
        self.violations += rows.count()
        free = MOST_NAMED - len(self.rows)
        if free > 0:
            self.rows += [Broken(table, str(pk), why) for pk in rows.order_by("pk").values_list("pk", flat=True)[:free]]

    def add(self, other: Seen) -> Seen:
        """Take in what another look saw. Returns itself."""
        self.population += other.population
        self.violations += other.violations
        self.rows += islice(other.rows, MOST_NAMED - len(self.rows))
        self.remarks += other.remarks
        self.remarked += islice(other.remarked, MOST_NAMED - len(self.remarked))
        return self


def total(looks: Iterable[Seen]) -> Seen:
    """Several looks as one."""
    whole = Seen()
    for look in looks:
        whole.add(look)
    return whole
