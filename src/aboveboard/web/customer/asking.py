"""Asking for help: one form, then the page of one's own case."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from aboveboard.cases import queries
from aboveboard.ground import features
from aboveboard.ground.notices import notice
from aboveboard.journeys.asking import ask_for_help
from aboveboard.journeys.errors import Refused
from aboveboard.web import computer_words
from aboveboard.web.customer.forms import HelpForm
from aboveboard.web.customer.guard import mark_of
from aboveboard.web.customer.visitor import remember
from aboveboard.web.doors import Who, door, person_of
from aboveboard.web.source import source_of


@door(Who.ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Show the form; open a case. What was typed survives every error."""
    if request.method != "POST":
        return _page(request, HelpForm(mark=mark_of(request)))
    form = HelpForm(request.POST, mark_of(request))
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        opened = _open(request, form)
    except Refused as refused:
        form.add_error("terms" if refused.code == "terms" else None, str(refused.message))
        response = _page(request, form, 429 if refused.code == "limited" else 422)
        if refused.retry_after is not None:
            response["Retry-After"] = str(refused.retry_after)
        return response
    remember(request, opened.customer_id)
    return redirect("case", opened.pk)


def _open(request: HttpRequest, form: HelpForm) -> Any:
    given = form.cleaned_data
    return ask_for_help(
        name=given["name"],
        email=given.get("email", ""),
        problem=given["problem"],
        language=get_language() or "en",
        terms_version=request.POST.get("terms_version", notice().terms_version),
        source=source_of(request),
        form_key=form.form_key,
        computer=form.computer,
    )


def _page(request: HttpRequest, form: HelpForm, status: int = 200) -> HttpResponse:
    person = person_of(request)
    context = {
        "form": form,
        "terms_version": notice().terms_version,
        "computer_words": computer_words.for_preview() if features.is_on("computer") else None,
        # Where the notice does not disclose it, nothing is left in the browser.
        "keeps_typed": "help-form" in notice().cookies,
        "open_cases": queries.open_cases_of(person) if person else [],
    }
    return render(request, "customer/help.html", context, status=status)
