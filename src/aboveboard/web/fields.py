"""What the forms of this site have in common: the looks of their inputs, and what one line may hold."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aboveboard.ground import plain

LINE = {"class": "input"}
TEXT = {"class": "input", "rows": 5}


def one_line(value: str) -> None:
    """Validator of names and the like. Raises ValidationError where something is in it that acts and is not seen."""
    if not plain.is_line(value):
        raise ValidationError(
            _("This contains a line break or another sign that cannot be seen. Empty the field and type it by hand."),
            code="line",
        )
