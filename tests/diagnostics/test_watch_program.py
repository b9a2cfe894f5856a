"""`aboveboard watch` as a program of its own: what it opens and starts, by strace; its memory; its orders."""

import io
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path

import pytest
from dbus_fast import Variant

from aboveboard.command.watch import run as watch
from tests.diagnostics.watching import Desktop, session_bus

COMMAND = (sys.executable, "-m", "aboveboard.command", "watch")
# The same program with its minutes shortened, so that many light and heavy looks fit into a test.
HURRIED = (
    "import sys; from aboveboard.diagnostics.watch import loop; loop.LIGHT_S, loop.HEAVY_S = 0.05, 0.2\n"
    "from aboveboard.command.__main__ import main; sys.exit(main(['watch', 'run', '--language', 'en']))"
)
PSS_KB = 35 * 1024


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "run").mkdir(mode=0o700)
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return kept | {
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path / "run"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
    }


@contextmanager
def running(command: Sequence[str], environ: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=20)


def order(environ: dict[str, str], *words: str) -> tuple[int, str]:
    """What one order of the command line says, in this process for the sake of time."""
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patched, redirect_stdout(said), redirect_stderr(said):
        for name in ("DBUS_SESSION_BUS_ADDRESS", "ABOVEBOARD_RULES"):
            patched.delenv(name, raising=False)
        for name, value in environ.items():
            patched.setenv(name, value)
        try:
            return watch(list(words)), said.getvalue()
        except SystemExit as ended:
            return int(str(ended.code)), said.getvalue()


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def looks(environ: dict[str, str], trace: Path, number: int) -> Callable[[], bool]:
    """Whether there were so many looks: each reads how much memory there is."""
    return lambda: trace.exists() and trace.read_text(errors="replace").count('"/proc/meminfo"') >= number


def traced(environ: dict[str, str], trace: Path, number: int = 20) -> str:
    """What the program asked of the kernel over so many looks. By -D, strace is a process beside it, not before it."""
    calls = "trace=execve,execveat,connect,sendto,sendmsg,socket,fork,vfork,clone,clone3,ptrace,bind,openat,open"
    command = ["strace", "-D", "-f", "-qq", "-e", calls, "-o", str(trace), sys.executable, "-c", HURRIED]
    with running(command, environ) as process:
        until(looks(environ, trace, number))
        process.send_signal(signal.SIGTERM)
        process.wait(20)
    return trace.read_text(errors="replace")


def strace_works() -> bool:
    """Containers may forbid it."""
    tried = shutil.which("strace") and subprocess.run(
        ["strace", "-o", os.devnull, "true"], capture_output=True, check=False
    )
    return bool(tried) and tried.returncode == 0


needs_strace = pytest.mark.skipif(not strace_works(), reason="no strace that works on this machine")
needs_bus = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="no dbus-daemon on this machine")


@needs_strace
def test_over_many_looks_it_starts_no_program_connects_to_nothing_and_writes_only_its_own_files(
    surroundings: dict[str, str], tmp_path: Path
) -> None:
    trace = traced(surroundings, tmp_path / "trace")
    assert len(re.findall(r"\bexecve(?:at)?\(", trace)) == 1, "its own start alone"
    assert not re.findall(r"\b(?:connect|sendto|sendmsg|bind|ptrace|vfork|fork)\(.*", trace)
    clones = re.findall(r"clone3?\((.*)", trace)
    assert clones, "probes run in threads"
    assert all("CLONE_THREAD" in one for one in clones), "a thread of its own, no process"
    assert not re.findall(r"\bsocket\((?!AF_(?:UNIX|NETLINK)).*", trace)
    # And it opens nothing for writing but its own files.
    written = re.findall(r'open(?:at)?\((?:AT_FDCWD, )?"([^"]+)", [^)]*O_(?:WRONLY|RDWR|CREAT)', trace)
    own = (surroundings["XDG_STATE_HOME"], surroundings["XDG_RUNTIME_DIR"])
    assert written
    others = {name for name in written if not name.startswith(own) and "__pycache__" not in name}
    assert others <= {"/dev/null"}, others
    assert not re.findall(r'"/dev/(?!null|shm)[^"]*", O_', trace), "no device is opened: it could wake"


