"""A feature that the notice does not let this server have is refused, whoever asks and by whatever way they came."""

import uuid

from django.utils.translation import gettext_lazy as _

from aboveboard.ground import agreed, features
from aboveboard.ground.notices import version
from aboveboard.journeys.errors import Refused
from aboveboard.notice.capabilities import CATEGORIES
from aboveboard.notice.features import FEATURES
from aboveboard.notice.tables import allowed, may_store


def demand(feature: str) -> None:
    """Go on only where the feature is on. Raises Refused `off`."""
    if not features.is_on(feature):
        raise Refused("off", _("The privacy notice does not disclose this, so it is switched off. Nothing was kept."))


def demand_of(feature: str, person: uuid.UUID) -> None:
    """Go on only where the version under which this person's data is held has the feature's uses. Raises Refused `off`.

    Else something would be kept that nobody could read, and of which the person was never told.
    """
    if not has(feature, person):
        raise Refused(
            "off",
            _("The privacy notice under which the data of this case is kept does not allow this. Nothing was kept."),
        )


def has(feature: str, person: uuid.UUID) -> bool:
    """Whether the version under which this person's data is held has the feature's uses."""
    known = version(agreed.held_under(person) or "")
    wanted = FEATURES[feature]
    return (
        known is not None
        and all(may_store(known, category) for category in wanted.categories)
        and all(allowed(known, purpose, category) for purpose, category in wanted.uses)
    )


def carries(scope: str, person: uuid.UUID) -> bool:
    """Whether the version under which this person's data is held lets a session with them carry this scope.

    What a scope leaves behind (which files, which tools) would else be kept where nobody could read it.
    """
    known = version(agreed.held_under(person) or "")
    if known is None:
        return False
    return all(
        all(may_store(known, key) for key in feature.categories if CATEGORIES[key].lies != "passes")
        and all(allowed(known, purpose, key) for purpose, key in feature.uses)
        for feature in FEATURES.values()
        if feature.scope == scope
    )
