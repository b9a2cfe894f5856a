"""The signed counts of customers' ends against everything that the server counted. Opens nothing.

A count that the customer's end signed is the only figure that the server cannot make. It breaks the promise where the
server has more than was signed, or where count or key are not those that were shown during the session. What can come
about without anybody's wrong (an end that broke off, an end that signed more than arrived) is a remark.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Max, Q, Sum

from aboveboard.ground.ledger.audit import Written
from aboveboard.ground.seen import Seen
from aboveboard.remote.grants import fingerprint
from aboveboard.remote.models import Grant, Session
from aboveboard.wire.gates import GATES
from aboveboard.wire.keys import verify_tally
from aboveboard.wire.limits import MARK_BYTES, SECOND, TALLY_EVERY
from aboveboard.wire.payloads import to_bytes
from aboveboard.wire.types import FrameType, Scope

BATCH: Final = 500
UNSIGNED: Final = dt.timedelta(microseconds=TALLY_EVERY)
"""An end signs its count so often: frames of so much time may lie after the last count."""
_ANSWERS: Final = 2
"""In the scope `view` a technician's end answers each frame with at most one of its own, under the same grant."""

Keyed = Mapping[uuid.UUID, list[Written]]
"""The entries `session.keyed` of each session: which keys its customer's end showed, and when."""


@dataclass(frozen=True, slots=True)
class Count:
    """One end's count: media frames by type, their payload bytes, the last sequence."""

    frames: dict[str, int]
    size: int
    last: int

    @classmethod
    def of(cls, counts: Any, size: Any, last: Any) -> "Count":
        return cls({str(kind): int(count) for kind, count in counts.items()}, int(size), int(last))

    def beyond(self, other: "Count") -> int:
        """How many frames this count has that the other does not; where only bytes are more, one."""
        frames = sum(max(0, count - other.frames.get(kind, 0)) for kind, count in self.frames.items())
        return frames or int(self.size > other.size)


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
        signed = Count.of(tally["counts"], tally["bytes"], tally["last"])
        beside = Count.of(tally["relay_counts"], tally["relay_bytes"], tally["relay_last"])
        signature, at = to_bytes(tally["signature"]), dt.datetime.fromtimestamp(int(tally["at_us"]) / SECOND, dt.UTC)
        known = bool(tally["signing"]) and fingerprint(tally["signing"]) in shown
        fits = bool(tally["signing"]) and verify_tally(
            to_bytes(tally["signing"]), signature, session.pk, signed.frames, signed.size, signed.last
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError):
        return "the count of the customer's end cannot be read", ""
    if not fits and (shown or tally.get("verified")):
        return "the signature of the customer's end does not fit the count", ""
    if not fits:
        return "", "counts differ: the customer's end never signed with the key that it showed"
    if not known:
        return "the count is signed by a key that was not shown in the session", ""
    if beside.beyond(signed):
        return "the server counted more frames than the customer's end signed", ""
    why = _after_the_count(session, signed, at, last, slack)
    return why if any(why) else ("", _less(beside, signed))


def _less(beside: Count, signed: Count) -> str:
    return "" if beside == signed else "counts differ: the customer's end signed more than arrived"


def _after_the_count(
    session: Session, signed: Count, at: dt.datetime, last: dt.datetime | None, slack: dt.timedelta
) -> tuple[str, str]:
    """Frames that the server noted beyond the count: honest only where they passed just after it."""
    relayed = Count.of(
        session.relayed.get("counts", {}), session.relayed.get("bytes", 0), session.relayed.get("last", 0)
    )
    beyond = relayed.beyond(signed)
    time = (last - at) if last is not None and last > at else dt.timedelta()
    room = int(time.total_seconds() * _most_a_second()) if time <= UNSIGNED + slack else 0
    if beyond > room or _grants_beyond(session, signed, room):
        return "the server counted more frames than the customer's end signed", ""
    return "", "counts differ: frames passed after the last signed count" if beyond else ""


def _most_a_second() -> int:
    return sum(GATES[kind].per_second for kind in FrameType if GATES[kind].scope is Scope.VIEW)


def _grants_beyond(session: Session, signed: Count, room: int) -> bool:
    """Whether more passed to one technician, under what was granted over the connection that signed, than was sent."""
    came = session.events.filter(kind="shown").aggregate(last=Max("at"))["last"]
    since = {} if came is None else {"granted_at__gte": came}
    frames = sum(signed.frames.values())
    rows = Grant.objects.filter(session=session, scope=Scope.VIEW.value, **since).values_list("seat").order_by("seat")
    for _seat, passed, size in rows.annotate(Sum("frames"), Sum("bytes")):
        if passed > _ANSWERS * (frames + room) or (not room and size > signed.size + frames * MARK_BYTES):
            return True
    return False


def _last_frames(sessions: list[uuid.UUID]) -> dict[uuid.UUID, dt.datetime | None]:
    rows = Grant.objects.filter(session__in=sessions, scope=Scope.VIEW.value).values_list("session").order_by("session")
    return dict(rows.annotate(Max("last_frame_at")))
