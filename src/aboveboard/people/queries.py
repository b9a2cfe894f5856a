"""Reading people."""

import uuid

from aboveboard.people.models import Customer, Role, Technician, TermsAcceptance


def customer(person: uuid.UUID) -> Customer | None:
    """The customer of this id, or None."""
    return Customer.objects.filter(pk=person).first()


def technician(identifier: uuid.UUID) -> Technician | None:
    """The active member of staff of this id, or None (suspended people do not exist here)."""
    return Technician.objects.filter(pk=identifier, is_active=True).first()


def by_handle(handle: str) -> Technician | None:
    """The member of staff of this handle, active or not, or None."""
    return Technician.objects.filter(handle=handle.strip().lower()).first()


def staff() -> list[Technician]:
    """All staff, the active ones first, by name."""
    return list(Technician.objects.order_by("-is_active", "display_name"))


def has_administrator() -> bool:
    """Whether somebody can administer this product."""
    return Technician.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exists()


def has_accepted(person: uuid.UUID, version: str) -> bool:
    """Whether the customer accepted this version of the terms."""
    return TermsAcceptance.objects.filter(customer_id=person, version=version).exists()
