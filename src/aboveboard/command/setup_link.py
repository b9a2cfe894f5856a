"""`aboveboard setup-link`: a one-time link for the first administrator."""

import argparse

from aboveboard.command import starting


def run(arguments: list[str]) -> int:
    """Prints the link; exit status 1 where there is an administrator already."""
    argparse.ArgumentParser("aboveboard setup-link", description="Print the first-run link.").parse_args(arguments)
    if not starting.set_up():
        return 1
    from django.conf import settings

    from aboveboard.journeys.staffing import first_run_link

    secret = first_run_link()
    if secret is None:
        print("There is an administrator already. Ask them for a link of your own.")
        return 1
    print(f"{settings.ABOVEBOARD_BASE_URL}/setup/{secret}")
    return 0
