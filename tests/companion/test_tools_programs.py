"""What runs a tool holds on to all of it: nothing that it starts outlives it, nothing that it takes is without end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from aboveboard.companion.host.programs import Bounds, Ended, Job, Programs, Running
from aboveboard.wire.remedy import Interpreter
from tests.companion.stage import needs_keeper

pytestmark = needs_keeper
SH = Interpreter.SH


@pytest.fixture(autouse=True)
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary folders that is this test's own, so that what is left can be seen."""
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def start(script: str, *, bounds: Bounds | None = None, seconds: int = 20, **more: object) -> Running:
    environment = {**os.environ, "HOME": os.environ.get("HOME", "/tmp"), "SECRET": "not for tools", "DISPLAY": ":77"}
    job = Job("run", SH, {"run": script.encode()}, seconds, **more)  # type: ignore[arg-type]  # Job's own fields
    running = Programs(bounds, environment).prepare(job)
    running.begin()
    return running


def finish(running: Running) -> tuple[str, Ended]:
    written = b""
    while (part := running.read()) is not None:
        written += part
    assert running.ended is not None
    return written.decode(), running.ended


def marked(mark: str) -> list[int]:
    """The processes that carry this word in their command."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and mark in (entry / "cmdline").read_text():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def begun(mark: str, count: int = 1, within: float = 10.0) -> bool:
    """Whether so many carry it in time: a child of a shell carries it only once it runs its own command."""
    until = time.monotonic() + within
    while len(marked(mark)) < count and time.monotonic() < until:
        time.sleep(0.02)
    return len(marked(mark)) >= count


def gone(mark: str, within: float = 10.0) -> bool:
    until = time.monotonic() + within
    while marked(mark) and time.monotonic() < until:
        time.sleep(0.02)
    return not marked(mark)


@pytest.fixture
def mark() -> Iterator[str]:
    """A word that is in the commands of this test's tools and of nothing else."""
    word = f"tool-{uuid.uuid4().hex}"
    yield word
    for process in marked(word):
        os.kill(process, signal.SIGKILL)


def test_it_runs_in_a_folder_of_its_own_with_little_around_it(private: Path) -> None:
    said, ended = finish(start('pwd; ls -A; env | cut -d= -f1; echo "[$SECRET$DISPLAY]"; cat; exit 7'))
    assert ended.status == 7
    assert ended.why == ""
    lines = said.splitlines()
    assert lines[0].startswith(str(private))
    assert "[]" in lines
    assert not {"DISPLAY", "SECRET", "WAYLAND_DISPLAY", "XAUTHORITY", "PYTHONPATH"} & set(lines)
    assert not list(private.glob("aboveboard-tool-*"))


def test_the_package_is_there_and_nothing_of_it_is_left(private: Path) -> None:
    files = {"run": b'cat "$(dirname "$0")/more"; touch "$TMPDIR/left"', "more": b"the other file"}
    running = Programs().prepare(Job("run", SH, files, 20))
    running.begin()
    assert finish(running)[0] == "the other file"
    assert list(private.iterdir()) == []


def test_an_executable_runs_without_anything_to_read_it() -> None:
    running = Programs().prepare(Job("run", Interpreter.EXECUTABLE, {"run": b"#!/bin/sh\necho itself\n"}, 20))
    running.begin()
    assert finish(running)[0] == "itself\n"


def test_what_cannot_be_started_says_so() -> None:
    running = Programs().prepare(Job("run", Interpreter.EXECUTABLE, {"run": b"\x7fELF nonsense"}, 20))
    running.begin()
    said, ended = finish(running)
    assert "could not be started" in said
    assert ended.status == 127


def test_what_it_keeps_is_handed_to_the_next_run_and_nothing_else_is(private: Path) -> None:
    said, ended = finish(
        start('echo before >"$KEPT_FOLDER/a"; mkdir "$KEPT_FOLDER/d"; ln -s /etc/passwd "$KEPT_FOLDER/l"; touch b')
    )
    assert (said, ended.kept) == ("", {"a": b"before\n"})
    assert finish(start('cat "$KEPT_FOLDER/a"', kept=ended.kept))[0] == "before\n"
    assert list(private.iterdir()) == []


