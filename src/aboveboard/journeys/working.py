"""A technician works on cases; both sides talk. Each takes who asks, and refuses what is not theirs."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aboveboard.cases import operations, queries
from aboveboard.ground import hints, plain
from aboveboard.ground.clock import now as clock
from aboveboard.journeys import switches
from aboveboard.journeys.ending import end_session
from aboveboard.journeys.errors import NotFound, Refused
from aboveboard.remote import queries as remote

TEXT_CHARACTERS = 4000


def _assigned(case: uuid.UUID, technician: uuid.UUID) -> Any:
    """The case if it is assigned to exactly this technician. Raises NotFound."""
    found = queries.case(case)
    if found is None or found.assigned_to_id != technician:
        raise NotFound
    return found


def take_case(case: uuid.UUID, technician: uuid.UUID, now: dt.datetime | None = None) -> None:
    """Assign a waiting case. Raises NotFound, or Refused `taken` where somebody was quicker."""
    with transaction.atomic():
        if queries.case(case) is None:
            raise NotFound
        if not operations.take(case, technician, now or clock()):
            raise Refused("taken", _("Somebody else has taken this case. Nothing was changed."))
        hints.publish("queue", f"case:{case}")


def release_case(case: uuid.UUID, technician: uuid.UUID, now: dt.datetime | None = None) -> None:
    """Put one's own case back into the queue; a session that is running ends. Raises NotFound."""
    now = now or clock()
    with transaction.atomic():
        _assigned(case, technician)
        live = remote.live_session_of_case(case)
        if live is not None:
            end_session(live.pk, "technician", "case released", now)
        operations.release(case, now)
        hints.publish("queue", f"case:{case}")


def close_case(case: uuid.UUID, technician: uuid.UUID, now: dt.datetime | None = None) -> None:
    """Close one's own case; a session that is running ends. Raises NotFound."""
    now = now or clock()
    with transaction.atomic():
        _assigned(case, technician)
        live = remote.live_session_of_case(case)
        if live is not None:
            end_session(live.pk, "technician", "case closed", now)
        operations.close(case, now)
        hints.publish("queue", f"case:{case}")


def _checked(text: str) -> str:
    text = plain.text(text)
    if not text:
        raise Refused("empty", _("The message was empty. Nothing was sent."))
    if len(text) > TEXT_CHARACTERS:
        raise Refused("long", _("The message is longer than 4000 characters. Nothing was sent: send it in parts."))
    return text


def say_as_customer(
    case: uuid.UUID, person: uuid.UUID, text: str, client_key: str, now: dt.datetime | None = None
) -> Any:
    """The customer says something in their own case; returns the message. Raises NotFound or Refused."""
    switches.demand("chat")
    with transaction.atomic():
        found = queries.case_of_customer(case, person)
        if found is None:
            raise NotFound
        if found.status == "closed":
            raise Refused("closed", _("This case is closed. Nothing was sent. Ask for help again if you need us."))
        switches.demand_of("chat", found.subject)
        message, _new = operations.say(found, "customer", None, _checked(text), client_key, now or clock())
        hints.publish(f"case:{case}")
    return message


def say_as_technician(
    case: uuid.UUID, technician: uuid.UUID, text: str, client_key: str, now: dt.datetime | None = None
) -> Any:
    """The assigned technician says something; returns the message. Raises NotFound or Refused."""
    switches.demand("chat")
    with transaction.atomic():
        found = _assigned(case, technician)
        if found.status == "closed":
            raise Refused("closed", _("This case is closed. Nothing was sent."))
        switches.demand_of("chat", found.subject)
        message, _new = operations.say(found, "technician", technician, _checked(text), client_key, now or clock())
        hints.publish(f"case:{case}", "queue")
    return message


def write_note(
    case: uuid.UUID, technician: uuid.UUID, text: str, client_key: str, now: dt.datetime | None = None
) -> Any:
    """The assigned technician writes a note for colleagues; returns it. Raises NotFound or Refused."""
    switches.demand("notes")
    with transaction.atomic():
        found = _assigned(case, technician)
        switches.demand_of("notes", found.subject)
        note = operations.write_note(found, technician, _checked(text), client_key, now or clock())
        hints.publish(f"case:{case}")
    return note
