"""The product does not start on a database that holds more than the notice covers."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def aboveboard(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ABOVEBOARD_")}
    command = [sys.executable, "-m", "aboveboard.command", *words]
    environment |= {"ABOVEBOARD_DATA": str(data)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.long
def test_a_column_that_nobody_declared_stops_the_start_and_is_named(tmp_path: Path) -> None:
    assert aboveboard(tmp_path, "migrate").returncode == 0
    database = sqlite3.connect(tmp_path / "data.sqlite3")
    database.execute("ALTER TABLE people_customer ADD COLUMN shoe_size integer")
    database.commit()
    database.close()
    for command in (("migrate",), ("serve", "--port", "0")):
        done = aboveboard(tmp_path, *command)
        assert done.returncode == 1
        assert "people_customer.shoe_size is a column that nobody declared" in done.stderr
        assert "Traceback" not in done.stderr
