"""Where the packed program begins: the command `companion`, which is all that a customer's computer needs."""

import sys

from aboveboard.command.companion import run

if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
