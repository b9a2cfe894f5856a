"""Running the invariants and keeping what they found."""

import datetime as dt
import logging
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from aboveboard.evidence import alarm
from aboveboard.evidence.invariant import Invariant
from aboveboard.evidence.models import CheckRun, Finding, State
from aboveboard.evidence.table import INVARIANTS
from aboveboard.ground import serial
from aboveboard.ground.ledger.heads import newest_head
from aboveboard.ground.notices import notice
from aboveboard.ground.seen import Seen

log = logging.getLogger(__name__)

EVERY = dt.timedelta(minutes=10)
"""Each invariant runs at least so often."""
AGAIN = dt.timedelta(minutes=8)
"""So long after its last run an invariant waits for its turn: all of them have theirs before `EVERY` is over."""
SERIES = "evidence"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one look came to. `reason` is the notice's own, for a promise that is words only."""

    state: State
    seen: Seen
    reason: str = ""


def look(invariant: Invariant, now: dt.datetime) -> Outcome:
    """Run one invariant on the data as it is, and keep nothing."""
    reason = notice().words_only.get(invariant.promise)
    if reason is not None:
        return Outcome(State.WORDS_ONLY, Seen(), reason)
    if invariant.look is None:
        return Outcome(State.NOT_BUILT, Seen())
    seen = invariant.look(now)
    if seen.violations:
        return Outcome(State.VIOLATED, seen)
    return Outcome(State.HOLDS if seen.population else State.NOTHING, seen)


def check(promise: str, now: dt.datetime) -> CheckRun:
    """Run one promise's invariant now, keep what it found, and alarm where it found something new."""
    outcome = look(INVARIANTS[promise], now)
    with transaction.atomic():
        # Two processes that look at the same moment write one after the other.
        serial.hold(SERIES)
        before = newest(promise)
        run = _kept(promise, outcome, before, now)
        _name_rows(run, outcome.seen)
        if outcome.state is State.VIOLATED and (before is None or before.state != State.VIOLATED):
            alarm.raise_for(run)
    return run


def check_all(now: dt.datetime) -> list[CheckRun]:
    """Run every invariant now, in the order of the list of promises."""
    return [check(promise, now) for promise in INVARIANTS]


def turn(now: dt.datetime) -> int:
    """A step of the job process: run the one invariant whose last run is longest ago, if that is time enough."""
    fresh = set(CheckRun.objects.filter(checked_at__gt=now - AGAIN).values_list("promise", flat=True))
    waiting = [promise for promise in INVARIANTS if promise not in fresh]
    if not waiting:
        return 0
    runs = CheckRun.objects.filter(promise__in=waiting).values_list("promise").annotate(Max("checked_at"))
    last = dict(runs.order_by("promise"))
    check(min(waiting, key=lambda promise: (promise in last, last.get(promise, now))), now)
    return 1


def newest(promise: str) -> CheckRun | None:
    """The promise's newest run, or None before the first."""
    return CheckRun.objects.filter(promise=promise).order_by("-pk").first()


def _kept(promise: str, outcome: Outcome, before: CheckRun | None, now: dt.datetime) -> CheckRun:
    """The row of this run: the one before where nothing changed and the day is the same, else a new one."""
    run = before
    same = before is not None and before.state == outcome.state and before.violations == outcome.seen.violations
    if run is None or not same or run.checked_at.date() != now.date():
        run = CheckRun(promise=promise, state=outcome.state, began_at=now, times=0)
    head = newest_head()
    run.population, run.violations = outcome.seen.population, outcome.seen.violations
    run.checked_at, run.times, run.reason = now, run.times + 1, outcome.reason
    run.head_size, run.head_root = (head.size, head.root) if head is not None else (0, "")
    run.save()
    return run


def _name_rows(run: CheckRun, seen: Seen) -> None:
    """What broke the promise first; then what breaks nothing and is worth a look."""
    run.findings.all().delete()
    Finding.objects.bulk_create(
        Finding(run=run, table=row.table[:80], row=row.pk[:80], why=row.why[:200])
        for row in (*seen.rows, *seen.remarked)
    )
