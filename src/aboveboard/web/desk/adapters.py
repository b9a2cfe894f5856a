"""What Aboveboard changes in django-allauth: staff alone, no mail, no sign-up, secrets sealed, factors asked for."""

import datetime as dt
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aboveboard.ground import clock, throttle
from aboveboard.web.desk import factors
from aboveboard.web.desk.sealing import seal, unseal
from aboveboard.web.source import source_of

WRONG_PASSWORDS = 5
"""Wrong passwords that a handle may get in `WINDOW`, counted in the database: no process, no restart starts anew."""
WRONG_FROM_ONE_NETWORK = 20
WINDOW = dt.timedelta(minutes=5)

SECRET_OF_A_FACTOR = b"aboveboard second factor 1"  # binds the ciphertext to its use, is no secret


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth publishes no types
    """Sign-in of staff. Accounts come from an administrator; nothing here sends mail."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy("This handle and password do not belong together."),
        "too_many_login_attempts": gettext_lazy(
            "Too many wrong tries. Wait five minutes, or sign in with a passkey, which goes on working."
        ),
        "rate_limited": gettext_lazy("Too many tries. Wait a minute, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # the signature is allauth's
        """Nobody signs up: an administrator adds people."""
        return False

    def send_mail(self, template_prefix: str, *_rest: Any) -> None:
        """Refuse: this door sends nothing, and no address of staff is stored."""
        raise RuntimeError(f"accounts send no mail, but {template_prefix} was asked for")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse before the password is looked at, where a handle or a network had too many wrong ones."""
        now = clock.now()
        tried = throttle.used("sign-in", str(credentials.get("username", "")).lower(), now)
        from_here = throttle.used("sign-in network", throttle.network_of(self.get_client_ip(request)), now)
        if tried >= WRONG_PASSWORDS or from_here >= WRONG_FROM_ONE_NETWORK:
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a wrong password against its handle and against the network it came from."""
        now = clock.now()
        throttle.count("sign-in", str(credentials.get("username", "")).lower(), WINDOW, now)
        throttle.count("sign-in network", throttle.network_of(self.get_client_ip(request)), WINDOW, now)

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in, and remember when that took nothing but a password."""
        super().login(request, user)
        # Whatever this browser's session was before: staff's ends with the browser.
        request.session.set_expiry(0)
        if not factors.has_second_factor(user):
            factors.mark_password_only(request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to show once more who is there. A password is not enough where a factor exists."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated and factors.has_second_factor(user):
            return [method for method in methods if method["id"] != "reauthenticate"]
        return methods

    def is_reauthentication_required(self, *, app: str, **_more: Any) -> bool:  # noqa: ARG002  # allauth's signature
        """Whether to ask once more: not within five minutes of signing in by the best means that the account has."""
        request = context.request
        records = get_authentication_records(request, request.user)
        if factors.has_second_factor(request.user):
            records = [record for record in records if record["method"] == "mfa"]
        return not any(time.time() - record["at"] < app_settings.REAUTHENTICATION_TIMEOUT for record in records)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that rate limits count by. Behind a socket without one, everybody shares a count."""
        return source_of(request) or "unknown"


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth publishes no types
    """Second factors. Their secrets are sealed before they reach the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code is not right, or was used already. Wait for the next one."),
    }

    def encrypt(self, text: str) -> str:
        """A secret, for the database."""
        return seal(SECRET_OF_A_FACTOR, text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return unseal(SECRET_OF_A_FACTOR, encrypted_text)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002  # the signature is allauth's
        """A first name for a passkey, that its owner may change."""
        count = user.authenticator_set.filter(type=type).count() + 1
        return _("Passkey %(count)d") % {"count": count}
