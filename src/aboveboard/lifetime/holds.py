"""What must stay for now: a hold has a basis, a scope, an owner, a day of review, and ends by itself.

While a person's data is kept only by a hold, it is kept and not used: the key store restricts it to the few purposes
that a hold is for. The person sees on their page that something is kept and why.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from aboveboard.ground import due
from aboveboard.ground.declared import OPERATIONAL
from aboveboard.ground.ledger.record import record
from aboveboard.ground.notices import notice
from aboveboard.ground.vault import keystore
from aboveboard.lifetime.clocks import regimes
from aboveboard.lifetime.errors import NotPossible
from aboveboard.lifetime.models import Basis, Certificate, Hold, Scope
from aboveboard.lifetime.rules import rules
from aboveboard.lifetime.schema import about_people, find, person_as_text, person_path
from aboveboard.lifetime.schema import categories as schema_categories

log = logging.getLogger(__name__)

LONGEST = dt.timedelta(days=366)
"""The last day of a hold is at most so far away; who needs it longer looks again and places a new one."""
ERASE_AGAIN = "lifetime.erase-again"
"""The due work that goes on with an erasure which a hold had limited; about its certificate."""


@dataclass(frozen=True, slots=True)
class Request:
    """A hold as somebody asks for it. `case` goes with the scope `case`, `category` with `category`."""

    subject: uuid.UUID
    scope: str
    basis: str
    reason: str
    review_on: dt.date
    expires_on: dt.date
    case: uuid.UUID | None = None
    category: str = ""


def in_force(now: dt.datetime) -> QuerySet[Hold]:
    """The holds that count now."""
    return Hold.objects.filter(ended_at__isnull=True, expires_on__gte=now.date())


def place(asked: Request, owner: Any, now: dt.datetime) -> Hold:
    """Keep something. Raises `NotPossible`: `basis`, `scope`, `reason`, `days`, `nobody`."""
    _check(asked, now)
    with transaction.atomic():
        hold = Hold.objects.create(
            subject=asked.subject,
            scope=asked.scope,
            case=asked.case,
            category=asked.category,
            basis=asked.basis,
            reason=asked.reason.strip(),
            owner=owner,
            placed_at=now,
            review_on=asked.review_on,
            expires_on=asked.expires_on,
        )
        _note("hold.placed", hold, str(owner.pk) if owner else "", now)
    return hold


def _check(asked: Request, now: dt.datetime) -> None:
    if asked.basis not in Basis.values:
        raise NotPossible("basis", f"A hold needs one of these bases: {', '.join(Basis.values)}.")
    if not asked.reason.strip():
        raise NotPossible("reason", "A hold needs a reason in words.")
    if not now.date() <= asked.review_on <= asked.expires_on <= (now + LONGEST).date():
        raise NotPossible(
            "days", "The day of review is not before today, the last day not before it, and at most a year away."
        )
    customers = find("people.Customer").filter(pk=asked.subject)
    if not customers.exists():
        raise NotPossible("nobody", "There is no such person here, so there is nothing to keep.")
    of_case = find("cases.Case").filter(pk=asked.case, customer=asked.subject)
    fits = {
        Scope.PERSON: asked.case is None and not asked.category,
        Scope.CASE: asked.case is not None and of_case.exists() and not asked.category,
        Scope.CATEGORY: asked.case is None and asked.category in notice().categories,
    }
    if asked.scope not in Scope.values or not fits[Scope(asked.scope)]:
        raise NotPossible("scope", "A hold keeps a person, one of their cases, or one category of the notice.")


def categories() -> set[str]:
    """The categories of which something is kept about people at all."""
    return {category for model in about_people() for category in schema_categories(model)} - {OPERATIONAL, "staff"}


def release(hold: uuid.UUID, by: Any, now: dt.datetime) -> bool:
    """Let go of it. Returns whether it was in force."""
    with transaction.atomic():
        row = in_force(now).select_for_update().filter(pk=hold).first()
        if row is None:
            return False
        _end(row, "released", str(by.pk) if by else "", now)
    _after(row, now)
    return True


def expire(now: dt.datetime) -> int:
    """End the holds whose last day is over; returns how many. What they kept goes with the next retention."""
    over = list(Hold.objects.filter(ended_at__isnull=True, expires_on__lt=now.date())[:100])
    for row in over:
        with transaction.atomic():
            _end(row, "expired", "", now)
        _after(row, now)
    return len(over)


def _end(row: Hold, how: str, actor: str, now: dt.datetime) -> None:
    row.ended_at, row.end = now, how
    row.save(update_fields=["ended_at", "end"])
    _note(f"hold.{how}", row, actor, now)
    for waiting in Certificate.objects.filter(subject=row.subject, held=True):
        due.schedule_anew(ERASE_AGAIN, waiting.pk, now)


def _after(row: Hold, now: dt.datetime) -> None:
    """With the last of a person's holds the restriction ends."""
    if not in_force(now).filter(subject=row.subject).exists():
        keystore.lift(row.subject)


def _note(kind: str, row: Hold, actor: str, now: dt.datetime) -> None:
    # Whoever receives data of this person from us is told by this line: it names them.
    recipients = sorted(key for key, one in notice().recipients.items() if one.offered)
    facts: dict[str, str | list[str]] = {"basis": row.basis, "scope": row.scope, "recipients": recipients}
    record(kind, facts=facts, subject=row.subject, actor=actor, about=row.pk, at=now)


def turn(now: dt.datetime) -> int:
    """What the job process does: end what is over, remind owners, restrict what is only kept by a hold."""
    ended = expire(now)
    for row in in_force(now).filter(review_on__lte=now.date(), reminded_at__isnull=True)[:100]:
        log.warning("a hold is to be looked at again: /desk/privacy/holds lists it")
        Hold.objects.filter(pk=row.pk).update(reminded_at=now)
    restrict(now)
    return ended


def restrict(now: dt.datetime) -> int:
    """Restrict people of whom something is kept by a hold alone, and lift it from those who came back with a case.

    Returns how many people were restricted anew.
    """
    changed = 0
    for person in set(in_force(now).values_list("subject", flat=True)):
        if _is_only_kept(person, now):
            changed += keystore.restrict(person, now)
        else:
            keystore.lift(person)
    return changed


def _is_only_kept(person: uuid.UUID, now: dt.datetime) -> bool:
    if Certificate.objects.filter(subject=person, held=True).exists():
        return True
    is_open = find("cases.Case").filter(customer=person, closed_at__isnull=True).exists()
    return not is_open and is_overdue(person, now)


def is_overdue(person: uuid.UUID, now: dt.datetime) -> bool:
    """Whether anything of this person would have gone by now."""
    base = regimes(now)[0]
    for rule in rules():
        path = person_path(rule.model)
        if path and path != "value" and rule.model is not Hold:
            whose = Q(**{path: str(person) if person_as_text(rule.model) else person})
            if rule.model._default_manager.filter(rule.over(base) & whose).exists():
                return True
    return False


def shown_to(person: uuid.UUID, now: dt.datetime) -> list[Hold]:
    """The holds that the person's own page tells them of."""
    return list(in_force(now).filter(subject=person).order_by("placed_at"))


def listed(now: dt.datetime, *, ended: bool = False) -> list[Hold]:
    """The holds in force, those to be looked at first; with `ended` the last hundred that are over."""
    if ended:
        return list(Hold.objects.filter(ended_at__isnull=False).select_related("owner").order_by("-ended_at")[:100])
    return list(in_force(now).select_related("owner").order_by("review_on", "placed_at"))
