"""What the customer's end counted and signed of a session, beside what the server counted. Opens nothing.

Each socket of the customer's end counts from nothing: after a broken connection both counts begin anew, and only counts
of one socket can be held against each other.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Max, Sum

from aboveboard.remote.models import Grant, Session
from aboveboard.wire.gates import GATES
from aboveboard.wire.limits import MARK_BYTES, SECOND, TALLY_EVERY
from aboveboard.wire.types import FrameType, Scope

SLACK: Final = dt.timedelta(seconds=10)
"""So far may times lie apart that different parts of the server wrote."""
UNSIGNED: Final = dt.timedelta(microseconds=TALLY_EVERY)
"""An end signs its count so often: frames of so much time may lie after the last count."""
_ANSWERS: Final = 2
"""In the scope `view` a technician's end answers each frame with at most one of its own, under the same grant."""


@dataclass(frozen=True, slots=True)
class Count:
    """One end's count: media frames by type, their payload bytes, the last sequence."""

    frames: dict[str, int]
    size: int
    last: int

    @classmethod
    def of(cls, counts: Any, size: Any, last: Any) -> "Count":
        """From what is stored. Raises TypeError, ValueError or AttributeError for what is no count."""
        return cls({str(kind): int(count) for kind, count in counts.items()}, int(size), int(last))

    def beyond(self, other: "Count") -> int:
        """How many frames this count has that the other does not; where only bytes are more, one."""
        frames = sum(max(0, count - other.frames.get(kind, 0)) for kind, count in self.frames.items())
        return frames or int(self.size > other.size)


@dataclass(frozen=True, slots=True)
class After:
    """What passed after the last signed count: how many frames, and whether so many can pass before the next is due."""

    frames: int
    may_be: bool


def after_the_count(session: Session, last: dt.datetime | None, slack: dt.timedelta = SLACK) -> After:
    """Frames that the server noted beyond the signed count: honest only where they passed just after it.

    The session has a signed count; `last` is when the last frame of its pictures passed. Raises
    KeyError, TypeError, ValueError, AttributeError, OverflowError or OSError where a count cannot be read.
    """
    tally = session.tally or {}
    signed = Count.of(tally["counts"], tally.get("bytes", 0), tally.get("last", 0))
    at = dt.datetime.fromtimestamp(int(tally.get("at_us", 0)) / SECOND, dt.UTC)
    relayed = Count.of(
        session.relayed.get("counts", {}), session.relayed.get("bytes", 0), session.relayed.get("last", 0)
    )
    signing, noted = int(tally.get("since_us", 0)), int(session.relayed.get("since_us", 0))
    if noted < signing:  # of an earlier socket: of the one that signed the server noted nothing by itself yet
        return After(0, not _grants_beyond(session, signed, 0))
    if noted > signing:  # of a later socket, which had not signed yet
        at, signed = dt.datetime.fromtimestamp(noted / SECOND, dt.UTC), Count({}, 0, 0)
    time = (last - at) if last is not None and last > at else dt.timedelta()
    room = int(time.total_seconds() * _most_a_second()) if time <= UNSIGNED + slack else 0
    beyond = relayed.beyond(signed)
    return After(beyond, beyond <= room and not _grants_beyond(session, signed, room))


def _most_a_second() -> int:
    return sum(GATES[kind].per_second for kind in FrameType if GATES[kind].scope is Scope.VIEW)


def _grants_beyond(session: Session, signed: Count, room: int) -> bool:
    """Whether more passed to one technician, under what was granted over the connection that signed, than was sent."""
    begun = int((session.tally or {}).get("since_us", 0))
    if begun:
        came: dt.datetime | None = dt.datetime.fromtimestamp(begun / SECOND, dt.UTC)
    else:  # noted before sockets were told apart: each of them begins with what was shown to the customer
        came = session.events.filter(kind="shown").aggregate(last=Max("at"))["last"]
    since = {} if came is None else {"granted_at__gte": came}
    frames = sum(signed.frames.values())
    rows = Grant.objects.filter(session=session, scope=Scope.VIEW.value, **since).values_list("seat").order_by("seat")
    for _seat, passed, size in rows.annotate(Sum("frames"), Sum("bytes")):
        if passed > _ANSWERS * (frames + room) or (not room and size > signed.size + frames * MARK_BYTES):
            return True
    return False
