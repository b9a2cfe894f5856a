"""The receipt of a session: what was asked, granted, seen and withdrawn, by whom."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aboveboard.ground import tokens
from aboveboard.ground.access import Access
from aboveboard.ground.purpose import Closed, purpose
from aboveboard.journeys.errors import NotFound
from aboveboard.remote import computers, queries
from aboveboard.remote.counts import after_the_count
from aboveboard.wire.types import Scope

LINK = "receipt"
TOLD_ONE_BY_ONE = frozenset({"files", "tool", "password"})
"""Scopes whose every file, tool and password has lines of its own, which say more than that a yes was used."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline. `who` and `to` are technicians' names; empty means the customer or the server."""

    at: dt.datetime
    kind: str
    who: str
    to: str
    scope: str
    step: str
    what: str = ""
    """The key and version of a tool."""
    file: str = ""
    """The row of a file; its name is opened apart, by whoever may (`open_files`)."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """All of a receipt. `session` and its `case` are for numbers and times; `grants` carry what the relay counted."""

    session: Any
    lines: list[Line]
    grants: list[Any]
    tally: dict[str, Any] | None
    agrees: bool | None
    """Whether what the customer's end counted is what the server counted; None where there is no tally."""
    after: int
    """Frames that passed just after the last signed count, in the seconds before the next one."""
    files: list[Any]
    """The files that were offered or asked for; their names and reasons are sealed."""
    looks: list[Any]
    """What was shared of the computer, `before` and `after`; what was seen then is sealed."""


@dataclass(frozen=True, slots=True)
class File:
    """What is sealed about one file: its name (or what was asked for), the reason, the checksum where it arrived."""

    name: str
    reason: str
    sha256: str


def open_files(found: Receipt, reason: str, asker: Access) -> dict[str, File]:
    """The files of a receipt by their rows, opened for the purpose `reason`; empty where it opens none of them."""
    if not found.files:
        return {}
    subject = found.session.subject
    try:
        with purpose(reason, subject=subject, access=asker) as here:
            if not here.allows("file-events", subject):
                return {}
            return {str(row.pk): File(row.name or row.what, row.reason, row.sha256) for row in found.files}
    except Closed:
        return {}


def receipt_link(session_id: uuid.UUID) -> str:
    """The token of the receipt's link."""
    return tokens.sign(LINK, session_id)


def _name(seat: Any) -> str:
    return seat.technician.display_name if seat is not None and seat.technician is not None else ""


def _of_tool(run: Any) -> list[Line]:
    """What became of one tool: offered, answered, ended, undone."""
    who, what = _name(run.seat), f"{run.tool} {run.version}"
    steps = [
        (run.offered_at, "tool-offered"),
        (run.answered_at, "tool-allowed" if run.allowed else "tool-refused"),
        (run.ended_at, "tool-ended" if run.succeeded else "tool-failed"),
        (run.undone_at, "tool-undone"),
    ]
    return [Line(at, kind, who, "", "tool", "", what) for at, kind in steps if at is not None]


def _of_file(row: Any) -> list[Line]:
    """What became of one file: offered or asked for, answered, ended."""
    who, scope, file = _name(row.seat), "files", str(row.pk)
    steps = [
        (row.asked_at, "file-asked" if row.up else "file-offered"),
        (row.answered_at, "file-allowed" if row.allowed else "file-refused"),
        (row.ended_at, "file-moved" if row.whole else "file-stopped"),
    ]
    return [Line(at, kind, who, "", scope, "", file=file) for at, kind in steps if at is not None]


def _counts(session: Any, grants: Sequence[Any]) -> tuple[bool | None, int]:
    """Whether the counts agree, and how many frames passed just after the last signed count.

    The server may have seen less than was sent (frames still on their way), and after the last signed count what can
    pass until the next is due; never more.
    """
    if session.tally is None:
        return None, 0
    times = [grant.last_frame_at for grant in grants if grant.scope == Scope.VIEW and grant.last_frame_at is not None]
    try:
        after = after_the_count(session, max(times, default=None))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError):
        return False, 0
    return after.may_be, after.frames


def receipt(session_id: uuid.UUID) -> Receipt:
    """The receipt of one session. Raises NotFound. The caller has decided who may see it."""
    session = queries.session(session_id)
    if session is None:
        raise NotFound
    lines = [
        Line(event.at, event.kind, _name(event.seat), _name(event.to), event.scope, event.step)
        for event in queries.events(session_id)
    ]
    grants = queries.grants(session_id)
    lines += [
        Line(grant.first_frame_at, "seen", _name(grant.seat), "", grant.scope, "")
        for grant in grants
        if grant.first_frame_at is not None and grant.scope not in TOLD_ONE_BY_ONE
    ]
    for run in queries.tool_runs(session_id):
        lines += _of_tool(run)
    files = queries.file_events(session_id)
    for row in files:
        lines += _of_file(row)
    lines.sort(key=lambda line: line.at)
    looks = computers.reports_of_session(session_id)
    agrees, after = _counts(session, grants)
    return Receipt(session, lines, grants, session.tally, agrees, after, files, looks)


def receipt_by_link(token: str) -> Receipt:
    """The receipt that a link names. Raises NotFound for a link that is not ours."""
    session_id = tokens.read(LINK, token)
    if session_id is None:
        raise NotFound
    return receipt(session_id)


def receipt_for_customer(session_id: uuid.UUID, person: uuid.UUID) -> Receipt:
    """The customer's own receipt. Raises NotFound for anybody else's."""
    if queries.session_of_customer(session_id, person) is None:
        raise NotFound
    return receipt(session_id)
