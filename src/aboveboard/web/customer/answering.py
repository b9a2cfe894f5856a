"""The questionnaire: from a link, without signing in, once."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from aboveboard.journeys.answering import already_answered, answer, questionnaire
from aboveboard.journeys.errors import NotFound, Refused
from aboveboard.web.customer.forms import AnswerForm
from aboveboard.web.doors import Who, door


@door(Who.ANYONE, feature="questionnaire")
@require_http_methods(["GET", "HEAD", "POST"])
def answer_page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, keep, and say thanks. A second answer changes nothing and says so."""
    try:
        found = questionnaire(token)
    except NotFound as error:
        raise Http404 from error
    case = found.session.case
    if already_answered(found.session_id):
        return _thanks(request, case, again=request.method == "POST")
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            answer(token, given["score"], given["solved"] == "yes", given["comment"])
        except Refused as refused:
            return _thanks(request, case, again=refused.code == "answered")
        return _thanks(request, case, new=True)
    context = {"form": form, "case": case, "session": found.session}
    response = render(request, "customer/answer.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


def _thanks(request: HttpRequest, case: Any, new: bool = False, again: bool = False) -> HttpResponse:
    response = render(request, "customer/answered.html", {"case": case, "new": new, "again": again})
    response["Cache-Control"] = "no-store"
    return response
