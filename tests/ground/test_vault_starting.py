"""Keys that do not belong to the data are refused before anything starts, in words, and nothing is made anew."""

import shutil
import sqlite3
import uuid
from pathlib import Path

import pytest

from tests.ground.vault_stage import Stage

ASK = """
from aboveboard.journeys import asking
from aboveboard.ground.notices import notice
asking.ask_for_help(name="Ida Morgan", email="ida@example.org", problem="It beeps.", language="en",
                    terms_version=notice().terms_version, source="10.0.0.1")
"""


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a product that knows one person."""
    stage = Stage(tmp_path_factory.mktemp("known") / "data")
    assert stage.command("migrate").returncode == 0
    stage.run(ASK)
    return stage.data


@pytest.fixture
def stage(known: Path, tmp_path: Path) -> Stage:
    """A product that knows one person."""
    shutil.copytree(known, tmp_path / "data")
    return Stage(tmp_path / "data")


def refused(stage: Stage, **variables: str) -> str:
    done = stage.command("serve", "--port", "0", **variables)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_lost_master_key_is_not_replaced(stage: Stage) -> None:
    (stage.data / "master.key").unlink()
    assert "The master key is gone" in refused(stage)
    assert not (stage.data / "master.key").exists()


def test_a_lost_key_store_is_not_replaced(stage: Stage) -> None:
    for file in stage.data.glob("keys.sqlite3*"):
        file.unlink()
    said = refused(stage)
    assert "no key of any person" in said
    with sqlite3.connect(stage.data / "keys.sqlite3") as store:
        assert store.execute("SELECT count(*) FROM ground_mastermark").fetchone() == (0,)


def test_an_emptied_key_store_is_refused(stage: Stage) -> None:
    with sqlite3.connect(stage.data / "keys.sqlite3") as store:
        store.execute("DELETE FROM ground_personkey")
    assert "no key of any person" in refused(stage)


def test_a_wrong_master_key_is_named_beside_the_right_one(stage: Stage, tmp_path: Path) -> None:
    with sqlite3.connect(stage.data / "keys.sqlite3") as store:
        (right,) = store.execute("SELECT fingerprint FROM ground_mastermark").fetchone()
    other = tmp_path / "other.key"
    assert stage.command("keys", "new", str(other)).returncode == 0
    said = refused(stage, ABOVEBOARD_MASTER_KEY_FILE=str(other))
    assert f"made with master key {right}" in said


@pytest.mark.long
def test_the_check_alone_sees_it_too_and_makes_nothing(stage: Stage, tmp_path: Path) -> None:
    assert "schema and keys are well" in stage.command("check").stdout
    other = tmp_path / "other.key"
    assert stage.command("keys", "new", str(other)).returncode == 0
    wrong = stage.command("check", ABOVEBOARD_MASTER_KEY_FILE=str(other))
    assert (wrong.returncode, "made with master key" in wrong.stderr) == (1, True)
    (stage.data / "master.key").rename(tmp_path / "away")
    gone = stage.command("check")
    assert (gone.returncode, "The master key is gone" in gone.stderr) == (1, True)
    for file in stage.data.glob("keys.sqlite3*"):
        file.unlink()
    lost = stage.command("check")
    assert (lost.returncode, "no key of any person" in lost.stderr) == (1, True)
    assert not list(stage.data.glob("keys.sqlite3*"))
    assert not (stage.data / "master.key").exists()


@pytest.mark.long
def test_a_key_that_everybody_erased_needs_is_no_reason_to_refuse(stage: Stage) -> None:
    """Where all are erased the key store is empty, and so is the data."""
    with sqlite3.connect(stage.data / "keys.sqlite3") as store:
        store.execute("DELETE FROM ground_personkey")
        columns = "(person, erased_at, certificate)"
        store.execute(
            f"INSERT INTO ground_erasure {columns} VALUES (?, '2026-01-01 00:00:00', ?)",
            (uuid.uuid4().hex, uuid.uuid4().hex),
        )
    assert stage.command("migrate").returncode == 0


@pytest.mark.parametrize("name", ["ABOVEBOARD_MASTER_KEY_FILE", "ABOVEBOARD_OLD_MASTER_KEY_FILE"])
def test_a_key_holder_and_a_key_are_not_both_given(tmp_path: Path, name: str) -> None:
    stage = Stage(tmp_path, ABOVEBOARD_KEY_HOLDER=str(tmp_path / "socket"))
    done = stage.command("check", **{name: str(tmp_path / "key")})
    assert done.returncode == 1
    assert f"{name} and ABOVEBOARD_KEY_HOLDER are both set" in done.stderr


def test_a_key_left_in_the_data_folder_is_pointed_out(stage: Stage) -> None:
    done = stage.command("check", ABOVEBOARD_KEY_HOLDER=str(stage.data / "socket"))
    assert done.returncode == 1
    assert "Move it to the key holder" in done.stderr


def test_the_index_is_made_anew_by_a_command(stage: Stage) -> None:
    def entries() -> int:
        with sqlite3.connect(stage.data / "data.sqlite3") as data:
            (count,) = data.execute("SELECT count(*) FROM ground_blindentry").fetchone()
        return int(count)

    before = entries()
    assert before > 0
    with sqlite3.connect(stage.data / "data.sqlite3") as data:
        data.execute("DELETE FROM ground_blindentry")
    done = stage.command("keys", "index")
    assert done.returncode == 0, done.stderr
    assert entries() == before
