"""Spans of time that the checks share."""

import datetime as dt
from typing import Final

from aboveboard.ground.notices import notice
from aboveboard.notice.durations import Duration

SLACK: Final = dt.timedelta(seconds=10)
"""Where a session is ended on a page instead of on the wire, the relay hears of it within so much, and then cuts."""
_MONTH_DAYS: Final = 28
_MARGIN: Final = dt.timedelta(days=1)


def at_least(duration: Duration) -> dt.timedelta:
    """A span that is no longer than the duration, whatever the calendar says."""
    days = duration.years * 365 + duration.months * _MONTH_DAYS + duration.weeks * 7 + duration.days
    return dt.timedelta(days=days, hours=duration.hours, minutes=duration.minutes)


def surely_kept(now: dt.datetime, *categories: str) -> dt.datetime:
    """What is younger than this is kept by the notice in each of these categories, so it must be there, and whole."""
    declared = notice().categories
    spans = [at_least(declared[key].duration) for key in categories if key in declared]
    return now - max(min(spans, default=dt.timedelta()) - _MARGIN, dt.timedelta())
