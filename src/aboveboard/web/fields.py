"""What the forms of this site have in common: the looks of their inputs, and what one line may hold."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aboveboard.ground import plain

LINE = {"class": "input"}
TEXT = {"class": "input", "rows": 5}
_HANDLE = re.compile(r"[a-z][a-z0-9.-]{1,38}[a-z0-9]")


def one_line(value: str) -> None:
    """Validator of names and the like. Raises ValidationError where something is in it that acts and is not seen."""
    if not plain.is_line(value):
        raise ValidationError(
            _("This contains a line break or another sign that cannot be seen. Empty the field and type it by hand."),
            code="line",
        )


class HandleField(forms.CharField):
    """What a member of staff signs in with. Capitals become small letters."""

    def __init__(self, autocomplete: str = "off", **options: Any) -> None:
        attributes = LINE | {"autocomplete": autocomplete, "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(label=_("Handle"), max_length=40, widget=forms.TextInput(attrs=attributes), **options)

    def clean(self, value: Any) -> str:
        """The handle in small letters. Raises ValidationError for other signs."""
        handle = str(super().clean(value)).lower()
        if not _HANDLE.fullmatch(handle):
            raise ValidationError(
                _("A handle begins with a letter and has at least three letters, digits, dots or dashes.")
            )
        return handle
