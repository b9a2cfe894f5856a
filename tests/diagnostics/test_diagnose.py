"""The command, as a person calls it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from aboveboard.command.diagnose import run
from aboveboard.diagnostics.document import read_document
from aboveboard.diagnostics.link import read_link

Said = pytest.CaptureFixture[str]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A captured machine of which little is known: its memory, and a disk that is full."""
    made = tmp_path / "machine"
    for name in ("proc", "sys", "etc", "aboveboard"):
        (made / name).mkdir(parents=True)
    (made / "proc" / "meminfo").write_text("MemTotal: 8000000 kB\nMemAvailable: 6000000 kB\nSwapTotal: 0 kB\n")
    (made / "proc" / "self").mkdir()
    mount = "24 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw\n"
    (made / "proc" / "self" / "mountinfo").write_text(mount)
    (made / "proc" / "mounts").write_text("/dev/sda2 / ext4 rw,relatime 0 0\n")
    (made / "etc" / "os-release").write_text('NAME="Debian GNU/Linux"\nVERSION="12 (bookworm)"\nID=debian\n')
    full = {"size": 256_000_000_000, "free": 1_000_000_000, "inodes": 1000, "inodes_free": 900}
    system = {"captured_at": 1_795_435_200, "file_systems": {"/": full}}
    (made / "aboveboard" / "system.json").write_text(json.dumps(system))
    return made


def test_a_captured_machine_is_read(root: Path, capsys: Said) -> None:
    assert run(["--root", str(root), "--json"]) == 1
    said = read_document(capsys.readouterr().out.encode())
    assert said.taken_at == 1_795_435_200
    assert said.facts.os == "Debian GNU/Linux"
    assert [(one.rule, one.severity) for one in said.findings] == [("disk.system-full", "critical")]


def test_nothing_of_this_computer_is_told_of_another(tmp_path: Path, capsys: Said) -> None:
    """A folder with an empty ``etc`` tells nothing; all that is said is that nothing is known."""
    (tmp_path / "etc").mkdir()
    assert run(["--root", str(tmp_path), "--json"]) == 0
    said = read_document(capsys.readouterr().out.encode())
    assert said.fine == ()
    assert said.findings == ()
    told = {name: value for name in said.facts.__struct_fields__ if (value := getattr(said.facts, name))}
    told.pop("tool_version")
    assert set(told.values()) <= {"Linux"}
    assert {"cpu", "memory"} <= set(said.unknown_facts)


@pytest.mark.parametrize("name", ["proc", "sys", "etc"])
def test_one_folder_of_its_own_is_enough(tmp_path: Path, capsys: Said, name: str) -> None:
    (tmp_path / name).mkdir()
    assert run(["--root", str(tmp_path)]) == 0
    assert "could not be checked" in capsys.readouterr().out


