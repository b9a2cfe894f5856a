"""`aboveboard notice`: what an operator sees when comparing, publishing and listing versions."""

import datetime as dt
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.notice.folder import change, copy_to
from tests.notice.made import EXAMPLE

Command = Callable[..., subprocess.CompletedProcess[str]]
FIRST_FREE = EXAMPLE.effective + dt.timedelta(days=1)


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Runs one command on a data folder of its own, with settings by keyword."""

    def run(*arguments: str, stdin: int = subprocess.DEVNULL, **settings: str) -> subprocess.CompletedProcess[str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("ABOVEBOARD_")}
        return subprocess.run(
            [sys.executable, "-m", "aboveboard.command", *arguments],
            env={**kept, "ABOVEBOARD_DATA": str(tmp_path / "data"), **settings},
            stdin=stdin,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


CUSTOMER = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "aboveboard.site.settings"
import django
django.setup()
from tests import cast
cast.case_of()
"""


def somebody_comes(data: Path) -> None:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ABOVEBOARD_")}
    subprocess.run([sys.executable, "-c", CUSTOMER], env={**kept, "ABOVEBOARD_DATA": str(data)}, check=True)


def next_version(folder: Path, effective: str) -> None:
    change(
        folder,
        "notice.toml",
        f'version = "1"\neffective = {EXAMPLE.effective}',
        f'version = "2"\neffective = {effective}',
    )


@pytest.mark.long
def test_two_versions_and_a_folder_are_compared_published_and_listed(command: Command, tmp_path: Path) -> None:
    assert command("migrate").returncode == 0
    folder = copy_to(tmp_path)
    first = command("notice", "publish", str(folder), "--yes")
    assert first.returncode == 0, first.stderr
    assert f"http://localhost:8000/privacy/versions/{EXAMPLE.source_hash}\n" in first.stdout
    assert "Nothing was changed" in command("notice", "publish").stdout

    change(folder, "categories.toml", 'keep_for = "P90D"', 'keep_for = "P120D"')
    own = {"ABOVEBOARD_NOTICE": str(folder)}
    said = "The folder has changed since version 1 was published. Nothing of the change is in force."
    assert said in command("check", **own).stderr
    assert command("check", **own).returncode == 0, "the published version goes on"
    refused = command("notice", "publish", **own)
    assert refused.returncode == 1
    assert "Version 1 is published already, with another content" in refused.stderr

    next_version(folder, "2190-01-01")
    plain = command("notice", "diff", "1", **own)
    assert plain.returncode == 0, plain.stderr
    assert "! Chat messages: kept longer." in plain.stdout
    content = json.loads(command("notice", "diff", EXAMPLE.source_hash[:10], str(folder), "--json").stdout)
    assert [one["kind"] for one in content["changes"] if one["matters"]] == ["keep.longer"]
    assert content["changes"][0]["categories"] == ["chat"]

    somebody_comes(tmp_path / "data")
    second = command("notice", "publish", "--yes", **own)
    assert second.returncode == 0, second.stderr
    assert "! Chat messages: kept longer." in second.stdout
    assert "It matters to people" in second.stdout
    rows = json.loads(command("notice", "versions", "--json").stdout)["versions"]
    assert [(row["version"], row["matters"], row["in_force"]) for row in rows] == [
        ("1", False, True),
        ("2", True, False),
    ]
    assert "coming" in command("notice", "versions").stdout


@pytest.mark.long
def test_what_matters_and_comes_too_soon_is_refused_with_the_date_to_write(command: Command, tmp_path: Path) -> None:
    assert command("migrate").returncode == 0
    assert command("notice", "publish", "--yes").returncode == 0
    folder = copy_to(tmp_path)
    change(folder, "categories.toml", 'keep_for = "P90D"', 'keep_for = "P120D"')
    next_version(folder, f"{EXAMPLE.effective}")
    somebody_comes(tmp_path / "data")
    today = dt.datetime.now(dt.UTC).date()
    refused = command("notice", "publish", str(folder))
    assert refused.returncode == 1
    assert "they are told 30 days before" in refused.stderr
    days = [today + dt.timedelta(days=30), today + dt.timedelta(days=31)]
    assert any(f"Write `effective = {max(day, FIRST_FREE)}` or later" in refused.stderr for day in days), (
        "the last date"
    )
    assert "Traceback" not in refused.stderr


def test_where_nobody_has_to_be_told_a_change_that_matters_begins_without_the_days_for_telling(
    command: Command, tmp_path: Path
) -> None:
    assert command("migrate").returncode == 0
    assert command("notice", "publish", "--yes").returncode == 0
    folder = copy_to(tmp_path)
    change(folder, "categories.toml", 'keep_for = "P90D"', 'keep_for = "P120D"')
    next_version(folder, str(max(dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1), FIRST_FREE)))
    done = command("notice", "publish", str(folder), "--yes")
    assert done.returncode == 0, done.stderr
    assert "the job process tells each of them" not in done.stdout


