"""Which function does which kind of due work. A handler takes (id, number of tries) and may be called twice."""

import datetime as dt
import uuid
from collections.abc import Callable

from aboveboard.evidence import alarm
from aboveboard.ground import egress
from aboveboard.ground.clock import now as clock
from aboveboard.jobs.mail import send_letter
from aboveboard.journeys.ending import ABSENT, EXPIRE, end_abandoned, expire_session
from aboveboard.letters.operations import SEND
from aboveboard.letters.sending import WAITS, NotNowError
from aboveboard.lifetime import erasure, holds


class Later(Exception):
    """The work cannot be done now: try again after `wait`. `tried` says whether this counts as an attempt."""

    def __init__(self, wait: dt.timedelta, reason: str, *, tried: bool = True) -> None:
        super().__init__(reason)
        self.wait = wait
        self.reason = reason
        self.tried = tried


def _expire(session: uuid.UUID, tries: int) -> None:  # noqa: ARG001  # every handler is called alike
    expire_session(session, clock())


def _abandoned(session: uuid.UUID, tries: int) -> None:  # noqa: ARG001  # every handler is called alike
    end_abandoned(session, clock())


def _send(letter: uuid.UUID, tries: int) -> None:
    try:
        send_letter(letter, tries)
    except NotNowError as later:
        raise Later(later.wait, later.reason, tried=later.tried) from later


def _finish_erasure(certificate: uuid.UUID, tries: int) -> None:  # noqa: ARG001  # every handler is called alike
    if not erasure.finish(certificate, clock()):
        raise Later(dt.timedelta(seconds=5), "the database is in use", tried=False)


def _erase_again(certificate: uuid.UUID, tries: int) -> None:  # noqa: ARG001  # every handler is called alike
    erasure.go_on(certificate, clock())


def _tell_officer(promise: uuid.UUID, tries: int) -> None:
    try:
        alarm.tell(promise, clock())
    except egress.UnreachableError as error:
        raise Later(WAITS[min(tries, len(WAITS)) - 1], error.reason) from error


HANDLERS: dict[str, Callable[[uuid.UUID, int], None]] = {
    ABSENT: _abandoned,
    EXPIRE: _expire,
    erasure.FINISH: _finish_erasure,
    holds.ERASE_AGAIN: _erase_again,
    SEND: _send,
    alarm.TELL: _tell_officer,
}
