"""Tools that were offered and ran, by the records of it alone."""

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q, Value

from aboveboard.ground.seen import Seen
from aboveboard.remote.models import Grant, ToolRun

_SCOPE = "tool"


def tools(slack: dt.timedelta, since: dt.datetime) -> Seen:
    """Each tool of a session that is running or ended at `since` or later."""
    seen = Seen()
    rows = ToolRun.objects.filter(Q(session__ended_at__isnull=True) | Q(session__ended_at__gte=since))
    seen.count(rows.count())
    for moment, why in (("offered_at", "was offered"), ("answered_at", "began")):
        at = rows.filter(**{f"{moment}__isnull": False})
        at = at if moment == "offered_at" else at.filter(allowed=True)
        live = Grant.objects.filter(session=OuterRef("session"), seat=OuterRef("seat"), scope=_SCOPE)
        live = live.filter(granted_at__lte=OuterRef(moment))
        live = live.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=OuterRef(moment) - Value(slack)))
        seen.all_broken(at.exclude(Exists(live)), f"a tool {why} without a live yes to tools")
    ended = Q(ended_at__isnull=False) | Q(undone_at__isnull=False) | Q(succeeded__isnull=False)
    ran = rows.filter(ended)
    seen.all_broken(ran.exclude(allowed=True), "a tool ran that the customer had not allowed")
    seen.all_broken(ran.filter(ended_at__lt=F("answered_at")), "a tool ended before the customer's yes")
    return seen
