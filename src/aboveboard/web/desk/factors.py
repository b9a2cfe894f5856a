"""Whether somebody has proved more than a password. The doors ask here; nobody works at the desk without."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

PASSWORD_ONLY = "signed_in_by_password_only"  # noqa: S105  # the name of a key in the session, not a secret
"""The session's mark of a sign-in that had nothing but a password, since no factor was set up yet."""


def has_second_factor(technician: Any) -> bool:
    """Whether this account has an authenticator app or a passkey. Recovery codes alone do not count."""
    return bool(Authenticator.objects.filter(user_id=technician.pk, type__in=SECOND_FACTORS).exists())


def may_work(request: HttpRequest) -> bool:
    """Whether this very sign-in may open the desk: the account has a factor, and this browser has shown one.

    The second half closes a race: somebody who learned the first password and signed in before its owner set up a
    factor would otherwise be let in by the owner's factor.
    """
    return not request.session.get(PASSWORD_ONLY) and has_second_factor(request.user)


def mark_password_only(request: HttpRequest) -> None:
    """Remember that this sign-in showed a password alone."""
    request.session[PASSWORD_ONLY] = True


def mark_proved(request: HttpRequest) -> None:
    """A factor was set up in this browser, so it is here: the sign-in is whole, under a new session key."""
    record_authentication(request, request.user, "mfa")
    request.session.pop(PASSWORD_ONLY, None)
    request.session.cycle_key()


def forget(technician: Any) -> None:
    """Remove every factor and recovery code of somebody who has lost them."""
    Authenticator.objects.filter(user_id=technician.pk).delete()
