"""The stores of `bench.gdpr` in one database, at work in turns. Prints one line of JSON: mix → kind → store → seconds.

CPU time is that of this process and, on PostgreSQL, of the server's processes that serve it.
"""

import gc
import json
import os
import random
import sys
import time
import uuid
from collections import defaultdict
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aboveboard.site.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  # models need Django to be set up, here and below
from django.db import connection, connections  # noqa: E402

from bench.gdpr_mixes import MIXES, PER_PERSON, SAMPLED, Operation, Records  # noqa: E402
from bench.gdpr_plain import Plain, Raw  # noqa: E402
from bench.gdpr_product import Product  # noqa: E402

CHUNK = 250
"""Operations that one store does before the next has its turn."""
READ_ALIKE = frozenset({"read", "read_own", "all_of_user", "metadata_by_user"})
"""Operations that must read the same in every store."""


def servers() -> list[Path]:
    """Where the kernel tells the time of the database's own processes that work for this one."""
    if connection.vendor != "postgresql":
        return []
    found = []
    for one in connections.all():
        with one.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            found.append(Path(f"/proc/{cursor.fetchone()[0]}/schedstat"))
    return found


def cpu(others: list[Path]) -> float:
    """Seconds of CPU time so far."""
    return time.process_time() + sum(int(one.read_text().split()[0]) for one in others) / 1e9


def work(store: Any, kind: str, some: list[Operation]) -> int:
    """Do operations of one kind; returns what they read."""
    run = getattr(store, kind)
    return sum(run(done) or 0 for done in some)


def measure(stores: dict[str, Any], records: Records, mix: str, many: int) -> dict[str, dict[str, float]]:
    """Do the mix on every store in turns, a chunk at a time: kind → store → seconds of CPU."""
    taken: dict[str, dict[str, float]] = defaultdict(lambda: dict.fromkeys(stores, 0.0))
    others, plan, names = servers(), list(records.operations(mix, many)), list(stores)
    left_out: dict[str, int] = defaultdict(int)
    for turn, start in enumerate(range(0, many, CHUNK)):
        by_kind: dict[str, list[Operation]] = defaultdict(list)
        for done in plan[start : start + CHUNK]:
            if left_out[done.kind] % SAMPLED.get(done.kind, 1) == 0:
                by_kind[done.kind].append(done)
            left_out[done.kind] += 1
        # What this chunk deletes goes last: what it reads was chosen before.
        for kind, some in sorted(by_kind.items(), key=lambda one: one[0] == "delete"):
            read = {}
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                before = cpu(others)
                read[name] = work(stores[name], kind, some)
                taken[kind][name] += (cpu(others) - before) * SAMPLED.get(kind, 1)
            if kind in READ_ALIKE and len(set(read.values())) > 1:
                raise AssertionError(f"{kind} read {read}")
    return taken


def main() -> None:
    """Load the stores and measure the mixes."""
    count, many = int(sys.argv[1]), int(sys.argv[2])
    for database in ("default", "keystore"):
        call_command("migrate", database=database, verbosity=0)
    chance = random.Random(1)
    keys = [uuid.UUID(int=chance.getrandbits(128), version=4) for _ in range(count)]
    people = [uuid.UUID(int=chance.getrandbits(128), version=4) for _ in range(count // PER_PERSON)]
    started = time.monotonic()
    stores = {"product": Product(keys, people), "plain": Plain(keys, people), "raw": Raw(keys, people)}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    loaded = time.monotonic()
    gc.collect()
    gc.freeze()
    records = Records(count)
    result = {mix: measure(stores, records, mix, many) for mix in MIXES}
    print(json.dumps({"mixes": result, "load": loaded - started, "run": time.monotonic() - loaded}), flush=True)


if __name__ == "__main__":
    main()
