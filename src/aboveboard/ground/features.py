"""Which features the notice in force lets this server have. Every room asks here; the table is `notice.features`."""

from aboveboard.ground.notices import notice
from aboveboard.notice import features


def is_on(feature: str) -> bool:
    """Whether the feature may be shown, used and stored. KeyError for a name that is not in the table."""
    return features.is_on(notice(), feature)


def off() -> dict[str, tuple[features.Lack, ...]]:
    """Each feature that is off, with the reasons."""
    found = {name: features.lacks(notice(), name) for name in features.FEATURES}
    return {name: why for name, why in found.items() if why}
