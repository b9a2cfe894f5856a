"""Nothing stays longer than said, and figures show nobody."""

import datetime as dt
from typing import Final

from django.utils.translation import gettext_lazy as _

from aboveboard.cases import audit as cases
from aboveboard.evidence.invariant import Invariant
from aboveboard.ground.notices import notice
from aboveboard.ground.seen import Seen
from aboveboard.lifetime import audit
from aboveboard.lifetime.figures import smallest_group
from aboveboard.remote import audit as remote
from aboveboard.remote import audit_computers

GRACE: Final = dt.timedelta(hours=3)
"""So late may retention come: it begins anew each hour and works in small steps."""


def retention(now: dt.datetime) -> Seen:
    """Rows of every table with a time, and cases that nobody closes, whose times never begin."""
    seen = audit.overdue(now - GRACE, now)
    quiet_since = now - GRACE - dt.timedelta(days=notice().number("idle-days"))
    for idle in cases.idle(quiet_since):
        busy = remote.busy_cases(idle, quiet_since)
        for case in idle:
            if case not in busy:
                seen.broken("cases_case", case, "open though nothing happened for so long, so no time of it runs")
    return seen


def anonymous(now: dt.datetime) -> Seen:
    """Figures that were made of answers before they went, and counts of what is wrong with computers."""
    counts = audit_computers.counts_too_small(f"{(now - GRACE).astimezone(dt.UTC):%Y-%m}", smallest_group())
    return audit.figures_too_small().add(counts)


INVARIANTS = (
    Invariant(
        "keep.retention",
        _("Your data is kept for as long as the notice says, and then goes."),
        _(
            "What is past its time is gone, but for what a reason on record still holds; and no case stays open "
            "without end when nothing happens in it."
        ),
        "each kind of data has a time in the notice; retention deletes in small steps; holds have a reason, an "
        "owner and an end; an answered case in which nothing happens is closed",
        retention,
    ),
    Invariant(
        "keep.anonymous",
        _("What we keep as figures shows nobody."),
        _(
            "Every figure is about at least as many people as the notice's smallest group, and holds nothing "
            "but counts."
        ),
        "answers become counts at the end of their time, and what is wrong with computers is counted by month; groups "
        "that are too small are dropped",
        anonymous,
    ),
)
