"""The one place where the server reads the clock, so that tests can pass their own time everywhere else."""

import datetime as dt


def now() -> dt.datetime:
    """The present moment, timezone-aware, in UTC."""
    return dt.datetime.now(dt.UTC)
