"""Queueing letters and recording what became of them."""

import datetime as dt
import uuid

from django.conf import settings

from aboveboard.ground import due
from aboveboard.letters.kinds import Kind, State
from aboveboard.letters.models import Letter

SEND = "letters.send"
"""The kind of due work that sends a letter."""


def queue(session: uuid.UUID, subject: uuid.UUID, kind: Kind, has_address: bool, now: dt.datetime) -> Letter:
    """Owe the person a letter about this session, once. Without an address the reason is recorded instead."""
    identifier = uuid.uuid4()
    letter, new = Letter.objects.get_or_create(
        session_id=session,
        kind=kind,
        defaults={
            "id": identifier,
            "subject": subject,
            "message_id": f"<{identifier.hex}@{settings.ABOVEBOARD_MAIL_DOMAIN}>",
            "queued_at": now,
            "state": State.QUEUED if has_address else State.NOT_SENT,
            "reason": "" if has_address else "no address",
        },
    )
    if new and has_address:
        due.schedule(SEND, letter.pk, now)
    return letter


def mark_sent(letter: uuid.UUID, now: dt.datetime) -> None:
    """The mail server took the letter."""
    Letter.objects.filter(pk=letter, state=State.QUEUED).update(state=State.SENT, sent_at=now)


def mark_not_sent(letter: uuid.UUID, reason: str) -> None:
    """The letter will never be sent; `reason` in a few words without personal data."""
    Letter.objects.filter(pk=letter, state=State.QUEUED).update(state=State.NOT_SENT, reason=reason[:40])
