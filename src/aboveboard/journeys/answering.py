"""The customer answers the questionnaire."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aboveboard.ground import features, hints, plain, tokens
from aboveboard.ground.clock import now as clock
from aboveboard.journeys import switches
from aboveboard.journeys.errors import NotFound, Refused
from aboveboard.surveys import operations, queries

LINK = "answer"


def answer_link(session_id: uuid.UUID) -> str | None:
    """The token of the questionnaire's link, or None before the session's end and while it is off."""
    found = queries.of_session(session_id) if features.is_on("questionnaire") else None
    return tokens.sign(LINK, found.pk) if found else None


def questionnaire(token: str) -> Any:
    """The questionnaire of a link. Raises NotFound for a link that is not ours."""
    identifier = tokens.read(LINK, token)
    found = queries.questionnaire(identifier) if identifier else None
    if found is None:
        raise NotFound
    return found


def already_answered(session_id: uuid.UUID) -> bool:
    """Whether the person has answered."""
    return queries.answer_of(session_id) is not None


def answer(token: str, score: int, solved: bool | None, comment: str, now: dt.datetime | None = None) -> Any:
    """Keep the answer, once. Raises NotFound, Refused `score` outside 1 to 5, `answered` where there is one."""
    switches.demand("questionnaire")
    found = questionnaire(token)
    if not 1 <= score <= 5:
        raise Refused("score", _("Choose one of the five marks. Nothing was sent yet."))
    with transaction.atomic():
        kept, new = operations.answer(found, score, solved, plain.text(comment)[:2000], now or clock())
        hints.publish(f"case:{found.session.case_id}")
    if not new:
        raise Refused("answered", _("You have answered already. Your first answer was kept."))
    return kept
