"""`aboveboard restore`: old data and the newest key store, on a machine that holds nothing yet."""

import argparse
import sys
from pathlib import Path

from aboveboard.command import starting


def run(arguments: list[str]) -> int:
    """Exit status 0 where everything is back, else 1; then nothing was changed."""
    parser = argparse.ArgumentParser("aboveboard restore", description="Restore into an empty data folder or database.")
    parser.add_argument("backup", type=Path, help="a copy made by `aboveboard backup`")
    parser.add_argument("--keys", type=Path, metavar="FILE", help="the newest copy of the key store, if it is gone too")
    options = parser.parse_args(arguments)
    if not (starting.set_up() and starting.check()):
        return 1
    from django.db import DatabaseError

    from aboveboard.ground.clock import now
    from aboveboard.lifetime.archive import BadArchive
    from aboveboard.lifetime.errors import NotPossible
    from aboveboard.lifetime.restore import restore

    try:
        done = restore(options.backup.resolve(), options.keys.resolve() if options.keys else None, now())
    except (NotPossible, BadArchive) as refused:
        print(f"aboveboard: {refused}\nNothing was changed.", file=sys.stderr)
        return 1
    except (OSError, DatabaseError) as problem:
        print(f"aboveboard: it could not be restored: {str(problem).strip()}\nNothing was changed.", file=sys.stderr)
        return 1
    print(f"The data of {done.made_at} is back. {done.erased_again} rows of people who were erased since went again.")
    if done.erasures_unknown:
        print(
            f"{done.erasures_unknown} erasures were not on the key store's list: it is older than the data. The keys "
            "of people about whom nothing is left were destroyed again.",
            file=sys.stderr,
        )
    if done.without_key:
        print(
            f"{done.without_key} people have no key: the copy of the key store is older than the data. "
            "Restore with a newer one, or nobody can read what is sealed of theirs.",
            file=sys.stderr,
        )
    return 0