@pytest.mark.long
def test_what_is_found_is_shown_and_somebody_has_to_say_yes(command: Command, tmp_path: Path) -> None:
    assert command("migrate").returncode == 0
    folder = copy_to(tmp_path)
    change(folder, "notice.toml", "code-minutes = 10", "code-minutes = 600")
    refused = command("notice", "publish", str(folder))
    assert refused.returncode == 1
    assert "finding: `code-minutes = 600` is out of bounds" in refused.stdout
    assert "No errors, 1 finding: it starts, with something off." in refused.stdout
    assert "Nothing was published. Add --yes." in refused.stderr
    assert json.loads(command("notice", "versions", "--json").stdout)["versions"] == []


@pytest.mark.long
@pytest.mark.parametrize(("typed", "status", "published"), [("1\n", 0, 1), ("y\n", 1, 0), ("\x04", 1, 0)])
def test_who_is_asked_types_the_version(
    command: Command, tmp_path: Path, typed: str, status: int, published: int
) -> None:
    assert command("migrate").returncode == 0
    ours, theirs = pty.openpty()
    os.write(ours, typed.encode())
    done = command("notice", "publish", stdin=theirs)
    os.close(theirs)
    os.close(ours)
    assert done.returncode == status, done.stderr
    assert "Type 1 to publish version 1: " in done.stdout + done.stderr
    assert len(json.loads(command("notice", "versions", "--json").stdout)["versions"]) == published


@pytest.mark.long
def test_the_made_up_company_of_the_example_does_not_speak_to_real_people(command: Command, tmp_path: Path) -> None:
    real = {"ABOVEBOARD_BASE_URL": "https://help.example.com"}
    assert command("migrate", **real).returncode == 0
    folder = copy_to(tmp_path)
    copied = {**real, "ABOVEBOARD_NOTICE": str(folder)}
    for settings, why in ((real, "ABOVEBOARD_NOTICE is not set."), (copied, "the made-up company of the example")):
        for words in (["check"], ["notice", "publish", "--yes"], ["serve", "--only", "jobs"]):
            refused = command(*words, **settings)
            assert refused.returncode == 1
            assert why in refused.stderr
            assert "Nothing was published." in refused.stderr
    assert json.loads(command("notice", "versions", "--json").stdout)["versions"] == []
    change(folder, "notice.toml", "Larkfield", "Meadow")
    assert command("check", **copied).returncode == 0
    assert command("notice", "publish", "--yes", **copied).returncode == 0
    assert command("check", **real).returncode == 0, "what is published goes on"


@pytest.mark.long
def test_of_two_versions_published_at_the_same_moment_one_is_refused(command: Command, tmp_path: Path) -> None:
    assert command("migrate").returncode == 0
    assert command("notice", "publish", "--yes").returncode == 0
    folders = []
    for name, keep in (("one", "P120D"), ("two", "P150D")):
        folder = copy_to(tmp_path / name)
        change(folder, "categories.toml", 'keep_for = "P90D"', f'keep_for = "{keep}"')
        next_version(folder, "2190-01-01")
        folders.append(str(folder))
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda folder: command("notice", "publish", folder, "--yes"), folders))
    assert sorted(one.returncode for one in done) == [0, 1]
    refused = next(one for one in done if one.returncode)
    assert "Version 2 is published already, with another content" in refused.stderr
    assert len(json.loads(command("notice", "versions", "--json").stdout)["versions"]) == 2


def test_what_is_called_wrongly_is_answered_in_words(command: Command, tmp_path: Path) -> None:
    assert command("notice").returncode == 2
    assert "there is no 'burn'" in command("notice", "burn").stderr
    assert command("notice", "--help").returncode == 0
    early = command("notice", "versions")
    assert early.returncode == 1
    assert "`aboveboard migrate`" in early.stderr
    assert command("migrate").returncode == 0
    unknown = command("notice", "diff", "nine")
    assert unknown.returncode == 1
    assert "'nine' is no published version" in unknown.stderr
    (tmp_path / "notice").mkdir()
    broken = command("notice", "publish", str(tmp_path / "notice"))
    assert broken.returncode == 1
    assert "This file is missing" in broken.stderr


@pytest.mark.long
def test_the_tables_are_printed_for_people_and_for_machines(command: Command) -> None:
    assert command("migrate").returncode == 0
    content = json.loads(command("notice", "tables", "--json").stdout)
    assert set(content) == {"gates", "holdings", "uses", "egress", "features", "doors", "cookies", "policy"}
    assert "scope=view" in command("notice", "tables").stdout
