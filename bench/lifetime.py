"""One person among many, and the end of many rows: does the product slow down as it fills?

SQLite, as the product sets it up. The crowd is written straight into the tables, sealed noise and all, with the indexes
built afterwards; the people who are measured are made through the product's own models, opened under a purpose and
erased with a certificate. Both are measured among 10,000, 100,000 and 1,000,000 people.
"""

import datetime as dt
import os
import sqlite3
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import django

from bench.figures import Figure, report

SIZES = tuple(int(size) for size in os.environ.get("BENCH_PEOPLE", "10000 100000 1000000").split())
SAMPLES, EACH_TURN = 60, 5
"""People that are opened and erased at each size, and how many of them before the next size has its turn."""
MESSAGES = 3
"""Of each person, in one case."""
PURGED = 100_000
FLAT, FASTEST = 1.5, 5000.0
NOISE = os.urandom(60)


def set_up(folder: str) -> None:
    """Django on a data folder."""
    os.environ |= {"ABOVEBOARD_DATA": folder, "DJANGO_SETTINGS_MODULE": "aboveboard.site.settings"}
    django.setup()


def use(folder: Path) -> None:
    """Go on with the databases of this folder, which are made where there are none."""
    from django.core.management import call_command
    from django.db import connections

    fresh = not folder.exists()
    folder.mkdir(exist_ok=True)
    for alias, file in (("default", "data.sqlite3"), ("keystore", "keys.sqlite3")):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = str(folder / file)
        if fresh:
            call_command("migrate", database=alias, verbosity=0)


def crowd(database: sqlite3.Connection, table: str, rows: Iterator[dict[str, object]]) -> None:
    """Write rows into a table, with its indexes built anew afterwards."""
    indexes = database.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql NOT NULL", (table,)
    ).fetchall()
    for name, _ in indexes:
        database.execute(f'DROP INDEX "{name}"')
    first = next(rows)
    names = ", ".join(f'"{name}"' for name in first)
    places = ", ".join(f":{name}" for name in first)
    statement = f"INSERT INTO {table} ({names}) VALUES ({places})"
    database.execute(statement, first)
    database.executemany(statement, rows)
    for _, sql in indexes:
        database.execute(sql)
    database.commit()


def fill(folder: Path, start: int, end: int, closed: dt.datetime) -> None:
    """People number `start` to `end`, each with a key, a name, a case, messages and an entry in the index."""
    at, people = closed.isoformat(sep=" "), [uuid.uuid4().hex for _ in range(start, end)]
    cases = [uuid.uuid4().hex for _ in people]
    data = sqlite3.connect(folder / "data.sqlite3")
    data.execute("PRAGMA cache_size = -400000")
    crowd(
        data,
        "people_customer",
        ({"id": person, "name": NOISE, "email": NOISE, "language": "en", "created_at": at} for person in people),
    )
    crowd(
        data,
        "cases_case",
        (
            {
                "id": case,
                "number": f"B-{start + number}",
                "customer_id": person,
                "subject": person,
                "problem": NOISE,
                "status": "closed",
                "created_at": at,
                "closed_at": at,
            }
            for number, (case, person) in enumerate(zip(cases, people, strict=True))
        ),
    )
    crowd(
        data,
        "cases_message",
        (
            {
                "id": uuid.uuid4().hex,
                "case_id": case,
                "subject": person,
                "author_kind": "customer",
                "text": NOISE,
                "sent_at": at,
                "client_key": f"{number}",
            }
            for case, person in zip(cases, people, strict=True)
            for number in range(MESSAGES)
        ),
    )
    crowd(
        data,
        "ground_blindentry",
        ({"kind": "email", "token": uuid.uuid4().hex, "subject": one, "written_at": at} for one in people),
    )
    data.close()
    keys = sqlite3.connect(folder / "keys.sqlite3")
    crowd(
        keys,
        "ground_personkey",
        ({"person": person, "wrapped": NOISE, "generation": 1, "notice": "", "created_at": at} for person in people),
    )
    keys.close()


def sample(at: dt.datetime) -> list[uuid.UUID]:
    """People of the product's own making, each with a closed case."""
    from django.apps import apps

    customers, cases, messages = (
        apps.get_model(label).objects for label in ("people.Customer", "cases.Case", "cases.Message")
    )
    made = []
    for _ in range(SAMPLES):
        person = customers.create(name="Ida Morgan", email="ida@example.org", created_at=at)
        case = cases.create(
            number=f"S-{uuid.uuid4().hex[:10]}", customer=person, subject=person.pk, problem="It beeps.", closed_at=at
        )
        for number in range(MESSAGES):
            messages.create(case=case, subject=person.pk, author_kind="customer", text="Hello?", client_key=str(number))
        made.append(person.pk)
    return made


