"""The customer in front of this browser."""

import datetime as dt
import uuid

from django.http import HttpRequest

from aboveboard.web.doors import PERSON_KEY

REMEMBERED_FOR = dt.timedelta(days=14)


def remember(request: HttpRequest, person: uuid.UUID) -> None:
    """From now on this browser is this customer's, under a new session key. Staff's sessions keep their short life."""
    request.session.cycle_key()
    request.session[PERSON_KEY] = str(person)
    if not request.user.is_authenticated:
        request.session.set_expiry(int(REMEMBERED_FOR.total_seconds()))
