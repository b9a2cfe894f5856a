"""The signed counts of customers' ends against everything that the server counted. Opens nothing.

A count that the customer's end signed is the only figure that the server cannot make. It breaks the promise where the
server has more than was signed, or where count or key are not those that were shown during the session. What can come
about without anybody's wrong (an end that broke off, an end that signed more than arrived) is a remark.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Max, Q

from aboveboard.ground.ledger.audit import Written
from aboveboard.ground.seen import Seen
from aboveboard.remote.counts import Count, after_the_count
from aboveboard.remote.grants import fingerprint
from aboveboard.remote.models import Grant, Session
from aboveboard.wire.keys import verify_tally
from aboveboard.wire.payloads import to_bytes
from aboveboard.wire.types import Scope

BATCH: Final = 500
_MORE: Final = "the server counted more frames than the customer's end signed"
_NEVER: Final = "counts differ: the customer's end never signed with the key that it showed"

Keyed = Mapping[uuid.UUID, list[Written]]
"""The entries `session.keyed` of each session: which keys its customer's end showed, and when."""


def sessions_with_counts(since: dt.datetime) -> "list[list[uuid.UUID]]":
    """Ended sessions that ended at `since` or later and have a signed count, or in which something was seen."""
    seen = Q(pk__in=Grant.objects.filter(frames__gt=0, scope=Scope.VIEW.value).values("session"))
    rows = Session.objects.filter(Q(tally__isnull=False) | seen, ended_at__gte=since).order_by("pk")
    found = list(rows.values_list("pk", flat=True))
    return [found[start : start + BATCH] for start in range(0, len(found), BATCH)]


def counts(sessions: list[uuid.UUID], keyed: Keyed, slack: dt.timedelta) -> Seen:
    """Each of these ended sessions: its signed count against the server's counts and the keys in the ledger."""
    seen = Seen()
    last = _last_frames(sessions)
    for session in Session.objects.filter(pk__in=sessions).order_by("pk").defer("end_reason", "record"):
        seen.count()
        shown = {
            str(entry.facts.get("key"))
            for entry in keyed.get(session.pk, ())
            if session.ended_at is None or entry.at <= session.ended_at + slack
        }
        broken, remark = _held_against(session, shown, last.get(session.pk), slack)
        if broken:
            seen.broken(Session._meta.db_table, session.pk, broken)
        elif remark:
            seen.remark(Session._meta.db_table, session.pk, remark)
    return seen


def _held_against(session: Session, shown: set[str], last: dt.datetime | None, slack: dt.timedelta) -> tuple[str, str]:
    """Why the session's counts break the promise, or else what about them is worth a look."""
    tally = session.tally
    if tally is None:
        if shown:
            return "the signed count of the customer's end was taken away", ""
        return "", "counts differ: something was seen, and the customer's end signed no count"
    try:
        counted = [_one(session, each, shown) for each in (*tally.get("earlier", ()), tally)]
        after = after_the_count(session, last, slack)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError):
        return "the count of the customer's end cannot be read", ""
    broken = next((why for why, _ in counted if why), "")
    if broken or counted[-1][1] == _NEVER:
        return broken, "" if broken else _NEVER
    if not after.may_be:
        return _MORE, ""
    if after.frames:
        return "", "counts differ: frames passed after the last signed count"
    return "", next((remark for _, remark in counted if remark), "")


def _one(session: Session, tally: dict[str, Any], shown: set[str]) -> tuple[str, str]:
    """One signed count beside what the server had counted of the same socket by then."""
    signed = Count.of(tally["counts"], tally["bytes"], tally["last"])
    beside = Count.of(tally["relay_counts"], tally["relay_bytes"], tally["relay_last"])
    signing, signature = tally["signing"], to_bytes(tally["signature"])
    fits = bool(signing) and verify_tally(
        to_bytes(signing), signature, session.pk, signed.frames, signed.size, signed.last
    )
    if not fits and (shown or tally.get("verified")):
        return "the signature of the customer's end does not fit the count", ""
    if not fits:
        return "", _NEVER
    if fingerprint(signing) not in shown:
        return "the count is signed by a key that was not shown in the session", ""
    if beside.beyond(signed):
        return _MORE, ""
    return "", "" if beside == signed else "counts differ: the customer's end signed more than arrived"


def _last_frames(sessions: list[uuid.UUID]) -> dict[uuid.UUID, dt.datetime | None]:
    rows = Grant.objects.filter(session__in=sessions, scope=Scope.VIEW.value).values_list("session").order_by("session")
    return dict(rows.annotate(Max("last_frame_at")))
