"""Which function does which kind of due work. A handler takes (id, number of tries) and may be called twice.

It raises `due.NotNow` where the work is to be tried again.
"""

import datetime as dt
import uuid
from collections.abc import Callable

from aboveboard.evidence import alarm
from aboveboard.ground import due, egress
from aboveboard.ground.clock import now as clock
from aboveboard.jobs.change_mail import send_change
from aboveboard.jobs.mail import send_letter
from aboveboard.journeys.ending import ABSENT, EXPIRE, end_abandoned, expire_session
from aboveboard.letters.changes import SEND_CHANGE
from aboveboard.letters.operations import SEND
from aboveboard.letters.sending import WAITS
from aboveboard.lifetime import erasure, holds


def _expire(session: uuid.UUID, tries: int) -> None:  # noqa: ARG001  # every handler is called alike
    expire_session(session, clock())


def _abandoned(session: uuid.UUID, tries: int) -> None:  # noqa: ARG001  # every handler is called alike
    end_abandoned(session, clock())


def _finish_erasure(certificate: uuid.UUID, tries: int) -> None:  # noqa: ARG001  # every handler is called alike
    if not erasure.finish(certificate, clock()):
        raise due.NotNow(dt.timedelta(seconds=5), "the database is in use", tried=False)


def _erase_again(certificate: uuid.UUID, tries: int) -> None:  # noqa: ARG001  # every handler is called alike
    erasure.go_on(certificate, clock())


def _tell_officer(promise: uuid.UUID, tries: int) -> None:
    try:
        alarm.tell(promise, clock())
    except egress.UnreachableError as error:
        raise due.NotNow(WAITS[min(tries, len(WAITS)) - 1], error.reason) from error


HANDLERS: dict[str, Callable[[uuid.UUID, int], None]] = {
    ABSENT: _abandoned,
    EXPIRE: _expire,
    erasure.FINISH: _finish_erasure,
    holds.ERASE_AGAIN: _erase_again,
    SEND: send_letter,
    SEND_CHANGE: send_change,
    alarm.TELL: _tell_officer,
}
