"""The customer in front of this browser."""

import datetime as dt
import uuid

from django.http import HttpRequest

from aboveboard.web.doors import PERSON_KEY

REMEMBERED_FOR = dt.timedelta(days=14)


def address_of(request: HttpRequest) -> str:
    """The network address that a request came from; it is counted and never kept."""
    return str(request.META.get("REMOTE_ADDR", ""))


def remember(request: HttpRequest, person: uuid.UUID) -> None:
    """From now on this browser is this customer's, under a new session key. Staff's sessions keep their short life."""
    request.session.cycle_key()
    request.session[PERSON_KEY] = str(person)
    if not request.user.is_authenticated:
        request.session.set_expiry(REMEMBERED_FOR)