@needs_strace
@needs_bus
def test_with_a_desktop_it_connects_once_to_its_bus_and_to_nothing_else(
    surroundings: dict[str, str], tmp_path: Path
) -> None:
    with session_bus(tmp_path / "bus") as address:
        desktop = Desktop(address)
        trace = traced({**surroundings, "DBUS_SESSION_BUS_ADDRESS": address}, tmp_path / "trace")
        desktop.leave()
    connects = re.findall(r"\bconnect\(\d+, \{sa_family=(\w+), sun_path=@?\"([^\"]+)", trace)
    ours = [path for _, path in connects if path != "/run/dbus/system_bus_socket"]
    assert {family for family, _ in connects} == {"AF_UNIX"}
    assert ours == [str(tmp_path / "bus" / "bus")]
    assert len(re.findall(r"\bconnect\(", trace)) == len(connects)
    assert len(re.findall(r"\bexecve(?:at)?\(", trace)) == 1


OPENED = (
    "from aboveboard.diagnostics.watch import starting\n"
    "starting.this_computer = lambda *more: ['/bin/true', 'this-computer', *more]\n"
)


@needs_strace
@needs_bus
def test_a_press_in_the_panel_starts_the_page_and_nothing_else_ever_does(
    surroundings: dict[str, str], tmp_path: Path
) -> None:
    trace, kept = tmp_path / "trace", tmp_path / "run" / "aboveboard-watch" / "watch.json"
    script = OPENED + HURRIED.replace("'en']", "'en', '--tray']")
    command = ["strace", "-D", "-f", "-qq", "-e", "trace=execve,execveat", "-o", str(trace)]
    with session_bus(tmp_path / "bus") as address:
        desktop = Desktop(address)
        panel = desktop.open_panel()
        environ = {**surroundings, "DBUS_SESSION_BUS_ADDRESS": address}
        with running([*command, sys.executable, "-c", script], environ):
            until(lambda: panel.signed_by and kept.exists())
            for _ in range(3):
                before = kept.stat().st_mtime_ns
                until(partial(newer, kept, before))
            assert programs(trace) == [sys.executable], "by itself it starts nothing"
            menu = (panel.signed_by[0], "/Menu", "com.canonical.dbusmenu")
            pressed = desktop.ask(*menu, "Event", "isvu", 4, "clicked", Variant("s", ""), 0)
            assert pressed.result(10).error_name is None
            until(lambda: len(programs(trace)) > 1)
        desktop.leave()
    assert programs(trace) == [sys.executable, "/bin/true"]
    assert '"this-computer", "--language", "en"]' in trace.read_text(errors="replace")


def newer(file: Path, before: int) -> bool:
    """Whether it was written since, as it is after each heavy look."""
    return file.stat().st_mtime_ns != before


def programs(trace: Path) -> list[str]:
    """What was started, the watch itself first."""
    return re.findall(r'\bexecve(?:at)?\("([^"]+)"', trace.read_text(errors="replace"))


@needs_bus
def test_it_stays_small_with_a_desktop_and_without(surroundings: dict[str, str], tmp_path: Path) -> None:
    with session_bus(tmp_path / "bus") as address:
        for environ in (surroundings, {**surroundings, "DBUS_SESSION_BUS_ADDRESS": address}):
            shutil.rmtree(tmp_path / "state", ignore_errors=True)
            with running([*COMMAND, "run"], environ) as process:
                until((tmp_path / "state" / "aboveboard" / "watch" / "watch.json").exists)
                rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
                pss = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
                assert pss is not None
                assert int(pss[1]) <= PSS_KB


