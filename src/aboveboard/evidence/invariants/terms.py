"""The terms are accepted before a session, and apart from any consent."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from aboveboard.evidence.invariant import Invariant
from aboveboard.evidence.spans import surely_kept
from aboveboard.ground.audit import periods
from aboveboard.ground.seen import Seen
from aboveboard.remote import audit


def accepted(now: dt.datetime) -> Seen:
    """Sessions that a customer joined."""
    seen = audit.without_terms(surely_kept(now, "session-record", "terms-record"))
    for period in periods():
        seen.add(audit.other_terms(period.notice.terms_version, period.begins, period.ends))
    return seen


INVARIANTS = (
    Invariant(
        "terms.accepted",
        _("You accept the terms of service before a session, by themselves."),
        _("Whoever joined a session had accepted, by then, the terms in force on that day."),
        "a ticked box of its own; acceptance is recorded by version, before the code is used",
        accepted,
    ),
)
