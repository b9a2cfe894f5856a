"""Where the packed program begins: the companion, and beside it the two ways to look at this computer."""

import sys

from aboveboard.command import companion, diagnose, watch

BESIDE = {"diagnose": diagnose.run, "watch": watch.run}

if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in BESIDE:
        sys.exit(BESIDE[sys.argv[1]](sys.argv[2:]))
    sys.exit(companion.run(sys.argv[1:]))
