"""The one-time link: the first administrator, or a member of staff who sets a first password."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from aboveboard.journeys import staffing
from aboveboard.journeys.errors import NotFound, Refused
from aboveboard.web.desk.factors import has_second_factor
from aboveboard.web.doors import ENROL, SIGN_IN, Who, door
from aboveboard.web.fields import LINE, HandleField, one_line

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class PasswordForm(forms.Form):
    """A first password, typed once: it can be shown, so that nobody types blindly twice."""

    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters. Four or five words in a row are easy to keep in mind."),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs=LINE | {"autocomplete": "new-password"}, render_value=True),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class AdministratorForm(PasswordForm):
    """Who the first administrator is."""

    handle = HandleField(
        autocomplete="username",
        help_text=_("You sign in with it. Small letters, digits, dots and dashes, such as “pia”."),
    )
    display_name = forms.CharField(
        label=_("Your name"),
        help_text=_("As customers and colleagues will read it."),
        max_length=80,
        validators=[one_line],
        widget=forms.TextInput(attrs=LINE | {"autocomplete": "name"}),
    )
    field_order = ("display_name", "handle", "password")


@door(Who.ANYONE)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """Use the link: make the account, sign in, and go on to the second factor."""
    try:
        link = staffing.open_link(token)
    except NotFound:
        return render(request, "public/setup_over.html", status=404)
    kind = AdministratorForm if link.technician is None else PasswordForm
    form = kind(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _signed_in(request, _use(token, link, form.cleaned_data))
        except NotFound as error:
            raise Http404 from error
        except Refused as refused:
            form.add_error("handle" if refused.code == "handle" else None, str(refused.message))
    context = {"form": form, "person": link.technician}
    return render(request, "public/setup.html", context, status=422 if form.errors else 200)


def _use(token: str, link: Any, given: dict[str, Any]) -> Any:
    if link.technician is None:
        return staffing.become_administrator(token, given["handle"], given["display_name"], given["password"])
    return staffing.set_own_password(token, given["password"])


def _signed_in(request: HttpRequest, person: Any) -> HttpResponse:
    """Sign in as somebody who has shown a password and nothing else yet; who has a factor shows it at the door."""
    if has_second_factor(person):
        return redirect(SIGN_IN)
    person.backend = BACKEND
    get_adapter(request).login(request, person)
    record_authentication(request, person, method="password", username=person.handle)
    return redirect(ENROL)
