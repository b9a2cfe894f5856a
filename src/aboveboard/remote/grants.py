"""Recording what the customer's end granted, withdrew and counted. Nothing here makes a grant: it writes down one."""

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass
from typing import Any, Final

from aboveboard.ground.ledger.record import record
from aboveboard.remote.models import Grant, Seat, Session
from aboveboard.remote.operations import log

EARLIER: Final = 50
"""So many earlier sockets' counts are kept of one session."""


@dataclass(frozen=True, slots=True)
class GrantCount:
    """What passed under one grant so far, as the relay counted it."""

    grant: uuid.UUID
    frames: int
    bytes: int
    first_frame_at: dt.datetime
    last_frame_at: dt.datetime


def seat_at(session: uuid.UUID, number: int) -> Seat:
    """The seat of this participant. Raises `Seat.DoesNotExist`."""
    return Seat.objects.select_related("session").get(session_id=session, number=number)


def admit(session: uuid.UUID, number: int, yes: bool, now: dt.datetime) -> None:
    """The customer said yes or no to this technician by name."""
    seat = seat_at(session, number)
    seat.admitted_at, seat.refused_at = (now, None) if yes else (None, now)
    seat.save(update_fields=["admitted_at", "refused_at"])
    log(session, "admitted" if yes else "turned-away", now, to=seat)


def begin(session: uuid.UUID, grant: uuid.UUID, scope: str, number: int, now: dt.datetime) -> bool:
    """The customer granted one scope to one technician. False for an id that was used before, in any session."""
    seat = seat_at(session, number)
    row = {"session_id": session, "seat": seat, "scope": scope, "granted_at": now}
    _, made = Grant.objects.get_or_create(id=grant, defaults=row)
    if made:
        log(session, "granted", now, to=seat, scope=scope)
        _enter("grant.begun", seat, {"scope": scope, "seat": number}, now)
    return made


def finish(session: uuid.UUID, grant: uuid.UUID, reason: str, now: dt.datetime) -> None:
    """The grant is over: `revoked`, `lapsed`, `left` or `ended`. Nothing happens where it was over already."""
    live = Grant.objects.select_related("seat__session")
    row = live.filter(pk=grant, session_id=session, ended_at__isnull=True).first()
    if row is None:
        return
    Grant.objects.filter(pk=grant).update(ended_at=now, end_reason=reason)
    kind = {"revoked": "withdrawn", "lapsed": "lapsed", "left": "lapsed", "ended": "closed"}[reason]
    log(session, kind, now, to=row.seat, scope=row.scope)
    _enter("grant.ended", row.seat, {"scope": row.scope, "seat": row.seat.number, "reason": reason}, now)


def _enter(kind: str, seat: Seat, facts: dict[str, str | int], now: dt.datetime) -> None:
    record(kind, facts=facts, subject=seat.session.subject, about=seat.session_id, at=now)


def finish_all(session: uuid.UUID, reason: str, now: dt.datetime) -> int:
    """End every grant of the session that is still live; returns how many."""
    live = list(Grant.objects.filter(session_id=session, ended_at__isnull=True))
    for row in live:
        finish(session, row.pk, reason, now)
    return len(live)


def lapse_everything(now: dt.datetime) -> int:
    """Record every grant that a former process left open as lapsed; returns how many."""
    live = list(Grant.objects.filter(ended_at__isnull=True).values_list("session_id", "pk"))
    for session, grant in live:
        finish(session, grant, "lapsed", now)
    return len(live)


def keep_counts(session: uuid.UUID, relayed: dict[str, Any], counts: list[GrantCount]) -> None:
    """Write down what the relay counted so far."""
    Session.objects.filter(pk=session).update(relayed=relayed)
    for count in counts:
        Grant.objects.filter(pk=count.grant, session_id=session).update(
            frames=count.frames,
            bytes=count.bytes,
            first_frame_at=count.first_frame_at,
            last_frame_at=count.last_frame_at,
        )


def keep_tally(session: uuid.UUID, tally: dict[str, Any], now: dt.datetime) -> None:
    """Keep what the customer's end counted and signed; a later tally of the same socket replaces an earlier one.

    The last one of each earlier socket stays beside it under `earlier`, since each socket counts from nothing. One
    whose signature did not fit replaces none that did. The ledger keeps which key signed, so that nobody can put
    another count in its place with a key of their own.
    """
    row = Session.objects.select_for_update().only("subject", "tally").get(pk=session)
    if not tally.get("verified"):
        if not (row.tally or {}).get("verified"):
            Session.objects.filter(pk=session).update(tally=tally)
        return
    before = row.tally or {}
    if before.get("signing") != tally["signing"]:
        facts = {"key": fingerprint(tally["signing"])}
        record("session.keyed", facts=facts, subject=row.subject, about=session, at=now)
    earlier = list(before.get("earlier", ()))
    if before.get("verified") and _socket(before) != _socket(tally):
        earlier.append({name: value for name, value in before.items() if name != "earlier"})
    if earlier:
        tally = tally | {"earlier": earlier[-EARLIER:]}
    Session.objects.filter(pk=session).update(tally=tally)


def _socket(tally: dict[str, Any]) -> tuple[str, int]:
    return tally["signing"], tally.get("since_us", 0)


def fingerprint(signing: str) -> str:
    """By what the ledger knows a key that signs counts: the SHA-256 of its text as it was shown, in hexadecimal."""
    return hashlib.sha256(signing.encode()).hexdigest()
