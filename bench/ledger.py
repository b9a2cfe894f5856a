"""What the ledger costs: an entry beside the same transaction without one, and the check of a long log.

SQLite, as the product sets it up (WAL, full synchronisation). Transactions with and without an entry take turns, so
that both meet the same disk. The check reads every row, commitment and head of the database; what its parts cost alone
is printed beside it, since the slowest part is the limit; it is one thread, and counts CPU seconds.
"""

import gc
import hashlib
import os
import tempfile
import time
import uuid
from collections.abc import Callable
from statistics import median

ENTRIES = 200_000
BATCH = 1000
PAIRS = 1500


def set_up(folder: str) -> None:
    """Django on a fresh data folder."""
    os.environ["ABOVEBOARD_DATA"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "aboveboard.site.settings"
    import django

    django.setup()
    from django.core.management import call_command

    for alias in ("default", "keystore"):
        call_command("migrate", database=alias, verbosity=0)


def append() -> tuple[float, float, float]:
    """Median milliseconds of a transaction that writes one row: without an entry, with one, the difference of pairs."""
    from django.db import transaction

    from aboveboard.ground import due
    from aboveboard.ground.clock import now
    from aboveboard.ground.ledger.record import record

    at, times = now(), {False: [], True: []}
    for number in range(2 * PAIRS):
        with_entry = number % 2 == 1
        about, person = uuid.uuid4(), uuid.uuid4()
        started = time.perf_counter()
        with transaction.atomic():
            due.schedule("bench", about, at)
            if with_entry:
                record("opened", facts={"purpose": "support"}, subject=person, actor=str(about), at=at)
        times[with_entry].append((time.perf_counter() - started) * 1000)
    pairs = zip(times[False], times[True], strict=True)
    return median(times[False]), median(times[True]), median(after - before for before, after in pairs)


def fill() -> None:
    """A log of `ENTRIES` entries, each about somebody, done by somebody; a head every thousand."""
    from aboveboard.ground.clock import now
    from aboveboard.ground.ledger import sequence
    from aboveboard.ground.ledger.record import record_many
    from aboveboard.ground.models import LedgerEntry

    sequence.settle(now())
    for _ in range((ENTRIES - LedgerEntry.objects.count()) // BATCH):
        record_many(
            {"kind": "opened", "facts": {"purpose": "support"}, "subject": uuid.uuid4(), "actor": "x"}
            for _ in range(BATCH)
        )
        sequence.settle(now())


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """The best of three runs: by the clock on the wall, and of this process's own CPU."""
    wall, cpu = [], []
    for _ in range(3):
        gc.collect()
        started, spent = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - started)
        cpu.append(time.process_time() - spent)
    return min(wall), min(cpu)


def main() -> None:
    """Measure, print, judge."""
    from bench.figures import Figure, report

    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        from aboveboard.ground.ledger.verify import verify
        from aboveboard.ground.models import Commitment, LedgerEntry

        without, with_entry, added = append()
        fill()
        checked = verify()
        assert checked.holds, checked.findings
        entries = checked.entries
        wall, whole = seconds(verify)
        bodies = [body.encode() for body in LedgerEntry.objects.values_list("body", flat=True)]
        sha256 = hashlib.sha256
        _, hashing = seconds(lambda: [sha256(b"\x00" + body).digest() for body in bodies])
        _, reading = seconds(lambda: list(LedgerEntry.objects.values_list("seq", "pk", "kind", "body")))
        _, openings = seconds(lambda: list(Commitment.objects.values_list("entry_id", "name", "value", "salt")))
        print("Each transaction waits for the disk; where others use it too, that is the noise of the first figures.")
        print(f"{entries:,} entries, {checked.commitments:,} commitments, {checked.heads} heads")
        report(
            [
                Figure("a transaction with an entry, p50", with_entry, "ms", floor=without),
                Figure("what the entry adds, p50 of pairs", added, "ms", target=0.2),
                Figure("full check", entries / whole, "entries/CPU s", target=100_000, at_most=False),
                Figure("  by the clock, with whatever else runs here", entries / wall, "entries/s"),
                Figure("  of it: reading the rows", reading, "CPU s", floor=whole),
                Figure("  of it: reading the commitments", openings, "CPU s", floor=whole),
                Figure("  of it: hashing the leaves", hashing, "CPU s", floor=whole),
                Figure("leaf hashes alone", entries / hashing, "entries/CPU s", target=100_000, at_most=False),
            ]
        )


if __name__ == "__main__":
    main()