def test_what_it_leaves_running_ends_with_it(mark: str) -> None:
    script = f"setsid sh -c 'trap \"\" TERM HUP INT; while :; do sleep 60; done' {mark} >/dev/null 2>&1 & echo done"
    said, ended = finish(start(script))
    assert (said, ended.why, ended.status) == ("done\n", "", 0)
    assert marked(mark) == []


def test_who_ignores_every_request_to_end_is_killed_with_all_children(mark: str) -> None:
    body = "trap '' TERM HUP INT; while :; do sleep 60; done"
    script = f'trap \'\' TERM HUP INT\nsetsid sh -c "{body}" {mark} &\nsh -c "{body}" {mark} &\necho up\nwait'
    running = start(script)
    assert running.read() == b"up\n"
    running.stop()
    _, ended = finish(running)
    assert (ended.why, ended.status) == ("stopped", -9)
    assert marked(mark) == []


def test_a_request_to_end_leaves_time_to_tidy_up() -> None:
    running = start("trap 'echo tidy; exit 3' TERM; echo up; while :; do sleep 0.05; done")
    assert running.read() == b"up\n"
    running.stop()
    said, ended = finish(running)
    assert (said.endswith("tidy\n"), ended.why, ended.status) == (True, "stopped", 3)


def test_killed_means_at_once_and_everything(mark: str, private: Path) -> None:
    running = start(f"(setsid sh -c 'sleep 60' {mark} &) ; sh -c 'sleep 60' {mark} & echo up; wait")
    assert running.read() == b"up\n"
    assert begun(mark)
    running.kill()
    assert finish(running)[1].why == "killed"
    assert marked(mark) == []
    assert list(private.iterdir()) == []


def test_killed_before_it_began_never_runs(mark: str) -> None:
    running = Programs().prepare(Job("run", SH, {"run": f": {mark}; sleep 60".encode()}, 20))
    running.kill()
    running.begin()
    assert finish(running) == ("", Ended(-1, "killed", {}))


def test_the_time_runs_out_whatever_it_does(mark: str) -> None:
    said, ended = finish(start(f"trap '' TERM; sh -c 'sleep 60' {mark} & echo up; wait", seconds=1))
    assert (said, ended.why) == ("up\n", "time")
    assert marked(mark) == []


def test_one_that_multiplies_is_ended(mark: str) -> None:
    script = f"grow() {{ sh -c 'sleep 60' {mark} & sh -c 'sleep 60' {mark} & }}; while :; do grow; done"
    _, ended = finish(start(script, bounds=Bounds(processes=30)))
    assert ended.why == "processes"
    assert marked(mark) == []


def test_one_that_fills_the_disk_is_ended_and_what_it_wrote_is_gone(private: Path) -> None:
    script = "i=0; while :; do i=$((i+1)); head -c 4000000 /dev/zero >file$i || exit 9; done"
    _, ended = finish(start(script, bounds=Bounds(disk=50_000_000, file=8_000_000)))
    assert ended.why == "disk"
    assert list(private.iterdir()) == []


def test_no_single_file_grows_beyond_its_bound() -> None:
    _, ended = finish(start("exec head -c 9000000 /dev/zero >file", bounds=Bounds(file=1_000_000)))
    assert ended.status == -signal.SIGXFSZ


def test_one_that_takes_all_memory_is_ended() -> None:
    files = {"run": b"x = [bytearray(1_000_000) for _ in range(400)]\nimport time; time.sleep(30)\n"}
    running = Programs(Bounds(memory=100_000_000)).prepare(Job("run", Interpreter.PYTHON, files, 20))
    running.begin()
    assert finish(running)[1].why == "memory"


def test_output_without_end_waits_until_somebody_takes_it() -> None:
    running = start("exec yes")
    first = running.read()
    assert first is not None
    # It is held back: what lies between is bounded by two pipes, not by what the tool can write in this time.
    time.sleep(0.5)
    running.kill()
    rest = 0
    while (part := running.read()) is not None:
        rest += len(part)
    assert rest < 1_000_000


