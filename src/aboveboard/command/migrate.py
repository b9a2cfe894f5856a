"""`aboveboard migrate`: make or update the data's database and the key store."""

import argparse
import sys

from aboveboard.command import starting


def migrate() -> None:
    """Bring both databases to the present schema and hold the master key against the key store."""
    from django.core.management import call_command

    from aboveboard.ground.vault.keystore import check_master_key

    call_command("migrate", database="default", verbosity=0, interactive=False)
    call_command("migrate", database="keystore", verbosity=0, interactive=False)
    check_master_key()


def run(arguments: list[str]) -> int:
    """Exit status 0 where both databases are current, else 1."""
    argparse.ArgumentParser("aboveboard migrate", description="Make or update the databases.").parse_args(arguments)
    if not (starting.set_up() and starting.check()):
        return 1
    from aboveboard.ground.vault.keystore import WrongMasterKey

    try:
        migrate()
    except WrongMasterKey as problem:
        print(f"aboveboard: {problem}", file=sys.stderr)
        return 1
    print("The databases are current.")
    return 0
