"""Puts the diagnostics tool into this person's own folders. ``put_away`` removes it, with every folder made here.

Read as text into a remedy: it runs on the customer's computer, by the system's own Python and its library alone.
"""

import json
import os
import shlex
import shutil
import sys
import sysconfig
import tempfile
import zipfile
from pathlib import Path

BESIDE = Path(__file__).resolve().parent
PLACE = Path.home() / ".local" / "share" / "aboveboard-diagnostics"
PROGRAM = Path.home() / ".local" / "bin" / "aboveboard-diagnose"
MADE = "made.json"


def folders_for(*places: Path) -> list[str]:
    """Make the folders that these need; returns those that were not there, the outermost first."""
    made = []
    for place in places:
        missing = [one for one in (place, *place.parents) if not one.exists()]
        for one in reversed(missing):
            one.mkdir()
            made.append(str(one))
    return made


def say(line: str) -> None:
    """For both people to read."""
    sys.stdout.write(f"{line}\n")


def main() -> int:
    """Exit status 0: it is there; else the words say why not, and nothing was changed."""
    wanted = (BESIDE / "made-for").read_text(encoding="utf-8").split()
    here = [f"{sys.version_info[0]}.{sys.version_info[1]}", sysconfig.get_platform()]
    if here != wanted:
        say(f"It is made for Python {' on '.join(wanted)}; here is {' on '.join(here)}. Nothing was changed.")
        return 3
    if os.path.lexists(PLACE) or os.path.lexists(PROGRAM):
        say("It is there already. Nothing was changed.")
        return 4
    made = folders_for(PLACE.parent, PROGRAM.parent)
    draft = Path(tempfile.mkdtemp(prefix=".aboveboard-diagnostics-", dir=PLACE.parent))
    try:
        with zipfile.ZipFile(BESIDE / "diagnostics.zip") as packed:
            packed.extractall(draft)
        (draft / MADE).write_text(json.dumps(made), encoding="utf-8")
        draft.replace(PLACE)
        start = shlex.join([sys.executable, "-I", "-B", str(PLACE / "start.py")])
        PROGRAM.write_text(f'#!/bin/sh\nexec {start} "$@"\n', encoding="utf-8")
        PROGRAM.chmod(0o755)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(PLACE, ignore_errors=True)
        for folder in reversed(made):
            Path(folder).rmdir()
        raise
    say(
        "It is there. It looks at this computer when you start it, and only then:\n    ~/.local/bin/aboveboard-diagnose"
    )
    return 0


def said() -> int:
    """As ``main``; 5: it did not work. Why is said without a path, which would name the person to the technician."""
    try:
        return main()
    except OSError as problem:
        say(f"It could not be put there: {problem.strerror or 'the files are damaged'}.")
        return 5


if __name__ == "__main__":
    sys.exit(said())
