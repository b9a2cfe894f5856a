"""A wrong setting is named at the start: which one, what is wrong, what to write."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from aboveboard.site import options


def start(data: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ABOVEBOARD_")}
    environment |= {"ABOVEBOARD_DATA": str(data), **variables}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, "-m", "aboveboard.command", "check"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("ABOVEBOARD_LEASE_MS", "soon", "whole number from 2000 to 15000"),
        ("ABOVEBOARD_LEASE_MS", "60000", "whole number from 2000 to 15000"),
        ("ABOVEBOARD_SECRET_KEY", "short", "32 characters"),
        ("ABOVEBOARD_MASTER_KEY", "not base64!", "32 random bytes in base64"),
        ("ABOVEBOARD_MASTER_KEY_FILE", "/nowhere/key", "cannot be read"),
        ("ABOVEBOARD_DATABASE_URL", "mysql://x", "postgresql://"),
        ("ABOVEBOARD_BASE_URL", "help.example.com", "https://help.example.com"),
        ("ABOVEBOARD_BASE_URL", "https://[::1", "https://help.example.com"),
        ("ABOVEBOARD_DATABASE_URL", "postgresql://a:b@[::1/name", "postgresql://"),
        ("ABOVEBOARD_NOTICE", "/nowhere", "notice"),
        ("ABOVEBOARD_RULES", "/nowhere", "ABOVEBOARD_RULES: "),
    ],
)
def test_a_wrong_value_is_named_and_nothing_starts(tmp_path: Path, name: str, value: str, says: str) -> None:
    done = start(tmp_path, **{name: value})
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_misspelt_variable_is_pointed_out(tmp_path: Path) -> None:
    done = start(tmp_path, ABOVEBOARD_DATABSE_URL="postgresql://x/y")
    assert "ABOVEBOARD_DATABSE_URL means nothing" in done.stderr


def test_keys_are_made_once_for_their_owner_alone(tmp_path: Path) -> None:
    keys = options.MasterKeys(tmp_path)
    assert keys() == [], "no key is made before a key store needs it"
    keys.make()
    first = keys()
    keys.make()
    assert keys() == first
    assert len(first[0]) == 32
    assert (tmp_path / "master.key").stat().st_mode & 0o777 == 0o600
    assert len(options.secret_key(tmp_path)) >= 32
    assert sorted(path.name for path in tmp_path.iterdir()) == ["master.key", "secret.key"]


@pytest.mark.long
def test_another_master_key_than_the_key_stores_is_refused(tmp_path: Path) -> None:
    environment = dict(os.environ, ABOVEBOARD_DATA=str(tmp_path))
    for name in ("ABOVEBOARD_DATABASE_URL", "ABOVEBOARD_KEYSTORE_URL"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "aboveboard.command", "migrate"]
    assert subprocess.run(command, env=environment, capture_output=True, timeout=120, check=False).returncode == 0
    environment["ABOVEBOARD_MASTER_KEY"] = base64.b64encode(bytes(32)).decode()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert "made with master key" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_link_without_databases_says_what_to_run_first(tmp_path: Path) -> None:
    environment = dict(os.environ, ABOVEBOARD_DATA=str(tmp_path))
    for name in ("ABOVEBOARD_DATABASE_URL", "ABOVEBOARD_KEYSTORE_URL"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "aboveboard.command", "setup-link"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "aboveboard migrate" in done.stderr
    assert "Traceback" not in done.stderr


def test_data_and_keys_in_one_database_are_refused(tmp_path: Path) -> None:
    one = "postgresql://somebody:secret-word@127.0.0.1:9/both"
    done = start(tmp_path, ABOVEBOARD_DATABASE_URL=one, ABOVEBOARD_KEYSTORE_URL=one)
    assert done.returncode == 1
    assert "ABOVEBOARD_KEYSTORE_URL names the same database" in done.stderr
    assert "secret-word" not in done.stderr


def test_every_variable_has_a_meaning() -> None:
    assert len(options.NAMES) == len(options.OPTIONS)
    assert all(option.meaning.endswith(".") for option in options.OPTIONS)


def test_a_database_that_does_not_answer_is_named(tmp_path: Path) -> None:
    environment = dict(os.environ, ABOVEBOARD_DATA=str(tmp_path))
    environment["ABOVEBOARD_DATABASE_URL"] = "postgresql://nobody:secret-word@127.0.0.1:9/nothing"
    command = [sys.executable, "-m", "aboveboard.command", "serve", "--port", "0"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert "ABOVEBOARD_DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret-word" not in done.stderr
