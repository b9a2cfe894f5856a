"""The queue as rows. Purpose `triage`: who waits stays unnamed until somebody takes the case."""

import datetime as dt
import logging
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator
from django.utils.timesince import timesince

from aboveboard.cases import queries
from aboveboard.ground import features
from aboveboard.ground.access import Access
from aboveboard.ground.purpose import Closed, purpose
from aboveboard.ground.vault.cipher import CannotOpen
from aboveboard.remote import queries as remote

log = logging.getLogger(__name__)

CLOSED_LATELY = 8
"""Closed cases of one's own that stay in the list: the answers to the questionnaire come after the end."""
MOST = 200
"""Waiting cases that are listed; a search looks through all."""
LINE = 90
"""Characters of the problem that a line of the queue shows."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. `text`: the beginning of the problem (waiting), the name (one's own), or the colleague."""

    id: uuid.UUID
    number: str
    since: dt.datetime
    age: str
    language: str
    text: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Call:
    """A colleague's running session into which one was called."""

    session: uuid.UUID
    number: str
    who: str


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits, what is or was mine, and, to supervisors, what is with others. `query` is what was searched."""

    calls: list[Call]
    mine: list[Row]
    waiting: list[Row]
    others: list[Row]
    closed: list[Row]
    query: str

    @property
    def finds_people(self) -> bool:
        """Whether the desk may look for cases by name and address too."""
        return features.is_on("search")

    @property
    def is_cut(self) -> bool:
        """Whether more may wait than are listed."""
        return not self.query and len(self.waiting) == MOST


def _row(case: Any, text: str, now: dt.datetime) -> Row:
    unanswered = case.answered_at is None and case.closed_at is None
    since = case.closed_at or (case.created_at if unanswered else case.assigned_at or case.created_at)
    return Row(
        id=case.pk,
        number=case.number,
        since=since,
        age=timesince(since, now, depth=1),
        language=case.customer.language.upper(),
        text=text,
        is_late=unanswered and now - case.created_at > queries.ANSWER_TARGET,
    )


def _readable(text: Callable[[Any], str], case: Any) -> str:
    """The words of a line; none where the value is damaged, so that the rest of the queue is still there."""
    try:
        return text(case)
    except CannotOpen as damage:
        log.error("a line of the queue stays empty: %s", damage)
        return ""


def _call(seat: Any) -> Call:
    return Call(seat.session_id, seat.session.case.number, seat.session.invitation.invited_by.display_name)


def queue_for(access: Access, query: str, now: dt.datetime) -> Queue:
    """The queue as this member of staff sees it. `query` is part of a case's number, in any writing."""
    technician = access.technician.pk
    wanted = "".join(letter for letter in query.lower() if letter.isalnum())

    def found(cases: Iterable[Any]) -> list[Any]:
        return [case for case in cases if wanted in case.number.replace("-", "").lower()]

    def opened(name: str, category: str, cases: list[Any], text: Callable[[Any], str]) -> list[Row]:
        try:
            with purpose(name, subject=[case.subject for case in cases], access=access) as here:
                # Who was taken or released at this very moment is in another list by the next look.
                return [
                    _row(case, _readable(text, case) if here.allows(category, case.subject) else "", now)
                    for case in cases
                    if case.subject in here
                ]
        except Closed:
            return []

    waiting = queries.queue() if wanted else queries.queue()[:MOST]
    others = queries.with_others(technician) if access.role in queries.READS_ALL else ()
    mine, closed = found(queries.taken_by(technician)), found(queries.recent_of(technician, CLOSED_LATELY))
    own = {row.id: row for row in opened("support", "identity", mine + closed, lambda case: case.customer.name)}
    return Queue(
        calls=[_call(seat) for seat in remote.seats_waiting_for(technician)],
        mine=[own[case.pk] for case in mine if case.pk in own],
        waiting=opened("triage", "problem", found(waiting), lambda case: Truncator(case.problem).chars(LINE)),
        others=[_row(case, case.assigned_to.display_name, now) for case in found(others)],
        closed=[own[case.pk] for case in closed if case.pk in own],
        query=query,
    )
