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
    categories = notice().categories
    for name, category, field in columns():
        if category is None:
            errors.append(
                Error(
                    f"{name} is not declared.", hint='Write declared("<category>", …) at the field.', id="ground.E001"
                )
            )
        elif category != OPERATIONAL and category not in categories:
            errors.append(_lacking(name, category))
        elif category in categories and categories[category].level in SEALED_LEVELS and not isinstance(field, Sealed):
            hint = f'Use Sealed("{category}") from aboveboard.ground.sealed.'
            errors.append(Error(f"{name} holds '{category}' in the clear.", hint=hint, id="ground.E003"))
    return errors


def _lacking(column: str, category: str) -> CheckMessage:
    """A column whose category the notice lacks: what stores it is off, or the product cannot run."""
    said = f"{column} names the category '{category}', which the notice lacks."
    features = owners(category)
    if features:
        # Nothing is written there: the feature's routes are gone, and the column refuses (ground.sealed).
        hint = f"Until the notice discloses '{category}', this is off: {', '.join(features)}."
        return Caution(said, hint=hint, id="ground.W002")
    hint = f"The product cannot run without it: add [{category}] to categories.toml, or remove the column."
    return Error(said, hint=hint, id="ground.E002")


def check_notice(*_apps: object, **_options: object) -> list[CheckMessage]:
    """Errors for what `aboveboard notice check` calls an error: the product would not keep to such a notice."""
    return [Error(str(problem), id="ground.E004") for problem in examine_notice(notice()) if problem.stops]
