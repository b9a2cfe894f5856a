"""What a look asks of the kernel: files to read, and nothing that starts, sends, changes or wakes anything."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LOOK = """
from aboveboard.diagnostics.linux.machine import Live
from aboveboard.diagnostics.linux.reader import LinuxReader
from aboveboard.diagnostics.probes import take_look
import os
reader = LinuxReader(Live())
os.path.exists("/the-look-begins")
take_look(reader)
"""
OPENED = re.compile(r'open(?:at)?\((?:AT_FDCWD, )?"([^"]+)", ([A-Z_|]+)')
CHANGES = re.compile(r"\b(unlink|rename|mkdir|chmod|chown|truncate|mount|ioctl|kill|setxattr|symlink|link)(at)?2?\(")


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The system calls of a look, from its first moment on."""
    if shutil.which("strace") is None:
        pytest.skip("no strace on this machine")
    log = tmp_path_factory.mktemp("calls") / "log"
    done = subprocess.run(
        ["strace", "-f", "-qq", "-e", "signal=none", "-o", log, sys.executable, "-c", LOOK],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if "PTRACE" in done.stderr:
        pytest.skip("strace may not look here")
    assert done.returncode == 0, done.stderr
    lines = Path(log).read_text(errors="replace").splitlines()
    begins = next(number for number, line in enumerate(lines) if "/the-look-begins" in line)
    return lines[begins + 1 :]


def test_a_look_starts_nothing_and_sends_nothing(calls: list[str]) -> None:
    assert len(calls) > 200
    assert not [
        line for line in calls if re.search(r"\b(execve|execveat|fork|vfork|connect|sendto|socket|bind)\(", line)
    ]


def test_a_look_opens_files_to_read_alone(calls: list[str]) -> None:
    opened = [(found[1], found[2]) for line in calls if (found := OPENED.search(line))]
    assert opened
    assert not [one for one in opened if not one[1].startswith("O_RDONLY")]
    # Python asks of each file whether it is a terminal.
    assert not [line for line in calls if CHANGES.search(line) and "TCGETS" not in line]


def test_a_look_opens_no_device(calls: list[str]) -> None:
    assert not [found[1] for line in calls if (found := OPENED.search(line)) and found[1].startswith("/dev")]


def test_a_look_walks_through_no_persons_files(calls: list[str]) -> None:
    """Only the folder with what starts with the desktop is opened below the home folder."""
    home = str(Path.home())
    inside = {found[1] for line in calls if (found := OPENED.search(line)) and found[1].startswith(home + "/")}
    assert {path for path in inside if ".config/autostart" not in path and not path.endswith((".py", ".pyc"))} == set()
