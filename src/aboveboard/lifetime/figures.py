"""What remains of answers: how many of each, by month, in groups that show nobody. No figure holds an identifier.

A period is counted once, when the first of its answers is about to go and while all of them are still there. It is cut
as finely as every part keeps at least the notice's smallest group: into months if all of them do, else quarters, else
the whole. Parts and whole are never both kept, since their difference could show a small group. What is too small even
as a whole is dropped.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Count, QuerySet

from aboveboard.ground.notices import notice

ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class Period:
    """Some whole months: `begins` is in, `ends` is the first day after."""

    name: str
    begins: dt.date
    ends: dt.date

    def parts(self) -> tuple[Period, ...]:
        """The next finer periods: a year's quarters, a quarter's months; a month has none."""
        year = self.begins.year
        if len(self.name) == 4:
            return tuple(quarter(year, number) for number in range(1, 5))
        if "Q" in self.name:
            return tuple(month(year, self.begins.month + step) for step in range(3))
        return ()


def _months(name: str, year: int, first: int, length: int) -> Period:
    after = first + length
    return Period(name, dt.date(year, first, 1), dt.date(year + (after > 12), (after - 1) % 12 + 1, 1))


def month(year: int, number: int) -> Period:
    """One month, from 1 on."""
    return _months(f"{year}-{number:02d}", year, number, 1)


def quarter(year: int, number: int) -> Period:
    """One quarter, from 1 on."""
    return _months(f"{year}-Q{number}", year, 3 * number - 2, 3)


def year_of(year: int) -> Period:
    """A whole year."""
    return _months(str(year), year, 1, 12)


def smallest_group() -> int:
    """How many people a figure is about at least; whatever the notice says, one person alone is never a group."""
    return max(2, notice().number("smallest-group"))


def count(due: QuerySet[Any], now: dt.datetime) -> int:
    """Make the figures of every period that one of these answers belongs to; returns how many were made."""
    made = 0
    for moment in due.order_by().datetimes("answered_at", "month", tzinfo=dt.UTC):
        made += _count_around(moment.date(), now)
    return made


def _count_around(day: dt.date, now: dt.datetime) -> int:
    model = apps.get_model("lifetime", "Figure").objects
    if model.filter(what=ANSWERS, begins__lte=day, ends__gt=day).exists():
        return 0
    around = (year_of(day.year), quarter(day.year, (day.month + 2) // 3), month(day.year, day.month))
    # The largest period that is over, and of which nothing has been counted and let go before.
    free = [one for one in around if one.ends <= now.date() and not _touched(one)]
    whole = free[0] if free else around[-1]
    with transaction.atomic():
        figures = list(_cut(whole)) if whole.ends <= now.date() else []
        rows = [_row(period, size, counts) for period, size, counts in figures]
        # Also the parts in which nobody answered have been looked at, and what was too small.
        rows = rows or [_row(whole, None, {})]
        for row in rows:
            model.get_or_create(what=ANSWERS, period=row.pop("period"), defaults=row | {"made_at": now})
    return len(rows)


def _touched(period: Period) -> bool:
    figures = apps.get_model("lifetime", "Figure").objects
    return bool(figures.filter(what=ANSWERS, begins__lt=period.ends, ends__gt=period.begins).exists())


def _row(period: Period, size: int | None, counts: dict[str, int]) -> dict[str, Any]:
    return {"period": period.name, "begins": period.begins, "ends": period.ends, "size": size, "counts": counts}


def _cut(period: Period) -> Iterator[tuple[Period, int, dict[str, int]]]:
    """The finest figures of this period whose groups are all large enough; nothing where even the whole is not."""
    size, counts = _counted(period)
    if size < smallest_group():
        return
    parts = [(part, _counted(part)[0]) for part in period.parts()]
    filled = [(part, people) for part, people in parts if people]
    if filled and all(people >= smallest_group() for _, people in filled):
        for part, _ in filled:
            yield from _cut(part)
    else:
        yield period, size, counts


def _counted(period: Period) -> tuple[int, dict[str, int]]:
    """How many people answered, and how many of each answer."""
    begins, ends = (dt.datetime.combine(day, dt.time(), dt.UTC) for day in (period.begins, period.ends))
    answers = apps.get_model("surveys", "Answer").objects.filter(answered_at__gte=begins, answered_at__lt=ends)
    people = answers.aggregate(people=Count("subject", distinct=True))["people"]
    counts: Counter[str] = Counter()
    for row in answers.order_by().values("score", "solved").annotate(times=Count("pk")):
        counts[f"score {row['score']}"] += row["times"]
        counts[{True: "solved", False: "not solved", None: "no word on it"}[row["solved"]]] += row["times"]
    return people, dict(counts)
