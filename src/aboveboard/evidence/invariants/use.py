"""Data is used for what the notice names, and sold to nobody."""

import datetime as dt
import re
from typing import Final

from django.utils.translation import gettext_lazy as _

from aboveboard.evidence.invariant import Invariant
from aboveboard.ground import audit, stored
from aboveboard.ground.declared import OPERATIONAL
from aboveboard.ground.notices import notice
from aboveboard.ground.seen import Seen

SALE: Final = re.compile(
    r"\b(?:sell|sold|sale|sales|rent|rental|barter|verkauf\w*|vermiet\w*|tausch\w*)\b", re.IGNORECASE
)
CHANGE_OF_OWNER: Final = "transfer"
"""The ground on which data passes to another owner of the whole company: not a sale of data."""


def purposes(now: dt.datetime) -> Seen:  # noqa: ARG001  # every look is called alike
    """Openings, and the columns of the databases."""
    seen = audit.openings_beyond_agreed()
    for period in audit.periods():
        matrix = {purpose: set(categories) for purpose, categories in period.notice.matrix.items()}
        seen.add(audit.openings_beyond(matrix, period.begins, period.ends))
    used = {category for row in notice().matrix.values() for category in row} | {OPERATIONAL}
    used |= {key for key, category in notice().categories.items() if category.level == "public"}
    for column in stored.live_columns():
        seen.count()
        if column.category is None:
            seen.broken(column.table, column.name, "a stored column without a category")
        elif column.category not in used:
            seen.broken(column.table, column.name, f"'{column.category}' serves no purpose of the notice")
    return seen


def no_sale(now: dt.datetime) -> Seen:  # noqa: ARG001  # every look is called alike
    """Grounds and recipients of every version of the notice."""
    seen = Seen()
    for period in audit.periods():
        for key, ground in period.notice.grounds.items():
            seen.count()
            if key != CHANGE_OF_OWNER and any(map(SALE.search, (key, ground.name.en, ground.name.de))):
                seen.broken("notice", f"{period.notice.version}: grounds.{key}", "a ground for selling data")
        for key, recipient in period.notice.recipients.items():
            seen.count()
            if recipient.ground not in period.notice.grounds:
                seen.broken("notice", f"{period.notice.version}: recipients.{key}", "receives without a ground")
    return seen


INVARIANTS = (
    Invariant(
        "use.purposes",
        _("Your data is used only for what the notice names."),
        _(
            "Each time our people or programs opened data of a person, the notice of that day and the one that "
            "the person agreed to allowed it, and every column of our databases belongs to a kind of data that "
            "has a use."
        ),
        "a table of purposes by categories; sealed values open only inside a purpose; each opening is written down",
        purposes,
    ),
    Invariant(
        "use.no-sale",
        _("Your data is never sold, rented or traded."),
        _(
            "No version of the notice has a reason for passing data on that is a sale, and nobody receives data "
            "without a reason."
        ),
        "grounds for passing data on are a closed list in the notice; there is none for selling; "
        "`ground.egress` lets nothing out without one",
        no_sale,
    ),
)
