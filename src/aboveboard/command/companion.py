"""`aboveboard companion`: the customer's end as a program, driven by lines of JSON."""

import argparse
from pathlib import Path


def run(arguments: list[str]) -> int:
    """Exit status 0 after a session, 1 where the code was refused."""
    parser = argparse.ArgumentParser(
        "aboveboard companion", description="Join a session by its code; orders and happenings are lines of JSON."
    )
    parser.add_argument("address", help="the help desk, such as https://help.example")
    parser.add_argument("code", help="the code that the technician gave")
    parser.add_argument("--terms", default="", help="the version of the terms that the person accepted")
    parser.add_argument("--keep", type=Path, help="a folder for a copy of each picture that was sent")
    parser.add_argument("--xvfb", action="store_true", help="start a display of its own where there is none")
    options = parser.parse_args(arguments)
    from aboveboard.companion.program import main

    return main(options.address, options.code, options.terms, keep=options.keep, may_start_xvfb=options.xvfb)
