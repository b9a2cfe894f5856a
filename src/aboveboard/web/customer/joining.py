"""Joining a session: by typing a code, or by the button on one's own case page."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from aboveboard.ground.notices import notice
from aboveboard.journeys.errors import NotFound, Refused
from aboveboard.journeys.joining import accept_invitation, redeem_code
from aboveboard.remote import queries
from aboveboard.web.by_code import remember_code
from aboveboard.web.customer.companion import offered
from aboveboard.web.customer.forms import JoinForm
from aboveboard.web.doors import Who, customer_of, door, person_of
from aboveboard.web.source import source_of

STATUS = {"limited": 429, "terms": 422, "malformed": 422, "unknown": 404, "used": 410, "expired": 410}


@door(Who.ANYONE, feature="sessions")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Type the code. Every refusal says what happened and what to do; the code typed stays in the field."""
    if request.method != "POST":
        return _page(request, JoinForm())
    form = JoinForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    accepted = _accepted(request)
    try:
        joined = redeem_code(form.cleaned_data["code"], accepted, source_of(request))
    except Refused as refused:
        return _refused(request, form, refused)
    if person_of(request) != joined.person_id:
        remember_code(request, joined.session_id, joined.person_id)
    return redirect("customer-session", joined.session_id)


def _accepted(request: HttpRequest) -> str:
    """The version of the terms that was ticked just now, or "" where none was."""
    return request.POST.get("terms_version", "") if request.POST.get("terms") else ""


def _refused(request: HttpRequest, form: JoinForm, refused: Refused) -> HttpResponse:
    if refused.code == "terms":
        again = JoinForm(initial={"code": form.cleaned_data["code"]}, ask_terms=True)
        return _page(request, again, STATUS["terms"], refused)
    form.fields["code"].widget.attrs["aria-invalid"] = "true"
    response = _page(request, form, STATUS.get(refused.code, 422), refused)
    if refused.retry_after is not None:
        response["Retry-After"] = str(refused.retry_after)
    return response


def _page(request: HttpRequest, form: JoinForm, status: int = 200, refused: Refused | None = None) -> HttpResponse:
    context = {
        "form": form,
        "refused": refused,
        "terms_version": notice().terms_version,
        "code_minutes": notice().number("code-minutes"),
    }
    return render(request, "customer/join.html", context | offered(request), status=status)


@door(Who.CUSTOMER, purpose="support", feature="sessions")
@require_POST
def join_from_case(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """The big button of an invitation. No code: this browser is known to be the customer's."""
    live = queries.live_session_of_case(case)
    person = customer_of(request)
    if live is None or live.subject != person:
        raise Http404("no invitation of this customer")
    try:
        joined = accept_invitation(live.pk, person, _accepted(request))
    except NotFound as error:
        raise Http404 from error
    except Refused as refused:
        if refused.code == "used":
            return redirect("customer-session", live.pk)
        # The page of the case says by itself what happens next.
        return redirect("case", case)
    return redirect("customer-session", joined.session_id)
