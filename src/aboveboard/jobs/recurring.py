"""What the job process does by the clock, beside the rows of due work.

Each function takes the present moment, may run in two processes at once, and works in bounded steps: it gives the turn
back after a second or so and goes on at its next turn.
"""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from aboveboard.evidence import running
from aboveboard.ground import throttle
from aboveboard.ground.ledger import sequence
from aboveboard.ground.vault import blobs
from aboveboard.journeys import computers, idle, telling
from aboveboard.lifetime import holds
from aboveboard.lifetime.retention import Turns
from aboveboard.remote.operations import forget_tickets

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Recurring:
    """One thing that recurs. `next_at` is kept in memory: after a restart everything runs once."""

    name: str
    every: dt.timedelta
    run: Callable[[dt.datetime], object]
    next_at: dt.datetime | None = field(default=None)


RECURRING: tuple[Recurring, ...] = (
    Recurring("ledger", dt.timedelta(seconds=1), sequence.turn),
    Recurring("throttles", dt.timedelta(minutes=1), throttle.forget),
    Recurring("tickets", dt.timedelta(minutes=1), forget_tickets),
    Recurring("notice", dt.timedelta(minutes=1), telling.turn),
    Recurring("evidence", dt.timedelta(seconds=2), running.turn),
    Recurring("retention", dt.timedelta(seconds=10), Turns()),
    Recurring("idle", dt.timedelta(minutes=15), idle.turn),
    Recurring("blobs", dt.timedelta(hours=1), blobs.sweep),
    Recurring("counts", dt.timedelta(hours=1), computers.settle_counts),
    Recurring("holds", dt.timedelta(minutes=15), holds.turn),
)


def run_recurring(now: dt.datetime) -> None:
    """Run what is due by the clock. What fails is logged by its name and tried again at its next turn."""
    for each in RECURRING:
        if each.next_at is not None and each.next_at > now:
            continue
        each.next_at = now + each.every
        try:
            each.run(now)
        except Exception as error:  # noqa: BLE001  # one of them must not stop the others
            log.error("recurring work %s failed: %s", each.name, type(error).__name__)
