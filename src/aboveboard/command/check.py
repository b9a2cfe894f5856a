"""`aboveboard check`: the start-up checks alone."""

import argparse
import sys

from aboveboard.command import starting


def run(arguments: list[str]) -> int:
    """Exit status 0 where everything is well, else 1."""
    argparse.ArgumentParser(
        "aboveboard check", description="Check the settings, the notice, the schema and the keys."
    ).parse_args(arguments)
    if not (starting.set_up() and starting.check() and starting.could_begin()):
        return 1
    from django.db import DatabaseError

    from aboveboard.ground.vault.checking import KeyStoreLost, look_at_keys
    from aboveboard.ground.vault.wrapping import KeysAway, WrongMasterKey

    try:
        look_at_keys()
    except (WrongMasterKey, KeyStoreLost, KeysAway) as problem:
        print(f"aboveboard: {problem}", file=sys.stderr)
        return 1
    except DatabaseError as problem:
        print(f"aboveboard: the databases cannot be used: {str(problem).strip()}", file=sys.stderr)
        return 1
    print("Settings, notice, schema and keys are well.")
    return 0
