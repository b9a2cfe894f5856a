"""What is really stored: each column that the databases have, what it was declared as, and how sealed values look."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connections, models

from aboveboard.ground import live
from aboveboard.ground.holdings import columns
from aboveboard.ground.sealed import Sealed
from aboveboard.ground.seen import Seen
from aboveboard.ground.vault import cipher

BATCH = 2000
LOOKED_AT = 512
"""Bytes of a sealed value that are looked at: plain text betrays itself in fewer."""
_READABLE = re.compile(
    rb"(?:[\t\n\r -~]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}){24}"
)
"""So many readable characters in a row stand in no ciphertext: one of ten million values has them by chance."""
LEAST = len(cipher.VERSION) + cipher.NONCE_BYTES + 16
"""A sealed value has at least its version, its nonce and its tag."""


class Column(NamedTuple):
    """One column that a database has. `category` None: nobody declared it. `kind`: its field's type, or empty."""

    database: str
    table: str
    name: str
    category: str | None
    kind: str


def live_columns() -> Iterator[Column]:
    """Each column of each table of both databases, but for what the databases keep for themselves."""
    declared = {name: (category, field.get_internal_type()) for name, category, field in columns()}
    for alias in settings.DATABASES:
        for table, names in sorted(live.live_columns(alias).items()):
            if table not in live.OF_THE_DATABASE:
                for name in sorted(names):
                    yield Column(alias, table, name, *declared.get(f"{table}.{name}", (None, "")))


def holds_values(column: Column) -> bool:
    """Whether any row has a value in this column."""
    connection = connections[column.database]
    table, name = connection.ops.quote_name(column.table), connection.ops.quote_name(column.name)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} WHERE {name} IS NOT NULL LIMIT 1")  # noqa: S608 - quoted names of the schema
        return cursor.fetchone() is not None


def sealed_values() -> Seen:
    """Every stored value of every sealed column: whether it looks like what the vault makes, and nothing like text."""
    seen = Seen()
    for _name, _category, field in columns():
        if isinstance(field, Sealed):
            seen.add(_sealed_column(field))
    return seen


def _sealed_column(field: Sealed) -> Seen:
    seen = Seen()
    model = field.model
    # As the database has it: what is no ciphertext must not stop the look at the rest.
    stored = models.ExpressionWrapper(models.F(field.attname), output_field=models.BinaryField())
    rows = model._base_manager.exclude(**{f"{field.attname}__isnull": True}).annotate(stored=stored).order_by("pk")
    for pk, value in rows.values_list("pk", "stored").iterator(chunk_size=BATCH):
        seen.count()
        why = wrong_seal(value)
        if why:
            seen.broken(model._meta.db_table, pk, f"{field.column}: {why}")
    return seen


def wrong_seal(value: Any) -> str:
    """Why this is no sealed value; empty where it looks like one. Never says anything of the value itself."""
    if not isinstance(value, bytes | memoryview):
        return "stored as plain text"
    begins = bytes(value[:LOOKED_AT])
    if len(value) < LEAST or not begins.startswith(cipher.VERSION):
        return "not sealed by the vault"
    # Wherever it begins: some bytes of nothing before the text hide it from whoever reads it as a whole.
    return "readable text behind the mark of a sealed value" if _READABLE.search(begins) else ""
