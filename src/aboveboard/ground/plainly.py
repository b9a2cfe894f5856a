"""Plain statements for many rows at once, where model instances would cost more than all else.

All names are columns of the model. What is read comes as the database gives it: `as_uuid` and `as_moment` make of it
what Python has for it.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import connections, models, router

AT_ONCE: Final = 500
"""Values in one statement, far below the number that SQLite and PostgreSQL take."""


def rows_by(
    model: type[models.Model], by: str, wanted: Iterable[uuid.UUID], columns: tuple[str, ...], **equal: str | uuid.UUID
) -> list[tuple[Any, ...]]:
    """Rows `(by, *columns)` whose column `by` is one of `wanted` and whose other columns are `equal` to what is given.

    UUIDs of `by` come back as the very ones that were asked for.
    """
    connection = connections[router.db_for_read(model)]
    quote = connection.ops.quote_name
    stored = {_given(connection, one): one for one in wanted}
    names = ", ".join(quote(name) for name in (by, *columns))
    also = "".join(f" AND {quote(name)} = %s" for name in equal)
    fixed = [_given(connection, value) for value in equal.values()]
    asked, found = list(stored), []
    with connection.cursor() as cursor:
        for start in range(0, len(asked), AT_ONCE):
            some = asked[start : start + AT_ONCE]
            places = ", ".join(["%s"] * len(some))
            cursor.execute(
                f"SELECT {names} FROM {quote(model._meta.db_table)} WHERE {quote(by)} IN ({places}){also}",  # noqa: S608 - names are the model's own
                [*some, *fixed],
            )
            found += [(stored[row[0]], *row[1:]) for row in cursor.fetchall()]
    return found


def insert_missing(
    model: type[models.Model], columns: tuple[str, ...], rows: Sequence[tuple[object, ...]], returning: str
) -> list[Any]:
    """Insert the rows of which the table has none alike yet, by its unique constraints; `returning` of the new ones.

    Whoever inserts the same at the same moment waits for the other's end, so each row is new to one of them alone.
    """
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in columns)
    one = f"({', '.join(['%s'] * len(columns))})"
    most, made = AT_ONCE // len(columns), []
    # Many rows share a moment, and writing one down costs more than any other value.
    moments = {value: _given(connection, value) for row in rows for value in row if isinstance(value, dt.datetime)}
    with connection.cursor() as cursor:
        for start in range(0, len(rows), most):
            some = rows[start : start + most]
            cursor.execute(
                f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES {', '.join([one] * len(some))}"  # noqa: S608 - names are the model's own
                f" ON CONFLICT DO NOTHING RETURNING {quote(returning)}",
                [
                    moments[value] if isinstance(value, dt.datetime) else _given(connection, value)
                    for row in some
                    for value in row
                ],
            )
            made += [found for (found,) in cursor.fetchall()]
    return made


def _given(connection: Any, value: Any) -> Any:
    """A value as the database's driver takes it."""
    if isinstance(value, uuid.UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, dt.datetime) else value


def as_uuid(value: "uuid.UUID | str") -> uuid.UUID:
    """The UUID of a value as the database gives it."""
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)


def as_moment(value: "dt.datetime | str | None") -> dt.datetime | None:
    """The moment, in UTC, of a value as the database gives it."""
    read = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return read.replace(tzinfo=dt.UTC) if read is not None and read.tzinfo is None else read
