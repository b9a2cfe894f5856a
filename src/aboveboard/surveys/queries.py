"""Reading questionnaires."""

import uuid

from aboveboard.surveys.models import Answer, Questionnaire


def questionnaire(identifier: uuid.UUID) -> Questionnaire | None:
    """The questionnaire of this id, with its session and case, or None."""
    return Questionnaire.objects.select_related("session__case").filter(pk=identifier).first()


def of_session(session: uuid.UUID) -> Questionnaire | None:
    """The session's questionnaire, or None before its end."""
    return Questionnaire.objects.filter(session_id=session).first()


def answer_of(session: uuid.UUID) -> Answer | None:
    """The answer about this session, or None."""
    return Answer.objects.filter(questionnaire__session_id=session).first()
