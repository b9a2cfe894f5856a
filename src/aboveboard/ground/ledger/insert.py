"""Two plain statements write any number of entries: the model layer would cost more than all else about an entry."""

from collections.abc import Sequence
from typing import Any, Final

from django.db import connections, router

from aboveboard.ground.models import Commitment, LedgerEntry

ROWS_AT_ONCE: Final = 200
"""Rows in one statement, far below the number of values that SQLite and PostgreSQL take."""


def insert_entries(entries: Sequence[LedgerEntry]) -> None:
    """Insert the entries in their order and give each its id."""
    connection = connections[router.db_for_write(LedgerEntry)]
    for start in range(0, len(entries), ROWS_AT_ONCE):
        some = entries[start : start + ROWS_AT_ONCE]
        values = [value for row in some for value in (row.kind, _moment(connection, row), row.body)]
        returned = _insert(connection, LedgerEntry, ("kind", "at", "body"), values, len(some), " RETURNING id")
        for row, (identifier,) in zip(some, returned, strict=True):
            row.pk = identifier
            row._state.adding, row._state.db = False, connection.alias


def insert_commitments(rows: Sequence[tuple[int, str, str, bytes]]) -> None:
    """Insert commitments: (entry's id, name, value, salt)."""
    connection: Any = connections[router.db_for_write(Commitment)]
    binary = connection.Database.Binary
    for start in range(0, len(rows), ROWS_AT_ONCE):
        some = rows[start : start + ROWS_AT_ONCE]
        values = [part for entry, name, value, salt in some for part in (entry, name, value, binary(salt))]
        _insert(connection, Commitment, ("entry_id", "name", "value", "salt"), values, len(some))


def _moment(connection: Any, row: LedgerEntry) -> Any:
    return connection.ops.adapt_datetimefield_value(row.at)


def _insert(
    connection: Any, model: Any, columns: Sequence[str], values: Sequence[object], rows: int, returning: str = ""
) -> list[Any]:
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    one = "(" + ", ".join(["%s"] * len(columns)) + ")"
    table = quote(model._meta.db_table)
    statement = f"INSERT INTO {table} ({names}) VALUES {', '.join([one] * rows)}{returning}"  # noqa: S608 - names are the model's own
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if returning else []
