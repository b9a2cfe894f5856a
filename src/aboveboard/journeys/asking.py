"""A customer asks for help, in the browser or through a technician who has them on the telephone."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aboveboard.cases import operations as cases
from aboveboard.cases import queries as cases_queries
from aboveboard.ground import features, hints, plain, throttle
from aboveboard.ground.clock import now as clock
from aboveboard.ground.notices import notice
from aboveboard.journeys import computers
from aboveboard.journeys.errors import Refused
from aboveboard.people import operations as people
from aboveboard.people import queries
from aboveboard.wire.computer import ComputerReport

REQUESTS_PER_HOUR = 12
"""From one network; a household or a small office stays far below."""


def ask_for_help(
    *,
    name: str,
    email: str,
    problem: str,
    language: str,
    terms_version: str,
    source: str,
    form_key: str | None = None,
    computer: ComputerReport | None = None,
    now: dt.datetime | None = None,
) -> Any:
    """Open a case for a new customer and return it. `source` is the network address, counted and not kept.

    `computer` is what they share about theirs; where the notice has no place for it, the case is opened without.

    A `form_key` opens one case: sent again, even at the same moment, it gives the first one and changes nothing.
    Raises Refused `terms` where the version in force was not accepted, `limited` where one network asks too often.
    """
    now = now or clock()
    opened = cases_queries.case_of_form(form_key) if form_key else None
    if opened is not None:
        return opened
    if terms_version != notice().terms_version:
        raise Refused("terms", _("The terms have changed. Nothing was sent yet: read them once more and accept them."))
    if not throttle.allow("help", throttle.network_of(source), REQUESTS_PER_HOUR, dt.timedelta(hours=1), now):
        raise Refused(
            "limited",
            _("Too many requests came from your network. Nothing was sent. Wait an hour, or telephone us."),
            retry_after=3600,
        )
    with transaction.atomic():
        # Whoever pressed the button twice waits here for the first press, and then finds its case.
        cases.hold_opening()
        opened = cases_queries.case_of_form(form_key) if form_key else None
        if opened is not None:
            return opened
        customer = people.add_customer(name.strip(), _address(email), language, now)
        people.accept_terms(customer.pk, terms_version, now)
        case = cases.open_case(customer.pk, plain.text(problem), now, form_key)
        if computer is not None and features.is_on(computers.FACTS):
            computers.keep(case, None, computer, now)
        hints.publish("queue", f"case:{case.pk}")
    return case


def _address(email: str) -> str:
    """The address as it may be kept: none at all where the notice does not disclose addresses."""
    return email.strip() if features.is_on("email") else ""


def ask_for_caller(
    *, name: str, email: str, problem: str, language: str, technician: uuid.UUID, now: dt.datetime | None = None
) -> Any:
    """Open a case for somebody on the telephone, assigned to the technician. The terms are accepted when they join."""
    now = now or clock()
    with transaction.atomic():
        customer = people.add_customer(name.strip(), _address(email), language, now)
        case = cases.open_case(customer.pk, plain.text(problem), now)
        cases.take(case.pk, technician, now)
        hints.publish("queue", f"case:{case.pk}")
    return case


def has_accepted_terms(person: uuid.UUID) -> bool:
    """Whether the customer accepted the terms in force."""
    return queries.has_accepted(person, notice().terms_version)
