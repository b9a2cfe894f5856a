"""`aboveboard setup-link`: a one-time link for the first administrator."""

import argparse
import sys

from aboveboard.command import starting


def run(arguments: list[str]) -> int:
    """Prints the link; exit status 1 where there is an administrator already, or where the databases are not ready."""
    argparse.ArgumentParser("aboveboard setup-link", description="Print the first-run link.").parse_args(arguments)
    if not starting.open_data():
        return 1
    from django.conf import settings
    from django.db import DatabaseError

    from aboveboard.journeys.staffing import first_run_link

    try:
        secret = first_run_link()
    except DatabaseError as problem:
        print(
            f"aboveboard: the databases are not ready: {str(problem).strip()}\n"
            f"No link was made. {starting.what_to_do()}",
            file=sys.stderr,
        )
        return 1
    if secret is None:
        print("There is an administrator already. Ask them for a link of your own.")
        return 1
    print(f"{settings.ABOVEBOARD_BASE_URL}/setup/{secret}")
    return 0
