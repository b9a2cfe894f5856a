"""`aboveboard check`: the start-up checks alone."""

import argparse

from aboveboard.command import starting


def run(arguments: list[str]) -> int:
    """Exit status 0 where everything is well, else 1."""
    argparse.ArgumentParser(
        "aboveboard check", description="Check the settings, the notice and the schema."
    ).parse_args(arguments)
    if not (starting.set_up() and starting.check()):
        return 1
    print("Settings, notice and schema are well.")
    return 0
