"""Signing in and out, and the factors: django-allauth's views behind our doors, only those that staff needs."""

from typing import Any

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.http import HttpResponse
from django.urls import reverse

from aboveboard.web.desk import factors
from aboveboard.web.doors import Who, door


class _Security(mfa.IndexView):  # type: ignore[misc]  # allauth publishes no types
    """What protects this account, and what is missing before the desk opens."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["has_factor"] = factors.has_second_factor(self.request.user)
        context["may_work"] = factors.may_work(self.request)
        return context


class _ActivateApp(totp.ActivateTOTPView):  # type: ignore[misc]  # allauth publishes no types
    """Setting up the app shows that it is here: this browser's sign-in is whole from now on."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        factors.mark_proved(self.request)
        return response


class _AddPasskey(webauthn.AddWebAuthnView):  # type: ignore[misc]  # allauth publishes no types
    """Adding a passkey shows that it is here."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        factors.mark_proved(self.request)
        return response


class _NewPassword(account.PasswordChangeView):  # type: ignore[misc]  # allauth publishes no types
    """After a new password one is back at the page of factors."""

    def get_default_success_url(self) -> str:
        return reverse("mfa_index")


class _FirstPassword(account.PasswordSetView):  # type: ignore[misc]  # allauth publishes no types
    """For who came back with a passkey and has no password any more."""

    def get_default_success_url(self) -> str:
        return reverse("mfa_index")


sign_in = door(Who.ANYONE)(account.login)
sign_out = door(Who.ANYONE)(account.logout)
suspended = door(Who.ANYONE)(account.account_inactive)
second_step = door(Who.ANYONE)(mfa.authenticate)
passkey_sign_in = door(Who.ANYONE)(webauthn.login_webauthn)

password = door(Who.ENROLLING)(account.rate_limit(action="change_password")(_NewPassword.as_view()))
first_password = door(Who.ENROLLING)(reauthentication_required(app="allauth.mfa")(_FirstPassword.as_view()))
again_by_password = door(Who.ENROLLING)(account.reauthenticate)
again_by_code = door(Who.ENROLLING)(mfa.reauthenticate)
again_by_passkey = door(Who.ENROLLING)(webauthn.reauthenticate_webauthn)

security = door(Who.ENROLLING)(_Security.as_view())
app_on = door(Who.ENROLLING)(reauthentication_required(app="allauth.mfa")(_ActivateApp.as_view()))
app_off = door(Who.ENROLLING)(totp.deactivate_totp)
passkeys = door(Who.ENROLLING)(webauthn.list_webauthn)
passkey_add = door(Who.ENROLLING)(reauthentication_required(app="allauth.mfa")(_AddPasskey.as_view()))
passkey_remove = door(Who.ENROLLING)(webauthn.remove_webauthn)
passkey_rename = door(Who.ENROLLING)(webauthn.edit_webauthn)
codes = door(Who.ENROLLING)(recovery.view_recovery_codes)
codes_new = door(Who.ENROLLING)(recovery.generate_recovery_codes)
