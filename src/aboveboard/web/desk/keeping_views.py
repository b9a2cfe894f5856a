"""Holds and deletions, for administrators."""

import logging
import uuid
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from aboveboard.cases import queries as cases
from aboveboard.ground.clock import now
from aboveboard.ground.notices import notice
from aboveboard.ground.purpose import Closed, purpose
from aboveboard.ground.vault.cipher import CannotOpen
from aboveboard.journeys import keeping
from aboveboard.journeys.errors import Refused
from aboveboard.lifetime import certificates, holds
from aboveboard.web import keeping_words
from aboveboard.web.desk.acting import telling
from aboveboard.web.doors import Who, access_of, door

log = logging.getLogger(__name__)


def _input(**more: str) -> dict[str, str]:
    return {"class": "input", **more}


def _day(label: Any, help_text: Any) -> forms.DateField:
    return forms.DateField(
        label=label, help_text=help_text, widget=forms.DateInput(format="%Y-%m-%d", attrs=_input(type="date"))
    )


class HoldForm(forms.Form):
    """What must stay for now, why, and until when."""

    number = forms.CharField(
        label=gettext_lazy("Case number"),
        max_length=16,
        widget=forms.TextInput(attrs=_input(autocomplete="off", placeholder="AB-000000")),
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("What stays"),
        choices=list(keeping_words.SCOPES.items()),
        widget=forms.Select(attrs=_input()),
    )
    category = forms.ChoiceField(
        label=gettext_lazy("Which category"),
        help_text=gettext_lazy("Counts only if one category alone is to stay."),
        required=False,
        widget=forms.Select(attrs=_input()),
    )
    basis = forms.ChoiceField(
        label=gettext_lazy("What allows it"),
        choices=list(keeping_words.BASES.items()),
        widget=forms.Select(attrs=_input()),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("It is kept sealed under the person's key."),
        max_length=1000,
        widget=forms.Textarea(attrs=_input(rows="3")),
    )
    review_on = _day(gettext_lazy("Look at it again on"), gettext_lazy("You are reminded on this page."))
    expires_on = _day(gettext_lazy("Last day"), gettext_lazy("It ends by itself. At most a year from now."))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        language, there = get_language() or "en", holds.categories()
        known = [(key, one.name.say(language)) for key, one in notice().categories.items() if key in there]
        self.fields["category"].choices = [("", "—"), *known]  # type: ignore[attr-defined]  # it is a ChoiceField


class EraseForm(forms.Form):
    """Whose data goes. The number is typed twice, since nothing brings it back."""

    number = forms.CharField(
        label=gettext_lazy("Case number"),
        max_length=16,
        widget=forms.TextInput(attrs=_input(autocomplete="off", placeholder="AB-000000", id="erase-number")),
    )
    again = forms.CharField(
        label=gettext_lazy("The same number once more"),
        max_length=16,
        widget=forms.TextInput(attrs=_input(autocomplete="off", id="erase-again")),
    )
    told = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    """The number of the case of whose holds this page has told already."""


@door(Who.ADMINISTRATOR, purpose="rights")
@require_http_methods(["GET", "HEAD", "POST"])
def held(request: HttpRequest) -> HttpResponse:
    """What is held and what was deleted; by POST a new hold."""
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            keeping.place_hold(
                clean["number"],
                clean["scope"],
                clean["category"],
                clean["basis"],
                clean["reason"],
                (clean["review_on"], clean["expires_on"]),
                access_of(request).technician,
            )
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            messages.success(request, _("It stays. The person sees it on the page of their case."))
            return redirect("desk-holds")
    return _page(request, form, EraseForm())


def _page(request: HttpRequest, form: HoldForm, erasing: EraseForm) -> HttpResponse:
    context = {
        "form": form,
        "erase_form": erasing,
        "holds": _rows(request),
        "certificates": [
            {"certificate": one, "token": certificates.token_of(one), "rows": sum(line["rows"] for line in one.removed)}
            for one in certificates.newest()
        ],
    }
    wrong = form.errors or erasing.errors
    return render(request, "desk/keeping.html", context, status=422 if wrong else 200)


def _rows(request: HttpRequest) -> list[dict[str, Any]]:
    """The holds in force with their words; the reasons open for this purpose alone."""
    listed = holds.listed(now())
    if not listed:
        return []
    language, reasons = get_language() or "en", _reasons(request, listed)
    return [
        {
            "hold": hold,
            "cases": cases.numbers_of(hold.subject),
            "scope": keeping_words.SCOPES[hold.scope],
            "category": keeping_words.named(hold.category, language) if hold.category else "",
            "basis": keeping_words.BASES[hold.basis],
            "reason": reasons.get(hold.pk, ""),
            "is_due": hold.review_on <= now().date(),
        }
        for hold in listed
    ]


def _reasons(request: HttpRequest, listed: Sequence[Any]) -> dict[uuid.UUID, str]:
    """The reasons that can be read, by hold: one that stays closed or is damaged hinders no work on the others."""
    reasons = {}
    try:
        with purpose("rights", subject={hold.subject for hold in listed}, access=access_of(request)):
            for hold in listed:
                with suppress(CannotOpen, Closed):
                    reasons[hold.pk] = str(hold.reason)
    except Closed as refusal:
        log.warning("the reasons of holds stay closed: %s", refusal)
    return reasons


@door(Who.ADMINISTRATOR, purpose="rights")
@require_POST
def release(request: HttpRequest, hold_id: uuid.UUID) -> HttpResponse:
    """Let go of a hold."""
    with telling(request):
        keeping.release_hold(hold_id, access_of(request).technician)
        messages.success(request, _("It is not held any more. What is over goes within the hour."))
    return redirect("desk-holds")


@door(Who.ADMINISTRATOR, purpose="rights")
@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """Erase the person of a case, and show the certificate."""
    form = EraseForm(request.POST)
    if form.is_valid():
        clean = form.cleaned_data
        try:
            unsaid = _unsaid(clean)
            if not unsaid:
                done = keeping.erase_person(clean["number"], clean["again"], access_of(request).technician)
                said = _("Certificate %s says what was deleted. It is listed on this page.")
                messages.success(request, said % done.number)
                messages.warning(request, keeping_words.after_erasing())
                return redirect("desk-holds")
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            form.data = request.POST.copy()
            form.data["told"] = clean["number"]
            for words in unsaid:
                form.add_error(None, words)
    return _page(request, HoldForm(), form)


def _unsaid(clean: dict[str, str]) -> list[str]:
    """What is held of this person, for whoever typed the number twice and was not told yet. Raises Refused."""
    if clean["told"] == clean["number"] or clean["again"].upper() != clean["number"].upper():
        return []
    return keeping_words.before_erasing(keeping.holds_on(clean["number"]))
