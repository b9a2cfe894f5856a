"""Answered cases in which nothing happens any more are closed, so that the times of the notice begin to run."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from aboveboard.cases import operations, queries
from aboveboard.ground import hints
from aboveboard.ground.notices import notice
from aboveboard.ground.vault.keystore import PersonErased
from aboveboard.journeys import switches
from aboveboard.journeys.errors import Refused
from aboveboard.remote import queries as remote

IN_ONE_TURN = 200


def turn(now: dt.datetime) -> int:
    """What the job process does: close up to `IN_ONE_TURN` of them; returns how many.

    A request that nobody answered stays open, and shows as late, until somebody does.
    """
    quiet_since = now - dt.timedelta(days=notice().number("idle-days"))
    closed, after = 0, None
    while closed < IN_ONE_TURN and (page := queries.idle(quiet_since, after, IN_ONE_TURN - closed)):
        after = page[-1].pk
        keys = [case.pk for case in page]
        busy, joined = remote.cases_with_session_since(keys, quiet_since), remote.joined_cases(keys)
        for case in page:
            if case.pk not in busy and _was_answered(case, joined):
                closed += _close(case, now)
    return closed


def _was_answered(case: Any, joined: set[uuid.UUID]) -> bool:
    """By a message, in a session, or on the telephone: then a technician opened the case."""
    return case.answered_at is not None or case.pk in joined or case.assigned_at == case.created_at


def _close(case: Any, now: dt.datetime) -> bool:
    with transaction.atomic():
        if not operations.close(case.pk, now):
            return False
        _say_why(case, now)
        hints.publish("queue", f"case:{case.pk}")
    return True


def _say_why(case: Any, now: dt.datetime) -> None:
    """A line in the case, where the notice lets one be kept about this person."""
    try:
        switches.demand("chat")
        switches.demand_of("chat", case.subject)
    except Refused:
        return
    with translation.override(case.customer.language):
        text = _(
            "Nothing happened in this case for %(days)s days, so it was closed by itself. "
            "Ask for help again if you need us."
        ) % {"days": notice().number("idle-days")}
    try:
        operations.say(case, "system", None, text, "idle", now)
    except PersonErased:
        return
