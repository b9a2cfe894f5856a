"""`aboveboard backup`: copy the data, or with --keys the key store, while the product runs."""

import argparse
import sys
from pathlib import Path

from aboveboard.command import starting


def run(arguments: list[str]) -> int:
    """Exit status 0 where the copy is whole and on the disk, else 1."""
    parser = argparse.ArgumentParser("aboveboard backup", description="Copy the data, or the keys, never both.")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("where", nargs="?", type=Path, help="a new file, or a folder in which one is made")
    what.add_argument("--keys", type=Path, metavar="FILE", help="overwrite the one copy of the key store instead")
    options = parser.parse_args(arguments)
    if options.where is None and options.keys is None:
        parser.error("say where to: a file or folder for the data, or --keys FILE for the keys; nothing was copied")
    if not (starting.open_data() and starting.check()):
        return 1
    from django.db import DatabaseError

    from aboveboard.ground.clock import now
    from aboveboard.lifetime import backup
    from aboveboard.lifetime.errors import NotPossible

    try:
        if options.keys is not None:
            backup.back_up_keys(options.keys.resolve(), now())
            print(f"{options.keys} is the newest copy of the key store. The master key is not in it: keep that apart.")
        else:
            target, manifest = backup.back_up(options.where.resolve(), now())
            # The first line is the file alone, for scripts.
            print(f"{target}\nIts fingerprint, which the ledger has too: {manifest.digest}")
    except NotPossible as refused:
        print(f"aboveboard: {refused}", file=sys.stderr)
        return 1
    except (OSError, DatabaseError) as problem:
        print(f"aboveboard: no copy was made: {str(problem).strip()}", file=sys.stderr)
        return 1
    return 0
