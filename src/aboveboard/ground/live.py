"""Holding the tables that are really there against what the code declares, both ways.

A column that somebody added behind the product's back holds something that no category of the notice covers; one that
is missing means that the code and the database do not belong together.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import connections, router
from django.db.backends.sqlite3.introspection import FlexibleFieldLookupDict
from django.db.models import Model

from aboveboard.ground.sealed import Sealed

OF_THE_DATABASE = {"django_migrations", "sqlite_sequence"}
"""Tables that Django and SQLite keep for themselves and that hold nothing about anybody."""


_COLUMNS_OF_SQLITE = """
    SELECT place.name, held.name, held.type FROM sqlite_master AS place JOIN pragma_table_xinfo(place.name) AS held
    WHERE place.type = 'table'
"""


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


def live_columns(alias: str) -> dict[str, dict[str, str]]:
    """Every table that is there, with its columns and the kind of field that each would hold (`BinaryField`)."""
    connection = connections[alias]
    found: dict[str, dict[str, str]] = {}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # Django parses the SQL of each table for its collations: longer than all else that a start does.
            cursor.execute(_COLUMNS_OF_SQLITE)
            for table, column, declared in cursor.fetchall():
                found.setdefault(table, {})[column] = _kind_of_sqlite(declared)
            return found
        for table in connection.introspection.table_names(cursor):
            described = connection.introspection.get_table_description(cursor, table)
            found[table] = {
                column.name: str(connection.introspection.get_field_type(column.type_code, column))
                for column in described
            }
    return found


def _kind_of_sqlite(declared: str) -> str:
    try:
        return str(FlexibleFieldLookupDict()[declared])
    except KeyError:  # SQLite takes any word for a type, and none
        return declared or "whatever it is given"


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
        for column in sorted(set(live[table]) - wanted):
            yield Difference(f"{alias}: {table}.{column}", "is a column that nobody declared.", drop)
        for column in sorted(wanted - set(live[table])):
            yield Difference(f"{alias}: {table}.{column}", "is declared and not there.", "Run: aboveboard migrate.")
        yield from _open_ones(alias, model, live[table])


def _open_ones(alias: str, model: type[Model], kinds: dict[str, str]) -> Iterator[Difference]:
    """Sealed columns whose live type could hold text in the clear."""
    for field in model._meta.concrete_fields:
        kind = kinds.get(str(field.column))
        if isinstance(field, Sealed) and kind not in (None, "BinaryField"):
            place = f"{alias}: {model._meta.db_table}.{field.column}"
            yield Difference(place, f"is sealed and lies there as {kind}.", "Restore the column as migrations make it.")
