"""Telling people of a change of the notice: one row for each person and version, what became of it, and the answer."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from aboveboard.ground import due
from aboveboard.ground.ledger.record import record
from aboveboard.letters.kinds import Choice, State
from aboveboard.letters.models import ChangeLetter

SEND_CHANGE = "letters.change"
"""The kind of due work that sends a letter about a change of the notice."""


def letter(identifier: uuid.UUID) -> ChangeLetter | None:
    """The letter of this id, or None."""
    return ChangeLetter.objects.filter(pk=identifier).first()


def of_person(subject: uuid.UUID, notice: str) -> ChangeLetter | None:
    """What this person was told of this version, or None where nothing was begun yet."""
    return ChangeLetter.objects.filter(subject=subject, notice=notice).first()


def owed_to(notice: str) -> "QuerySet[ChangeLetter, uuid.UUID]":
    """The people for whom this version has a row already, as a query."""
    return ChangeLetter.objects.filter(notice=notice).values_list("subject", flat=True)


def owe(notice: str, people: Iterable[tuple[uuid.UUID, bool]], now: dt.datetime) -> int:
    """Owe each of these people, given with whether there is an address, a letter about this version. Returns how many.

    Who has a row already gets no second one, also where two processes do this at once.
    """
    count = 0
    for subject, has_address in people:
        with transaction.atomic():
            made, new = ChangeLetter.objects.get_or_create(
                notice=notice, subject=subject, defaults=_fresh(has_address=has_address, now=now)
            )
            if new and has_address:
                due.schedule(SEND_CHANGE, made.pk, now)
        count += new
    return count


def _fresh(*, has_address: bool, now: dt.datetime) -> dict[str, object]:
    identifier = uuid.uuid4()
    return {
        "id": identifier,
        "message_id": f"<{identifier.hex}@{settings.ABOVEBOARD_MAIL_DOMAIN}>",
        "queued_at": now,
        "state": State.QUEUED if has_address else State.NOT_SENT,
        "reason": "" if has_address else "no address",
    }


def mark_sent(identifier: uuid.UUID, now: dt.datetime) -> None:
    """The mail server took the letter: the person is told."""
    with transaction.atomic():
        if ChangeLetter.objects.filter(pk=identifier, state=State.QUEUED).update(state=State.SENT, sent_at=now):
            row = ChangeLetter.objects.get(pk=identifier)
            record("notice.told", facts={"hash": row.notice, "by": "letter"}, subject=row.subject, at=now)


def mark_not_sent(identifier: uuid.UUID, reason: str) -> None:
    """The letter will never be sent; `reason` in a few words without personal data. The page tells them alone."""
    ChangeLetter.objects.filter(pk=identifier, state=State.QUEUED).update(state=State.NOT_SENT, reason=reason[:40])


def mark_seen(subject: uuid.UUID, notice: str, now: dt.datetime) -> None:
    """The page of the person's case showed them the change; written down once."""
    with transaction.atomic():
        row, _new = ChangeLetter.objects.get_or_create(
            notice=notice, subject=subject, defaults=_fresh(has_address=False, now=now)
        )
        if ChangeLetter.objects.filter(pk=row.pk, seen_at__isnull=True).update(seen_at=now):
            record("notice.told", facts={"hash": notice, "by": "page"}, subject=subject, at=now)


def choose(subject: uuid.UUID, notice: str, choice: Choice, now: dt.datetime) -> None:
    """Write down what the person said. It can be said anew."""
    mark_seen(subject, notice, now)
    ChangeLetter.objects.filter(notice=notice, subject=subject).update(choice=choice, chosen_at=now)
