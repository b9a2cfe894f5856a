"""What starts the watch with the desktop: nothing before a yes, the right file for each system, and gone again."""

import configparser
import os
import plistlib
import shlex
import shutil
import stat
import subprocess
import sys
import time
import xml.etree.ElementTree as Xml
from pathlib import Path

import pytest

from aboveboard.diagnostics.watch import starts
from aboveboard.diagnostics.watch.starting import TASK, Way, best_way, place, program, start, this_computer, ways

ODD = ["/opt/a \"b\" $HOME %h \\ 'c'/python", "-m", "aboveboard.command", "watch", "run"]
TASKS = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
WINDOWS = {"USERDOMAIN": "DESK-1", "USERNAME": "Ida & Co"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_systemd_is_used_where_it_looks_after_users(home: Path) -> None:
    assert best_way("linux", {}) == "autostart"
    assert best_way("linux", {"XDG_RUNTIME_DIR": str(home)}) == "autostart"
    (home / "systemd").mkdir()
    assert best_way("linux", {"XDG_RUNTIME_DIR": str(home)}) == "systemd"
    assert best_way("win32", {}) == "schtasks"
    assert best_way("darwin", {}) == "launchd"


def test_a_unit_runs_just_this_command_without_network_or_new_rights() -> None:
    text = start("systemd", ODD).content.decode()
    unit = configparser.ConfigParser(interpolation=None, strict=True)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # names as systemd has them
    unit.read_string(text)
    line = unit["Service"]["ExecStart"].replace("%%", "%").replace("$$", "$")
    assert shlex.split(line) == ODD
    assert unit["Service"]["RestrictAddressFamilies"] == "AF_UNIX AF_NETLINK"
    assert unit["Service"]["NoNewPrivileges"] == "yes"
    assert unit["Install"]["WantedBy"] == "default.target"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this machine")
def test_systemd_itself_takes_the_unit(home: Path) -> None:
    path = home / "aboveboard-watch.service"
    path.write_bytes(start("systemd", [*program()]).content)
    done = subprocess.run(
        ["systemd-analyze", "--user", "verify", str(path)], capture_output=True, text=True, check=False
    )
    assert "aboveboard-watch" not in done.stderr, done.stderr


def test_an_autostart_entry_runs_just_this_command() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.read_string(start("autostart", ODD).content.decode())
    line = entry["Desktop Entry"]["Exec"].replace("\\\\", "\\").replace("%%", "%").replace("\\$", "$")
    assert shlex.split(line) == ODD


def test_a_launch_agent_runs_just_this_command_at_sign_in() -> None:
    agent = plistlib.loads(start("launchd", ODD).content)
    assert agent["ProgramArguments"] == ODD
    assert agent["RunAtLoad"] is True
    assert agent["ProcessType"] == "Background"


def test_a_task_runs_just_this_command_for_this_user_alone() -> None:
    command = [r"C:\Program Files\A & B <c>\pythonw.exe", "-m", "aboveboard.command", "watch", "run"]
    content = start("schtasks", command, WINDOWS).content
    assert content.startswith(b"\xff\xfe"), "schtasks reads UTF-16 with its mark"
    task = Xml.fromstring(content.decode("utf-16"))
    assert task.findtext(".//t:Exec/t:Command", namespaces=TASKS) == command[0]
    assert task.findtext(".//t:Exec/t:Arguments", namespaces=TASKS) == '"-m" "aboveboard.command" "watch" "run"'
    assert {one.text for one in task.findall(".//t:UserId", TASKS)} == {"DESK-1\\Ida & Co"}
    assert task.findtext(".//t:RunLevel", namespaces=TASKS) == "LeastPrivilege"
    assert task.findtext(".//t:ExecutionTimeLimit", namespaces=TASKS) == "PT0S"


@pytest.mark.parametrize("way", ["systemd", "autostart", "launchd", "schtasks"])
def test_a_command_that_no_entry_can_hold_is_refused(way: Way) -> None:
    with pytest.raises(ValueError, match="characters"):
        start(way, ["/opt/evil\nExecStartPre=id", "run"], WINDOWS)
    if way == "schtasks":
        with pytest.raises(ValueError, match="characters"):
            start(way, ['C:\\a" /c "id', "run"], WINDOWS)
        with pytest.raises(ValueError, match="signed in"):
            start(way, ["python", "run"], {})


@pytest.mark.parametrize("way", ["systemd", "autostart", "launchd"])
def test_it_is_set_up_shown_and_taken_away(way: Way) -> None:
    planned = start(way, ODD)
    assert not starts.there(way)
    starts.set_up(planned)
    assert starts.there(way)
    assert planned.path.read_bytes() == planned.content
    assert stat.S_IMODE(planned.path.stat().st_mode) == 0o600
    if planned.link is not None:
        assert planned.link.resolve() == planned.path.resolve()
    starts.set_up(start(way, ["another"]))
    assert b"another" in planned.path.read_bytes(), "the newer one counts"
    assert str(planned.path) in starts.take_away((way,))
    assert not starts.there(way)
    assert not planned.path.exists()
    assert starts.take_away((way,)) == []


@pytest.mark.parametrize("way", ["systemd", "autostart"])
def test_no_empty_folder_is_left_behind_and_none_that_holds_something_goes(way: Way, home: Path) -> None:
    settings = home / ".config"
    starts.set_up(start(way, ODD))
    starts.take_away((way,))
    assert list(settings.iterdir()) == []
    starts.set_up(start(way, ODD))
    other = start(way, ODD).path.with_name("other.desktop")
    other.write_text("theirs")
    starts.take_away((way,))
    assert [one for one in settings.rglob("*") if not one.is_dir()] == [other]


def test_nothing_is_written_through_a_link(home: Path) -> None:
    theirs = home / "theirs"
    theirs.write_text("theirs")
    path = place("autostart")
    path.parent.mkdir(parents=True)
    path.symlink_to(theirs)
    starts.set_up(start("autostart", ODD))
    assert theirs.read_text() == "theirs"
    assert not path.is_symlink()


class Scheduler:
    """What schtasks would be asked, with its answers: tasks are there or not."""

    def __init__(self) -> None:
        self.tasks: dict[str, str] = {}
        self.asked: list[str] = []
        self.takes = True

    def __call__(self, arguments: list[str]) -> int:
        self.asked.append(arguments[0])
        assert arguments[1:3] == ["/TN", TASK]
        if arguments[0] == "/Create" and self.takes:
            assert arguments[3] == "/XML"
            self.tasks[TASK] = Path(arguments[4]).read_text("utf-16")
            return 0
        if arguments[0] == "/Query":
            return 0 if TASK in self.tasks else 1
        return 0 if arguments[0] == "/Delete" and self.tasks.pop(TASK, None) else 1


def test_a_task_is_made_and_taken_away_and_its_file_is_gone(home: Path) -> None:
    scheduler = Scheduler()
    planned = start("schtasks", ["python", "watch"], WINDOWS)
    starts.set_up(planned, scheduler)  # type: ignore[arg-type]  # it takes any list
    assert "<Command>python</Command>" in scheduler.tasks[TASK]
    assert not planned.path.exists()
    assert starts.take_away(("schtasks",), run=scheduler) == [TASK]  # type: ignore[arg-type]  # as above
    assert scheduler.tasks == {}
    scheduler.takes = False
    with pytest.raises(OSError, match="did not take the task"):
        starts.set_up(planned, scheduler)  # type: ignore[arg-type]  # as above
    assert not planned.path.exists()


def test_a_list_of_tasks_that_does_not_answer_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "System32" / "schtasks.exe"
    tool.parent.mkdir()
    tool.write_text("#!/bin/sh\nexec sleep 30\n")
    tool.chmod(0o755)
    monkeypatch.setenv("SYSTEMROOT", str(tmp_path))
    monkeypatch.setattr(starts, "_PATIENCE_S", 0.1)
    with pytest.raises(OSError, match="does not answer"):
        starts.scheduler(["/Query", "/TN", TASK])


def packed(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(path))


def test_a_packed_program_names_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path("/opt/aboveboard/aboveboard-companion")
    packed(monkeypatch, path)
    assert program("--tray") == [str(path), "watch", "run", "--tray"]
    assert this_computer() == [str(path), "--this-computer"]
    assert f'Exec="{path}" "watch" "run"' in start("autostart", program()).content.decode()


def test_a_packed_program_that_will_not_be_there_is_not_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(home))
    packed(monkeypatch, home / "unpacked" / "aboveboard-companion")
    with pytest.raises(ValueError, match="emptied"):
        program()
    (home / "elsewhere").symlink_to(home / "unpacked")
    monkeypatch.setenv("TMPDIR", str(home / "unpacked"))
    packed(monkeypatch, home / "elsewhere" / "aboveboard-companion")
    with pytest.raises(ValueError, match="emptied"):
        program()


