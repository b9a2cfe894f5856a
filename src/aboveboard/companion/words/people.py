"""How a technician is named."""

from __future__ import annotations

from aboveboard.companion.flow.standing import Stranger
from aboveboard.companion.words.texts import gettext as _


def called(technician: Stranger) -> str:
    """The name a question names; a card without one is named after what it is."""
    return technician.card.name or _("the technician")


def whose(technician: Stranger) -> str:
    """The company and the badge, as they stand under the name."""
    card = technician.card
    badge = _("badge {badge}").format(badge=card.badge) if card.badge else ""
    return " · ".join(part for part in (card.organisation, badge) if part)
