"""Administrators look after staff: links, roles, suspension. The first administrator comes by a one-time link."""

import datetime as dt
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from aboveboard.cases import operations as cases
from aboveboard.ground import hints
from aboveboard.ground.clock import now as clock
from aboveboard.ground.ledger.record import record
from aboveboard.journeys.ending import end_session
from aboveboard.journeys.errors import NotFound, Refused
from aboveboard.people import operations, queries
from aboveboard.remote import operations as remote
from aboveboard.remote import queries as remote_queries


def first_run_link(now: dt.datetime | None = None) -> str | None:
    """The secret of the first administrator's link, or None where there is an administrator already."""
    return None if queries.has_administrator() else operations.new_setup_link(None, now or clock())


def open_link(secret: str, now: dt.datetime | None = None) -> Any:
    """The set-up link of this secret (`.technician` is None for the first administrator). Raises NotFound."""
    link = operations.open_setup_link(secret, now or clock())
    if link is None or (link.technician_id is None and queries.has_administrator()):
        raise NotFound
    return link


def become_administrator(
    secret: str, handle: str, display_name: str, password: str, now: dt.datetime | None = None
) -> Any:
    """Use the first-run link. Raises NotFound, or Refused `handle` where it is taken."""
    now = now or clock()
    with transaction.atomic():
        link = open_link(secret, now)
        if link.technician_id is not None or not operations.use_setup_link(link, now):
            raise NotFound
        return add_technician(handle, display_name, "administrator", password)


def set_own_password(secret: str, password: str, now: dt.datetime | None = None) -> Any:
    """Use a technician's link to set a password; returns the technician. Raises NotFound."""
    now = now or clock()
    with transaction.atomic():
        link = open_link(secret, now)
        if link.technician_id is None or not link.technician.is_active or not operations.use_setup_link(link, now):
            raise NotFound
        operations.set_password(link.technician_id, password)
        return queries.technician(link.technician_id)


def add_technician(
    handle: str, display_name: str, role: str, password: str | None = None, by: uuid.UUID | None = None
) -> Any:
    """A new member of staff, added by an administrator or by oneself. Raises Refused `handle` where it is taken."""
    taken = Refused("handle", _("This handle is taken. Choose another one."))
    if queries.by_handle(handle) is not None:
        raise taken
    try:
        with transaction.atomic():
            added = operations.add_technician(handle, display_name, role, password)
            record("staff.added", facts={"role": role}, subject=added.pk, actor=str(by or added.pk))
            return added
    except IntegrityError:
        # Somebody added the same handle at this moment: the database is the one that decides.
        raise taken from None


def new_link_for(technician: uuid.UUID, now: dt.datetime | None = None) -> str:
    """The secret of a fresh one-time link with which a technician sets a password. Raises NotFound."""
    if queries.technician(technician) is None:
        raise NotFound
    return operations.new_setup_link(technician, now or clock())


def suspend_technician(technician: uuid.UUID, by: uuid.UUID, now: dt.datetime | None = None) -> None:
    """Suspend at once: sign-in, socket tickets, running sessions and assignments end. Raises Refused `self`."""
    now = now or clock()
    if technician == by:
        raise Refused("self", _("You cannot suspend yourself. Nothing was changed."))
    with transaction.atomic():
        if by not in operations.lock_administrators():
            raise NotFound
        if not operations.suspend(technician, now):
            raise NotFound
        record("staff.suspended", subject=technician, actor=str(by), at=now)
        remote.kill_tickets_of(technician)
        for session in remote_queries.live_sessions_with(technician):
            if session.case.assigned_to_id == technician:
                end_session(session.pk, "server", "the technician is no longer on duty", now)
            else:
                hints.publish(f"session:{session.pk}")
        cases.release_all_of(technician, now)
        hints.publish("queue")


def working_person(technician: uuid.UUID, other_than: uuid.UUID | None = None) -> Any:
    """The active member of staff of this id. Raises NotFound, or Refused `self` where it is `other_than`."""
    found = queries.technician(technician)
    if found is None:
        raise NotFound
    if technician == other_than:
        raise Refused("self", _("Somebody else has to do this for your own account. Nothing was changed."))
    return found


def change_role(technician: uuid.UUID, role: str, by: uuid.UUID) -> None:
    """Give another role, at once. Raises NotFound, or Refused `self`: so there is always one administrator."""
    with transaction.atomic():
        if by not in operations.lock_administrators():
            raise NotFound
        operations.change_role(working_person(technician, other_than=by).pk, role)
        record("staff.role", facts={"role": role}, subject=technician, actor=str(by))


def reinstate_technician(technician: uuid.UUID, by: uuid.UUID | None = None) -> Any:
    """Let a suspended person in again and return the person. Raises NotFound.

    The password goes: with it every sign-in from before the suspension dies, which would else come back to life.
    """
    with transaction.atomic():
        if not operations.reinstate(technician):
            raise NotFound
        operations.set_password(technician, None)
        record("staff.reinstated", subject=technician, actor=str(by or ""))
        return queries.technician(technician)
