"""The customer's page of one case: what happens next, who looks after it, the chat, the invitation, what came of it."""

import datetime as dt
import uuid
from typing import Any

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from aboveboard.cases import queries
from aboveboard.ground import features, throttle
from aboveboard.ground.clock import now
from aboveboard.ground.notices import notice
from aboveboard.ground.purpose import Open
from aboveboard.journeys.answering import already_answered, answer_link
from aboveboard.journeys.asking import has_accepted_terms
from aboveboard.journeys.errors import NotFound, Refused
from aboveboard.journeys.working import TEXT_CHARACTERS, say_as_customer
from aboveboard.lifetime import holds
from aboveboard.remote import queries as remote
from aboveboard.web import keeping_words
from aboveboard.web.customer import computer, notice_change
from aboveboard.web.customer.companion import offered
from aboveboard.web.customer.next_steps import steps
from aboveboard.web.doors import Who, customer_of, door, enter_again, opening
from aboveboard.web.live import stream

MESSAGES = 30
"""From one customer within `WINDOW`; nobody types faster."""
WINDOW = dt.timedelta(minutes=1)


def _mine(request: HttpRequest, case: uuid.UUID) -> Any:
    found = queries.case_of_customer(case, customer_of(request))
    if found is None:
        raise Http404("no case of this customer")
    return found


@door(Who.CUSTOMER, purpose="support")
@require_safe
def page(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """The page. A live one re-reads it and takes over the parts that changed."""
    return _page(request, _mine(request, case))


def _page(request: HttpRequest, case: Any, typed: str = "", problem: str = "", status: int = 200) -> HttpResponse:
    sessions = remote.sessions_of_case(case.pk)
    running = (session for session in sessions if session.ended_at is None)
    live = next(running, None) if features.is_on("sessions") else None
    context = {
        "case": case,
        "change": notice_change.shown(case.customer_id),
        "kept": keeping_words.told(holds.shown_to(case.customer_id, now()), get_language() or "en"),
        "live": live if live is not None and live.opened_at is not None else None,
        "in_program": live is not None and remote.is_in_program(live.pk),
        "invited": live if live is not None and live.opened_at is None and live.invitation.expires_at > now() else None,
        "ended": [_ended(session) for session in sessions if session.ended_at and session.opened_at],
        "accept_terms": not has_accepted_terms(case.customer_id),
        "terms_version": notice().terms_version,
        "client_key": uuid.uuid4(),
        "longest": TEXT_CHARACTERS,
        "typed": typed,
        "problem": problem,
        **offered(request),
    }
    with opening(request, case.customer_id) as here:
        context |= _talk(case, live, here) | computer.shown(case, here)
        return render(request, "customer/case.html", context, status=status)


def _talk(case: Any, live: Any, here: Open) -> dict[str, Any]:
    """What was said. What the version under which the person's data is held keeps closed is neither read nor asked."""
    may_see = {
        "problem": here.allows("problem", case.customer_id),
        "chat": features.is_on("chat") and here.allows("chat", case.customer_id),
    }
    said = queries.messages(case) if may_see["chat"] else []
    answered = any(message.author_kind == "technician" for message in said)
    return {"may_see": may_see, "messages": said, "steps": steps(case, answered, live, may_write=may_see["chat"])}


def _ended(session: Any) -> dict[str, Any]:
    answered = already_answered(session.pk)
    return {"session": session, "answer": None if answered else answer_link(session.pk), "answered": answered}


@door(Who.CUSTOMER, purpose="support", feature="chat")
@require_POST
def say(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Send a message. Sent twice by accident, it is kept once; refused, what was typed is still there."""
    found = _mine(request, case)
    typed = request.POST.get("text", "")
    if not throttle.allow("say", str(found.customer_id), MESSAGES, WINDOW, now()):
        slower = _("Many messages came in one minute. This one was not sent: wait a minute, then send it again.")
        response = _page(request, found, typed, slower, 429)
        response["Retry-After"] = str(int(WINDOW.total_seconds()))
        return response
    key = request.POST.get("client_key", "")[:64] or str(uuid.uuid4())
    try:
        say_as_customer(case, found.customer_id, typed, key)
    except NotFound as error:
        raise Http404 from error
    except Refused as refused:
        return _page(request, found, typed, str(refused.message) or _("Nothing was sent."), 422)
    return redirect("case", case)


@door(Who.CUSTOMER, purpose="support")
@require_safe
async def live(request: HttpRequest, case: uuid.UUID) -> HttpResponseBase:
    """Hints that something about the case has changed, for as long as this browser knows its customer."""
    await sync_to_async(_mine)(request, case)

    def may_stay() -> bool:
        access = enter_again(request, Who.CUSTOMER)
        person = None if access is None else access.person_id
        return person is not None and queries.case_of_customer(case, person) is not None

    return stream(f"case:{case}", may_stay=sync_to_async(may_stay))
