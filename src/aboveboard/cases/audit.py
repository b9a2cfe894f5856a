"""Cases as the checks of the promises want them: who was answered, and who was assigned to whom when."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from aboveboard.cases import queries
from aboveboard.cases.models import Assignment, Case, Message, Note, Status
from aboveboard.ground.seen import Seen

BATCH = 500


def unanswered(now: dt.datetime) -> Seen:
    """Requests for help that wait for longer than the target and show nowhere as late. Counts all cases."""
    seen = Seen()
    seen.count(Case.objects.count())
    waiting = (_overdue(now) & queries.to_work_on()).exclude(status=Status.CLOSED)
    if queries.late(now) < waiting.count():
        seen.all_broken(waiting, "waits for longer than the target and does not show as late")
    seen.all_broken(Case.objects.filter(answered_at__lt=F("created_at")), "answered before it was asked")
    return seen


def closed_unanswered(now: dt.datetime) -> Iterator[list[uuid.UUID]]:
    """Cases that were closed after the target had passed, without a written answer; in batches."""
    in_time = Q(closed_at__lte=F("created_at") + queries.ANSWER_TARGET)
    rows = _overdue(now).filter(status=Status.CLOSED).exclude(in_time).order_by("pk").values_list("pk", flat=True)
    batch = list(rows[:BATCH])
    while batch:
        yield batch
        batch = list(rows.filter(pk__gt=batch[-1])[:BATCH])


def _overdue(now: dt.datetime) -> "QuerySet[Case]":
    """Whoever asked by telephone was answered in asking: the technician who spoke with them opened their case."""
    asked = Case.objects.exclude(assigned_at=F("created_at"), assigned_at__isnull=False)
    return asked.filter(answered_at__isnull=True, created_at__lt=now - queries.ANSWER_TARGET)


def idle(before: dt.datetime) -> Iterator[list[uuid.UUID]]:
    """Cases that are not closed and in which nothing was written since then; in batches."""
    batch = queries.idle(before, None, BATCH)
    while batch:
        yield [case.pk for case in batch]
        batch = queries.idle(before, batch[-1].pk, BATCH)


Span = tuple[dt.datetime, dt.datetime | None]


@dataclass(frozen=True, slots=True)
class Needs:
    """What gave staff a need for some people: spans in which a case was a technician's, and each case's life."""

    assigned: dict[tuple[uuid.UUID, uuid.UUID], list[Span]]
    """By technician and person."""
    cases: dict[uuid.UUID, list[tuple[uuid.UUID, dt.datetime, dt.datetime | None]]]
    """By person: each case, when it was opened and closed."""
    taken: dict[uuid.UUID, list[Span]]
    """By case."""

    def was_assigned(self, technician: uuid.UUID, subject: uuid.UUID, at: dt.datetime, begun: dt.datetime) -> bool:
        """Whether a case of this person was this technician's at some moment from `begun` to `at`."""
        spans = self.assigned.get((technician, subject), ())
        return any(since <= at and (until is None or begun <= until) for since, until in spans)

    def had_asked(self, subject: uuid.UUID, at: dt.datetime) -> bool:
        """Whether this person had asked for help by then."""
        return any(opened <= at for _case, opened, _closed in self.cases.get(subject, ()))

    def waited(self, subject: uuid.UUID, at: dt.datetime, begun: dt.datetime) -> bool:
        """Whether a case of this person waited to be taken at some moment from `begun` to `at`."""
        return any(
            opened <= at
            and (closed is None or closed > begun)
            and not any(since <= begun and (until is None or until >= at) for since, until in self.taken.get(case, ()))
            for case, opened, closed in self.cases.get(subject, ())
        )


def needs(subjects: Collection[uuid.UUID]) -> Needs:
    """The needs for these people, by two questions to the database."""
    assigned, taken, lives = defaultdict(list), defaultdict(list), defaultdict(list)
    rows = Assignment.objects.filter(subject__in=subjects)
    for technician, subject, case, since, until in rows.values_list("technician", "subject", "case", "since", "until"):
        assigned[technician, subject].append((since, until))
        taken[case].append((since, until))
    theirs = Case.objects.filter(subject__in=subjects)
    for subject, case, opened, closed in theirs.values_list("subject", "pk", "created_at", "closed_at"):
        lives[subject].append((case, opened, closed))
    return Needs(dict(assigned), dict(lives), dict(taken))


def had_case(technician: uuid.UUID, case: uuid.UUID, at: dt.datetime, begun: dt.datetime) -> bool:
    """Whether this case was this technician's at some moment from `begun` to `at`; of one that is gone nobody knows."""
    if not Case.objects.filter(pk=case).exists():
        return True
    rows = Assignment.objects.filter(technician=technician, case=case, since__lte=at)
    return rows.filter(Q(until__isnull=True) | Q(until__gte=begun)).exists()


def at_work_after(technician: uuid.UUID, moment: dt.datetime) -> Seen:
    """What a member of staff did in cases after this moment, and what is still theirs."""
    seen = Seen()
    theirs = Case.objects.filter(assigned_to=technician, status=Status.TAKEN)
    seen.all_broken(theirs, "assigned to somebody who is suspended")
    mine = Assignment.objects.filter(technician=technician)
    open_ones = mine.filter(until__isnull=True).exclude(case__status=Status.CLOSED)
    seen.all_broken(open_ones, "an assignment goes on while suspended")
    seen.all_broken(mine.filter(since__gt=moment), "assigned while suspended")
    seen.all_broken(Message.objects.filter(technician=technician, sent_at__gt=moment), "written while suspended")
    seen.all_broken(Note.objects.filter(technician=technician, written_at__gt=moment), "written while suspended")
    return seen


def assigned_outside(technician: uuid.UUID, spans: list[tuple[dt.datetime, dt.datetime | None]]) -> Seen:
    """Assignments of this technician that began outside of these spans of time (from, until or None)."""
    seen = Seen()
    rows = Assignment.objects.filter(technician=technician)
    for begins, ends in spans:
        inside = Q(since__gte=begins) if ends is None else Q(since__gte=begins, since__lt=ends)
        rows = rows.exclude(inside)
    seen.all_broken(rows, "assigned to somebody who had not signed the confidentiality statement")
    return seen
