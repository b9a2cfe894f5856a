"""Sessions as the checks of the promises want them: what broke a promise, by the records alone. Opens nothing."""

import datetime as dt
import uuid
from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value

from aboveboard.ground.seen import Seen
from aboveboard.remote import queries
from aboveboard.remote.models import Event, Grant, Seat, Session, Ticket

BATCH = 500


def _kept(since: dt.datetime) -> Q:
    """Sessions whose record is surely whole: what ended before `since` may be half deleted, as its time is over."""
    return Q(ended_at__isnull=True) | Q(ended_at__gte=since)


def frames_outside_grants(slack: dt.timedelta, since: dt.datetime) -> Seen:
    """Frames that were forwarded before their grant, after it, or under a grant that nobody gave.

    `slack`: how long frames may still pass where a session is ended elsewhere than on the wire, until the relay hears.
    `since`: sessions that ended earlier are left out, since retention may be at work on them.
    """
    seen = Seen()
    carried = Grant.objects.filter(frames__gt=0, session__in=Session.objects.filter(_kept(since)))
    seen.count(carried.count())
    odd = Q(first_frame_at__isnull=True) | Q(last_frame_at__isnull=True) | Q(last_frame_at__lt=F("first_frame_at"))
    seen.all_broken(carried.filter(odd), "frames passed without a time")
    seen.all_broken(carried.filter(first_frame_at__lt=F("granted_at")), "a frame passed before the yes")
    elsewhere = Q(end_reason="ended") & ~Q(session__ended_by="customer")
    late = Q(last_frame_at__gt=F("ended_at") + Value(slack)) | Q(~elsewhere, last_frame_at__gt=F("ended_at"))
    seen.all_broken(carried.filter(late), "a frame passed after the yes had ended")
    said = Event.objects.filter(session=OuterRef("session"), to=OuterRef("seat"))
    yes = said.filter(kind="granted", scope=OuterRef("scope"), at=OuterRef("granted_at"))
    seen.all_broken(carried.exclude(Exists(yes)), "frames passed under a grant that the timeline does not know")
    by_name = said.filter(kind="admitted", at__lte=OuterRef("granted_at"))
    seen.all_broken(carried.exclude(Exists(by_name)), "frames passed to somebody who was not let in by name")
    nobody = Q(seat__technician__isnull=True) | ~Q(seat__session=F("session"))
    seen.all_broken(carried.filter(nobody), "frames passed to a seat that is no technician's of this session")
    return seen


def grants_by_session(since: dt.datetime) -> Iterator[dict[uuid.UUID, int]]:
    """How many grants each session has, in batches; sessions that ended before `since` are left out."""
    rows = Session.objects.filter(_kept(since)).order_by("pk").annotate(given=Count("grants")).filter(given__gt=0)
    batch: dict[uuid.UUID, int] = {}
    for session, given in rows.values_list("pk", "given").iterator(chunk_size=BATCH):
        batch[session] = given
        if len(batch) == BATCH:
            yield batch
            batch = {}
    if batch:
        yield batch


def step_not_shown(step: str, since: dt.datetime) -> Seen:
    """Sessions in which something was seen before this step had been shown and acknowledged."""
    seen = Seen()
    frames = Grant.objects.filter(session=OuterRef("pk"), frames__gt=0, first_frame_at__isnull=False)
    first = Session.objects.annotate(first=Subquery(frames.order_by("first_frame_at").values("first_frame_at")[:1]))
    with_frames = first.filter(_kept(since), first__isnull=False)
    seen.count(with_frames.count())
    shown = Event.objects.filter(session=OuterRef("pk"), kind="shown", step=step, at__lt=OuterRef("first"))
    seen.all_broken(with_frames.exclude(Exists(shown)), f"something was seen before the step '{step}' was acknowledged")
    return seen


def frames_after_end(slack: dt.timedelta) -> Seen:
    """Ended sessions with frames, grants or tickets beyond their end; see `frames_outside_grants` for `slack`."""
    seen = Seen()
    ended = Session.objects.filter(ended_at__isnull=False, opened_at__isnull=False)
    seen.count(ended.count())
    end = F("session__ended_at")
    late = Q(last_frame_at__gt=end + Value(slack)) | Q(session__ended_by="customer", last_frame_at__gt=end)
    seen.all_broken(Grant.objects.filter(late), "a frame passed after the session had ended")
    seen.all_broken(Grant.objects.filter(ended_at__isnull=True, session__in=ended), "a grant outlived its session")
    tickets = Ticket.objects.filter(seat__session__in=ended, used_at__isnull=True)
    seen.all_broken(tickets, "a way into a session outlived it")
    return seen


def without_terms(since: dt.datetime) -> Seen:
    """Sessions that a customer joined without having accepted, by then, the version of the terms they name."""
    seen = Seen()
    joined = Session.objects.filter(_kept(since), opened_at__isnull=False)
    seen.count(joined.count())
    match = Q(
        case__customer__acceptances__version=F("terms_version"),
        case__customer__acceptances__accepted_at__lte=F("opened_at"),
    )
    none = joined.annotate(accepted=Count("case__customer__acceptances", filter=match)).filter(accepted=0)
    seen.all_broken(none, "joined without having accepted the terms")
    return seen


def other_terms(version: str, begins: dt.datetime | None, ends: dt.datetime | None) -> Seen:
    """Sessions joined from `begins` until before `ends` (None: unbounded) under other terms than this version."""
    seen = Seen()
    rows = Session.objects.filter(opened_at__isnull=False).exclude(terms_version=version)
    rows = rows.filter(opened_at__gte=begins) if begins is not None else rows
    rows = rows.filter(opened_at__lt=ends) if ends is not None else rows
    seen.all_broken(rows, "joined under other terms than those in force")
    return seen


def ended(since: dt.datetime) -> Iterator[list[uuid.UUID]]:
    """Sessions that a customer joined and that ended at `since` or later, in batches."""
    rows = Session.objects.filter(opened_at__isnull=False, ended_at__gte=since).order_by("pk")
    batch: list[uuid.UUID] = []
    for session in rows.values_list("pk", flat=True).iterator(chunk_size=BATCH):
        batch.append(session)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def joined_cases(cases: list[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these cases in which a customer joined a session."""
    return queries.joined_cases(cases)


def busy_cases(cases: list[uuid.UUID], moment: dt.datetime) -> set[uuid.UUID]:
    """Those of these cases with a session that was there at this moment or later."""
    return queries.cases_with_session_since(cases, moment)


def at_work_after(technician: uuid.UUID, moment: dt.datetime) -> Seen:
    """What a member of staff did in sessions after this moment: arrived, got a ticket, received frames."""
    seen = Seen()
    seen.all_broken(Seat.objects.filter(technician=technician, joined_at__gt=moment), "joined while suspended")
    tickets = Ticket.objects.filter(seat__technician=technician, used_at__isnull=True)
    seen.all_broken(tickets, "holds a way into a session while suspended")
    frames = Grant.objects.filter(seat__technician=technician, first_frame_at__gt=moment)
    seen.all_broken(frames, "received frames while suspended")
    return seen
