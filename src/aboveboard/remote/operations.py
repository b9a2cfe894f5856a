"""Changing sessions, invitations, seats and tickets. Grants are in `aboveboard.remote.grants`."""

import datetime as dt
import secrets
import uuid

from django.db.models import Max

from aboveboard.ground import tokens
from aboveboard.ground.notices import notice
from aboveboard.remote import queries
from aboveboard.remote.models import Event, Invitation, Seat, Session, Ticket
from aboveboard.wire.limits import PARTICIPANTS

CODE_DIGITS = 9
TICKET_LASTS = dt.timedelta(seconds=60)
TICKET = "ticket"


def code_lasts() -> dt.timedelta:
    """For how long a code may be used: the notice says it, and this is where it is kept."""
    return dt.timedelta(minutes=notice().number("code-minutes"))


def new_code(now: dt.datetime) -> str:
    """A fresh code of nine digits that no open invitation has."""
    while True:
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
        if not queries.code_in_use(code, now):
            return code


def open_session(case: uuid.UUID, subject: uuid.UUID, technician: uuid.UUID, now: dt.datetime) -> tuple[Session, str]:
    """A new session with its invitation and the technician's seat. Returns it and the code, which is not kept."""
    session = Session.objects.create(case_id=case, subject=subject, created_at=now)
    code = new_code(now)
    Invitation.objects.create(
        session=session,
        code_hash=tokens.keyed_hash(queries.CODE, code),
        invited_by_id=technician,
        created_at=now,
        expires_at=now + code_lasts(),
    )
    seat = Seat.objects.create(session=session, number=queries.CUSTOMER_SEAT + 1, technician_id=technician)
    log(session.pk, "invited", now, seat=seat)
    return session, code


def hold(session: uuid.UUID) -> Session | None:
    """The session as it is now, held until the transaction's end. Who changes several of its rows holds it first."""
    return Session.objects.select_for_update().filter(pk=session).first()


def cancel_invitation(session: uuid.UUID, now: dt.datetime) -> bool:
    """Make an unused code worthless. Returns whether there was one."""
    return bool(
        Invitation.objects.filter(session_id=session, used_at__isnull=True, cancelled_at__isnull=True).update(
            cancelled_at=now
        )
    )


def use_invitation(invitation: Invitation, now: dt.datetime) -> bool:
    """Use the code up. One statement decides, so that of two people with the same code only one gets in."""
    return bool(
        Invitation.objects.filter(
            pk=invitation.pk, used_at__isnull=True, cancelled_at__isnull=True, expires_at__gt=now
        ).update(used_at=now)
    )


def seat_customer(session: Session, terms_version: str, now: dt.datetime, by_program: bool = False) -> tuple[Seat, str]:
    """The customer takes the first seat. Returns it and the secret with which the same end may come back."""
    secret = tokens.new_secret()
    seat = Seat.objects.create(
        session=session,
        number=queries.CUSTOMER_SEAT,
        joined_at=now,
        by_program=by_program,
        resume_hash=tokens.keyed_hash(queries.RESUME, secret),
    )
    Session.objects.filter(pk=session.pk).update(opened_at=now, terms_version=terms_version)
    log(session.pk, "joined", now, seat=seat)
    return seat, secret


def use_up_resume(resume: str) -> str | None:
    """A secret that opens the receipt once, for the one with which the end came back; None where there is none."""
    secret = tokens.new_secret()
    return secret if _exchange(queries.RESUME, resume, tokens.keyed_hash(queries.HANDED, secret)) else None


def use_up_handed(secret: str) -> bool:
    """Whether this secret was good until now."""
    return _exchange(queries.HANDED, secret, "")


def _exchange(kind: str, secret: str, for_hash: str) -> bool:
    """One statement decides, so that of two who come with the same secret only one is let through."""
    return bool(Seat.objects.filter(resume_hash=tokens.keyed_hash(kind, secret)).update(resume_hash=for_hash))


def taken_over(seat: Seat, by_program: bool) -> None:
    """The customer goes on at another end of theirs: in the program, or in a browser."""
    if seat.by_program != by_program:
        Seat.objects.filter(pk=seat.pk).update(by_program=by_program)


def seat_technician(session: uuid.UUID, technician: uuid.UUID, now: dt.datetime) -> Seat | None:
    """A seat for one more technician; the present one if there is one; None where all seats are taken."""
    found = queries.seat_of_technician(session, technician)
    if found is not None:
        return found
    last = Seat.objects.filter(session_id=session).aggregate(last=Max("number"))["last"] or queries.CUSTOMER_SEAT
    if last >= PARTICIPANTS:
        return None
    seat = Seat.objects.create(session_id=session, number=last + 1, technician_id=technician)
    log(session, "called", now, seat=seat)
    return seat


def new_ticket(seat: Seat, now: dt.datetime) -> str:
    """The secret that opens one socket for this seat within a minute."""
    secret = tokens.new_secret()
    Ticket.objects.create(hash=tokens.keyed_hash(TICKET, secret), seat=seat, expires_at=now + TICKET_LASTS)
    return secret


def use_ticket(secret: str, now: dt.datetime) -> Seat | None:
    """The seat that the ticket opens, used up by this call; None for an unknown, used or expired one."""
    hashed = tokens.keyed_hash(TICKET, secret)
    if not Ticket.objects.filter(hash=hashed, used_at__isnull=True, expires_at__gt=now).update(used_at=now):
        return None
    seats = Seat.objects.select_related("session__case", "technician")
    return seats.get(pk=Ticket.objects.values_list("seat_id", flat=True).get(hash=hashed))


def forget_tickets(now: dt.datetime) -> int:
    """Delete tickets that are over; returns how many."""
    return Ticket.objects.filter(expires_at__lt=now).delete()[0]


def kill_tickets_of(technician: uuid.UUID) -> None:
    """Delete the open tickets of one member of staff."""
    Ticket.objects.filter(seat__technician_id=technician).delete()


def mark_joined(seat: Seat, now: dt.datetime) -> None:
    """A technician's end came for the first time."""
    if Seat.objects.filter(pk=seat.pk, joined_at__isnull=True).update(joined_at=now):
        log(seat.session_id, "joined", now, seat=seat)


def end(session: uuid.UUID, by: str, reason: str, now: dt.datetime) -> bool:
    """Close the session's record. Returns False where it was closed already."""
    ended = Session.objects.filter(pk=session, ended_at__isnull=True).update(ended_at=now, ended_by=by)
    if ended:
        # Somebody may have typed the reason, so it is sealed like everything that people write.
        record = Session.objects.get(pk=session)
        record.end_reason = reason[:200]
        record.save(update_fields=["end_reason"])
        Ticket.objects.filter(seat__session_id=session).delete()
    return bool(ended)


def keep_record(session: uuid.UUID, text: str) -> None:
    """Keep the record of an ended session, sealed for its customer."""
    row = Session.objects.get(pk=session)
    row.record = text
    row.save(update_fields=["record"])


def log(
    session: uuid.UUID,
    kind: str,
    at: dt.datetime,
    *,
    seat: Seat | None = None,
    to: Seat | None = None,
    scope: str = "",
    step: str = "",
    item: str = "",
) -> None:
    """Write one line of the session's timeline."""
    Event.objects.create(session_id=session, kind=kind, at=at, seat=seat, to=to, scope=scope, step=step, item=item)
