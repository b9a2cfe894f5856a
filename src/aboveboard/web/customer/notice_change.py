"""The customer is shown that the notice changed, on the page of their case, and may say yes, or leave it as it is."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from aboveboard.cases import queries
from aboveboard.journeys import agreeing
from aboveboard.journeys.errors import NotFound, Refused
from aboveboard.web.doors import Who, customer_of, door
from aboveboard.web.public.privacy import reading_language


def shown(person: uuid.UUID) -> dict[str, Any] | None:
    """What the page says of a change that matters to this person, written down as told; None where there is none."""
    offer = agreeing.offer(person)
    if offer is None:
        return None
    agreeing.told(person, offer.new.source_hash)
    language = reading_language()
    return {
        "old": offer.old,
        "new": offer.new,
        "says": [one.what.say(language) for one in offer.changes],
        "left": offer.choice == "left",
    }


@door(Who.CUSTOMER)
@require_POST
def answer(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Take the person's yes or no to the version that they were shown."""
    person = customer_of(request)
    if queries.case_of_customer(case, person) is None:
        raise Http404("no case of this customer")
    hashed, said = request.POST.get("version", ""), request.POST.get("answer", "")
    try:
        if said == "agree":
            agreeing.agree_to_notice(person, hashed)
        elif said == "leave":
            agreeing.leave_as_it_is(person, hashed)
    except NotFound as error:
        raise Http404 from error
    except Refused:
        pass  # nothing was agreed, and the page they come back to shows what changed meanwhile
    return redirect("case", case)
