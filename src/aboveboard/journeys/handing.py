"""From the companion to a browser: whoever was in a session by the program sees its receipt, by a link of one use."""

import datetime as dt
import uuid

from aboveboard.ground.clock import now as clock
from aboveboard.journeys.errors import NotFound, Refused
from aboveboard.remote import operations, queries

OPEN_AFTER = dt.timedelta(hours=1)
"""How long after the end of a session that was joined by code its receipt and questionnaire stay in reach."""


def hand_over(resume: str, now: dt.datetime | None = None) -> str:
    """The secret of the link, for the secret with which the program came back, which is used up by it.

    Raises NotFound, Refused `running` (the program needs its secret still) or `ended` (too long ago).
    """
    seat = queries.seat_by_resume(resume)
    if seat is None:
        raise NotFound
    if seat.session.ended_at is None:
        raise Refused("running", "the session goes on; its receipt is there when it has ended")
    if (now or clock()) >= seat.session.ended_at + OPEN_AFTER:
        raise Refused("ended", "the receipt is in the mail, or on the page of the case")
    secret = operations.use_up_resume(resume)
    if secret is None:
        raise NotFound
    return secret


def take_over(secret: str, now: dt.datetime | None = None) -> tuple[uuid.UUID, uuid.UUID]:
    """The session and its person, once. Raises NotFound for a link that was used, or is too old."""
    seat = queries.seat_handed(secret)
    if seat is None or seat.session.ended_at is None or (now or clock()) >= seat.session.ended_at + OPEN_AFTER:
        raise NotFound
    if not operations.use_up_handed(secret):
        raise NotFound
    return seat.session_id, seat.session.subject