@needs_bus
def test_it_ends_with_its_desktop(surroundings: dict[str, str], tmp_path: Path) -> None:
    kept = tmp_path / "state" / "aboveboard" / "watch" / "watch.json"
    with ExitStack() as desktop:
        address = desktop.enter_context(session_bus(tmp_path / "bus"))
        environ = {**surroundings, "DBUS_SESSION_BUS_ADDRESS": address}
        with running([sys.executable, "-c", HURRIED], environ) as process:
            until(kept.exists)
            desktop.close()
            assert process.wait(30) == 1, "systemd starts it again, an autostart does so at the next sign-in"


def test_one_runs_at_a_time_and_off_ends_it(surroundings: dict[str, str], tmp_path: Path) -> None:
    kept = tmp_path / "state" / "aboveboard" / "watch" / "watch.json"
    with running([*COMMAND, "run"], surroundings) as process:
        until(kept.exists)
        assert order(surroundings, "run") == (0, "The watch runs already.\n")
        status, text = order(surroundings, "status")
        assert status == 0
        assert f"process {process.pid}" in text
        status, text = order(surroundings, "off", "--forget")
        assert status == 0, text
        assert process.wait(10) == 0
    assert "does not run" in order(surroundings, "status")[1]
    assert not (tmp_path / "state" / "aboveboard").exists()


def test_a_snooze_is_named_by_rule_or_number_and_is_still_there_after_restarts(surroundings: dict[str, str]) -> None:
    status, text = order(surroundings, "snooze", "disk.system-full", "--days", "30")
    assert status == 0
    assert "Put off until" in text
    assert order(surroundings, "snooze", "everything", "--hours", "5")[0] == 0
    with running([*COMMAND, "run"], surroundings):
        pass
    text = order(surroundings, "status")[1]
    assert "disk.system-full" in text
    assert "everything that is not urgent" in text
    assert order(surroundings, "snooze", "everything", "--end")[0] == 0
    assert "everything" not in order(surroundings, "status")[1]
    for odd in (["7"], ["no.such"], ["everything", "--days", "0"], ["everything", "--days", "9999"]):
        status, text = order(surroundings, "snooze", *odd)
        assert status == 2, text


def test_the_inbox_says_that_nothing_was_looked_at_yet(surroundings: dict[str, str]) -> None:
    status, text = order(surroundings, "inbox")
    assert status == 0
    assert "has not looked yet" in text
    assert '"open": []' in order(surroundings, "inbox", "--json")[1]
    assert "noch nicht" in order(surroundings, "inbox", "--language", "de")[1]


def test_nothing_starts_with_the_desktop_before_a_yes(
    surroundings: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    monkeypatch.setattr(sys, "stdin", io.StringIO("yes\n"))
    status, text = order(surroundings, "start-with-desktop")
    assert status == 1, "a pipe is no person"
    assert "aboveboard-watch" in text, "what would be written is shown"
    assert not config.exists()
    status, text = order(surroundings, "start-with-desktop", "--yes")
    assert status == 0
    assert [path.name for path in config.rglob("*") if path.is_file()] == ["aboveboard-watch.desktop"]
    assert "aboveboard-watch.desktop" in order(surroundings, "status")[1]
    assert "Removed" in order(surroundings, "off")[1]
    assert not [path for path in config.rglob("*") if path.is_file()]


def test_rules_that_do_not_load_are_said_and_nothing_starts(surroundings: dict[str, str], tmp_path: Path) -> None:
    broken = tmp_path / "rules.toml"
    broken.write_text("[")
    for words in (["run"], ["start-with-desktop", "--yes"]):
        status, text = order(surroundings, *words, "--rules", str(broken))
        assert status == 2
        assert "rules.toml" in text
    assert not (tmp_path / "config").exists()


def test_neither_diagnose_nor_watch_loads_what_they_do_not_need() -> None:
    script = (
        "import sys; from aboveboard.command.__main__ import main\n"
        "main(['diagnose', '--json']); main(['watch', 'status'])\n"
        "heavy = ('django', 'PySide6', 'websockets', 'sqlite3', 'psutil', 'cryptography', 'desktop_notifier')\n"
        "print('loaded:', sorted({one.partition('.')[0] for one in sys.modules} & set(heavy)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "loaded: []"