def test_without_a_package_python_runs_it() -> None:
    assert this_computer("--language", "de")[1:] == [
        *("-P", "-m", "aboveboard.command", "companion", "--this-computer", "--language", "de")
    ]


@pytest.fixture
def marker(home: Path) -> Path:
    return home / "began"


def begins(marker: Path) -> list[str]:
    return [sys.executable, "-c", f"import pathlib, os; pathlib.Path({str(marker)!r}).write_text(str(os.getsid(0)))"]


def comes(marker: Path) -> str:
    end = time.monotonic() + 10
    while not (marker.exists() and marker.read_text()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return marker.read_text()


def test_it_begins_as_a_program_of_its_own_that_outlives_this_one(marker: Path) -> None:
    starts.begin(start("autostart", begins(marker)))
    assert int(comes(marker)) != os.getsid(0)


def tool(home: Path, script: str) -> str:
    path = home / "systemctl"
    path.write_text(f'#!/bin/sh\necho "$*" >> {home}/asked\n{script}\n')
    path.chmod(0o755)
    return str(path)


def test_what_systemd_looks_after_begins_by_systemd(home: Path, marker: Path) -> None:
    starts.begin(start("systemd", begins(marker)), manager=tool(home, "exit 0"))
    asked = (home / "asked").read_text().splitlines()
    assert asked == ["--user daemon-reload", "--user start aboveboard-watch.service"]
    assert not marker.exists()


def test_where_systemd_does_not_take_the_order_it_begins_all_the_same(home: Path, marker: Path) -> None:
    starts.begin(start("systemd", begins(marker)), manager=tool(home, "exit 1"))
    comes(marker)
    marker.unlink()
    starts.begin(start("systemd", begins(marker)), manager=str(home / "missing"))
    comes(marker)


def test_a_task_begins_by_its_scheduler(marker: Path) -> None:
    asked: list[list[str]] = []
    planned = start("schtasks", begins(marker), WINDOWS)
    starts.begin(planned, run=lambda arguments: asked.append(list(arguments)) or 0)  # type: ignore[func-returns-value]  # a list's append
    assert asked == [["/Run", "/TN", TASK]]
    assert not marker.exists()


def test_each_system_has_its_ways() -> None:
    assert ways("linux") == ("systemd", "autostart")
    assert program()[-2:] == ["watch", "run"]
