"""The duty of confidentiality: read and signed by everybody who works here, before the desk opens."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from aboveboard.journeys import confidentiality
from aboveboard.journeys.errors import Refused
from aboveboard.people import queries, statement
from aboveboard.web.doors import Who, access_of, door


class SignForm(forms.Form):
    """A signature is one's own name, typed."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )


@door(Who.SIGNING)
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest) -> HttpResponse:
    """The statement in force; by POST it is signed and the desk opens. Who has signed can read it here."""
    me = access_of(request).technician
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            confidentiality.sign(me.pk, form.cleaned_data["name"])
        except Refused as refused:
            form.add_error("name", str(refused.message))
        else:
            return redirect("queue")
    context = {
        "me": me,
        "form": form,
        "points": statement.points((get_language() or "en")[:2]),
        "signed_at": queries.signed_at().get(me.pk),
    }
    return render(request, "desk/confidentiality.html", context, status=422 if form.errors else 200)
