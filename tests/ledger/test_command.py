"""`aboveboard ledger` as people call it: what it prints, and with which status it ends."""

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from aboveboard.command import ledger as command
from aboveboard.ground.clock import now
from aboveboard.ground.ledger import heads, sequence
from aboveboard.ground.ledger.record import record
from aboveboard.ground.models import LedgerEntry
from tests.ledger import played
from tests.ledger.test_sequence import fill, restore_older

pytestmark = pytest.mark.db


def called(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    status = command.run(list(words))
    captured = capsys.readouterr()
    return status, captured.out + captured.err


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    path = tmp_path / "receipt.json"
    path.write_text(played.file(played.session().session_id), encoding="utf-8")
    return path


def test_a_receipt_is_told_in_words_with_its_key(receipt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = called(capsys, "verify", str(receipt))
    assert status == 0
    assert "Ana Castro" in said
    assert "It holds" in said
    assert heads.public_key() in said
    assert "the address of its help desk as you know it, then /.well-known/aboveboard-ledger.json" in said
    assert "--key" in said


def test_a_pinned_key_is_held_against_the_receipt(receipt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called(capsys, "verify", str(receipt), "--key", heads.public_key().upper())[0] == 0
    status, said = called(capsys, "verify", str(receipt), "--key", "ab" * 32)
    assert status == 1
    assert "WRONG" in said


def test_a_changed_receipt_fails_and_says_what(receipt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    receipt.write_text(receipt.read_text("utf-8").replace("Ana Castro", "Ann Castro"), "utf-8")
    status, said = called(capsys, "verify", str(receipt))
    assert status == 1
    assert "“pii_processing” of the record was changed" in said
    assert "It holds" not in said
    status, said = called(capsys, "verify", str(receipt), "--json")
    assert status == 1
    assert json.loads(said)["holds"] is False


def test_a_file_of_somebody_else_cannot_write_onto_the_screen(
    receipt: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = json.loads(receipt.read_text("utf-8"))
    whole["key"] = "\x1b[2J\nIt holds: nothing was changed since it was signed."
    receipt.write_text(json.dumps(whole), "utf-8")
    status, said = called(capsys, "verify", str(receipt))
    assert status == 1
    assert "\x1b" not in said
    assert "\nIt holds" not in said


@pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff", b'{"format": "aboveboard consistency 1"}'])
def test_a_file_that_is_no_receipt_is_refused(
    content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "some.json"
    if content is not None:
        path.write_bytes(content)
    status, said = called(capsys, "verify", str(path))
    assert status == 2
    assert "some.json" in said


HEAD = {"size": 1, "root": "00", "at": "2026-01-01T00:00:00+00:00", "key": "aa", "signature": "bb"}


@pytest.mark.parametrize(
    "change",
    [
        {"key": 5},
        {"key": [1]},
        {"first": HEAD | {"size": float("inf")}},
        {"first": None},
    ],
)
def test_a_proof_with_something_else_where_a_part_should_be_is_refused_in_words(
    change: dict[str, object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "some.json"
    whole = {"format": "aboveboard consistency 1", "first": HEAD, "second": HEAD, "proof": [], "key": "aa", **change}
    path.write_text(json.dumps(whole), "utf-8")
    for words in ([], ["--key", "ab"], ["--json"]):
        status, said = called(capsys, "verify", str(path), *words)
        assert status == 2
        assert "some.json" in said


def test_half_a_character_is_printed_and_a_file_without_end_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "some.json"
    whole = {"format": "aboveboard consistency 1", "first": HEAD, "second": HEAD, "proof": [], "key": "\ud800"}
    path.write_text(json.dumps(whole), "utf-8")
    call = [sys.executable, "-m", "aboveboard.command", "ledger", "verify"]
    done = subprocess.run([*call, str(path), "--json"], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (1, "")
    assert json.loads(done.stdout)["key"] == "\ud800"
    done = subprocess.run([*call, "/dev/zero"], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "too large" in done.stderr


def test_entries_that_wait_for_long_are_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    record("backup.made", at=now() - dt.timedelta(minutes=2))
    status, said = called(capsys, "verify", "--full")
    assert status == 0
    assert "1 wait for their place, the oldest since 20" in said
    assert "WARNING: Entries wait for their place since 20" in said
    sequence.settle(now())
    assert "WARNING" not in called(capsys, "verify", "--full")[1]


def test_a_file_that_was_cut_short_is_said_to_be_that(receipt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = receipt.read_text("utf-8")
    receipt.write_text(whole[: whole.index("Ana Castro") + 3], "utf-8")
    status, said = called(capsys, "verify", str(receipt))
    assert status == 2
    assert "The file is no receipt, or not all of one: it cannot be read from line " in said
    assert "Unterminated" not in said
    receipt.write_text("")
    assert "The file is empty. Download it again." in called(capsys, "verify", str(receipt))[1]


def test_a_receipt_is_checked_on_a_machine_without_any_database(receipt: Path, tmp_path: Path) -> None:
    environment = {"PATH": "", "ABOVEBOARD_DATA": str(tmp_path / "nothing"), "ABOVEBOARD_MASTER_KEY_FILE": "/nowhere"}
    done = subprocess.run(
        [sys.executable, "-m", "aboveboard.command", "ledger", "verify", str(receipt), "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["holds"] is True
    assert not (tmp_path / "nothing").exists()


def test_a_proof_of_consistency_is_checked_by_its_file(
    client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(3)
    sequence.settle(now())
    fill(4)
    sequence.settle(now())
    path = tmp_path / "proof.json"
    path.write_bytes(client.get("/.well-known/aboveboard-ledger/consistency?first=3&second=7").content)
    status, said = called(capsys, "verify", str(path))
    assert status == 0
    assert "From 3 to 7 entries." in said
    path.write_text(path.read_text().replace('"size": 3', '"size": 2'))
    assert called(capsys, "verify", str(path))[0] == 1


def test_the_whole_ledger_is_checked_where_nothing_else_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    fill(5)
    sequence.settle(now())
    status, said = called(capsys, "verify")
    assert status == 0
    assert "5 entries in a tree of 5" in said
    entry = LedgerEntry.objects.get(seq=3)
    LedgerEntry.objects.filter(pk=entry.pk).update(body=entry.body.replace("opened", "closed"))
    status, said = called(capsys, "verify", "--full")
    assert status == 1
    assert f"Entry 3 (row {entry.pk}, opened) was changed" in said
    status, said = called(capsys, "verify", "--full", "--json")
    assert status == 1
    assert json.loads(said)["findings"][0]["seq"] == 3


def test_two_heads_are_compared_by_size_or_by_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(3)
    old = sequence.settle(now())
    assert old is not None
    fill(4)
    sequence.settle(now())
    assert called(capsys, "verify", "--heads", "7", "3")[0] == 0
    path = tmp_path / "head.json"
    path.write_text(json.dumps({"head": old.public()}))
    assert called(capsys, "verify", "--heads", str(path), "7")[0] == 0
    path.write_text(json.dumps({**old.public(), "root": "00" * 32}))
    status, said = called(capsys, "verify", "--heads", str(path), "7")
    assert status == 1
    assert "does not continue the head of 3 entries" in said
    assert called(capsys, "verify", "--heads", "4", "7")[0] == 2
    assert called(capsys, "verify", "--heads", str(tmp_path / "none"), "7")[0] == 2


def test_a_head_that_a_restore_lost_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(5)
    sequence.settle(now())
    fill(5)
    lost = sequence.settle(now())
    assert lost is not None
    path = tmp_path / "lost.json"
    path.write_text(json.dumps(lost.public()))
    restore_older(5)
    sequence.turn(now())
    status, said = called(capsys, "verify", "--heads", "5", str(path))
    assert status == 1
    assert "was lost when older data was restored; both have the first 5 entries in common" in said
    status, said = called(capsys, "verify")
    assert status == 0
    assert f"Known gap: older data was restored. The head of 10 entries ({lost.root}" in said


def test_the_newest_head_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Nothing was signed yet" in called(capsys, "head")[1]
    fill(2)
    head = sequence.settle(now())
    assert head is not None
    status, said = called(capsys, "head", "--json")
    assert status == 0
    assert json.loads(said) == {"key": heads.public_key(), "head": head.public()}
    assert head.root in called(capsys, "head")[1]


@pytest.mark.parametrize("words", [[], ["what"], ["verify", "a.json", "--full"], ["verify", "--heads", "1"]])
def test_a_wrong_call_ends_with_two(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.run(words)
    assert ended.value.code == 2
    capsys.readouterr()
