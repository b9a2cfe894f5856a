"""Changing people."""

import datetime as dt
import secrets
import uuid
from contextlib import suppress

from django.db import transaction

from aboveboard.ground import tokens
from aboveboard.ground.access import job
from aboveboard.ground.ledger.record import record
from aboveboard.ground.purpose import Closed, purpose
from aboveboard.ground.sealed import is_set
from aboveboard.ground.vault import blind, keystore
from aboveboard.people.models import (
    ConfidentialityStatement,
    Customer,
    Role,
    SetupLink,
    Technician,
    TermsAcceptance,
)

INDEX = "people.index"
"""The due work that makes the index anew."""
INDEXED = {"name": "name", "email": "email"}
"""Kind of entry -> column of a customer."""
SETUP_LINK_LASTS = dt.timedelta(hours=24)


def add_customer(name: str, email: str, language: str, now: dt.datetime) -> Customer:
    """A new customer, whom the desk can find by both. An empty `email` means that nothing can be sent."""
    customer = Customer.objects.create(name=name, email=email, language=language, created_at=now)
    blind.add([("name", customer.pk, name), ("email", customer.pk, email)])
    return customer


def index_again(after: uuid.UUID | None, most: int = 200) -> uuid.UUID | None:
    """Make the index of up to `most` customers anew; returns the last of them, to go on after, or None at the end.

    Opens each under the purpose `search`. Whom the notice does not let be searched for is only taken out of the index;
    whose data is kept for a hold alone stays as they are, and is not found.
    """
    rows = Customer.objects.order_by("pk")
    step = list((rows if after is None else rows.filter(pk__gt=after))[:most])
    if not step:
        return None
    keys = keystore.keys_of(one.pk for one in step)
    people = [one for one in step if one.pk not in keys or keys[one.pk].restricted_at is None]
    with transaction.atomic():
        for person in people:
            blind.forget(person.pk)
        with suppress(Closed), purpose("search", subject=[one.pk for one in people], access=job(INDEX)) as here:
            blind.add(
                (kind, person.pk, getattr(person, column))
                for person in people
                for kind, column in INDEXED.items()
                if is_set(person, column) and here.allows(blind.CATEGORIES[kind], person.pk)
            )
    return step[-1].pk


def accept_terms(person: uuid.UUID, version: str, now: dt.datetime) -> None:
    """Record that the customer accepted this version; a second time changes nothing."""
    defaults = {"accepted_at": now}
    _, new = TermsAcceptance.objects.get_or_create(customer_id=person, version=version, defaults=defaults)
    if new:
        record("terms.accepted", facts={"version": version}, subject=person, at=now)


def _new_badge() -> str:
    return f"{secrets.randbelow(9000) + 1000}-{secrets.randbelow(90) + 10}"


def add_technician(handle: str, display_name: str, role: str, password: str | None) -> Technician:
    """A new member of staff. `password` None means that none works until one is set by a link."""
    person = Technician(handle=handle.strip().lower(), display_name=display_name.strip(), role=Role(role).value)
    badge = _new_badge()
    while Technician.objects.filter(badge=badge).exists():
        badge = _new_badge()
    person.badge = badge
    person.set_password(password)
    person.save()
    return person


def lock_administrators() -> set[uuid.UUID]:
    """The active administrators, held until the transaction's end, so that two of them cannot remove each other."""
    held = Technician.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk")
    return {person.pk for person in held}


def suspend(technician: uuid.UUID, now: dt.datetime) -> bool:
    """Close the account at once; what its owner signed ends with it. Returns whether it was open."""
    end_statement(technician, now)
    return bool(Technician.objects.filter(pk=technician, is_active=True).update(is_active=False, suspended_at=now))


def reinstate(technician: uuid.UUID) -> bool:
    """Open a suspended account again. Returns whether it was suspended."""
    return bool(Technician.objects.filter(pk=technician, is_active=False).update(is_active=True, suspended_at=None))


def change_role(technician: uuid.UUID, role: str) -> None:
    """Give a member of staff another role."""
    Technician.objects.filter(pk=technician).update(role=Role(role).value)


def sign_statement(technician: uuid.UUID, version: str, now: dt.datetime) -> ConfidentialityStatement:
    """Write down that this text was signed; an older one ends. For whoever holds the technician's row."""
    end_statement(technician, now)
    return ConfidentialityStatement.objects.create(technician_id=technician, version=version, signed_at=now)


def end_statement(technician: uuid.UUID, now: dt.datetime) -> None:
    """What this member of staff signed counts no more."""
    ConfidentialityStatement.objects.filter(technician_id=technician, ended_at__isnull=True).update(ended_at=now)


def hold_technician(technician: uuid.UUID) -> Technician | None:
    """The active member of staff, held until the transaction's end, or None."""
    return Technician.objects.select_for_update().filter(pk=technician, is_active=True).first()


def new_setup_link(technician: uuid.UUID | None, now: dt.datetime) -> str:
    """The secret of a fresh one-time link; older open links for the same account die."""
    secret = tokens.new_secret()
    with transaction.atomic():
        open_links = SetupLink.objects.filter(used_at__isnull=True)
        same = (
            open_links.filter(technician__isnull=True)
            if technician is None
            else open_links.filter(technician=technician)
        )
        same.delete()
        SetupLink.objects.create(
            hash=tokens.keyed_hash("setup", secret),
            technician_id=technician,
            expires_at=now + SETUP_LINK_LASTS,
            created_at=now,
        )
    return secret


def open_setup_link(secret: str, now: dt.datetime) -> SetupLink | None:
    """The link of this secret if it can still be used, else None. Does not use it up."""
    return SetupLink.objects.filter(
        hash=tokens.keyed_hash("setup", secret), used_at__isnull=True, expires_at__gt=now
    ).first()


def use_setup_link(link: SetupLink, now: dt.datetime) -> bool:
    """Use the link up. Returns False where somebody else was quicker."""
    return bool(SetupLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=now))


def set_password(technician: uuid.UUID, password: str | None) -> None:
    """Set a password (checked by the caller against the validators); None makes the old one worthless."""
    person = Technician.objects.get(pk=technician)
    person.set_password(password)
    person.save(update_fields=["password"])
