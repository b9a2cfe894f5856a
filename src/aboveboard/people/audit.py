"""Staff as the checks of the promises want them: who is suspended since when, and who had signed when."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import F

from aboveboard.ground.ledger.audit import written_about
from aboveboard.ground.seen import Seen
from aboveboard.people.models import ConfidentialityStatement, Customer, Technician
from aboveboard.people.operations import INDEX

BATCH = 2000
WORK: Final = {INDEX: "search"}
"""The due work of this room that opens people, and what for."""
Spans = list[tuple[dt.datetime, dt.datetime | None]]


def suspended() -> dict[uuid.UUID, dt.datetime]:
    """Who is suspended, and since when."""
    rows = Technician.objects.filter(suspended_at__isnull=False).values_list("pk", "suspended_at")
    return {pk: at for pk, at in rows if at is not None}


def signed_in_while_suspended() -> Seen:
    """Suspended staff who signed in afterwards, or whose account is open all the same. Counts the suspended."""
    seen = Seen()
    rows = Technician.objects.filter(suspended_at__isnull=False)
    seen.count(rows.count())
    seen.all_broken(rows.filter(last_login__gt=F("suspended_at")), "signed in while suspended")
    seen.all_broken(rows.filter(is_active=True), "suspended, and the account is open")
    seen.all_broken(Technician.objects.filter(is_active=False, suspended_at__isnull=True), "closed without a time")
    return seen


def bound() -> dict[uuid.UUID, Spans]:
    """For each member of staff, the spans of time in which a signed statement of confidentiality bound them."""
    spans: dict[uuid.UUID, Spans] = {pk: [] for pk in Technician.objects.values_list("pk", flat=True)}
    rows = ConfidentialityStatement.objects.order_by("signed_at")
    for technician, begins, ends in rows.values_list("technician_id", "signed_at", "ended_at"):
        spans[technician].append((begins, ends))
    return spans


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles that one member of staff had, each with when it began, the oldest first; never empty."""

    steps: tuple[tuple[dt.datetime, str], ...]

    def between(self, begins: dt.datetime, ends: dt.datetime) -> set[str]:
        """The roles that they had at some moment of this time. What lies before the first one counts to it."""
        before = [role for at, role in self.steps if at <= begins][-1:] or [self.steps[0][1]]
        return {*before, *(role for at, role in self.steps if begins < at <= ends)}


def roles_held() -> dict[uuid.UUID, Roles]:
    """What each member of staff was when, by the ledger; by their account where the ledger does not know them."""
    now = {pk: (at, role) for pk, at, role in Technician.objects.values_list("pk", "created_at", "role")}
    written = written_about(("staff.added", "staff.role"), "subject", now)
    return {
        pk: Roles(tuple((entry.at, str(entry.facts["role"])) for entry in written.get(pk, ())) or (account,))
        for pk, account in now.items()
    }


def arrived_before(moment: dt.datetime) -> Iterator[dict[uuid.UUID, dt.datetime]]:
    """Customers who were here before this moment, each with when they came; in batches."""
    rows = Customer.objects.filter(created_at__lt=moment).order_by("pk").values_list("pk", "created_at")
    batch = list(rows[:BATCH])
    while batch:
        yield dict(batch)
        batch = list(rows.filter(pk__gt=batch[-1][0])[:BATCH])
