"""What every command of the server does first: read the settings, set up Django, and say plainly what is wrong."""

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path


def open_data() -> bool:
    """`set_up` for a command that needs data to be there. Where there is none it says so and makes nothing.

    Without this, a misspelt folder would be made, with an empty database and a fresh signing key in it.
    """
    from django.apps import apps

    from aboveboard.site.options import named_folder, text

    folder = named_folder()
    places = {"ABOVEBOARD_DATABASE_URL": "data.sqlite3", "ABOVEBOARD_KEYSTORE_URL": "keys.sqlite3"}
    here = [folder / file for name, file in places.items() if not text(name)]
    if not apps.ready and here and not _has_tables(here[0]):
        print(
            f"aboveboard: there is no Aboveboard data in {folder}. Is ABOVEBOARD_DATA right? For a new installation: "
            "`aboveboard migrate`. Nothing was made.",
            file=sys.stderr,
        )
        return False
    return set_up()


def _has_tables(file: Path) -> bool:
    """Whether somebody made this SQLite database; looking alone leaves one without tables, or none."""
    if not file.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as base:
            return base.execute("SELECT 1 FROM sqlite_master WHERE type = 'table'").fetchone() is not None
    except sqlite3.Error:
        return True  # something is there; what is wrong with it is told by the command itself


def what_to_do() -> str:
    """The advice that follows on a database error: a database that cannot be reached needs another one than a table."""
    from django.db import DatabaseError, connections

    try:
        for alias in ("default", "keystore"):
            connections[alias].ensure_connection()
    except DatabaseError:
        return "See that the databases run and that their addresses are right, then run this again."
    return "Run `aboveboard migrate`, then this again."


def set_up() -> bool:
    """Set up Django under the present settings. Prints to standard error what is wrong; returns whether all is well."""
    # Whatever this process writes (databases, keys, logs, letters) is for its own user alone.
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aboveboard.site.settings")
    from aboveboard.site.options import BadOption, unknown_names

    for name in unknown_names():
        print(f"aboveboard: {name} means nothing here; see docs/reference/settings.md.", file=sys.stderr)
    try:
        import django

        django.setup()
    except BadOption as problem:
        print(f"aboveboard: {problem}", file=sys.stderr)
        return False
    return True


def check() -> bool:
    """Run the start-up checks: settings, notice, declared columns. Prints each finding; returns whether all is well.

    What is held against the schema is the published notice where there is one, else the folder.
    """
    from django.core import checks
    from django.db import DatabaseError

    from aboveboard.ground import publishing
    from aboveboard.ground.notices import notice
    from aboveboard.notice import NoticeError

    try:
        try:
            publishing.look()
            if unpublished := publishing.folder_says():
                print(f"aboveboard: {unpublished}", file=sys.stderr)
        except DatabaseError:
            pass  # before the first start there is no database yet; one that is away is told by the command itself
        notice()
        found = [one for one in checks.run_checks() if not one.is_silenced()]
    except NoticeError as problem:
        print(f"aboveboard: the notice cannot be used.\n{problem}", file=sys.stderr)
        return False
    for one in found:
        # Silent when all is well: standard output belongs to the command.
        print(f"aboveboard: {one.msg}{f' {one.hint}' if one.hint else ''}", file=sys.stderr)
    return not any(one.is_serious() for one in found)


def could_begin() -> bool:
    """Whether the first start would publish the folder, where nothing is published yet. Prints why not."""
    from django.db import DatabaseError

    from aboveboard.ground import archive, notices, publishing

    try:
        if archive.versions():
            return True
    except DatabaseError:
        pass  # before the first start there is no database yet
    try:
        publishing.refuse_made_up(notices.folder())
    except publishing.CannotPublish as problem:
        print(f"aboveboard: {problem}", file=sys.stderr)
        return False
    return True


def use_notice() -> bool:
    """Obey the published notice, and publish the folder where nothing is published yet. Prints what is wrong."""
    from django.db import DatabaseError

    from aboveboard.ground import publishing
    from aboveboard.notice import NoticeError

    try:
        publishing.use_published()
    except NoticeError as problem:
        print(f"aboveboard: the notice cannot be used. Nothing was started.\n{problem}", file=sys.stderr)
        return False
    except publishing.CannotPublish as problem:
        print(f"aboveboard: {problem}", file=sys.stderr)
        return False
    except DatabaseError as problem:
        print(
            f"aboveboard: the published notice cannot be read: {str(problem).strip()}\n"
            f"Nothing was started. {what_to_do()}",
            file=sys.stderr,
        )
        return False
    return True
