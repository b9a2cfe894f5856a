"""One case at the desk: reading it, and what a technician does with it."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from aboveboard.cases import queries
from aboveboard.journeys import inviting, working
from aboveboard.remote import queries as remote
from aboveboard.web.desk import invitation_code
from aboveboard.web.desk.acting import telling
from aboveboard.web.desk.case_page import render_case
from aboveboard.web.doors import Who, access_of, door


@door(Who.TECHNICIAN, purpose="support")
@require_safe
def case(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """A case as far as it is open to this member of staff; with `part=refresh` or `talk` what changes by itself."""
    parts = {"refresh": "desk/parts/refresh.html", "talk": "desk/parts/talk.html"}
    template = parts.get(request.GET.get("part", ""), "desk/case.html")
    return render_case(request, template, _case(request, case_id))


def _case(request: HttpRequest, case_id: uuid.UUID) -> Any:
    """The case: one's own, any for those who supervise, a waiting one for everybody on duty. Raises Http404."""
    access = access_of(request)
    found = queries.case_to_look_at(case_id, access.technician.pk, access.role or "")
    if found is None:
        raise Http404
    return found


@door(Who.TECHNICIAN, purpose="support")
@require_POST
def take(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Take a waiting case. Where somebody was quicker, the queue says so."""
    with telling(request):
        working.take_case(case_id, access_of(request).technician.pk)
        return redirect("desk-case", case_id)
    return redirect("queue")


@door(Who.TECHNICIAN, purpose="support")
@require_POST
def release(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Put one's case back into the queue."""
    with telling(request):
        working.release_case(case_id, access_of(request).technician.pk)
    return redirect("queue")


@door(Who.TECHNICIAN, purpose="support")
@require_POST
def close(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Close one's case."""
    with telling(request):
        working.close_case(case_id, access_of(request).technician.pk)
    return redirect("queue")


@door(Who.TECHNICIAN, purpose="support", feature="chat")
@require_POST
def say(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Say something to the customer. A page that sent it by script gets the chat and a fresh field back."""
    technician = access_of(request).technician.pk
    with telling(request):
        working.say_as_technician(case_id, technician, request.POST.get("text", ""), _key(request))
    if request.headers.get("HX-Request"):
        return render_case(request, "desk/parts/said.html", _case(request, case_id))
    return redirect("desk-case", case_id)


@door(Who.TECHNICIAN, purpose="support", feature="notes")
@require_POST
def note(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Write a note for colleagues."""
    with telling(request):
        working.write_note(case_id, access_of(request).technician.pk, request.POST.get("text", ""), _key(request))
    return redirect("desk-case", case_id)


def _key(request: HttpRequest) -> str:
    """What makes a form that is sent twice one message; a form without it counts as new each time."""
    return request.POST.get("client_key", "")[:64] or uuid.uuid4().hex


@door(Who.TECHNICIAN, purpose="support", feature="sessions")
@require_POST
def invite(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Make a code for the customer of one's case."""
    with telling(request):
        invited = inviting.invite(case_id, access_of(request).technician.pk)
        invitation_code.remember(request, invited.session.pk, invited.code)
    return redirect("desk-case", case_id)


@door(Who.TECHNICIAN, purpose="support", feature="sessions")
@require_POST
def cancel_invitation(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Take back a code that nobody used."""
    session = remote.live_session_of_case(case_id)
    with telling(request):
        if session is None:
            raise Http404
        inviting.cancel_invitation(session.pk, access_of(request).technician.pk)
        invitation_code.forget(request)
    return redirect("desk-case", case_id)
