"""GDPRBench's customer, processor and controller mixes, through the product's own models and through plain ones.

100,000 records of 10,000 people and 10,000 operations a mix (`--small`: a tenth), on SQLite and on PostgreSQL. What a
record is and where the mixes come from: `bench.gdpr_mixes`. Beside the product, in the same process and in turns: plain
Django models with the metadata in each row and nothing enforced (`bench.gdpr_plain`), and raw SQL on the same table.
Figures are CPU time, with that of PostgreSQL's own processes for these connections; waiting for a disk is not in them,
and SQLite's files lie in memory where the machine has a place for that.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.figures import Figure, report
from bench.gdpr_mixes import MIXES, PAGE, SAMPLED
from bench.load import ROOT
from tests.postgres import PostgresUnavailable, running_server

FULL, SMALL = (100_000, 10_000), (10_000, 1_000)
TARGETS = {"customer": 2.0, "processor": 2.0}
MEMORY = Path("/dev/shm")


def measured(sizes: tuple[int, int], databases: dict[str, str]) -> dict[str, Any]:
    """What one database's run measured."""
    place = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="aboveboard-bench-", dir=place) as folder:
        clean = {key: value for key, value in os.environ.items() if not key.startswith("ABOVEBOARD_")}
        paths = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "ABOVEBOARD_DATA": folder}
        done = subprocess.run(
            [sys.executable, "-m", "bench.gdpr_side", *map(str, sizes)],
            cwd=ROOT,
            env=clean | paths | databases,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def figures(database: str, result: dict[str, Any], operations: int, is_small: bool) -> list[Figure]:
    """The figures of one database, with each kind of operation printed before them."""
    made = []
    print(
        f"{database}: loaded in {result['load']:.0f} s, measured in {result['run']:.0f} s; CPU seconds of each store:"
    )
    for mix, kinds in result["mixes"].items():
        total = {store: sum(by[store] for by in kinds.values()) for store in ("product", "plain", "raw")}
        for kind, by in kinds.items():
            share = by["product"] / total["product"]
            print(
                f"  {mix}, {kind}: product {by['product']:.2f}, plain {by['plain']:.2f}, raw {by['raw']:.2f};"
                f" {by['product'] / by['plain']:.2f} times the plain models, {share:.0%} of the product's mix"
            )
        each = {store: seconds * 1000 / operations for store, seconds in total.items()}
        name = f"{database}, {mix}"
        made.append(Figure(f"{name}, an operation of the product", each["product"], "ms", floor=each["plain"]))
        against_raw = each["product"] / each["raw"]
        if mix in TARGETS:
            against_plain = each["product"] / each["plain"]
            made.append(Figure(f"{name}, against plain models", against_plain, "times", target=TARGETS[mix]))
            made.append(Figure(f"{name}, against raw SQL", against_raw, "times"))
        else:
            # In a table of a few hundred rows a purpose, changing each costs less than publishing.
            made.append(Figure(f"{name}, against raw SQL", against_raw, "times", target=None if is_small else 1.0))
    return made


def main() -> None:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a tenth of the records and operations")
    is_small = parser.parse_args().small
    sizes = SMALL if is_small else FULL
    seldom = ", ".join(f"{kind} is run once in {times} times and counted for all" for kind, times in SAMPLED.items())
    print(f"{sizes[0]:,} records, {sizes[1]:,} operations of each of {', '.join(MIXES)}; pages of {PAGE}; {seldom}")
    print(f"load of the machine {os.getloadavg()[0]:.1f}", flush=True)
    made = figures("SQLite", measured(sizes, {}), sizes[1], is_small)
    try:
        with running_server() as server:
            names = {"ABOVEBOARD_DATABASE_URL": "data", "ABOVEBOARD_KEYSTORE_URL": "keystore"}
            urls = {variable: server.fresh_database(name) for variable, name in names.items()}
            made += figures("PostgreSQL", measured(sizes, urls), sizes[1], is_small)
    except PostgresUnavailable as problem:
        print(f"PostgreSQL was not measured: {problem}")
    print("what limits it: a page of many people asks about 50 needs and keys, and writes each first opening down;")
    print("a change of purpose costs the product the same for any number of records, a table in proportion to them.")
    report(made)


if __name__ == "__main__":
    main()
