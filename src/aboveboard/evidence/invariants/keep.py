"""Nothing stays longer than said, and figures show nobody."""

import datetime as dt
from typing import Final

from django.utils.translation import gettext_lazy as _

from aboveboard.evidence.invariant import Invariant
from aboveboard.ground.seen import Seen
from aboveboard.lifetime import audit

GRACE: Final = dt.timedelta(hours=3)
"""So late may retention come: it begins anew each hour and works in small steps."""


def retention(now: dt.datetime) -> Seen:
    """Rows of every table with a time."""
    return audit.overdue(now - GRACE, now)


def anonymous(now: dt.datetime) -> Seen:  # noqa: ARG001  # every look is called alike
    """Figures that were made of answers before they went."""
    return audit.figures_too_small()


INVARIANTS = (
    Invariant(
        "keep.retention",
        _("Your data is kept for as long as the notice says, and then goes."),
        _("What is past its time is gone, but for what a reason on record still holds."),
        "each kind of data has a time in the notice; retention deletes in small steps; holds have a reason, an "
        "owner and an end",
        retention,
    ),
    Invariant(
        "keep.anonymous",
        _("What we keep as figures shows nobody."),
        _(
            "Every figure is about at least as many people as the notice's smallest group, and holds nothing "
            "but counts."
        ),
        "answers become counts at the end of their time; groups that are too small are dropped",
        anonymous,
    ),
)
