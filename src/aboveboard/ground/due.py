"""Work that falls due: rows written in the transaction that causes them, done at least once by the job process."""

import datetime as dt
import uuid

from django.db.models import F, Q

from aboveboard.ground.models import Due

CLAIM = dt.timedelta(seconds=60)
"""For how long a worker may hold a piece of work before another one takes it over."""


class NotNow(Exception):
    """Work cannot be done now: try again after `wait`. `reason` holds no personal data.

    `tried` is false where nothing could even be tried, which does not count as an attempt.
    """

    def __init__(self, wait: dt.timedelta, reason: str, *, tried: bool = True) -> None:
        super().__init__(reason)
        self.wait = wait
        self.reason = reason
        self.tried = tried


def schedule(kind: str, about: uuid.UUID, at: dt.datetime) -> None:
    """Put work on the list. The same kind about the same thing is put there once, however often this is called."""
    Due.objects.get_or_create(kind=kind, about=about, defaults={"due_at": at})


def schedule_anew(kind: str, about: uuid.UUID, at: dt.datetime) -> None:
    """Put work on the list, or let what was done, cancelled or waiting fall due at `at`."""
    Due.objects.update_or_create(
        kind=kind,
        about=about,
        defaults={"due_at": at, "done_at": None, "claimed_until": None, "attempts": 0, "trouble": ""},
    )


def cancel(kind: str, about: uuid.UUID, now: dt.datetime) -> None:
    """Take work off the list that has become needless."""
    Due.objects.filter(kind=kind, about=about, done_at__isnull=True).update(done_at=now, trouble="cancelled")


def claim(now: dt.datetime, most: int = 20) -> list[Due]:
    """Up to `most` rows that are due and held by nobody, the oldest first; each is held for `CLAIM` from now."""
    held: list[Due] = []
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    for row in Due.objects.filter(free, done_at__isnull=True, due_at__lte=now).order_by("due_at")[:most]:
        # One statement decides who has it, so two workers never hold the same row.
        mine = Due.objects.filter(free, pk=row.pk, done_at__isnull=True).update(
            claimed_until=now + CLAIM, attempts=F("attempts") + 1
        )
        if mine:
            row.attempts += 1
            held.append(row)
    return held


def finish(row: Due, now: dt.datetime) -> None:
    """The work is done. Who dies between the work and this call does it again: so work must bear being done twice."""
    Due.objects.filter(pk=row.pk).update(done_at=now, trouble="")


def again(row: Due, at: dt.datetime, trouble: str, *, tried: bool = True) -> None:
    """The work failed for now: it falls due once more at `at`; `trouble` says why, without personal data.

    With `tried` false nothing could even be tried, so it does not count among the attempts.
    """
    attempts = row.attempts if tried else row.attempts - 1
    Due.objects.filter(pk=row.pk).update(due_at=at, claimed_until=None, attempts=attempts, trouble=trouble[:200])


def is_open(kind: str, about: uuid.UUID) -> bool:
    """Whether this work is still to be done: neither done nor cancelled."""
    return Due.objects.filter(kind=kind, about=about, done_at__isnull=True).exists()


def postpone(kind: str, about: uuid.UUID, at: dt.datetime) -> None:
    """Let work that is still open fall due at another time."""
    Due.objects.filter(kind=kind, about=about, done_at__isnull=True).update(due_at=at, claimed_until=None)
