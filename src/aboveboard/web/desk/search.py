"""Finding a case: by its number, or by what its customer is called or written to, without opening anybody.

All staff on duty find number, state and who has it. The name stands there only for the technician whose case it is.
"""

import datetime as dt
import logging
import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from aboveboard.cases import queries
from aboveboard.ground import features, throttle
from aboveboard.ground.access import Access
from aboveboard.ground.purpose import Closed, purpose
from aboveboard.ground.vault import blind
from aboveboard.ground.vault.cipher import CannotOpen

log = logging.getLogger(__name__)

MOST = 20
"""Cases that one search shows."""
SEARCHES_PER_HOUR = 100
"""Different names and addresses that one technician may look for; trying out a whole directory takes far more."""
HOUR = dt.timedelta(hours=1)
PHONE_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Found:
    """One case that was found. `who` has it; `name` is the customer's, empty unless the asker has the case."""

    id: uuid.UUID
    number: str
    since: dt.datetime
    age: str
    state: str
    who: str
    name: str
    opens: bool


@dataclass(frozen=True, slots=True)
class Search:
    """What a search gave. `is_limited`: the asker looked for too many people, and nobody was looked up."""

    query: str
    rows: list[Found]
    is_limited: bool = False
    is_cut: bool = False

    @property
    def finds_people(self) -> bool:
        """Whether names and addresses may be looked for at all."""
        return features.is_on("search")


def search_for(access: Access, query: str, now: dt.datetime) -> Search:
    """The cases of this number, of this whole address, or of a customer with all of these words in the name."""
    query = " ".join(query.split())
    if not query:
        return Search(query, [])
    by_number = queries.of_number(query)
    cases = [by_number] if by_number is not None else []
    kind = _kind(query)
    if kind and not cases and features.is_on("search"):
        if not _may_look(access, query.casefold(), now):
            return Search(query, [], is_limited=True)
        cases = queries.of_people(blind.find(kind, query), MOST + 1)
    return Search(query, _rows(access, cases[:MOST], now), is_cut=len(cases) > MOST)


def _kind(query: str) -> str:
    if "@" in query:
        return "email"
    letters = any(letter.isalpha() for letter in query)
    digits = sum(letter.isdigit() for letter in query)
    return "name" if letters else "phone" if digits >= PHONE_DIGITS else ""


def _may_look(access: Access, query: str, now: dt.datetime) -> bool:
    who = access.actor
    # The same words again are no other person: a page that is looked at twice costs nothing.
    if throttle.count("search-words", f"{who}\n{query}", HOUR, now) > 1:
        return throttle.used("search", who, now) <= SEARCHES_PER_HOUR
    return throttle.allow("search", who, SEARCHES_PER_HOUR, HOUR, now)


def _rows(access: Access, cases: list[Any], now: dt.datetime) -> list[Found]:
    mine = [case for case in cases if case.assigned_to_id == access.technician.pk]
    names = _names(access, mine)
    return [
        Found(
            id=case.pk,
            number=case.number,
            since=(since := case.closed_at or case.assigned_at or case.created_at),
            age=timesince(since, now, depth=1),
            state={"open": _("waiting"), "taken": _("taken"), "closed": _("closed")}[case.status],
            who="" if case.assigned_to is None else case.assigned_to.display_name,
            name=names.get(case.pk, ""),
            opens=queries.case_to_look_at(case.pk, access.technician.pk, access.role or "") is not None,
        )
        for case in cases
    ]


def _names(access: Access, cases: list[Any]) -> dict[uuid.UUID, str]:
    if not cases:
        return {}
    try:
        with purpose("support", subject=[case.subject for case in cases], access=access) as here:
            return {case.pk: _name(case) for case in cases if here.allows("identity", case.subject)}
    except Closed:
        return {}


def _name(case: Any) -> str:
    """The customer's name; empty where it is damaged, so that the other cases are still found."""
    try:
        return str(case.customer.name)
    except CannotOpen as damage:
        log.error("a line of a search stays without a name: %s", damage)
        return ""
