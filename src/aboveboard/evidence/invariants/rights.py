"""What is left of somebody who was erased."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from aboveboard.evidence.invariant import Invariant
from aboveboard.ground.seen import Seen
from aboveboard.lifetime import audit


def remains(now: dt.datetime) -> Seen:
    """People who were erased."""
    return audit.left_of_erased(now)


INVARIANTS = (
    Invariant(
        "rights.remains",
        _("If something has to stay after a deletion, you are told what and why."),
        _("Of everybody who was deleted, nothing is left but what their certificate lists."),
        "a certificate for each deletion; the key is destroyed, so copies cannot be opened either",
        remains,
    ),
)
