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
    parser.add_argument(
        "--new-signing-key", action="store_true", help="without the old secret.key: links in letters die"
    )
    options = parser.parse_args(arguments)
    if not (options.new_signing_key or _has_signing_key()):
        return 1
    if not (starting.set_up() and starting.check()):
        return 1
    from django.db import DatabaseError

    from aboveboard.ground.clock import now
    from aboveboard.lifetime.archive import BadArchive
    from aboveboard.lifetime.errors import NotPossible
    from aboveboard.lifetime.restore import restore

    try:
        keys = options.keys.resolve() if options.keys else None
        done = restore(options.backup.resolve(), keys, now(), new_signing_key=options.new_signing_key)
    except (NotPossible, BadArchive) as refused:
        print(f"aboveboard: {refused}\nNothing was changed.", file=sys.stderr)
        return 1
    except (OSError, DatabaseError) as problem:
        print(f"aboveboard: it could not be restored: {str(problem).strip()}\nNothing was changed.", file=sys.stderr)
        return 1
    again = f"{done.erased_again} rows of people who were erased since went again."
    print(f"The data of {done.made_at} is back. {again if done.erased_again else 'Nobody in it was erased since.'}")
    if done.ledger:
        print(f"The ledger came back as it was in the copy, and is not well: {done.ledger}", file=sys.stderr)
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


def _has_signing_key() -> bool:
    """Looked at before the settings are read, since they make a signing key where there is none."""
    from aboveboard.lifetime.errors import OTHER_SIGNING_KEY
    from aboveboard.site.options import named_folder, text

    if text("ABOVEBOARD_SECRET_KEY") or (named_folder() / "secret.key").exists():
        return True
    print(
        f"aboveboard: the signing key is missing in {named_folder()}: {OTHER_SIGNING_KEY}\nNothing was changed.",
        file=sys.stderr,
    )
    return False
