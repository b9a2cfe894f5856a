"""The diagnostics tool as a remedy: put onto a computer by the customer's end, started, removed without a trace."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from aboveboard.companion.host.programs import Job, Programs
from aboveboard.toolbox import source, with_diagnostics
from aboveboard.wire.remedy import Remedy, pack, parse
from tests.companion.stage import needs_keeper
from tests.toolbox.made import KEY

pytestmark = needs_keeper
_SYSTEMS = Path("/usr/bin/python3")
_SAME = _SYSTEMS.exists() and (
    subprocess.run(
        [str(_SYSTEMS), "-c", "import sys; print(sys.version_info[:2])"], capture_output=True, text=True, check=False
    ).stdout.strip()
    == str(tuple(sys.version_info[:2]))
)
same_python = pytest.mark.skipif(not _SAME, reason=f"{_SYSTEMS} is not there or another version than this Python")


@pytest.fixture
def tools(tmp_path: Path) -> dict[str, Remedy]:
    """As the companion gets them: signed, and verified."""
    written = with_diagnostics.write(tmp_path / "made")
    packages = [parse(pack(*source.read(folder), KEY)) for folder in written]
    return {one.description.key: one for one in packages}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    place = tmp_path / "home"
    (place / ".local").mkdir(parents=True)
    (place / ".local" / "notes.txt").write_text("mine")
    return place


def run(tool: Remedy, home: Path, program: str = "") -> tuple[int, str]:
    said = tool.description
    job = Job(program or said.program, said.interpreter, tool.files, said.seconds)
    running = Programs(environment={"HOME": str(home), "LANG": "C.UTF-8"}).prepare(job)
    running.begin()
    written = b""
    while (part := running.read()) is not None:
        written += part
    assert running.ended is not None
    return running.ended.status, written.decode()


def everything(home: Path) -> dict[str, bytes]:
    return {str(one.relative_to(home)): one.read_bytes() if one.is_file() else b"" for one in home.rglob("*")}


@same_python
def test_it_is_put_there_looks_at_the_computer_and_goes_without_a_trace(tools: dict[str, Remedy], home: Path) -> None:
    before = everything(home)
    install = tools["install-diagnostics"]
    assert run(install, home)[0] == 0
    program = home / ".local" / "bin" / "aboveboard-diagnose"
    looked = subprocess.run(
        [str(program), "--json"], env={"HOME": str(home), "PATH": "/usr/bin:/bin"}, capture_output=True, check=False
    )
    assert looked.returncode in (0, 1), looked.stderr.decode()
    assert json.loads(looked.stdout)["facts"]["os"]
    # A second time changes nothing.
    there = everything(home)
    status, said = run(install, home)
    assert status == 4
    assert "Nothing was changed" in said
    assert everything(home) == there
    # By its own undo, and by the tool for later.
    assert run(install, home, install.description.undo.program) == (0, "Nothing of it is left.\n")
    assert everything(home) == before
    assert run(install, home)[0] == 0
    assert run(tools["remove-diagnostics"], home)[0] == 0
    assert everything(home) == before
    assert run(tools["remove-diagnostics"], home)[0] == 3


def test_on_another_python_it_changes_nothing_and_says_so(tools: dict[str, Remedy], home: Path) -> None:
    before = everything(home)
    install = tools["install-diagnostics"]
    elsewhere = replace(install, files={**install.files, "made-for": b"3.1 linux-z80\n"})
    status, said = run(elsewhere, home)
    assert status == 3
    assert "made for Python 3.1 on linux-z80" in said
    assert everything(home) == before


def test_what_is_not_ours_under_its_name_stays(tools: dict[str, Remedy], home: Path) -> None:
    program = home / ".local" / "bin" / "aboveboard-diagnose"
    program.parent.mkdir()
    program.write_text("somebody else's")
    assert run(tools["install-diagnostics"], home)[0] in (3, 4)
    assert run(tools["remove-diagnostics"], home)[0] == 3
    assert program.read_text() == "somebody else's"


def test_what_goes_wrong_is_said_to_both_without_the_persons_name(tools: dict[str, Remedy], tmp_path: Path) -> None:
    home = tmp_path / "home-of-isolde"
    home.mkdir()
    (home / ".local").write_text("a file in the place of the folder")
    status, said = run(tools["install-diagnostics"], home)
    assert (status, said.count("\n")) in ((3, 1), (5, 1))
    (home / ".local").unlink()
    place = home / ".local" / "share" / "aboveboard-diagnostics"
    place.mkdir(parents=True)
    (place / "made.json").write_text("{")
    removed = run(tools["remove-diagnostics"], home)
    assert removed == (5, "It could not be removed: its list cannot be read.\n")
    assert "isolde" not in said + removed[1]


def test_the_same_package_comes_out_each_time(tools: dict[str, Remedy], tmp_path: Path) -> None:
    [again, _] = with_diagnostics.write(tmp_path / "again")
    assert dict(source.read(again)[1]) == dict(tools["install-diagnostics"].files)
