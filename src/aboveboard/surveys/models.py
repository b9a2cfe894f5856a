"""One questionnaire after each session, answered at most once."""

import uuid

from django.db import models

from aboveboard.ground.clock import now
from aboveboard.ground.declared import declared
from aboveboard.ground.sealed import Sealed, subject_column
from aboveboard.remote.models import Session


class Questionnaire(models.Model):
    """The questions about one session; its link needs no sign-in."""

    id = declared("link", models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    session = declared("link", models.OneToOneField(Session, on_delete=models.PROTECT, related_name="questionnaire"))
    subject = subject_column()
    created_at = declared("answers", models.DateTimeField(default=now))


class Answer(models.Model):
    """What the person answered. `score` goes from 1 (bad) to 5 (good)."""

    id = declared("link", models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    questionnaire = declared(
        "link", models.OneToOneField(Questionnaire, on_delete=models.PROTECT, related_name="answer")
    )
    subject = subject_column()
    score = declared("answers", models.PositiveSmallIntegerField())
    solved = declared("answers", models.BooleanField(null=True))
    comment = Sealed("answers")
    answered_at = declared("answers", models.DateTimeField(default=now))

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(score__gte=1, score__lte=5), name="score_from_1_to_5")]
