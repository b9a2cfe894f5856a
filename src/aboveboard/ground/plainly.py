"""Reading a few columns by many UUIDs in one plain statement, where model instances would cost more than all else."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.db import connections, models, router

AT_ONCE: Final = 500
"""UUIDs that one statement asks for, far below the number of values that SQLite and PostgreSQL take."""


def rows_by(
    model: type[models.Model], by: str, wanted: Iterable[uuid.UUID], columns: tuple[str, ...], **equal: str | uuid.UUID
) -> list[tuple[Any, ...]]:
    """Rows `(by, *columns)` whose column `by` is one of `wanted` and whose other columns are `equal` to what is given.

    All names are columns of the model. UUIDs of `by` come back as the very ones that were asked for; other values come
    as the database gives them: `as_uuid` and `as_moment` make of those what Python has for them.
    """
    connection = connections[router.db_for_read(model)]
    native = connection.features.has_native_uuid_field
    quote = connection.ops.quote_name
    stored = {(one if native else one.hex): one for one in wanted}
    names = ", ".join(quote(name) for name in (by, *columns))
    also = "".join(f" AND {quote(name)} = %s" for name in equal)
    fixed = [value.hex if isinstance(value, uuid.UUID) and not native else value for value in equal.values()]
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


def as_uuid(value: "uuid.UUID | str") -> uuid.UUID:
    """The UUID of a value as the database gives it."""
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)


def as_moment(value: "dt.datetime | str | None") -> dt.datetime | None:
    """The moment, in UTC, of a value as the database gives it."""
    read = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return read.replace(tzinfo=dt.UTC) if read is not None and read.tzinfo is None else read
