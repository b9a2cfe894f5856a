"""The walk over every table: whose a row is, what categories its columns have, which rows hang on which.

Retention, erasure and the list of what is held about a person all follow this walk, so that a table that somebody adds
is in all three, or in none because a test failed.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from aboveboard.ground.declared import OPERATIONAL, category_of
from aboveboard.ground.foreign import FOREIGN_COLUMNS

Model = type[models.Model]

_OWN: dict[str, str] = {
    "people.Customer": "pk",
    # The ledger's commitments name a person by the text of their id; so do openings of other things, and staff.
    "ground.Commitment": "value",
}


@cache
def tables() -> tuple[Model, ...]:
    """Every table of the data's database, those first on which no other's rows hang."""
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    ordered: list[Model] = []
    waiting = {model: {child for child, _ in children(model) if child is not model} for model in found}
    while waiting:
        free = [model for model, on in waiting.items() if not on - set(ordered)]
        ordered += sorted(free, key=lambda model: model._meta.label)
        if not free:
            raise LookupError(f"tables hang on each other in a ring: {sorted(model._meta.label for model in waiting)}")
        for model in free:
            del waiting[model]
    return tuple(ordered)


def children(model: Model) -> list[tuple[Model, str]]:
    """The tables whose rows hang on this one's, each with its column."""
    return [
        (relation.related_model, relation.field.name)
        for relation in model._meta.related_objects
        if relation.field.concrete and not relation.field.many_to_many
    ]


@cache
def person_path(model: Model) -> str:
    """The way from a row to the id of the person it is about; empty where it is about nobody."""
    if model._meta.label in _OWN:
        return _OWN[model._meta.label]
    if any(field.name == "subject" for field in model._meta.concrete_fields):
        return "subject"
    return _by_way_of_keys(model, person_path)


@cache
def case_path(model: Model) -> str:
    """The way from a row to the id of its case; empty where it belongs to none."""
    if model._meta.label == "cases.Case":
        return "pk"
    return _by_way_of_keys(model, case_path)


def _by_way_of_keys(model: Model, path_of: Any) -> str:
    for field in model._meta.concrete_fields:
        target = field.related_model
        if field.is_relation and isinstance(target, type) and target is not model:
            further = path_of(target)
            if further:
                return field.attname if further == "pk" else f"{field.name}__{further}"
    return ""


def person_as_text(model: Model) -> bool:
    """Whether the person's id stands in this table as text."""
    return model._meta.label == "ground.Commitment"


@cache
def categories(model: Model) -> dict[str, tuple[models.Field[Any, Any], ...]]:
    """The categories of this table's columns, each with its columns."""
    found: dict[str, list[models.Field[Any, Any]]] = defaultdict(list)
    table = model._meta.db_table
    for field in model._meta.concrete_fields:
        declared = category_of(field)
        if declared is None:
            declared = FOREIGN_COLUMNS.get(f"{table}.{field.column}") or FOREIGN_COLUMNS.get(f"{table}.*")
        found[declared or OPERATIONAL].append(field)
    return {category: tuple(fields) for category, fields in found.items()}


def about_people() -> list[Model]:
    """The tables with rows about people, those first on which nothing hangs."""
    return [model for model in tables() if person_path(model)]


def find(label: str) -> Any:
    """The rows of a table of another room, by its label (`cases.Case`)."""
    return apps.get_model(label)._default_manager.all()
