"""The receipt of a session: what was asked, granted, seen and withdrawn, by whom."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from aboveboard.ground import tokens
from aboveboard.journeys.errors import NotFound
from aboveboard.remote import queries

LINK = "receipt"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline. `who` and `to` are technicians' names; empty means the customer or the server."""

    at: dt.datetime
    kind: str
    who: str
    to: str
    scope: str
    step: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """All of a receipt. `session` and its `case` are for numbers and times; `grants` carry what the relay counted."""

    session: Any
    lines: list[Line]
    grants: list[Any]
    tally: dict[str, Any] | None
    agrees: bool | None
    """Whether what the customer's end counted is what the server counted; None where there is no tally."""


def receipt_link(session_id: uuid.UUID) -> str:
    """The token of the receipt's link."""
    return tokens.sign(LINK, session_id)


def _name(seat: Any) -> str:
    return seat.technician.display_name if seat is not None and seat.technician is not None else ""


def _agrees(session: Any) -> bool | None:
    """Whether the counts agree: the server may have seen less than was sent (frames still on their way), never more."""
    if session.tally is None:
        return None
    sent = {str(key): int(value) for key, value in session.tally.get("counts", {}).items()}
    seen = {str(key): int(value) for key, value in session.relayed.get("counts", {}).items()}
    return all(value <= sent.get(key, 0) for key, value in seen.items())


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
        if grant.first_frame_at is not None
    ]
    lines.sort(key=lambda line: line.at)
    return Receipt(session, lines, grants, session.tally, _agrees(session))


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
