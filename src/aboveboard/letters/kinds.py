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


class Choice(models.TextChoices):
    """What a person said to a change of the notice. Empty: nothing yet, so their data stays as it was agreed."""

    NONE = ""
    AGREED = "agreed"
    LEFT = "left"