def access_one(person: uuid.UUID) -> None:
    """Everything that is held about the person, with what is sealed opened for them."""
    from aboveboard.ground import access
    from aboveboard.ground.purpose import purpose
    from aboveboard.ground.sealed import Sealed
    from aboveboard.lifetime.queries import holdings

    seen = 0
    with purpose("rights", subject=person, access=access.person(person)):
        for held in holdings(person):
            for field in held.row._meta.concrete_fields:
                if isinstance(field, Sealed):
                    seen += len(getattr(held.row, field.attname))
    assert seen


def erase_one(person: uuid.UUID) -> None:
    """Erase the person, until the certificate is complete."""
    from aboveboard.ground.clock import now
    from aboveboard.lifetime.erasure import erase

    assert erase(person, "person", None, now()).complete_at is not None


def timed(work: Callable[[uuid.UUID], None], people: list[uuid.UUID]) -> list[float]:
    """Milliseconds for each of these people."""
    times = []
    for person in people:
        started = time.perf_counter()
        work(person)
        times.append((time.perf_counter() - started) * 1000)
    return times


def among_many(folder: Path) -> Iterator[Figure]:
    """Access and erasure of one person among more and more.

    The sizes take turns, a few people at a time, so that all of them meet the same machine.
    """
    from aboveboard.ground.clock import now
    from aboveboard.lifetime import traces

    people: dict[int, list[uuid.UUID]] = {}
    for size in SIZES:
        started, here = time.perf_counter(), folder / str(size)
        use(here)
        fill(here, 0, size, now())
        people[size] = sample(now())
        for name in ("data.sqlite3", "keys.sqlite3"):
            assert traces.truncate_log(str(here / name))
        print(f"{size:,} people are there after {time.perf_counter() - started:,.0f} s", flush=True)
    access: dict[int, list[float]] = {size: [] for size in SIZES}
    erasure: dict[int, list[float]] = {size: [] for size in SIZES}
    for start in range(0, SAMPLES, EACH_TURN):
        for size in SIZES:
            use(folder / str(size))
            some = people[size][start : start + EACH_TURN]
            access_one(some[0])
            access[size] += timed(access_one, some)
            erasure[size] += timed(erase_one, some)
    for name, times in (("access to", access), ("erasure of", erasure)):
        for size in SIZES:
            yield Figure(f"{name} one among {size:,}", median(times[size]), "ms")
        yield Figure(f"{name} one, last to first", median(times[SIZES[-1]]) / median(times[SIZES[0]]), "x", target=FLAT)


def purge(folder: Path) -> Iterator[Figure]:
    """Rows a second that retention lets go of, beside the same batches as bare SQL."""
    from django.apps import apps

    from aboveboard.ground.clock import now
    from aboveboard.lifetime import retention

    messages = apps.get_model("cases", "Message").objects
    fill(folder, 0, PURGED // MESSAGES, now() - dt.timedelta(days=91))
    rows = messages.count()
    started = time.perf_counter()
    retention.run(now())
    product = rows / (time.perf_counter() - started)
    assert messages.count() == 0
    fill(folder, PURGED // MESSAGES, 2 * PURGED // MESSAGES, now())
    bare = sqlite3.connect(folder / "data.sqlite3", isolation_level=None)
    bare.execute("PRAGMA synchronous = FULL")
    bare.execute("PRAGMA secure_delete = ON")
    keys = [key for (key,) in bare.execute("SELECT id FROM cases_message ORDER BY rowid")]
    started = time.perf_counter()
    for start in range(0, len(keys), retention.BATCH):
        some = keys[start : start + retention.BATCH]
        bare.execute("BEGIN IMMEDIATE")
        bare.execute(f"DELETE FROM cases_message WHERE id IN ({','.join('?' * len(some))})", some)
        bare.execute("COMMIT")
    floor = len(keys) / (time.perf_counter() - started)
    bare.close()
    yield Figure("retention lets go of", product, "rows/s", target=FASTEST, floor=floor, at_most=False)


def main() -> None:
    """Both parts, one after the other, on folders of their own below one."""
    with tempfile.TemporaryDirectory(prefix="aboveboard-bench-") as name:
        folder = Path(name)
        set_up(name)
        use(folder / "purge")
        report([*purge(folder / "purge"), *among_many(folder)])


if __name__ == "__main__":
    main()
