"""What keeps programs out of an open form without asking people to solve puzzles: a lure and the form's age."""

import datetime as dt
import secrets
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner, b62_decode
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.translation import gettext_lazy as _

from aboveboard.ground.clock import now

YOUNGEST = dt.timedelta(seconds=2)
OLDEST = dt.timedelta(hours=24)


def mark_of(request: HttpRequest) -> str:
    """What only this browser holds: the secret in its cookie against forged forms, set here where there is none."""
    if request.method != "POST":
        get_token(request)
    return str(request.META.get("CSRF_COOKIE", ""))


def _signer(mark: str) -> TimestampSigner:
    return TimestampSigner(salt=f"aboveboard form age 2 {mark}")


def fresh_stamp(mark: str = "") -> str:
    """A signed moment and a number used once, to be sent back with the form by the browser with this mark."""
    return _signer(mark).sign(secrets.token_hex(16))


class GuardedForm(forms.Form):
    """A form with a lure that people do not see and a stamp of when it was opened. Its errors lose nothing typed."""

    website = forms.CharField(
        required=False, max_length=200, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )
    stamp = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, mark: str = "", **options: Any) -> None:
        self.form_key = ""
        """Names this form among all that were ever handed out; empty for one that was not sent or is not ours."""
        self._trouble: ValidationError | None = None
        if data is not None:
            data = data.copy()
            stamp = data.get("stamp", "")
            self._trouble = self._judge(stamp, mark)
            if self._trouble is None:
                self.form_key = stamp.split(":", 1)[0]
            elif self._trouble.code != "quick":
                data["stamp"] = fresh_stamp(mark)
        super().__init__(data, **options)
        self.fields["stamp"].initial = lambda: fresh_stamp(mark)

    @staticmethod
    def _judge(stamp: str, mark: str) -> ValidationError | None:
        try:
            _signer(mark).unsign(stamp, max_age=OLDEST)
        except SignatureExpired:
            return ValidationError(_("This page was open for more than a day. Please send it once more."), code="old")
        except BadSignature:
            return ValidationError(_("Your browser left something out. Please send it once more."), code="stamp")
        made = dt.datetime.fromtimestamp(_made_at(stamp), dt.UTC)
        if now() - made < YOUNGEST:
            return ValidationError(_("That was very quick. Please press the button once more."), code="quick")
        return None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("website"):
            raise ValidationError(
                _("A field that people cannot see was filled in, as programs do. Empty it and send once more."),
                code="lure",
            )
        if self._trouble is not None:
            raise self._trouble
        return cleaned


def _made_at(stamp: str) -> int:
    return b62_decode(stamp.rsplit(":", 2)[1])
