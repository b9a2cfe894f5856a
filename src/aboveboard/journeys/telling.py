"""A change of the notice that matters is told to everybody whose data was there before, ahead of its date."""

import datetime as dt
import time
from functools import lru_cache

from aboveboard.ground import archive, notices
from aboveboard.ground.sealed import is_set
from aboveboard.letters import changes
from aboveboard.notice.diff import compare
from aboveboard.notice.differences import Change
from aboveboard.people import queries as people

AT_ONCE = 100
TURN_SECONDS = 1.0


@lru_cache(maxsize=32)
def differences(old: str, new: str) -> tuple[Change, ...]:
    """What changes between two published versions. Neither can change, so it is worked out once."""
    before, after = notices.version(old), notices.version(new)
    assert before is not None
    assert after is not None
    return compare(before, after)


def turn(now: dt.datetime) -> int:
    """Owe a letter to people who have none yet, for at most about a second. Returns to how many.

    Whoever came after a version's date came under it, and needs not to be told.
    """
    until, count = time.monotonic() + TURN_SECONDS, 0
    for version in archive.versions():
        if not version.material:
            continue
        began = dt.datetime.combine(version.effective, dt.time(), dt.UTC)
        while time.monotonic() < until:
            some = people.customers_without(changes.owed_to(version.hash), began, AT_ONCE)
            count += changes.owe(version.hash, [(one.pk, is_set(one, "email")) for one in some], now)
            if len(some) < AT_ONCE:
                break
    return count
