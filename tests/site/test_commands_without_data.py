"""What commands say before there is anything to work on: no data, a server that is away, a call without a place."""

from pathlib import Path

import pytest

from aboveboard import __version__
from tests.ground.vault_stage import Stage
from tests.notice.folder import copy_to, drop


@pytest.mark.parametrize(
    "words",
    [
        ("evidence",),
        ("retention", "due"),
        ("ledger", "verify"),
        ("keys", "status"),
        ("notice", "versions"),
        ("hold", "list"),
        ("setup-link",),
        ("backup", "/nowhere/at/all"),
    ],
    ids=" ".join,
)
def test_a_misspelt_folder_is_named_and_nothing_is_made_there(words: tuple[str, ...], tmp_path: Path) -> None:
    done = Stage(tmp_path / "aboverboard").command(*words)
    assert done.returncode != 0
    assert f"there is no Aboveboard data in {tmp_path / 'aboverboard'}. Is ABOVEBOARD_DATA right?" in done.stderr
    assert "`aboveboard migrate`. Nothing was made." in done.stderr
    assert "no such table" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_tables_is_no_data_either(tmp_path: Path) -> None:
    (tmp_path / "data.sqlite3").touch()
    done = Stage(tmp_path).command("retention", "due")
    assert done.returncode == 1
    assert "there is no Aboveboard data" in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["data.sqlite3"]


def test_a_server_that_does_not_answer_is_not_cured_by_migrating(tmp_path: Path) -> None:
    away = {
        name: f"postgresql://nobody:secret-word@127.0.0.1:9/{name.lower()}"
        for name in ("ABOVEBOARD_DATABASE_URL", "ABOVEBOARD_KEYSTORE_URL")
    }
    done = Stage(tmp_path, **away).command("evidence")
    assert done.returncode == 1
    assert "Nothing was checked. See that the databases run and that their addresses are right" in done.stderr
    assert "migrate" not in done.stderr
    assert "secret-word" not in done.stderr


def test_the_version_is_told_without_settings_or_data(tmp_path: Path) -> None:
    done = Stage(tmp_path / "none", ABOVEBOARD_BASE_URL="nonsense").command("--version")
    assert done.returncode == 0
    assert done.stdout == f"aboveboard {__version__}\n"
    assert list(tmp_path.iterdir()) == []


def test_what_a_notice_switches_off_is_said_in_plain_lines(tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    drop(folder, "categories.toml", "notes")
    done = Stage(tmp_path / "data", ABOVEBOARD_NOTICE=str(folder)).command("check")
    said = (
        "aboveboard: The notice does not disclose 'notes', so this is off: Notes for colleagues. Nothing is written to"
    )
    assert said in done.stderr
    for word in ("System check", "HINT", "ground.W"):
        assert word not in done.stderr


def test_a_backup_without_a_place_asks_for_one(tmp_path: Path) -> None:
    done = Stage(tmp_path / "data").command("backup")
    assert done.returncode == 2
    assert "say where to: a file or folder for the data, or --keys FILE for the keys" in done.stderr
