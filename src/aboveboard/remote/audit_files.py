"""Files that were looked at or moved, by the records of it alone: each inside a yes, with a reason. Opens nothing."""

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q, Value

from aboveboard.ground.seen import Seen
from aboveboard.remote.models import FileEvent, Grant, Session

_SCOPE = "files"


def files(slack: dt.timedelta, since: dt.datetime) -> Seen:
    """Each file event of a session that is running or ended at `since` or later, and sessions in which files passed."""
    seen = Seen()
    kept = Q(session__ended_at__isnull=True) | Q(session__ended_at__gte=since)
    rows = FileEvent.objects.filter(kept)
    seen.count(rows.count())
    seen.all_broken(rows.filter(reason__isnull=True), "a file without a reason")
    seen.all_broken(rows.filter(name__isnull=True, what__isnull=True), "a file without a name")
    live = Grant.objects.filter(session=OuterRef("session"), seat=OuterRef("seat"), scope=_SCOPE)
    live = live.filter(granted_at__lte=OuterRef("asked_at"))
    live = live.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=OuterRef("asked_at") - Value(slack)))
    seen.all_broken(rows.exclude(Exists(live)), "a file was asked about without a live yes to files")
    case = F("session__case__closed_at")
    shut = Q(asked_at__gt=case + Value(slack)) | Q(asked_at__lt=F("session__case__created_at"))
    seen.all_broken(rows.filter(shut), "a file was asked about while no case was open")
    late = Q(asked_at__gt=F("session__ended_at") + Value(slack)) | Q(ended_at__gt=F("session__ended_at") + Value(slack))
    seen.all_broken(rows.filter(late), "a file was touched after its session had ended")
    moved = rows.filter(whole=True)
    seen.all_broken(moved.exclude(allowed=True), "a file moved that the customer had not allowed")
    seen.all_broken(moved.filter(sha256__isnull=True), "a file moved of which there is no checksum")
    _unwritten(seen, since)
    return seen


def _unwritten(seen: Seen, since: dt.datetime) -> None:
    """Frames under a yes to files, and not one file written down: then something moved that nobody can read up."""
    carried = Grant.objects.filter(session=OuterRef("pk"), scope=_SCOPE, frames__gt=0)
    written = FileEvent.objects.filter(session=OuterRef("pk"))
    sessions = Session.objects.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=since)).filter(Exists(carried))
    seen.count(sessions.count())
    seen.all_broken(sessions.exclude(Exists(written)), "something passed under a yes to files, and no file is named")
