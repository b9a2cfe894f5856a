"""Taking a database out as files, as it was at one moment while others go on writing, and putting it into an empty one.

SQLite goes as one file, by its own backup interface. PostgreSQL goes table by table, by COPY, all of it seen by one
REPEATABLE READ transaction.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, router
from django.db.migrations.recorder import MigrationRecorder

from aboveboard.ground import migrating
from aboveboard.lifetime.archive import BadArchive, Writer

VOLATILE = frozenset({"django_session", "remote_ticket", "ground_throttle"})
"""Tables whose rows are worth nothing on another machine, and would open doors there: they are not copied."""
MADE_BY_MIGRATING = frozenset({"django_migrations", "django_content_type", "auth_permission", "ground_mastermark"})
"""Tables that have rows in a database in which nobody has done anything yet."""
_FILE = "database.sqlite3"


def tables_of(alias: str) -> list[str]:
    """Our tables of one database."""
    models = apps.get_models(include_auto_created=True)
    return sorted(
        model._meta.db_table for model in models if model._meta.managed and router.allow_migrate_model(alias, model)
    )


def schema_of(alias: str) -> dict[str, Any]:
    """What has to be the same where the copy is restored: engine, migrations, and the columns of every table."""
    columns = [
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and router.allow_migrate_model(alias, model)
        for field in model._meta.concrete_fields
    ]
    applied = MigrationRecorder(connections[alias]).applied_migrations()
    rooms = migrating.ROOMS[alias]
    return {
        "engine": connections[alias].vendor,
        "migrations": sorted(f"{app}.{name}" for app, name in applied if not rooms or app in rooms),
        "columns": hashlib.sha256("\n".join(sorted(columns)).encode()).hexdigest(),
    }


def file_of(alias: str) -> Path:
    """The file of a SQLite database."""
    return Path(str(connections[alias].settings_dict["NAME"]))


def take_out(alias: str, archive: Writer) -> None:
    """Write the database into the archive."""
    if connections[alias].vendor == "sqlite":
        _take_sqlite(alias, archive)
    else:
        _take_postgresql(alias, archive)


def _take_sqlite(alias: str, archive: Writer) -> None:
    copy = archive.target.with_name(f".{archive.target.name}.{alias}.copy")
    copy.unlink(missing_ok=True)
    try:
        source = sqlite3.connect(f"file:{file_of(alias)}?mode=ro", uri=True, timeout=20)
        target = sqlite3.connect(copy, isolation_level=None)
        try:
            # All pages at once: one look at the database, while others go on writing to its log.
            source.backup(target, pages=-1)
            target.execute("PRAGMA journal_mode=DELETE")
            target.execute("PRAGMA secure_delete=ON")
            present = {name for (name,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            for table in sorted(VOLATILE & present):
                target.execute(f'DELETE FROM "{table}"')  # noqa: S608  # a name of our own
        finally:
            source.close()
            target.close()
        with copy.open("rb") as content:
            archive.add(_FILE, content)
    finally:
        copy.unlink(missing_ok=True)


def _take_postgresql(alias: str, archive: Writer) -> None:
    columns = _columns(alias)
    with psycopg.connect(**connections[alias].get_connection_params()) as source:
        source.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        source.read_only = True
        for table, names in columns.items():
            archive.add_pieces(f"tables/{table}.copy", _copied_out(source, table, names))
    archive.manifest.about["columns"] = columns


def _columns(alias: str) -> dict[str, list[str]]:
    wanted = set(tables_of(alias)) - VOLATILE
    return {
        model._meta.db_table: [str(field.column) for field in model._meta.concrete_fields]
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table in wanted
    }


def _copied_out(
    source: psycopg.Connection[Any], table: str, names: list[str]
) -> Iterator[bytes | bytearray | memoryview]:
    with source.cursor() as cursor, cursor.copy(_copy(table, names, "TO STDOUT")) as rows:
        yield from rows


def _copy(table: str, names: list[str], where: str) -> psycopg.sql.Composed:
    return psycopg.sql.SQL("COPY {} ({}) " + where).format(
        psycopg.sql.Identifier(table), psycopg.sql.SQL(", ").join(map(psycopg.sql.Identifier, names))
    )


def is_empty(alias: str) -> bool:
    """Whether nobody has done anything in this database yet."""
    connection = connections[alias]
    if connection.vendor == "sqlite" and not (file_of(alias).exists() and file_of(alias).stat().st_size):
        return True
    present = set(connection.introspection.table_names()) - MADE_BY_MIGRATING
    with connection.cursor() as cursor:
        for table in present:
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608  # its own name
            if cursor.fetchone():
                return False
    return True


def check_fits(alias: str, about: dict[str, Any]) -> None:
    """Raises `BadArchive` where the copy was made by another engine or another version of the product.

    `about`: what a copy says of itself; it may come from anywhere.
    """
    mine, told, columns = schema_of(alias), about.get("schema"), about.get("columns", {})
    if not isinstance(told, dict) or not told.keys() >= mine.keys() or not _are_columns(columns):
        raise BadArchive("the copy does not say how its tables are made. No backup is like this.")
    if told["engine"] != mine["engine"]:
        raise BadArchive(f"the copy was made on {told['engine']}, the settings name {mine['engine']}. Use the same.")
    if told["migrations"] != mine["migrations"] or told["columns"] != mine["columns"]:
        raise BadArchive(
            "the copy was made by another version of Aboveboard. Restore it with that version, then update."
        )


def _are_columns(columns: Any) -> bool:
    return isinstance(columns, dict) and all(
        isinstance(names, list) and all(isinstance(name, str) for name in names) for names in columns.values()
    )


def put_sqlite(folder: Path, target: Path) -> None:
    """Put the copied file in place of `target`. Raises `BadArchive` where SQLite finds it damaged."""
    shutil.copyfile(folder / _FILE, target)
    target.chmod(0o600)
    connection = sqlite3.connect(target)
    try:
        (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as problem:
        raise BadArchive(f"its database cannot be read: {problem}.") from problem
    finally:
        connection.close()
    if verdict != "ok" or broken is not None:
        raise BadArchive("its database is damaged: SQLite finds errors in it.")


def put_postgresql(alias: str, folder: Path, columns: dict[str, list[str]]) -> None:
    """Fill the tables of an empty database; part of the caller's transaction."""
    connection = connections[alias]
    quoted = [connection.ops.quote_name(table) for table in tables_of(alias)]
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(quoted)}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table, names in columns.items():
            file = folder / "tables" / f"{table}.copy"
            with file.open("rb") as content, cursor.copy(_copy(table, names, "FROM STDIN")) as rows:
                while piece := content.read(1 << 20):
                    rows.write(piece)
        models = [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in columns]
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
