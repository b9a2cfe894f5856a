"""The desk's own forms."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from aboveboard.ground import features
from aboveboard.web.fields import HandleField, one_line


def _input(**attributes: str) -> dict[str, str]:
    return {"class": "input", **attributes}


class CallerForm(forms.Form):
    """What a caller says: only the fields that the notice declares."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("So that you both know whom you speak with."),
        max_length=80,
        validators=[one_line],
        widget=forms.TextInput(attrs=_input(autocomplete="off")),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("For the summary after a session. Without one, no mail is sent."),
        max_length=254,
        validators=[one_line],
        required=False,
        widget=forms.EmailInput(attrs=_input(autocomplete="off")),
    )
    problem = forms.CharField(
        label=_("What is wrong"),
        help_text=_("In the caller's words. Do not write down passwords."),
        max_length=4000,
        widget=forms.Textarea(attrs=_input(rows="4")),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("In which pages and mail come."),
        choices=settings.LANGUAGES,
        widget=forms.Select(attrs=_input()),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not features.is_on("email"):
            del self.fields["email"]

    def clean(self) -> dict[str, Any]:
        return {"email": ""} | (super().clean() or self.cleaned_data)


ROLES = [("technician", _("Technician")), ("supervisor", _("Supervisor")), ("administrator", _("Administrator"))]


class PersonForm(forms.Form):
    """A new member of staff."""

    display_name = forms.CharField(
        label=_("Name"),
        help_text=_("Customers see it, as it stands on the badge."),
        max_length=80,
        validators=[one_line],
        widget=forms.TextInput(attrs=_input(autocomplete="off")),
    )
    handle = HandleField(help_text=_("For signing in: small letters, digits, dots and dashes."))
    role = forms.ChoiceField(
        label=_("Role"),
        help_text=_("Supervisors read every case. Administrators look after people as well."),
        choices=ROLES,
        widget=forms.Select(attrs=_input()),
    )


class RoleForm(forms.Form):
    """Another role for somebody."""

    role = forms.ChoiceField(choices=ROLES)
