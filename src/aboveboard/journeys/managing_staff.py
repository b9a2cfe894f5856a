"""Administrators change what somebody may do, and let suspended people in again."""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aboveboard.ground.ledger.record import record
from aboveboard.journeys.errors import NotFound, Refused
from aboveboard.people import operations, queries


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


def reinstate_technician(technician: uuid.UUID) -> Any:
    """Let a suspended person in again and return the person. Raises NotFound.

    The password goes: with it every sign-in from before the suspension dies, which would else come back to life.
    """
    with transaction.atomic():
        if not operations.reinstate(technician):
            raise NotFound
        operations.set_password(technician, None)
        record("staff.reinstated", subject=technician)
        return queries.technician(technician)
