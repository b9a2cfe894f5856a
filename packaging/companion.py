"""Where the packed program begins: the companion, and beside it the two ways to look at this computer."""

import os
import sys

from aboveboard.command import companion, diagnose, watch

BESIDE = {"diagnose": diagnose.run, "watch": watch.run}
LOADED = "LD_LIBRARY_PATH"


def leave_no_libraries_to_others() -> None:
    """A browser or a tool that is started from here loads its own libraries, not those that were packed.

    The loader of this process has read where its own are. Another start of this program, which would rely on it, is
    told to say it anew.
    """
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    before = os.environ.pop(f"{LOADED}_ORIG", "")
    os.environ.pop(LOADED, None)
    if before:
        os.environ[LOADED] = before


if __name__ == "__main__":
    leave_no_libraries_to_others()
    if sys.argv[1:2] and sys.argv[1] in BESIDE:
        sys.exit(BESIDE[sys.argv[1]](sys.argv[2:]))
    sys.exit(companion.run(sys.argv[1:]))