def test_a_folder_that_is_no_machine_is_refused(tmp_path: Path, capsys: Said) -> None:
    (tmp_path / "photos").mkdir()
    assert run(["--root", str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "proc, sys and etc" in said.err


def test_a_link_to_this_computer_is_no_machine(tmp_path: Path, capsys: Said) -> None:
    (tmp_path / "proc").symlink_to("/proc")
    assert run(["--root", str(tmp_path), "--json"]) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("make", ["missing", "file"])
def test_what_is_no_folder_is_refused(tmp_path: Path, capsys: Said, make: str) -> None:
    place = tmp_path / "machine"
    if make == "file":
        place.write_text("")
    assert run(["--root", str(place)]) == 2
    assert str(place) in capsys.readouterr().err


def test_broken_answers_of_a_captured_machine_are_said(root: Path, capsys: Said) -> None:
    (root / "aboveboard" / "system.json").write_text("{")
    status = run(["--root", str(root), "--json"])
    said = capsys.readouterr()
    assert status == 2 or read_document(said.out.encode()).findings == ()


def test_the_page_is_written_and_written_anew(root: Path, tmp_path: Path, capsys: Said) -> None:
    page = tmp_path / "page.html"
    assert run(["--root", str(root), "--html", str(page)]) == 1
    assert run(["--root", str(root), "--html", str(page), "--language", "de"]) == 1
    assert 'lang="de"' in page.read_text("utf-8")
    assert str(page) in capsys.readouterr().out


def test_a_file_of_somebody_else_is_left_as_it_is(root: Path, tmp_path: Path, capsys: Said) -> None:
    letter = tmp_path / "letter.html"
    letter.write_text("Dear Ida")
    assert run(["--root", str(root), "--html", str(letter)]) == 2
    assert letter.read_text() == "Dear Ida"
    assert "left as it is" in capsys.readouterr().err


@pytest.mark.parametrize("what", ["folder", "pipe", "nowhere"])
def test_what_is_no_file_is_not_written_to(root: Path, tmp_path: Path, capsys: Said, what: str) -> None:
    place = tmp_path / "there"
    if what == "folder":
        place.mkdir()
    elif what == "pipe":
        os.mkfifo(place)
    else:
        place = tmp_path / "no" / "such" / "folder.html"
    before = sorted(tmp_path.rglob("*"))
    assert run(["--root", str(root), "--html", str(place)]) == 2
    assert sorted(tmp_path.rglob("*")) == before
    assert str(place) in capsys.readouterr().err


@pytest.mark.parametrize("name", ["/", ".", ""])
def test_a_page_without_a_name_is_refused_in_words(root: Path, name: str, capsys: Said) -> None:
    assert run(["--root", str(root), "--html", name]) == 2
    assert "name another file" in capsys.readouterr().err


def test_a_file_that_is_in_the_way_of_a_draft_is_not_removed(root: Path, tmp_path: Path) -> None:
    theirs = tmp_path / f".page.html.{os.getpid()}"
    theirs.write_text("theirs")
    assert run(["--root", str(root), "--html", str(tmp_path / "page.html")]) == 2
    assert theirs.read_text() == "theirs"


def test_a_place_that_cannot_be_is_said(root: Path, tmp_path: Path, capsys: Said) -> None:
    (tmp_path / "letter").write_text("Dear all")
    assert run(["--root", str(root), "--html", str(tmp_path / "letter" / "page.html")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error(root: Path) -> None:
    command = '"$0" -m aboveboard.command diagnose --root "$1" {} | head -c 1'
    for way in ("", "--json", "--html -"):
        done = subprocess.run(
            ["sh", "-c", command.format(way), sys.executable, str(root)], capture_output=True, text=True, check=False
        )
        assert done.stderr == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no disk here is always full")
def test_a_disk_that_is_full_is_said_and_is_no_finding(root: Path) -> None:
    command = [sys.executable, "-m", "aboveboard.command", "diagnose", "--root", str(root), "--json"]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "could not be written" in done.stderr


def test_asking_shows_the_lines_and_a_link_with_the_same(root: Path, capsys: Said) -> None:
    assert run(["--root", str(root), "--ask", "help.example"]) == 1
    text = capsys.readouterr().out
    report = read_link(text.split()[-1])
    assert text.split()[-1].startswith("https://help.example/help#computer=")
    assert report.findings[0].rule == "disk.system-full"
    assert "almost full" in text
    assert "Your browser remembers the address" in text


def test_an_address_that_is_none_is_refused(root: Path, capsys: Said) -> None:
    assert run(["--root", str(root), "--ask", "http://help.example"]) == 2
    said = capsys.readouterr()
    assert "https://" in said.err
    assert said.out == ""


def test_rules_that_do_not_load_are_refused(root: Path, tmp_path: Path, capsys: Said) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('["disk.mine"]\nsystems = ["linux"]\n')
    assert run(["--root", str(root), "--rules", str(mine)]) == 2
    assert "disk.mine" in capsys.readouterr().err


def test_a_snapshot_needs_a_folder(capsys: Said) -> None:
    assert run(["snapshot"]) == 2
    assert "snapshot FOLDER" in capsys.readouterr().err


def test_a_snapshot_is_of_no_other_computer(root: Path, tmp_path: Path, capsys: Said) -> None:
    assert run(["--root", str(root), "snapshot", str(tmp_path / "captured")]) == 2
    assert "Leave --root out" in capsys.readouterr().err
    assert not (tmp_path / "captured").exists()


def test_a_snapshot_of_this_computer_is_read_back(tmp_path: Path, capsys: Said) -> None:
    """Which of its files are left out, and that none has a name in it, is for the tests of the snapshot."""
    folder = tmp_path / "machine"
    assert run(["snapshot", str(folder), "--language", "en"]) == 0
    assert f"captured in {folder}" in capsys.readouterr().out
    assert run(["--root", str(folder), "--json"]) in (0, 1)
    assert read_document(capsys.readouterr().out.encode()).facts.memory > 0


def test_a_snapshot_is_never_written_over_something(tmp_path: Path, capsys: Said) -> None:
    (tmp_path / "letter").write_text("Dear Ida")
    assert run(["snapshot", str(tmp_path)]) == 2
    assert "new or empty" in capsys.readouterr().err
    assert (tmp_path / "letter").read_text() == "Dear Ida"


def started(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a program of its own."""
    code = "import sys; from aboveboard.command.diagnose import run; sys.exit(run(sys.argv[1:]))"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_this_computer_is_read_as_a_program_would(capsys: Said) -> None:
    done = started("--json")
    assert done.returncode in (0, 1), done.stderr
    said = read_document(done.stdout.encode())
    assert said.facts.name == ""
    assert said.fine or said.findings or said.unknown


def test_a_terminal_that_cannot_write_every_sign_gets_others(root: Path) -> None:
    done = started("--root", str(root), "--language", "en", PYTHONIOENCODING="ascii", NO_COLOR="1")
    assert done.returncode == 1, done.stderr
    assert done.stdout.isascii()


HEAVY = ("django", "PySide6", "dbus_fast", "desktop_notifier", "sqlite3", "psutil", "asyncio", "websockets", "httpx")


def test_json_is_made_without_loading_what_it_does_not_need(root: Path) -> None:
    """Loading takes most of the time that a single look does."""
    code = (
        "import sys; from aboveboard.command.diagnose import run; run(sys.argv[1:]);"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--root", str(root), "--json"], capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == "[]"
