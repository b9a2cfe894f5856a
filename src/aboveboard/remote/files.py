"""Recording which files were offered and asked for, what the customer said, how it ended. No contents come here."""

import datetime as dt
import uuid

from aboveboard.remote.grants import seat_at
from aboveboard.remote.models import FileEvent


def asked(
    session: uuid.UUID,
    transfer: str,
    number: int,
    now: dt.datetime,
    *,
    up: bool,
    name: str,
    what: str,
    size: int,
    reason: str,
) -> None:
    """A technician offered a file, or asked for one (`up`); `number` is the technician's seat."""
    seat = seat_at(session, number)
    FileEvent.objects.create(
        session_id=session,
        subject=seat.session.subject,
        seat=seat,
        transfer=transfer,
        up=up,
        name=name,
        what=what,
        size=size,
        reason=reason,
        asked_at=now,
    )


def answered(session: uuid.UUID, transfer: str, yes: bool, name: str, size: int, now: dt.datetime) -> None:
    """The customer's yes or no to it; only the first one counts, and one that nobody waits for is none."""
    found = _latest(session, transfer)
    if found is None or found.answered_at is not None:
        return
    found.answered_at, found.allowed = now, yes
    changed = ["answered_at", "allowed"]
    if yes and found.up:
        found.name, found.size = name, size
        changed += ["name", "size"]
    found.save(update_fields=changed)


def ended(session: uuid.UUID, transfer: str, whole: bool, sha256: str, now: dt.datetime) -> None:
    """It is over. A file that the customer never allowed cannot have arrived."""
    found = _latest(session, transfer)
    if found is None or found.ended_at is not None:
        return
    found.ended_at, found.whole = now, whole and bool(found.allowed)
    changed = ["ended_at", "whole"]
    if found.whole and sha256:
        found.sha256 = sha256
        changed.append("sha256")
    found.save(update_fields=changed)


def _latest(session: uuid.UUID, transfer: str) -> FileEvent | None:
    return FileEvent.objects.filter(session_id=session, transfer=transfer).order_by("-asked_at", "-id").first()
