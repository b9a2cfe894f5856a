"""What the customer's page says of their computer: what they shared, what is remembered of it, and how to end that."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from aboveboard.ground import features
from aboveboard.ground.access import Access
from aboveboard.ground.purpose import Open
from aboveboard.journeys import computers_seen
from aboveboard.journeys.computers import forget_by_receipt, forget_computer
from aboveboard.journeys.computers_looks import Looks, looks_of_session
from aboveboard.journeys.errors import NotFound
from aboveboard.remote import computers
from aboveboard.web import computer_words
from aboveboard.web.doors import Who, customer_of, door


def shown(case: Any, here: Open) -> dict[str, Any]:
    """Template context of one's own case, inside the purpose for which the page is made."""
    may_see = features.is_on("computer") and here.allows("device-facts", case.subject)
    shared = computers_seen.of_case(case.pk) if may_see else []
    known = computers.known(case.pk)
    return {
        "machine": computer_words.machine(shared[-1]) if shared else None,
        "remembered": known is not None and known.forgotten_at is None,
        "forgotten": known is not None and known.forgotten_at is not None,
    }


def switch(case: uuid.UUID, address: str) -> dict[str, Any]:
    """What a receipt shows of what is remembered: whether anything is, and the address that switches it off."""
    known = computers.known(case)
    on = known is not None and known.forgotten_at is None
    return {"forget": address if on else "", "forgotten": known is not None and not on}


def looked(session: Any, reason: str, asker: Access) -> dict[str, Any]:
    """Template context of a receipt: what the looks at the computer showed, as far as `reason` opens it."""
    return in_words(looks_of_session(session, reason, asker))


def in_words(looks: Looks | None) -> dict[str, Any]:
    """The same of looks that were opened, in the reader's language."""
    if looks is None:
        return {"looks": None, "seen": []}
    return {"looks": looks, "seen": computer_words.seen(looks), "seen_title": computer_words.headline_of(looks)}


@door(Who.CUSTOMER)
@require_POST
def forget(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Switch off that this computer is known again: all that is remembered of it goes. Twice is like once."""
    try:
        forget_computer(case, customer_of(request))
    except NotFound as error:
        raise Http404 from error
    return redirect("case", case)


@door(Who.ANYONE)
@require_POST
def forget_by_link(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001  # Django passes the request
    """The same, from the receipt that the summary mail links to."""
    try:
        forget_by_receipt(token)
    except NotFound as error:
        raise Http404 from error
    return redirect("receipt", token)
