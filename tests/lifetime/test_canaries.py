"""After an erasure nothing that the person said lies anywhere on the disk, nor opens under any key."""

import re
import uuid
from pathlib import Path

import pytest

from tests.lifetime.machine import Machine

WORDS = ("Zwilchenbart", "quirbleglass", "vompergrind", "snarfelwick", "plumdrossel", "trottelhain")
WRITE = """
from aboveboard.ground.vault import blobs, keystore
from aboveboard.journeys import answering, ending, working
from django.contrib.sessions.backends.db import SessionStore
helper = cast.technician(password=None)
other = past.closed_case(cast.technician("ben", "Ben Ode", password=None), name="Tom Reed")
case = cast.case_of(name="Ida Zwilchenbart", email="quirbleglass@example.org", problem="vompergrind in the cellar")
here = cast.joined(case, helper)
working.say_as_customer(case.pk, case.customer_id, "my snarfelwick is broken", uuid.uuid4().hex)
working.write_note(case.pk, helper.pk, "plumdrossel is the cause", uuid.uuid4().hex)
ending.end_session(here.session_id, "customer", "trottelhain, he said")
working.close_case(case.pk, helper.pk)
browser = SessionStore()
browser["person"] = str(case.customer_id)
browser.save()
sealed = {}
for model in apps.get_models():
    for field in model._meta.local_concrete_fields:
        if type(field).__name__ == "Sealed":
            for row in model._default_manager.filter(**{field.name + "__isnull": False}):
                if row.subject == case.customer_id:
                    sealed[f"{model._meta.db_table}.{field.name}"] = bytes(row.__dict__[field.attname]).hex()
wrapped = apps.get_model("ground", "PersonKey").objects.get(person=case.customer_id).wrapped
print(json.dumps({
    "person": str(case.customer_id), "number": case.number, "sealed": sealed, "wrapped": bytes(wrapped).hex(),
    "key": keystore.existing_key(case.customer_id).hex(), "session": browser.session_key, "case": str(case.pk),
}))
"""


def found(machine: Machine, *needles: bytes) -> list[str]:
    """Which needle lies in which file, in any case of letters."""
    content = {name: data.lower() for name, data in machine.files().items()}
    return [
        f"{needle[:24]!r} in {name}" for needle in needles for name, data in content.items() if needle.lower() in data
    ]


@pytest.mark.slow
def test_nothing_of_an_erased_person_lies_in_any_file(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "machine")
    if not machine.on_sqlite:
        pytest.skip("the files of PostgreSQL are not ours to read")
    machine.done("migrate")
    told = machine.inside(WRITE)
    words = [word.encode() for word in WORDS]
    assert found(machine, *words) == [], "sealed from the first moment"
    assert set(told["sealed"]) >= {
        "people_customer.name",
        "people_customer.email",
        "cases_case.problem",
        "cases_message.text",
    }
    ciphertexts = [bytes.fromhex(one) for one in told["sealed"].values()]
    for one in ciphertexts:
        assert found(machine, one), "what is looked for can be found"
    assert found(machine, bytes.fromhex(told["wrapped"]))
    erased = machine.command("erase", told["number"], "--yes", told["number"])
    assert erased.returncode == 0, erased.stdout + erased.stderr
    person, case = uuid.UUID(told["person"]), uuid.UUID(told["case"])
    ids = [one for each in (case,) for one in (each.bytes, each.hex.encode(), str(each).encode())]
    gone = [*words, *ciphertexts, bytes.fromhex(told["wrapped"]), bytes.fromhex(told["key"]), *ids]
    assert found(machine, *gone, told["session"].encode()) == []
    # The list of erasures names the person's number, and nothing else does.
    names = (str(person).encode(), person.hex.encode(), person.bytes)
    assert {re.sub(r".* in ", "", one) for one in found(machine, *names)} <= {"keys.sqlite3", "keys.sqlite3-wal"}


@pytest.mark.long
@pytest.mark.slow
def test_while_somebody_reads_the_certificate_waits_and_is_completed_later(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "machine")
    if not machine.on_sqlite:
        pytest.skip("only SQLite has a log to empty")
    machine.done("migrate")
    told = machine.inside(WRITE)
    reader = machine.start(
        f"""
import sqlite3
connection = sqlite3.connect({str(machine.data / "data.sqlite3")!r}, isolation_level=None)
connection.execute("BEGIN")
connection.execute("SELECT count(*) FROM people_customer").fetchone()
print("reading", flush=True)
input()
"""
    )
    assert reader.stdout is not None
    assert reader.stdout.readline().strip() == "reading"
    waiting = machine.command("erase", told["number"], "--yes", told["number"])
    assert waiting.returncode == 3, waiting.stdout + waiting.stderr
    assert "completes it" in waiting.stdout
    # Others go on working meanwhile: nobody holds a lock.
    assert machine.inside("cast.case_of(name='Tom Reed'); print(1)") == 1
    reader.kill()
    reader.communicate()
    done = machine.inside(
        """
import datetime as dt
from aboveboard.jobs import worker
worker.run_due(now() + dt.timedelta(minutes=5))
print(json.dumps(apps.get_model("lifetime", "Certificate").objects.get().complete_at is not None))
"""
    )
    assert done is True
    assert found(machine, *[bytes.fromhex(one) for one in told["sealed"].values()]) == []
