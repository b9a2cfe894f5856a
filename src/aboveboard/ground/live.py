"""Holding the tables that are really there against what the code declares, both ways.

A column that somebody added behind the product's back holds something that no category of the notice covers; one that
is missing means that the code and the database do not belong together.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import connections, router
from django.db.models import Model

from aboveboard.ground.sealed import Sealed

OF_THE_DATABASE = {"django_migrations", "sqlite_sequence"}
"""Tables that Django and SQLite keep for themselves and that hold nothing about anybody."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as declared: `what` happened to `place` (`alias: table` or `alias: table.column`)."""

    place: str
    what: str
    do: str

    def __str__(self) -> str:
        return f"{self.place} {self.what} {self.do}"


def differences() -> list[Difference]:
    """Where the live schema of both databases and the declared one part; empty where they agree."""
    return [found for alias in settings.DATABASES for found in _of(alias)]


def live_columns(alias: str) -> dict[str, set[str]]:
    """Every table that is there, with its columns."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        return {
            table: {column.name for column in connection.introspection.get_table_description(cursor, table)}
            for table in connection.introspection.table_names(cursor)
        }


def _declared(alias: str) -> dict[str, type[Model]]:
    models = apps.get_models(include_auto_created=True)
    return {one._meta.db_table: one for one in models if one._meta.managed and router.allow_migrate_model(alias, one)}


def _of(alias: str) -> Iterator[Difference]:
    live, declared = live_columns(alias), _declared(alias)
    drop = "Nothing in the code knows it: drop it, or declare it in a model."
    for table in sorted(set(live) - set(declared) - OF_THE_DATABASE):
        yield Difference(f"{alias}: {table}", "is a table that nobody declared.", drop)
    for table, model in sorted(declared.items()):
        if table not in live:
            yield Difference(f"{alias}: {table}", "is declared and not there.", "Run: aboveboard migrate.")
            continue
        wanted = {str(field.column) for field in model._meta.concrete_fields}
        for column in sorted(live[table] - wanted):
            yield Difference(f"{alias}: {table}.{column}", "is a column that nobody declared.", drop)
        for column in sorted(wanted - live[table]):
            yield Difference(f"{alias}: {table}.{column}", "is declared and not there.", "Run: aboveboard migrate.")
        yield from _open_ones(alias, model)


def _open_ones(alias: str, model: type[Model]) -> Iterator[Difference]:
    """Sealed columns whose live type could hold text in the clear."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, model._meta.db_table)
    kinds = {column.name: connection.introspection.get_field_type(column.type_code, column) for column in described}
    for field in model._meta.concrete_fields:
        kind = kinds.get(field.column)
        if isinstance(field, Sealed) and kind not in (None, "BinaryField"):
            place = f"{alias}: {model._meta.db_table}.{field.column}"
            yield Difference(place, f"is sealed and lies there as {kind}.", "Restore the column as migrations make it.")
