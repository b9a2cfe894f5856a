"""Questionnaires and their answers."""

import datetime as dt
import uuid

from aboveboard.surveys.models import Answer, Questionnaire


def add(session: uuid.UUID, subject: uuid.UUID, now: dt.datetime) -> Questionnaire:
    """The session's questionnaire, made on first call."""
    found, _ = Questionnaire.objects.get_or_create(session_id=session, defaults={"subject": subject, "created_at": now})
    return found


def answer(
    questionnaire: Questionnaire, score: int, solved: bool | None, comment: str, now: dt.datetime
) -> tuple[Answer, bool]:
    """Keep the answer. Returns it and whether it is new; a second answer changes nothing."""
    return Answer.objects.get_or_create(
        questionnaire=questionnaire,
        defaults={
            "subject": questionnaire.subject,
            "score": score,
            "solved": solved,
            "comment": comment,
            "answered_at": now,
        },
    )
