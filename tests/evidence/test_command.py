"""`aboveboard evidence`, as an operator calls it: a table or JSON, and exit status 1 for a violation."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from aboveboard.notice.promises import PROMISES


def aboveboard(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    ours = {key: value for key, value in os.environ.items() if not key.startswith("ABOVEBOARD_")}
    return subprocess.run(
        [sys.executable, "-m", "aboveboard.command", *arguments],
        env=ours | {"ABOVEBOARD_DATA": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evidence")
    assert aboveboard(folder, "migrate").returncode == 0
    return folder


def test_json_has_exactly_the_promises_and_their_figures(data: Path) -> None:
    done = aboveboard(data, "evidence", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert list(answer) == ["promises"]
    assert [one["id"] for one in answer["promises"]] == list(PROMISES)
    for one in answer["promises"]:
        assert {"id", "invariant", "population", "violations", "checked_at"} <= set(one)
        assert one["checked_at"]


def test_people_get_a_table_and_a_violation_is_named_and_fails(data: Path) -> None:
    assert aboveboard(data, "evidence").returncode == 0
    plant = (
        "import sqlite3, sys; "
        "base = sqlite3.connect(sys.argv[1]); "
        "base.execute('ALTER TABLE people_customer ADD COLUMN shoe_size integer'); base.commit()"
    )
    base = next(path for path in data.rglob("*.sqlite3") if "key" not in path.name)
    subprocess.run([sys.executable, "-c", plant, str(base)], check=True)
    done = aboveboard(data, "evidence")
    assert done.returncode == 1
    assert "people_customer shoe_size: a stored column without a category" in done.stdout
    assert "complian" not in done.stdout.lower()


def test_databases_that_are_not_ready_are_said_plainly(tmp_path: Path) -> None:
    done = aboveboard(tmp_path, "evidence")
    assert done.returncode == 1
    assert "aboveboard migrate" in done.stderr
    assert "Traceback" not in done.stderr
