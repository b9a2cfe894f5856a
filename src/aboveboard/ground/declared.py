"""Every stored column says at the field which category of the notice it belongs to.

`declared("staff", models.CharField(...))` marks an ordinary column. Columns that hold nothing about a person are
declared as `operational`. Columns of level personal or secret are not declared but sealed: see
`aboveboard.ground.sealed`.
"""

from typing import Any, TypeVar

from django.db import models

F = TypeVar("F", bound="models.Field[Any, Any]")

OPERATIONAL = "operational"


def declared(category: str, field: F) -> F:
    """The same field, carrying the key of its category in `field.category`.

    `category` is a key of the notice's categories; the start-up check refuses a key that the notice does not have.
    """
    field.category = category  # type: ignore[attr-defined]  # Django fields take attributes; read back by category_of
    return field


def category_of(field: "models.Field[Any, Any]") -> str | None:
    """The category that the field was declared with, or None where nobody declared it."""
    return getattr(field, "category", None)
