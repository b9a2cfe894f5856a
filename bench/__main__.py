"""`make bench`: runs the measurements, each in a process of its own, one after the other.

Each part is a module that measures a floor and the product in the same run, prints both and their ratio, and exits with
status 1 where the product missed its target. `make bench ARGS="relay stop"` chooses parts; options after
them are handed on: `make bench ARGS="screen --seconds 3 --rounds 1"`.
"""

import argparse
import importlib.util
import os
import platform
import subprocess
import sys

PARTS = {
    "relay": ("bench.relay", "frames per CPU second against bare sockets, and many sessions at once"),
    "stop": ("bench.stop", "from the revoke reaching the relay to the last frame forwarded"),
    "first-picture": ("bench.first_picture", "from the customer's yes to the picture on the technician's page"),
    "enforcement": ("bench.enforcement", "the desk's pages with what keeps the notice, and without"),
    "ledger": ("bench.ledger", "what an entry adds to a transaction, and the check of a long log"),
    "lifetime": ("bench.lifetime", "one person among many opened and erased, and the end of many rows"),
    "screen": ("bench.screen", "a screen in a browser, beside x11vnc and TigerVNC with noVNC"),
    "diagnostics": ("bench.diagnostics", "a cold look at this computer beside inxi, and ten minutes of the watch"),
    "gdpr": ("bench.gdpr", "GDPRBench's mixes through the product's models, and through plain ones"),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description="Measure speed against floors.")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)}; all where none is named")
    words = sys.argv[1:]
    first = next((place for place, word in enumerate(words) if place and word.startswith("-")), len(words))
    wanted, options = parser.parse_args(words[:first]).parts or list(PARTS), words[first:]
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        parser.error(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}", flush=True)
    missed = []
    for name in wanted:
        module, text = PARTS[name]
        print(f"\n=== {name}: {text} ===", flush=True)
        if importlib.util.find_spec(module) is None:
            print(f"not measured: {module} is not there")
            missed.append(name)
        elif subprocess.run([sys.executable, "-m", module, *options], check=False).returncode:
            missed.append(name)
    print(f"\nmissed: {', '.join(missed)}" if missed else "\nall targets met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
