"""What every command of the server does first: read the settings, set up Django, and say plainly what is wrong."""

import io
import os
import sys


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
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError
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
        # Silent when all is well: standard output belongs to the command.
        call_command("check", verbosity=0, stdout=io.StringIO())
    except NoticeError as problem:
        print(f"aboveboard: the notice cannot be used.\n{problem}", file=sys.stderr)
        return False
    except SystemCheckError as problem:
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
    except DatabaseError as problem:
        print(
            f"aboveboard: the published notice cannot be read: {str(problem).strip()}\n"
            "Nothing was started. Run `aboveboard migrate`, then this again.",
            file=sys.stderr,
        )
        return False
    return True
