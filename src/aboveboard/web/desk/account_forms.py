"""The forms of signing in: allauth's own, with our words and without placeholders that stand in for labels."""

import datetime as dt
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm, SetPasswordForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from aboveboard.ground import clock, throttle
from aboveboard.web.fields import one_line

CODE_LIFE = dt.timedelta(seconds=90)
"""How long one code of an authenticator app could match: its own step of 30 seconds and one to either side."""
WRONG_CODES = 5
WINDOW = dt.timedelta(minutes=5)


class _BareMixin:
    """Labels say what a field is for; placeholders vanish while typing and go."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            if not isinstance(field, forms.BooleanField):
                field.widget.attrs["class"] = "input"


def _code_field(form: forms.Form, label: Any) -> None:
    field = form.fields["code"]
    field.label = label
    field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True, "maxlength": 12}


class SignInForm(_BareMixin, LoginForm):  # type: ignore[misc]  # allauth publishes no types
    """Handle and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Handle")
        # `webauthn` lets the browser offer a passkey in the same field.
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username webauthn",
            "autocapitalize": "none",
            "spellcheck": "false",
            "autofocus": True,
        }


class PasswordAgainForm(_BareMixin, ReauthenticateForm):  # type: ignore[misc]  # allauth publishes no types
    """The password once more, for those who have no factor yet."""


class NewPasswordForm(_BareMixin, ChangePasswordForm):  # type: ignore[misc]  # allauth publishes no types
    """The old password and the new one, twice."""


class FirstPasswordForm(_BareMixin, SetPasswordForm):  # type: ignore[misc]  # allauth publishes no types
    """A password where there is none, twice."""


class _OnceMixin:
    """Few wrong codes, and a right one of the app opens once: allauth forgets a used one after a step of 30 seconds.

    Both counts are in the database, so that a code is used up for every process of the server.
    """

    def clean_code(self) -> str:
        now = clock.now()
        account = str(self.user.pk)  # type: ignore[attr-defined]  # set by allauth's form
        if throttle.used("second step", account, now) >= WRONG_CODES:
            raise get_account_adapter().validation_error("too_many_login_attempts")
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # a mixin before allauth's form
        except forms.ValidationError:
            throttle.count("second step", account, WINDOW, now)
            raise
        if self.authenticator.type == Authenticator.Type.TOTP:  # type: ignore[attr-defined]  # set by allauth's clean_code
            digits = "".join(letter for letter in code if letter.isalnum())
            if not throttle.allow("code used", f"{account} {digits}", 1, CODE_LIFE, now):
                raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_BareMixin, _OnceMixin, AuthenticateForm):  # type: ignore[misc]  # allauth publishes no types
    """The second step of signing in: a code of the app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self, _("Code from your app, or a recovery code"))


class CodeAgainForm(_BareMixin, _OnceMixin, CodeReauthenticateForm):  # type: ignore[misc]  # allauth publishes no types
    """A code once more, before something about the account changes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self, _("Code from your app, or a recovery code"))


class ActivateAppForm(_BareMixin, ActivateTOTPForm):  # type: ignore[misc]  # allauth publishes no types
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self, _("Code that the app shows now"))


class AddPasskeyForm(_BareMixin, AddWebAuthnForm):  # type: ignore[misc]  # allauth publishes no types
    """A new passkey, which may sign in alone unless its owner wants it beside the password only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this passkey")
        self.fields["name"].widget.attrs["maxlength"] = 60
        self.fields["name"].validators.append(one_line)
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].label = _("Sign in with this passkey alone, without a password")
        self.fields["passwordless"].help_text = _("It then asks for your finger, your face or its PIN.")


class RenamePasskeyForm(_BareMixin, EditWebAuthnForm):  # type: ignore[misc]  # allauth publishes no types
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this passkey")
        self.fields["name"].widget.attrs["maxlength"] = 60
        self.fields["name"].validators.append(one_line)
