"""What somebody who asks for help now can expect: figures of this moment and of the last day, not a promise."""

import datetime as dt
from dataclasses import dataclass

from aboveboard.cases import queries


@dataclass(frozen=True, slots=True)
class Outlook:
    """`waiting` people, `late` of them longer than `target` minutes; `minutes`: the last day's median, if any."""

    waiting: int
    late: int
    target: int
    minutes: int | None
    answered: int


def outlook(now: dt.datetime) -> Outlook:
    """The queue at `now`."""
    waits = sorted(queries.first_answers(now - dt.timedelta(days=1), now))
    median = waits[len(waits) // 2] if waits else None
    minutes = max(1, -(-median // dt.timedelta(minutes=1))) if median is not None else None
    target = queries.ANSWER_TARGET // dt.timedelta(minutes=1)
    return Outlook(queries.unanswered(), queries.late(now), target, minutes, len(waits))
