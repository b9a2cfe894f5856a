"""Removes the diagnostics tool that ``put_there`` put into this person's own folders, and nothing else.

Read as text into a remedy: it runs on the customer's computer, by the system's own Python and its library alone.
"""

import contextlib
import json
import shutil
import sys
from pathlib import Path

PLACE = Path.home() / ".local" / "share" / "aboveboard-diagnostics"
PROGRAM = Path.home() / ".local" / "bin" / "aboveboard-diagnose"
MADE = "made.json"


def say(line: str) -> None:
    """For both people to read."""
    sys.stdout.write(f"{line}\n")


def main() -> int:
    """Exit status 0: nothing of it is left; 3: it was not there."""
    if PLACE.is_symlink() or not (PLACE / MADE).is_file():
        say("It is not there. Nothing was changed.")
        return 3
    made = [Path(folder) for folder in json.loads((PLACE / MADE).read_text(encoding="utf-8"))]
    # What somebody else put under its name stays.
    if PROGRAM.is_file() and str(PLACE) in PROGRAM.read_text(encoding="utf-8", errors="replace"):
        PROGRAM.unlink()
    shutil.rmtree(PLACE)
    for folder in reversed(made):
        with contextlib.suppress(OSError):  # something else is in it by now
            folder.rmdir()
    say("Nothing of it is left.")
    return 0


def said() -> int:
    """As ``main``; 5: it did not work. Why is said without a path, which would name the person to the technician."""
    try:
        return main()
    except (OSError, ValueError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else "its list cannot be read"
        say(f"It could not be removed: {why}.")
        return 5


if __name__ == "__main__":
    sys.exit(said())
