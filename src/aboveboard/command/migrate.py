"""`aboveboard migrate`: make or update the data's database and the key store."""

import argparse
import sys

from aboveboard.command import starting


def migrate() -> bool:
    """Bring both databases to the present schema and hold the master key against the key store.

    Prints to standard error what is wrong and returns False where a database cannot be used, or keys and data do not
    belong together.
    """
    from django.db import DatabaseError

    from aboveboard.ground import migrating
    from aboveboard.ground.live import differences
    from aboveboard.ground.vault.checking import KeyStoreLost, check_keys
    from aboveboard.ground.vault.wrapping import KeysAway, WrongMasterKey

    name = ""
    try:
        for name in migrating.ROOMS:
            migrating.migrate(name)
        check_keys()
        found = differences()
    except (WrongMasterKey, KeyStoreLost, KeysAway) as problem:
        print(f"aboveboard: {problem}", file=sys.stderr)
        return False
    except DatabaseError as problem:
        variable = "ABOVEBOARD_DATABASE_URL" if name == "default" else "ABOVEBOARD_KEYSTORE_URL"
        print(
            f"aboveboard: the database of {variable} (without it: the file in ABOVEBOARD_DATA) cannot be used: "
            f"{str(problem).strip()}\nNothing was started. See that it runs and that the address is right.",
            file=sys.stderr,
        )
        return False
    for difference in found:
        print(f"aboveboard: {difference}", file=sys.stderr)
    if found:
        print("aboveboard: Nothing was started: the notice must cover every column that is there.", file=sys.stderr)
    return not found


def run(arguments: list[str]) -> int:
    """Exit status 0 where both databases are current, else 1."""
    argparse.ArgumentParser("aboveboard migrate", description="Make or update the databases.").parse_args(arguments)
    if not (starting.set_up() and starting.check() and migrate()):
        return 1
    print("The databases are current.")
    return 0
