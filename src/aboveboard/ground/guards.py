"""What the database itself refuses: rows of these tables are added, and never changed or deleted.

Made after each migration, so that a table that was made anew is guarded again.
"""

from typing import Any, Final

from django.db import connections

APPEND_ONLY: Final = ("ground_publishednotice",)

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{event} BEFORE {event} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION aboveboard_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
_POSTGRESQL = """
CREATE OR REPLACE TRIGGER {table}_no_{event} BEFORE {event} ON {table}
FOR EACH ROW EXECUTE FUNCTION aboveboard_append_only()
"""


def install(using: str = "default", **_signal: Any) -> None:
    """Guard the tables that are there in this database. Doing it twice changes nothing."""
    connection = connections[using]
    present = set(connection.introspection.table_names()) & set(APPEND_ONLY)
    if using != "default" or not present:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        shape = _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
        for table in present:
            for event in ("update", "delete"):
                cursor.execute(shape.format(table=table, event=event))
