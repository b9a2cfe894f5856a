"""Administrators hold what must stay for now, let go of it, and erase a person."""

import datetime as dt
import uuid
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aboveboard.cases import queries as cases
from aboveboard.ground.clock import now as clock
from aboveboard.journeys.errors import NotFound, Refused
from aboveboard.lifetime import erasure, holds
from aboveboard.lifetime.errors import NotPossible

WHY: dict[str, Promise] = {
    "basis": _("Choose what allows keeping it. Nothing was changed."),
    "reason": _("Say in a few words why it has to stay. Nothing was changed."),
    "days": _(
        "The day to look at it again is not before today, the last day not before it and at most a year away. "
        "Nothing was changed."
    ),
    "scope": _("Hold a person, one case, or one category of the privacy notice. Nothing was changed."),
    "nobody": _("Nothing is held about such a person. Nothing was changed."),
    "session": _("The person is in a session right now. End it first. Nothing was changed."),
}


def _refused(problem: NotPossible) -> Refused:
    return Refused(problem.code, WHY[problem.code])


def _case(number: str) -> Any:
    found = cases.by_number(number.strip().upper())
    if found is None:
        raise Refused("case", _("There is no case of this number. Nothing was changed."))
    return found


def place_hold(
    number: str, scope: str, category: str, basis: str, reason: str, days: tuple[dt.date, dt.date], by: Any
) -> Any:
    """Hold something of the person of this case, until the second of `days`; the first is for looking at it again.

    Raises Refused.
    """
    case = _case(number)
    asked = holds.Request(
        subject=case.customer_id,
        scope=scope,
        basis=basis,
        reason=reason,
        review_on=days[0],
        expires_on=days[1],
        case=case.pk if scope == "case" else None,
        category=category if scope == "category" else "",
    )
    try:
        return holds.place(asked, by, clock())
    except NotPossible as problem:
        raise _refused(problem) from problem


def release_hold(hold: uuid.UUID, by: Any) -> None:
    """Let go of it. Raises NotFound where it is not in force."""
    if not holds.release(hold, by, clock()):
        raise NotFound


def holds_on(number: str) -> list[Any]:
    """The holds on the person of this case. Raises Refused."""
    return holds.shown_to(_case(number).customer_id, clock())


def erase_person(number: str, again: str, by: Any) -> Any:
    """Erase the person of this case, whose number was typed twice. Returns the certificate. Raises Refused."""
    case = _case(number)
    if again.strip().upper() != case.number:
        raise Refused("again", _("The two numbers are not the same. Nothing was changed."))
    try:
        return erasure.erase(case.customer_id, "person", by, clock())
    except NotPossible as problem:
        raise _refused(problem) from problem
