"""What is over at a moment: for each category of the notice the event it counts from, and the latest such event."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from aboveboard.ground import archive, notices
from aboveboard.lifetime.lives import At, Clock
from aboveboard.notice import Notice
from aboveboard.notice.durations import Duration
from aboveboard.notice.model import CountedFrom
from aboveboard.notice.tables import Holding, holdings


@dataclass(frozen=True, slots=True)
class End:
    """What was `counted_from` an event at `cutoff` or earlier is over."""

    counted_from: CountedFrom
    cutoff: dt.datetime


@dataclass(frozen=True, slots=True)
class Regime:
    """When each category is over, and for whom: `under` is a version's hash, or empty for everybody.

    A category has an end by the notice in force (where that is silent, by the last version that declared it) and, for
    people held under an earlier version, one by that too: what is over by either is over.
    """

    under: str
    ends: Mapping[str, tuple[End, ...]]
    then: Mapping[str, str]


def before(duration: Duration, moment: dt.datetime) -> dt.datetime:
    """The latest moment from which `duration` is over at `moment`.

    At the end of a month, where the earlier month had more days, the whole rest of that month counts: nothing stays
    longer than said, something may go a few hours sooner.
    """
    rest = dt.timedelta(weeks=duration.weeks, days=duration.days, hours=duration.hours, minutes=duration.minutes)
    moment -= rest
    month = moment.month - 1 - duration.months - 12 * duration.years
    year, month = moment.year + month // 12, month % 12 + 1
    if year < 1:
        return dt.datetime.min.replace(tzinfo=moment.tzinfo)
    last = calendar.monthrange(year, month)[1]
    is_last = moment.day == calendar.monthrange(moment.year, moment.month)[1]
    whole_months = bool(duration.months or duration.years)
    return moment.replace(year=year, month=month, day=last if whole_months and is_last else min(moment.day, last))


def _end(holding: Holding, now: dt.datetime) -> End:
    return End(holding.counted_from, before(holding.keep_for, now))


def _stricter(mine: Holding, in_force: Holding | None) -> bool:
    """Whether a person's own version may end something sooner than the notice in force."""
    if in_force is None or mine.counted_from != in_force.counted_from:
        return True
    moment = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    return mine.keep_for.after(moment) < in_force.keep_for.after(moment)


def regimes(now: dt.datetime) -> list[Regime]:
    """The notice in force for everybody, then each earlier version that ends something sooner, for its own people."""
    in_force = {**_no_longer_declared(), **holdings(notices.notice())}
    base = {key: (_end(holding, now),) for key, holding in in_force.items()}
    then = {key: holding.then for key, holding in in_force.items()}
    found = [Regime("", base, then)]
    for hashed in sorted(held_under() - {"", notices.notice().source_hash}):
        earlier = notices.version(hashed)
        sooner = _sooner(earlier, in_force, now) if earlier is not None else {}
        if sooner:
            ends = {key: (*base.get(key, ()), *sooner.get(key, ())) for key in base.keys() | sooner.keys()}
            found.append(Regime(hashed, ends, then))
    return found


def _no_longer_declared() -> dict[str, Holding]:
    """What earlier versions declared, each as the last of them did: what is left of it goes by that."""
    found: dict[str, Holding] = {}
    day = notices.notice().effective
    for one in archive.versions():
        earlier = notices.version(one.hash) if one.effective < day else None
        if earlier is not None:
            found.update(holdings(earlier))
    return found


def _sooner(earlier: Notice, in_force: Mapping[str, Holding], now: dt.datetime) -> dict[str, tuple[End, ...]]:
    return {
        key: (_end(holding, now),)
        for key, holding in holdings(earlier).items()
        if _stricter(holding, in_force.get(key))
    }


def held_under() -> set[str]:
    """The hashes of the versions under which anybody's data is held."""
    keys = apps.get_model("ground", "PersonKey").objects
    found: set[str] = set()
    # One step an index or a short scan at a time, since there are few versions and many people.
    newest = keys.order_by("-notice").values_list("notice", flat=True).first()
    while newest is not None:
        found.add(newest)
        newest = keys.filter(notice__lt=newest).order_by("-notice").values_list("notice", flat=True).first()
    return found


def passed(clock: Clock, cutoff: dt.datetime) -> Q:
    """Rows for which the event of this clock was at `cutoff` or earlier; none where it has not happened."""
    if isinstance(clock, At):
        return Q(**{f"{clock.path}__lte": cutoff})
    cases = apps.get_model("cases", "Case").objects.filter(customer=OuterRef(clock.path))
    going_on = cases.filter(Q(closed_at__isnull=True) | Q(closed_at__gt=cutoff))
    since = Q(**{f"{clock.since}__lte": cutoff}) if clock.since else Q()
    return since & Q(~Exists(going_on))
