"""`aboveboard notice`: what an operator sees when comparing, publishing and listing versions."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.notice.folder import change, copy_to
from tests.notice.made import EXAMPLE

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Runs one command on a data folder of its own, with settings by keyword."""

    def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("ABOVEBOARD_")}
        return subprocess.run(
            [sys.executable, "-m", "aboveboard.command", *arguments],
            env={**kept, "ABOVEBOARD_DATA": str(tmp_path / "data"), **settings},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def next_version(folder: Path, effective: str) -> None:
    change(
        folder,
        "notice.toml",
        f'version = "1"\neffective = {EXAMPLE.effective}',
        f'version = "2"\neffective = {effective}',
    )


def test_two_versions_and_a_folder_are_compared_published_and_listed(command: Command, tmp_path: Path) -> None:
    assert command("migrate").returncode == 0
    folder = copy_to(tmp_path)
    first = command("notice", "publish", str(folder))
    assert first.returncode == 0, first.stderr
    assert EXAMPLE.source_hash in first.stdout
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

    second = command("notice", "publish", **own)
    assert second.returncode == 0, second.stderr
    assert "It matters to people" in second.stdout
    rows = json.loads(command("notice", "versions", "--json").stdout)["versions"]
    assert [(row["version"], row["matters"], row["in_force"]) for row in rows] == [
        ("1", False, True),
        ("2", True, False),
    ]
    assert "coming" in command("notice", "versions").stdout


def test_what_matters_and_comes_too_soon_is_refused_with_the_date_to_write(command: Command, tmp_path: Path) -> None:
    assert command("migrate").returncode == 0
    assert command("notice", "publish").returncode == 0
    folder = copy_to(tmp_path)
    change(folder, "categories.toml", 'keep_for = "P90D"', 'keep_for = "P120D"')
    next_version(folder, "2026-11-02")
    refused = command("notice", "publish", str(folder))
    assert refused.returncode == 1
    assert "they are told 30 days before" in refused.stderr
    assert "Write `effective = " in refused.stderr
    assert "Traceback" not in refused.stderr


def test_of_two_versions_published_at_the_same_moment_one_is_refused(command: Command, tmp_path: Path) -> None:
    assert command("migrate").returncode == 0
    assert command("notice", "publish").returncode == 0
    folders = []
    for name, keep in (("one", "P120D"), ("two", "P150D")):
        folder = copy_to(tmp_path / name)
        change(folder, "categories.toml", 'keep_for = "P90D"', f'keep_for = "{keep}"')
        next_version(folder, "2190-01-01")
        folders.append(str(folder))
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda folder: command("notice", "publish", folder), folders))
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
    assert "Run `aboveboard migrate`" in early.stderr
    assert command("migrate").returncode == 0
    unknown = command("notice", "diff", "nine")
    assert unknown.returncode == 1
    assert "'nine' is no published version" in unknown.stderr
    (tmp_path / "notice").mkdir()
    broken = command("notice", "publish", str(tmp_path / "notice"))
    assert broken.returncode == 1
    assert "This file is missing" in broken.stderr


def test_the_tables_are_printed_for_people_and_for_machines(command: Command) -> None:
    assert command("migrate").returncode == 0
    content = json.loads(command("notice", "tables", "--json").stdout)
    assert set(content) == {"gates", "holdings", "uses", "egress", "features", "doors", "cookies", "policy"}
    assert "scope=view" in command("notice", "tables").stdout
