"""A browser in which a code was typed: it knows the one session that the code was for, until an hour after its end.

Whoever types a code is on the telephone with somebody, and nothing else is known of them. So the code opens what was
said yes to in that session, and not the person's case.
"""

import datetime as dt
import uuid

from django.http import HttpRequest

from aboveboard.journeys.handing import OPEN_AFTER
from aboveboard.remote import queries

JOINED_KEY = "joined"
"""The key in the browser's session that names the session joined by code, and whose it is."""


def remember_code(request: HttpRequest, session: uuid.UUID, person: uuid.UUID) -> None:
    """From now on this browser knows this session, and no other that was joined by code, under a new session key."""
    request.session.cycle_key()
    request.session[JOINED_KEY] = {"session": str(session), "person": str(person)}


def person_by_code(request: HttpRequest, session: uuid.UUID, now: dt.datetime) -> uuid.UUID | None:
    """Whose session it is, if its code was typed in this browser and it is not over; else None."""
    kept = request.session.get(JOINED_KEY)
    if not isinstance(kept, dict) or kept.get("session") != str(session):
        return None
    found = queries.session(session)
    if found is None or str(found.subject) != kept.get("person"):
        return None
    over = found.ended_at is not None and now >= found.ended_at + OPEN_AFTER
    return None if over else found.subject
