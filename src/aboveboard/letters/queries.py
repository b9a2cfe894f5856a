"""Reading letters."""

import uuid

from aboveboard.letters.models import Letter


def letter(identifier: uuid.UUID) -> Letter | None:
    """The letter of this id with its session and case, or None."""
    return Letter.objects.select_related("session__case__customer").filter(pk=identifier).first()


def of_session(session: uuid.UUID) -> list[Letter]:
    """The letters about one session."""
    return list(Letter.objects.filter(session_id=session).order_by("kind"))
