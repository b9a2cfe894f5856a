"""A feature that the notice does not let this server have is refused, whoever asks and by whatever way they came."""

from django.utils.translation import gettext_lazy as _

from aboveboard.ground import features
from aboveboard.journeys.errors import Refused


def demand(feature: str) -> None:
    """Go on only where the feature is on. Raises Refused `off`."""
    if not features.is_on(feature):
        raise Refused("off", _("The privacy notice does not disclose this, so it is switched off. Nothing was kept."))
