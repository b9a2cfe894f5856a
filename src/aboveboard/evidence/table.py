"""Every promise with its invariant, in the order of the list of promises."""

from aboveboard.evidence.invariant import Invariant
from aboveboard.evidence.invariants import (
    computers,
    contact,
    guard,
    intake,
    keep,
    later,
    mail,
    notice,
    rights,
    secret,
    session,
    share,
    terms,
    track,
    use,
)
from aboveboard.notice.promises import PROMISES

_FAMILIES = (
    notice,
    use,
    intake,
    session,
    secret,
    computers,
    later,
    mail,
    share,
    track,
    keep,
    guard,
    rights,
    terms,
    contact,
)
_BY_PROMISE = {one.promise: one for family in _FAMILIES for one in family.INVARIANTS}

INVARIANTS: dict[str, Invariant] = {promise: _BY_PROMISE[promise] for promise in PROMISES}
"""Promise → invariant. A promise of the list that no family speaks of stops the start."""
