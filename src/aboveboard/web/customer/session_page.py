"""The customer's end of a session in the browser: its page, and the tickets with which its script opens the socket."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from aboveboard.ground.notices import notice
from aboveboard.journeys.errors import NotFound, Refused
from aboveboard.journeys.joining import customer_ticket
from aboveboard.remote import queries
from aboveboard.web.doors import Who, access_of, customer_of, door
from aboveboard.wire.header import PATH


@door(Who.JOINED, purpose="support", feature="sessions")
@require_safe
def page(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """The page of a session that is running; one that has ended shows its receipt.

    Whoever is in it by the program stays there: opening this page as well would end what they share. Their case's page
    says so, and has the link for those who mean it.
    """
    found = queries.session_of_customer(session, customer_of(request))
    if found is None or found.opened_at is None:
        raise Http404("no session of this customer")
    if found.ended_at is not None:
        return redirect("customer-receipt", session)
    has_case_page = access_of(request).kind == "customer"
    if has_case_page and queries.is_in_program(session) and request.GET.get("here") != "yes":
        return redirect("case", found.case_id)
    context = {
        "session": found,
        "case": found.case,
        "technician": found.case.assigned_to,
        "scopes": notice().scopes,
        "has_case_page": has_case_page,
    }
    return render(request, "customer/session.html", context)


@door(Who.JOINED, purpose="support", feature="sessions")
@require_POST
def ticket(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """A ticket for one socket, good for a minute."""
    try:
        secret = customer_ticket(session, customer_of(request))
    except NotFound as error:
        raise Http404 from error
    except Refused as refused:
        return JsonResponse({"error": refused.code, "message": str(refused.message)}, status=410)
    return JsonResponse({"ticket": secret, "wire": PATH})
