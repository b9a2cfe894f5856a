"""The customer's end joins: a code is used once, then tickets open sockets."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aboveboard.ground import hints, throttle
from aboveboard.ground.clock import now as clock
from aboveboard.ground.ledger.record import record
from aboveboard.ground.notices import notice
from aboveboard.journeys import switches
from aboveboard.journeys.errors import NotFound, Refused
from aboveboard.journeys.inviting import extend_expiry
from aboveboard.people import operations as people
from aboveboard.people import queries as people_queries
from aboveboard.remote import operations, queries

WRONG_CODES = 10
"""Wrong codes from one network within ten minutes, after which no code is tried for it."""
WRONG_CODES_EVERYWHERE = 1000
"""Wrong codes from all networks within ten minutes, after which only networks without a wrong code are heard."""
WINDOW = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Joined:
    """The customer is in. `resume` lets the same end ask for further tickets; it is shown once."""

    session_id: uuid.UUID
    case_id: uuid.UUID
    person_id: uuid.UUID
    technician: Any
    resume: str


@dataclass(frozen=True, slots=True)
class SeatInfo:
    """Who sits behind a socket. `card` is (name, organisation, badge) of a technician, None for the customer."""

    session_id: uuid.UUID
    case_id: uuid.UUID
    participant: int
    role: str
    card: tuple[str, str, str] | None


def normal_code(text: str) -> str:
    """The digits of a code as somebody typed it, with spaces, dashes or dots anywhere."""
    return re.sub(r"[\s.\-\u2010-\u2015]", "", text)


def _limited() -> Refused:
    return Refused(
        "limited",
        _("Too many wrong codes came from your network. No code was used up. Wait ten minutes, then type it again."),
        retry_after=int(WINDOW.total_seconds()),
    )


def _count_try(source: str, now: dt.datetime) -> None:
    """Count a try before the code is looked up, so that tries at the same instant do not slip past. Raises Refused."""
    here = throttle.count("code", throttle.network_of(source), WINDOW, now)
    everywhere = throttle.count("code", "everywhere", WINDOW, now)
    if here > WRONG_CODES or (here > 1 and everywhere > WRONG_CODES_EVERYWHERE):
        raise _limited()


def _forgive_try(source: str) -> None:
    throttle.give_back("code", throttle.network_of(source))
    throttle.give_back("code", "everywhere")


def redeem_code(
    code: str, terms_version: str, source: str, now: dt.datetime | None = None, by_program: bool = False
) -> Joined:
    """Use a code. `terms_version` is the version the person accepted just now, or "" where they were not asked.

    `by_program`: the companion asks, and not a browser.

    Raises Refused `malformed`, `unknown`, `used`, `expired`, `terms` (accept them, the code stays good), `limited` or
    `off`.
    """
    now = now or clock()
    switches.demand("sessions")
    digits = normal_code(code)
    if not re.fullmatch(r"[0-9]{9}", digits):
        raise Refused("malformed", _("A code has nine digits. Look at it once more and type it again."))
    _count_try(source, now)
    invitation = queries.invitation_by_code(digits)
    if invitation is None:
        raise Refused("unknown", _("We do not know this code. Check each digit and type it again."))
    if invitation.used_at is not None:
        raise Refused("used", _("This code was used already. Each code works once: ask your technician for a new one."))
    if invitation.cancelled_at is not None or invitation.expires_at <= now:
        expired = _("This code has run out. Codes work for %(n)d minutes: ask your technician for a new one.")
        raise Refused("expired", expired % {"n": notice().number("code-minutes")})
    _forgive_try(source)
    return _enter(invitation, terms_version, now, by_program)


def _enter(invitation: Any, terms_version: str, now: dt.datetime, by_program: bool = False) -> Joined:
    switches.demand("sessions")
    session, in_force = invitation.session, notice().terms_version
    with transaction.atomic():
        operations.hold(session.pk)
        if not people_queries.has_accepted(session.subject, in_force):
            if terms_version != in_force:
                raise Refused("terms", _("Read and accept the terms first. Your code stays good until then."))
            people.accept_terms(session.subject, in_force, now)
        if not operations.use_invitation(invitation, now):
            raise Refused("used", _("This code was used already. Each code works once: ask for a new one."))
        _seat, resume = operations.seat_customer(session, in_force, now, by_program)
        extend_expiry(session.pk, now)
        facts = {"terms": in_force, "notice": notice().source_hash}
        record("session.joined", facts=facts, subject=session.subject, about=session.pk, at=now)
        hints.publish(f"session:{session.pk}", f"case:{session.case_id}")
    technician = people_queries.technician(invitation.invited_by_id)
    return Joined(session.pk, session.case_id, session.subject, technician, resume)


def customer_ticket(session_id: uuid.UUID, person: uuid.UUID, now: dt.datetime | None = None) -> str:
    """A socket ticket for the customer in the browser, which has the seat from now on. NotFound, Refused `ended`."""
    session = queries.session_of_customer(session_id, person)
    seat = queries.customer_seat(session_id) if session is not None else None
    if session is None or seat is None:
        raise NotFound
    found = _ticket(seat, now or clock())
    operations.taken_over(seat, by_program=False)
    return found


def resume_ticket(secret: str, now: dt.datetime | None = None) -> tuple[uuid.UUID, str]:
    """The session and a socket ticket for a program that holds the resume secret. Raises NotFound, Refused `ended`."""
    seat = queries.seat_by_resume(secret)
    if seat is None:
        raise NotFound
    found = _ticket(seat, now or clock())
    operations.taken_over(seat, by_program=True)
    return seat.session_id, found


def technician_ticket(session_id: uuid.UUID, technician: uuid.UUID, now: dt.datetime | None = None) -> str:
    """A socket ticket for a technician who has a seat. Raises NotFound, or Refused `ended` or `statement`."""
    seat = queries.seat_of_technician(session_id, technician)
    if seat is None:
        raise NotFound
    if not people_queries.has_signed(technician):
        raise Refused("statement", _("Sign the confidentiality statement first. The session was not opened."))
    return _ticket(seat, now or clock())


def _ticket(seat: Any, now: dt.datetime) -> str:
    switches.demand("sessions")
    if seat.session.ended_at is not None:
        raise Refused("ended", _("This session has ended. Nothing is shared any more."))
    return operations.new_ticket(seat, now)


def claim_ticket(ticket: str, now: dt.datetime | None = None) -> SeatInfo:
    """Use a ticket up and say who it is. Raises Refused `ticket`, `ended`, `suspended` or `statement`."""
    now = now or clock()
    with transaction.atomic():
        seat = operations.use_ticket(ticket, now)
        if seat is None:
            raise Refused("ticket", "no such ticket")
        if seat.session.ended_at is not None:
            raise Refused("ended", "the session has ended")
        if seat.technician is None:
            return SeatInfo(seat.session_id, seat.session.case_id, seat.number, "customer", None)
        if not seat.technician.is_active:
            raise Refused("suspended", "the account is suspended")
        if not people_queries.has_signed(seat.technician.pk):
            raise Refused("statement", "the confidentiality statement is not signed")
        operations.mark_joined(seat, now)
    person = seat.technician
    card = (person.display_name, notice().head.controller.name, person.badge)
    return SeatInfo(seat.session_id, seat.session.case_id, seat.number, "technician", card)


def accept_invitation(
    session_id: uuid.UUID, person: uuid.UUID, terms_version: str = "", now: dt.datetime | None = None
) -> Joined:
    """The customer joins from their own case page, where the browser knows them and no code is typed.

    Raises NotFound, or Refused `expired`, `used`, `terms` where the terms in force were not accepted, or `off`.
    """
    now = now or clock()
    session = queries.session_of_customer(session_id, person)
    if session is None:
        raise NotFound
    invitation = session.invitation
    if session.ended_at is not None or invitation.cancelled_at is not None or invitation.expires_at <= now:
        raise Refused("expired", _("This invitation has run out. Ask your technician in the chat for a new one."))
    return _enter(invitation, terms_version, now)
