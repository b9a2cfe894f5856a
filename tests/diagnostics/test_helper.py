"""The one process of the system's own: started once, never waited for too long, never believed when it was cut off."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from aboveboard.diagnostics.answers import Live, NotTold
from aboveboard.diagnostics.helper import Helper
from aboveboard.diagnostics.macos import script as macos_script

SHELL = ["/bin/sh", "-c"]


def said(script: str, **more: float) -> Helper:
    return Helper([*SHELL, script], **more)  # type: ignore[arg-type]  # patience and life are numbers


def test_each_answer_is_kept_by_its_question(tmp_path: Path) -> None:
    counted = tmp_path / "starts"
    helper = said(f"echo x >> {counted}; printf '\\036one.json\\n[1]\\n\\036two.txt\\nline\\nline\\n\\036end\\n'")
    helper.begin()
    helper.begin()
    assert (helper.data("one.json"), helper.data("two.txt")) == (b"[1]\n", b"line\nline\n")
    assert counted.read_text() == "x\n"
    with pytest.raises(NotTold, match="does not tell"):
        helper.data("three.json")


def test_an_answer_that_was_cut_off_is_not_told() -> None:
    helper = said("printf '\\036one.json\\n[1]\\n\\036two.json\\n[1'")
    helper.begin()
    assert helper.data("one.json") == b"[1]\n"
    with pytest.raises(NotTold):
        helper.data("two.json")


def test_a_helper_that_hangs_is_not_waited_for_and_ends(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    helper = said(f"printf '\\036one.json\\n[1]\\n\\036two.json\\n'; read line < {pipe}", patience=0.05)
    helper.begin()
    with pytest.raises(NotTold, match="not answered yet"):
        helper.data("two.json")
    pipe.write_text("go on\n")


def test_a_helper_that_never_ends_is_ended() -> None:
    threads = threading.active_count()
    helper = said("exec sleep 600", patience=5, life=0.1)
    helper.begin()
    with pytest.raises(NotTold, match="does not tell"):
        helper.data("one.json")
    assert threading.active_count() <= threads + 1


def test_a_system_without_the_helper_is_told_as_silent() -> None:
    helper = Helper(["no-such-program-anywhere"])
    helper.begin()
    with pytest.raises(NotTold, match="does not tell"):
        helper.data("one.json")


def test_old_answers_are_not_told_as_if_they_were_of_now() -> None:
    now = [0.0]
    helper = Helper(
        [*SHELL, "printf '\\036one.json\\n[1]\\n\\036two.json\\n[2]\\n\\036end\\n'"],
        fresh={"one.json": 60},
        clock=lambda: now[0],
    )
    helper.begin()
    now[0] = 61
    assert helper.data("two.json") == b"[2]\n"
    with pytest.raises(NotTold, match="too long ago"):
        helper.data("one.json")
    now[0] = 90_000
    with pytest.raises(NotTold, match="too long ago"):
        helper.data("two.json")


def test_what_the_helper_floods_us_with_is_bounded() -> None:
    helper = said("printf '\\036one.json\\n[1]\\n\\036two.json\\n'; head -c 40000000 /dev/zero; printf '\\036end\\n'")
    helper.begin()
    assert helper.data("one.json") == b"[1]\n"
    with pytest.raises(NotTold):
        helper.data("two.json")


def test_the_shell_of_macos_takes_its_script_and_names_every_question(tmp_path: Path) -> None:
    """With the system's own tools missing, as they are here, each answer is empty and the end is said."""
    told = subprocess.run(macos_script.command(), capture_output=True, check=False, timeout=20, cwd=tmp_path)
    heads = [line[1:] for line in told.stdout.decode().split("\n") if line.startswith("\x1e")]
    assert heads == [*macos_script.QUESTIONS, "end"]


def test_a_live_answer_prefers_a_call_of_our_own_and_says_plainly_why_there_is_none() -> None:
    def fails(error: Exception) -> bytes:
        raise error

    helper = said("printf '\\036other.json\\n[3]\\n\\036end\\n'")
    live = Live(
        {
            "own.json": lambda: b"[1]",
            "rights.json": lambda: fails(PermissionError(13, "C:\\Users\\canary")),
            "call.json": lambda: fails(AttributeError("WlanOpenHandle")),
        },
        helper,
    )
    live.begin()
    assert (live.data("own.json"), live.data("other.json")) == (b"[1]", b"[3]\n")
    with pytest.raises(NotTold, match="special rights") as refused:
        live.data("rights.json")
    assert "canary" not in str(refused.value)
    with pytest.raises(NotTold, match="does not tell"):
        live.data("call.json")


def test_an_answer_is_asked_for_once_in_each_look() -> None:
    now, asked = [100.0], {"memory.json": 0, "log.xml": 0}

    def ask(question: str) -> bytes:
        asked[question] += 1
        return str(asked[question]).encode()

    questions = {name: (lambda name=name: ask(name)) for name in asked}
    live = Live(questions, said("exit"), kept={"log.xml": 30}, clock=lambda: now[0])
    for moment in (100.0, 100.5, 102.0, 104.0, 131.0):
        now[0] = moment
        live.data("memory.json")
        live.data("log.xml")
    assert asked == {"memory.json": 4, "log.xml": 2}


def test_making_a_reader_starts_nothing() -> None:
    """Only a question starts the helper: the module is loaded and the reader is made in a process without children."""
    code = (
        "import subprocess\n"
        "def refuse(*given, **more): raise SystemExit('started')\n"
        "subprocess.Popen = refuse\n"
        "from aboveboard.diagnostics.helper import Helper\n"
        "from aboveboard.diagnostics.answers import Live\n"
        "from aboveboard.diagnostics.windows.reader import WindowsReader\n"
        "print(WindowsReader(Live({}, Helper(['x']))).system)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "windows\n", done.stderr
