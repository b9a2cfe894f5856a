"""The commands as an operator uses them, and what a kill in the middle leaves."""

import datetime as dt
import json
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.lifetime.machine import Machine

OLD = """
import datetime as dt
helper = cast.technician(password=None)
case = past.closed_case(helper, name="Ida Morgan", ago=dt.timedelta(days=100))
print(json.dumps(case.number))
"""
MANY = """
import datetime as dt
helper = cast.technician(password=None)
case = past.closed_case(helper, name="Ida Morgan", ago=dt.timedelta(days=100))
rows = apps.get_model("cases", "Message")
rows.objects.bulk_create([
    rows(case=case, subject=case.customer_id, author_kind="customer", client_key=str(n), sent_at=case.created_at)
    for n in range(COUNT)
], batch_size=1000)
print(rows.objects.count())
"""
LEFT = """
entries = apps.get_model("ground", "LedgerEntry").objects.filter(kind="retention.purged")
facts = [json.loads(entry.body)["facts"] for entry in entries]
print(json.dumps({
    "left": apps.get_model("cases", "Message").objects.count(),
    "told": sum(fact["rows"] for fact in facts if fact["table"] == "cases_message"),
}))
"""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    one = Machine(tmp_path / "machine")
    one.done("migrate")
    return one


def due(machine: Machine, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(machine.done("retention", "due", "--json", *words))["due"]
    return found


@pytest.mark.long
@pytest.mark.slow
def test_due_shows_what_would_go_and_why_and_run_lets_it_go(machine: Machine) -> None:
    assert machine.done("retention", "due").strip() == "Nothing is over."
    number = machine.inside(OLD)
    facts, line = sorted(due(machine), key=lambda one: str(one["table"]), reverse=True)
    assert (facts["category"], facts["table"], facts["rows"]) == ("device-facts", "remote_machinereport", 1)
    assert line["category"] == "chat"
    assert line["table"] == "cases_message"
    assert line["rule"] == "P90D after case-closed"
    assert (line["then"], line["rows"], line["held"]) == ("delete", 1, 0)
    assert line["oldest"]
    later = (dt.datetime.now(dt.UTC) + dt.timedelta(days=4 * 366)).date().isoformat()
    assert {line["table"] for line in due(machine, "--on", later)} >= {"cases_note", "people_customer", "cases_message"}
    assert machine.command("retention", "due", "--on", "soon").returncode == 2
    placed = machine.done(
        *("hold", "place", number, "--basis", "claim"),
        *("--review", (dt.datetime.now(dt.UTC) + dt.timedelta(days=9)).date().isoformat()),
        typed="A claim about the bill.\n",
    )
    hold = placed.split()[0]
    for line in due(machine):
        assert (line["rows"], line["held"], line["holds"]) == (1, 1, [hold])
    assert hold in machine.done("hold", "list")
    assert "claim about the bill" not in machine.done("hold", "list")
    machine.done("retention", "run")
    assert len(due(machine)) == 2
    machine.done("hold", "release", hold)
    machine.done("retention", "run")
    assert due(machine) == []
    assert machine.command("hold", "release", hold).returncode == 1


@pytest.mark.long
@pytest.mark.slow
def test_a_hold_is_found_by_how_its_id_begins_and_told_of_before_an_erasure(machine: Machine) -> None:
    number = machine.inside(OLD)
    day = (dt.datetime.now(dt.UTC) + dt.timedelta(days=9)).date().isoformat()
    place = ("hold", "place", number, "--basis", "claim", "--review", day)
    first, second = (machine.done(*place, typed="A claim.\n").split()[0] for _ in range(2))
    assert machine.done("hold", "list").count(f"person {number} ") == 2
    machine.done("hold", "release", first[:12].upper())
    refused = machine.command("hold", "release", "")
    assert (refused.returncode, "too little of an id" in refused.stderr) == (1, True)
    assert machine.command("hold", "release", "no-id").returncode == 1
    assert second in machine.done("hold", "list")
    erased = machine.command("erase", number, "--yes", number)
    assert erased.returncode == 3
    assert "This person is held until" in erased.stderr
    assert "Only what is not held goes now." in erased.stderr
    assert erased.stdout.rstrip().endswith("from an older copy of the keys this person could still be read.")


@pytest.mark.long
@pytest.mark.slow
def test_what_is_asked_wrongly_changes_nothing_and_says_what_to_do(machine: Machine) -> None:
    number = machine.inside(OLD)
    day = dt.datetime.now(dt.UTC).date().isoformat()
    for words, typed, says in (
        (("hold", "place", "AB-999999", "--basis", "law", "--review", day), "x\n", "there is no case"),
        (("hold", "place", number, "--basis", "law", "--review", "1999-01-01"), "x\n", "not before today"),
        (("hold", "place", number, "--basis", "law", "--review", day), "\n", "needs a reason"),
        (("erase", "AB-999999"), "", "there is no case"),
        (("erase", number), "AB-000002\n", "another number"),
        (("erase", number), "", "another number"),
    ):
        refused = machine.command(*words, typed=typed)
        assert refused.returncode == 1
        assert says in refused.stderr
        assert "Traceback" not in refused.stderr
    assert machine.done("hold", "list").strip() == "Nothing is held."
    assert machine.inside("print(apps.get_model('people', 'Customer').objects.count())") == 1


@pytest.mark.slow
def test_retention_that_is_killed_goes_on_where_it_stopped(machine: Machine) -> None:
    count = 20_000
    there = machine.inside(MANY.replace("COUNT", str(count)))
    running = machine.start(
        """
from aboveboard.lifetime import retention
for step in retention.work_off(now()):
    print(step, flush=True)
"""
    )
    assert running.stdout is not None
    for _ in range(2):
        assert int(running.stdout.readline()) == 2000
    running.send_signal(signal.SIGKILL)
    running.communicate()
    middle = machine.inside(LEFT)
    assert 0 < middle["left"] < there, "it was killed in the middle"
    assert middle["left"] + middle["told"] == there, "what went and what the ledger says are one"
    machine.done("retention", "run")
    assert machine.inside(LEFT) == {"left": 0, "told": there}


def test_on_a_machine_without_databases_the_commands_say_so(tmp_path: Path) -> None:
    new = Machine(tmp_path / "new")
    for words in (("retention", "due"), ("hold", "list"), ("erase", "AB-000001"), ("backup", tmp_path / "copy")):
        refused = new.command(*words)
        assert refused.returncode == 1
        assert "Traceback" not in refused.stderr
        assert refused.stderr.startswith("aboveboard: ")
