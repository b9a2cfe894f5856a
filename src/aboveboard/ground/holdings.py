"""The start-up check that holds the schema against the notice: what is not declared does not exist."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Caution
from django.db import models

from aboveboard.ground.declared import OPERATIONAL, category_of
from aboveboard.ground.foreign import FOREIGN_COLUMNS
from aboveboard.ground.notices import notice
from aboveboard.ground.sealed import Sealed
from aboveboard.notice.examine import examine_notice
from aboveboard.notice.features import owners

SEALED_LEVELS = {"personal", "secret"}


def columns() -> Iterable[tuple[str, str | None, "models.Field[Any, Any]"]]:
    """Each stored column: its name (`table.column`), its category (None where undeclared) and its field."""
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        for field in model._meta.concrete_fields:
            name = f"{table}.{field.column}"
            category = category_of(field)
            if category is None and not model.__module__.startswith("aboveboard."):
                category = FOREIGN_COLUMNS.get(name) or FOREIGN_COLUMNS.get(f"{table}.*")
            yield name, category, field


def check_declarations(*_apps: object, **_options: object) -> list[CheckMessage]:
    """Errors for columns that nobody declared, that name no category of the notice, or that should be sealed."""
    errors: list[CheckMessage] = []
    off: dict[str, list[str]] = {}
    categories = notice().categories
    for name, category, field in columns():
        if category is None:
            errors.append(
                Error(
                    f"{name} is not declared.", hint='Write declared("<category>", …) at the field.', id="ground.E001"
                )
            )
        elif category != OPERATIONAL and category not in categories:
            if owners(category):
                off.setdefault(category, []).append(name)
            else:
                hint = f"The product cannot run without it: add [{category}] to categories.toml, or remove the column."
                said = f"{name} names the category '{category}', which the notice lacks."
                errors.append(Error(said, hint=hint, id="ground.E002"))
        elif category in categories and categories[category].level in SEALED_LEVELS and not isinstance(field, Sealed):
            hint = f'Use Sealed("{category}") from aboveboard.ground.sealed.'
            errors.append(Error(f"{name} holds '{category}' in the clear.", hint=hint, id="ground.E003"))
        elif category in categories and categories[category].level == "secret":
            # A person's key outlives every session, so sealing under it is not what the notice says of a secret.
            said = f"{name} holds '{category}', which the notice calls secret: it would have to die with its session."
            hint = (
                "Nothing that is stored dies with a session yet. Declare the category as personal, or do not store it."
            )
            errors.append(Error(said, hint=hint, id="ground.E005"))
    return [*errors, *(_switched_off(category, names) for category, names in off.items())]


def _switched_off(category: str, names: list[str]) -> CheckMessage:
    """A category that the notice lacks and a feature needs: its routes are gone, and its columns refuse all values."""
    features = ", ".join(owners(category))
    said = f"The notice does not disclose '{category}', so this is off: {features}."
    return Caution(said, hint=f"Nothing is written to {', '.join(names)}.", id="ground.W002")


def check_notice(*_apps: object, **_options: object) -> list[CheckMessage]:
    """Errors for what `aboveboard notice check` calls an error: the product would not keep to such a notice."""
    return [Error(str(problem), id="ground.E004") for problem in examine_notice(notice()) if problem.stops]
