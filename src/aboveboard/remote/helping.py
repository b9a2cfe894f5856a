"""Recording tools that were offered and passwords that were handed over. Nothing here knows what either was like."""

import datetime as dt
import uuid

from django.db.models import QuerySet

from aboveboard.remote.grants import seat_at
from aboveboard.remote.models import Event, ToolRun
from aboveboard.remote.operations import log

SCOPE = "password"
_ENDS = ("secret-given", "secret-refused")


def tool_offered(
    session: uuid.UUID, run: uuid.UUID, tool: str, version: str, package: str, number: int, now: dt.datetime
) -> bool:
    """A technician offered a tool. False for an id that was used before, in any session."""
    row = {"session_id": session, "seat": seat_at(session, number), "tool": tool, "version": version}
    return ToolRun.objects.get_or_create(id=run, defaults=row | {"package": package, "offered_at": now})[1]


def tool_answered(session: uuid.UUID, run: uuid.UUID, yes: bool, now: dt.datetime) -> bool:
    """The customer's yes or no; only the first one counts, and only to what was offered."""
    open_ones = ToolRun.objects.filter(pk=run, session_id=session, answered_at__isnull=True)
    return bool(open_ones.update(answered_at=now, allowed=yes))


def tool_ended(session: uuid.UUID, run: uuid.UUID, ok: bool, status: int, undone: bool, now: dt.datetime) -> bool:
    """It is over, or it was undone later. False for one that the customer did not allow, or that was over before."""
    ran = ToolRun.objects.filter(pk=run, session_id=session, allowed=True)
    if undone:
        return bool(ran.filter(ended_at__isnull=False, undone_at__isnull=True).update(undone_at=now))
    return bool(ran.filter(ended_at__isnull=True).update(ended_at=now, succeeded=ok, status=status))


def secret_asked(session: uuid.UUID, secret: str, number: int, now: dt.datetime) -> bool:
    """A technician asked for a password. False for an id that was used before."""
    if _lines(session, secret).exists():
        return False
    log(session, "secret-asked", now, seat=seat_at(session, number), scope=SCOPE, item=secret)
    return True


def secret_answered(session: uuid.UUID, secret: str, to: int, yes: bool, now: dt.datetime) -> bool:
    """The customer gave one, or said no, to the one who asked. False, and nothing is written, for anybody else."""
    asked = _lines(session, secret).filter(kind="secret-asked", seat__number=to).exists()
    if not asked or _lines(session, secret).filter(kind__in=_ENDS).exists():
        return False
    log(session, _ENDS[0] if yes else _ENDS[1], now, to=seat_at(session, to), scope=SCOPE, item=secret)
    return True


def secret_shown(session: uuid.UUID, secret: str, number: int, now: dt.datetime) -> bool:
    """It was shown to the one it was given to. False, and nothing is written, for anybody else or a second time."""
    lines = _lines(session, secret)
    given = lines.filter(kind="secret-given", to__number=number).exists()
    if not given or lines.filter(kind="secret-shown").exists():
        return False
    log(session, "secret-shown", now, seat=seat_at(session, number), scope=SCOPE, item=secret)
    return True


def _lines(session: uuid.UUID, secret: str) -> QuerySet[Event]:
    return Event.objects.filter(session_id=session, item=secret, scope=SCOPE)
