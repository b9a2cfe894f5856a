"""What is collected is what the notice says is collected."""

import datetime as dt
from typing import Final

from django.utils.translation import gettext_lazy as _

from aboveboard.evidence.invariant import Invariant
from aboveboard.evidence.spans import at_least
from aboveboard.ground import audit, stored
from aboveboard.ground.declared import OPERATIONAL
from aboveboard.ground.notices import notice
from aboveboard.ground.seen import Seen

GRACE: Final = dt.timedelta(minutes=10)
"""So late may the sweeper be that deletes counts whose window is over; it runs each minute."""
VISIT: Final = ("ip", "ip_address", "remote_addr", "remote_ip", "user_agent", "referer", "referrer")
VISIT_KINDS: Final = ("GenericIPAddressField", "IPAddressField")


def declared(now: dt.datetime) -> Seen:  # noqa: ARG001  # every look is called alike
    """Columns that hold at least one value."""
    seen = Seen()
    categories = notice().categories
    for column in stored.live_columns():
        if not stored.holds_values(column):
            continue
        seen.count()
        category = categories.get(column.category or "")
        if column.category is None:
            seen.broken(column.table, column.name, "holds values that nobody declared")
        elif column.category == OPERATIONAL:
            continue
        elif category is None:
            seen.broken(column.table, column.name, f"holds '{column.category}', which the notice does not have")
        elif not category.offered or not category.stored:
            seen.broken(column.table, column.name, f"holds '{column.category}', which the notice says is not kept")
    return seen


def automatic(now: dt.datetime) -> Seen:
    """Counts by network; and each column that would hold a visit."""
    category = notice().categories.get("abuse-guard")
    longest = at_least(category.duration) if category is not None else dt.timedelta()
    seen = audit.throttles(now, longest, GRACE)
    log = notice().categories.get("request-log")
    for column in stored.live_columns():
        visit = column.name in VISIT or column.kind in VISIT_KINDS or column.category == "request-log"
        if not visit or (log is not None and log.offered and column.category == "request-log"):
            continue
        seen.count()
        if stored.holds_values(column):
            seen.broken(column.table, column.name, "keeps visits, which the notice does not say")
    return seen


INVARIANTS = (
    Invariant(
        "intake.declared",
        _("We keep nothing about you that the notice does not name."),
        _("Every column of our databases that holds anything belongs to a kind of data that the notice says we keep."),
        "each column names its category at the field; the start-up check and this one read the live schema",
        declared,
    ),
    Invariant(
        "intake.automatic",
        _("What arises by itself when you visit is kept as little and as short as the notice says."),
        _(
            "Counts against misuse stand under a keyed fingerprint, never under an address, and are gone within "
            "their hour; there is no list of visits."
        ),
        "addresses are shortened and hashed under a secret key before they are counted; a sweeper runs each "
        "minute; no request log",
        automatic,
    ),
    Invariant(
        "intake.third-party",
        _("From payment services we take only what the notice lists."),
        _("No field outside of that list was stored."),
        "an allow-list of fields, before anything is written",
    ),
)
