"""Questionnaires as the checks of the promises want them."""

import uuid
from collections import Counter

from aboveboard.ground.seen import Seen
from aboveboard.surveys.models import Questionnaire


def not_exactly_one(sessions: list[uuid.UUID]) -> Seen:
    """Of these ended sessions: which have no questionnaire, or several."""
    seen = Seen()
    there = Counter(Questionnaire.objects.filter(session__in=sessions).values_list("session", flat=True))
    for session in sessions:
        if there[session] != 1:
            seen.broken("remote_session", session, f"{there[session]} questionnaires instead of one")
    return seen