def test_when_this_program_dies_the_tool_dies_too(mark: str, private: Path) -> None:
    script = f"trap '' TERM HUP; (setsid sh -c 'sleep 60' {mark} &); sh -c 'sleep 60' {mark} & echo up; wait"
    code = (
        "from aboveboard.companion.host.programs import *\nimport time\n"
        f"r = Programs().prepare(Job('run', Interpreter.SH, {{'run': {script.encode()!r}}}, 60))\n"
        "r.begin(); print(r.read().decode(), flush=True); time.sleep(60)\n"
    )
    companion = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=dict(os.environ))
    assert companion.stdout is not None
    assert companion.stdout.readline() == b"up\n"
    assert begun(mark, 2)
    companion.kill()
    companion.communicate()
    assert gone(mark)
    until = time.monotonic() + 5
    while list(private.iterdir()) and time.monotonic() < until:
        time.sleep(0.02)
    assert list(private.iterdir()) == []


def test_what_is_missing_is_said_before_anything_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    programs = Programs()
    assert programs.unable(SH, False) == ""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert "administrator" in programs.unable(SH, True)
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "sh" in programs.unable(SH, False)
    with pytest.raises(ValueError, match="does not have"):
        programs.prepare(Job("run", SH, {"run": b""}, 5))


def test_the_systems_own_question_is_asked_for_rights_and_a_no_runs_nothing(
    private: Path, monkeypatch: pytest.MonkeyPatch, mark: str
) -> None:
    asked = private / "asked"
    pkexec = private / "bin" / "pkexec"
    pkexec.parent.mkdir()
    pkexec.write_text(f'#!/bin/sh\necho "$1" >{asked}\nexit 126\n')
    pkexec.chmod(0o755)
    monkeypatch.setenv("PATH", f"{pkexec.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    running = start(f": {mark}; touch {private}/ran", administrator=True)
    assert finish(running)[1].why == "rights"
    # A Python that only an administrator can change, not the one of this program.
    assert asked.read_text().strip() in ("/usr/bin/python3", "/usr/local/bin/python3")
    assert not (private / "ran").exists()


def test_what_was_stopped_while_the_system_asked_for_rights_never_runs_however_the_person_answers(
    private: Path, monkeypatch: pytest.MonkeyPatch, mark: str
) -> None:
    # As the real one: what runs after the person's answer is another user's, and the companion cannot end it.
    pkexec = private / "bin" / "pkexec"
    pkexec.parent.mkdir()
    wait = f'while [ ! -e {private}/answered ]; do sleep 0.02; done; "$@"; echo $? >{private}/over'
    pkexec.write_text(f"#!/bin/sh\nexec 3<&0\nsetsid sh -c '{wait}' {mark} \"$@\" <&3 &\nwait\n")
    pkexec.chmod(0o755)
    monkeypatch.setenv("PATH", f"{pkexec.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    running = start(f"touch {private}/ran", administrator=True)
    assert begun(mark)
    running.kill()
    (private / "answered").touch()
    over = private / "over"
    until = time.monotonic() + 10
    while not (over.exists() and over.read_text()) and time.monotonic() < until:
        time.sleep(0.02)
    # It had everything and was not given the word, so it began nothing and left nothing.
    assert over.read_text().strip() == "1"
    assert not (private / "ran").exists()
    assert not list(private.glob("aboveboard-tool-*"))
    assert finish(running)[1].why == "killed"


def test_a_stop_before_anything_ran_is_an_end_at_once(private: Path) -> None:
    running = start(f"touch {private}/ran")
    # Nobody has read yet, so nobody has said that it may begin.
    running.stop()
    assert finish(running)[1].why == "killed"
    assert not (private / "ran").exists()


def test_reading_and_killing_from_two_threads_never_hangs() -> None:
    for _ in range(5):
        running = start("exec yes")
        reader = threading.Thread(target=finish, args=(running,))
        reader.start()
        running.kill()
        reader.join(10)
        assert not reader.is_alive()
