"""The technician's end of a session: its page, the tickets with which its script opens the socket, and joining."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from aboveboard.ground import features
from aboveboard.journeys.errors import NotFound, Refused
from aboveboard.journeys.inviting import call_colleague, join_session
from aboveboard.journeys.joining import technician_ticket
from aboveboard.remote import queries
from aboveboard.web import computer_words
from aboveboard.web.desk.acting import telling
from aboveboard.web.desk.case_page import reason_to_look, render_case, shell_context
from aboveboard.web.desk.remedies import remedies
from aboveboard.web.doors import Who, access_of, door
from aboveboard.wire.header import PATH


@door(Who.TECHNICIAN, purpose="support", feature="sessions")
@require_safe
def session(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """The page of a session in which one has a seat; one that has ended leads back."""
    seat = queries.seat_of_technician(session_id, access_of(request).technician.pk)
    if seat is None:
        raise Http404
    case, colleague = seat.session.case, reason_to_look(request, seat.session.case) == "triage"
    if seat.session.ended_at is not None:
        return redirect("queue") if colleague else redirect("desk-case", case.pk)
    if colleague:
        # To a colleague who was called in, the case itself is not open: the customer decides what they see.
        return render(request, "desk/session.html", shell_context(request, case) | _of(seat.session))
    return render_case(request, "desk/session.html", case, **_of(seat.session))


def _of(session: Any) -> dict[str, Any]:
    """The session, the tools that may be offered in it, and the words for the state of a computer."""
    words = computer_words.for_desk() if features.is_on("diagnostics") else None
    return {"session": session, "remedies": remedies(), "computer_words": words}


@door(Who.TECHNICIAN, purpose="support", feature="sessions")
@require_POST
def ticket(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """A ticket for one socket, good for a minute."""
    try:
        secret = technician_ticket(session_id, access_of(request).technician.pk)
    except NotFound:
        raise Http404 from None
    except Refused as refused:
        return JsonResponse({"error": refused.code, "message": str(refused.message)}, status=410)
    return JsonResponse({"ticket": secret, "wire": PATH})


@door(Who.TECHNICIAN, purpose="support", feature="sessions")
@require_POST
def join(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """A colleague who was called, or a supervisor, asks to join; the customer says yes or no by name."""
    access = access_of(request)
    with telling(request):
        join_session(session_id, access.technician.pk, access.role or "")
        return redirect("desk-session", session_id)
    return redirect("queue")


@door(Who.TECHNICIAN, purpose="support", feature="sessions")
@require_POST
def call(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """Call a colleague into one's own running session. The customer says yes or no to that person by name."""
    access = access_of(request)
    with telling(request):
        called = call_colleague(session_id, access.technician.pk, request.POST.get("handle", "")[:40])
        messages.success(request, _("%(name)s was called.") % {"name": called.technician.display_name})
    session = queries.session(session_id)
    return redirect("desk-case", session.case_id) if session is not None else redirect("queue")
