"""Reading people."""

import datetime as dt
import uuid
from collections.abc import Iterable

from aboveboard.people import statement
from aboveboard.people.models import ConfidentialityStatement, Customer, Role, Technician, TermsAcceptance


def customer(person: uuid.UUID) -> Customer | None:
    """The customer of this id, or None."""
    return Customer.objects.filter(pk=person).first()


def customers_without(told: Iterable[uuid.UUID], before: dt.datetime, most: int) -> list[Customer]:
    """Up to `most` customers who came before this moment and are not among `told` (a query is taken as one)."""
    return list(Customer.objects.filter(created_at__lt=before).exclude(pk__in=told)[:most])


def has_customers() -> bool:
    """Whether the data of anybody who asked for help is here."""
    return Customer.objects.exists()


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


def has_signed(technician: uuid.UUID) -> bool:
    """Whether this member of staff is bound by the confidentiality statement in force. Without it no role works."""
    live = ConfidentialityStatement.objects.filter(technician_id=technician, ended_at__isnull=True)
    return live.filter(version=statement.version()).exists()


def signed_at() -> dict[uuid.UUID, dt.datetime]:
    """When each member of staff signed the confidentiality statement in force; who has not is not in it."""
    live = ConfidentialityStatement.objects.filter(version=statement.version(), ended_at__isnull=True)
    return dict(live.values_list("technician_id", "signed_at"))
