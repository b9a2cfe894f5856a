"""We can be reached day and night, and say when an answer is late."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from aboveboard.cases import audit as cases
from aboveboard.evidence.invariant import Invariant
from aboveboard.ground.seen import Seen
from aboveboard.remote import audit as remote


def always(now: dt.datetime) -> Seen:
    """All cases. Who had a session was answered in it."""
    seen = cases.unanswered(now)
    for closed in cases.closed_unanswered(now):
        helped = remote.joined_cases(closed)
        for case in closed:
            if case not in helped:
                seen.broken("cases_case", case, "closed after the target without an answer")
    return seen


INVARIANTS = (
    Invariant(
        "contact.always",
        _("You can reach us day and night."),
        _("Each request for help got an answer, or counts as late on the contact page for as long as it waits."),
        "the queue never closes; the contact page counts who waits and who waits too long",
        always,
    ),
)
