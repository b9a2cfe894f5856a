"""What letters there are, and how far one is."""

from django.db import models


class Kind(models.TextChoices):
    """What letters there are."""

    SUMMARY = "summary"
    QUESTIONNAIRE = "questionnaire"


class State(models.TextChoices):
    """How far a letter is. `not_sent` always has a reason."""

    QUEUED = "queued"
    SENT = "sent"
    NOT_SENT = "not_sent"
