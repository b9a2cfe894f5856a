"""Passwords that customers handed over, by the records of it alone: the passwords themselves are in no record."""

import datetime as dt

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value

from aboveboard.ground.seen import Seen
from aboveboard.remote.models import Event, Grant

_SCOPE = "password"


def passwords(slack: dt.timedelta, since: dt.datetime) -> Seen:
    """Each password that was given in a session that is running or ended at `since` or later."""
    seen = Seen()
    lines = Event.objects.filter(Q(session__ended_at__isnull=True) | Q(session__ended_at__gte=since), scope=_SCOPE)
    given = lines.filter(kind="secret-given")
    seen.count(given.count())
    live = Grant.objects.filter(session=OuterRef("session"), seat=OuterRef("to"), scope=_SCOPE)
    live = live.filter(granted_at__lte=OuterRef("at"))
    live = live.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=OuterRef("at") - Value(slack)))
    seen.all_broken(given.exclude(Exists(live)), "a password was given without a live yes to it")
    asked = _same("secret-asked").filter(seat=OuterRef("to"), at__lte=OuterRef("at"))
    seen.all_broken(given.exclude(Exists(asked)), "a password was given to somebody who had not asked for it")
    _only_once(seen, given, "a password was given twice")
    shown = lines.filter(kind="secret-shown")
    to_them = _same("secret-given").filter(to=OuterRef("seat"), at__lte=OuterRef("at"))
    seen.all_broken(shown.exclude(Exists(to_them)), "a password was shown to somebody it was not given to")
    _only_once(seen, shown, "a password was shown twice")
    late = shown.filter(at__gt=F("session__ended_at") + Value(slack))
    seen.all_broken(late, "a password was shown after its session had ended")
    return seen


def _same(kind: str) -> QuerySet[Event]:
    return Event.objects.filter(kind=kind, session=OuterRef("session"), item=OuterRef("item"), scope=_SCOPE)


def _only_once(seen: Seen, rows: QuerySet[Event], why: str) -> None:
    often = rows.order_by().values("session", "item").annotate(times=Count("pk")).filter(times__gt=1)
    for row in often.values_list("session", "item"):
        for event in rows.filter(session=row[0], item=row[1]).order_by("at", "pk")[1:]:
            seen.broken(Event._meta.db_table, event.pk, why)
