"""What a deletion leaves behind in the database's own files, and in browsers' sign-ins."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import connections

from aboveboard.lifetime import schema

DATABASES = ("default", "keystore")
PERSON_KEY = "person"
"""The key in a browser's session that names its customer: see `aboveboard.web.doors`."""
JOINED_KEY = "joined"
"""The key that names the session joined by code, and whose it is: see `aboveboard.web.by_code`."""
PAGE = 500


def left_behind() -> list[str]:
    """What the database itself may keep for a while, as codes of the certificate."""
    return ["postgresql"] if connections["default"].vendor == "postgresql" else []


def wipe(removed: Iterable[dict[str, Any]]) -> bool:
    """Empty the write-ahead logs (SQLite) or vacuum the tables (PostgreSQL) of both databases.

    Returns False where it could not be done without making anybody wait, or inside a transaction: try again later.
    Deleted content in SQLite's own pages is overwritten as it is deleted (`secure_delete`).
    """
    tables = {"default": sorted(line["table"] for line in removed), "keystore": ["ground_personkey"]}
    done = [_wipe_one(alias, tables[alias]) for alias in DATABASES]
    return all(done)


def _wipe_one(alias: str, tables: list[str]) -> bool:
    connection = connections[alias]
    if connection.in_atomic_block:
        return False
    if connection.vendor == "sqlite":
        return truncate_log(str(connection.settings_dict["NAME"]))
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"VACUUM {connection.ops.quote_name(table)}")
    return True


def truncate_log(database: str) -> bool:
    """Bring everything from SQLite's log into the database and empty the log. False where somebody is using it now."""
    if not Path(database).is_file():
        return True  # a database in memory has no log
    # A connection of its own that never waits: nobody is kept from working.
    connection = sqlite3.connect(database, timeout=0, isolation_level=None)
    try:
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()


def forget_browser(person: uuid.UUID) -> int:
    """End the sign-ins of browsers in front of which this person sat; returns how many."""
    sessions = schema.find("sessions.Session")
    ended, after = 0, ""
    while True:
        page = list(sessions.filter(session_key__gt=after).order_by("session_key")[:PAGE])
        if not page:
            return ended
        after = page[-1].session_key
        theirs = [one.session_key for one in page if _names(one.get_decoded(), str(person))]
        ended += sessions.filter(session_key__in=theirs).delete()[0] if theirs else 0


def _names(kept: dict[str, Any], person: str) -> bool:
    joined = kept.get(JOINED_KEY)
    return kept.get(PERSON_KEY) == person or (isinstance(joined, dict) and joined.get("person") == person)
