"""The job process: takes due work row by row and hands it to its handler."""

import datetime as dt
import logging
import threading

from django.db import close_old_connections

from aboveboard.ground import due
from aboveboard.ground.clock import now as clock
from aboveboard.ground.vault.wrapping import KeysAway
from aboveboard.jobs.handlers import HANDLERS
from aboveboard.jobs.recurring import run_recurring

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.5
BACK_OFF = (10, 60, 300, 1800, 7200)
"""Seconds until the next try after the first, second … failure; the last one repeats."""
KEYS_AWAY = dt.timedelta(seconds=15)
"""Until the next try where the key holder is away: that is no fault of the work."""


def back_off(attempts: int) -> dt.timedelta:
    """How long to wait after this many tries."""
    return dt.timedelta(seconds=BACK_OFF[min(attempts, len(BACK_OFF)) - 1])


def run_due(now: dt.datetime) -> int:
    """Do what is due now; returns how many rows were taken. A handler that fails is tried again later."""
    rows = due.claim(now)
    for row in rows:
        handler = HANDLERS.get(row.kind)
        if handler is None:
            due.again(row, now + dt.timedelta(hours=1), "nobody knows this kind of work")
            continue
        try:
            handler(row.about, row.attempts)
        except due.NotNow as later:
            due.again(row, clock() + later.wait, later.reason, tried=later.tried)
        except KeysAway:
            log.error("due work %s waits for the key holder", row.kind)
            due.again(row, clock() + KEYS_AWAY, "the key holder did not answer", tried=False)
        except Exception as error:  # noqa: BLE001  # one piece of bad work must not stop the others
            log.error("due work %s failed: %s", row.kind, type(error).__name__)
            due.again(row, clock() + back_off(row.attempts), type(error).__name__)
        else:
            due.finish(row, clock())
    return len(rows)


def work(stop: threading.Event) -> None:
    """Work until `stop` is set."""
    while not stop.is_set():
        close_old_connections()
        now = clock()
        try:
            done = run_due(now)
            run_recurring(now)
        except Exception as error:  # noqa: BLE001  # the database may be away for a while; the rows wait
            log.error("the job process could not work: %s", type(error).__name__)
            done = 0
        if not done:
            stop.wait(PAUSE_SECONDS)
