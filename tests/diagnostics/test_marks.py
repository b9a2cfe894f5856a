"""A program has a mark in the place of its name. It tells two programs apart, and never that a computer came again."""

from __future__ import annotations

import hashlib
from pathlib import Path

from aboveboard.diagnostics.answers import Recorded
from aboveboard.diagnostics.document import document
from aboveboard.diagnostics.link import help_link, read_link
from aboveboard.diagnostics.looks import Sample
from aboveboard.diagnostics.programs import named
from aboveboard.diagnostics.report import OWN, marked, share
from aboveboard.diagnostics.rules import shipped
from aboveboard.diagnostics.windows.reader import WindowsReader
from aboveboard.wire.computer import ComputerReport
from tests.diagnostics.made_up import PROGRAM, WRONG, examination

OTHER = Sample({"crashes_24h": 5}, "program-0a1b2c3d", "canary-other")
FOUND = examination({**WRONG, "app.crashes": (PROGRAM, OTHER)})
MARKS = {PROGRAM.subject, OTHER.subject}


def marks(report: ComputerReport) -> set[str]:
    return {one.subject for one in report.findings if one.rule == "app.crash-loop"}


def test_two_reports_of_one_computer_have_no_mark_in_common() -> None:
    reports = [share(FOUND) for _ in range(3)]
    reports += [read_link(help_link("https://help.example", share(FOUND))) for _ in range(2)]
    told = [marks(one) for one in reports]
    assert all(len(one) == 2 for one in told), "two programs are two"
    assert len(set.union(*told)) == 2 * len(reports)
    assert not set.union(*told) & MARKS, "nor the mark that this computer knows it by"


def test_what_has_a_place_and_no_name_keeps_it() -> None:
    first, second = share(FOUND), share(FOUND)
    for subject in ("system", ""):
        assert subject in {one.subject for one in first.findings} & {one.subject for one in second.findings}
    [disk, *_] = first.findings
    assert marked(disk, b"a key") == disk


def test_under_one_key_a_program_is_known_again() -> None:
    assert marks(share(FOUND, marks=b"of this session")) == marks(share(FOUND, marks=b"of this session"))
    assert marks(share(FOUND, marks=b"of this session")) != marks(share(FOUND, marks=b"of the next one"))
    assert marks(share(FOUND, marks=OWN)) == MARKS


def test_programs_on_this_computer_know_it_again() -> None:
    told = document(FOUND, shipped())
    assert {one.subject for one in told.findings if one.rule == "app.crash-loop"} == MARKS


def test_a_computer_without_a_number_of_its_own_has_no_mark_that_anybody_could_make(tmp_path: Path) -> None:
    (tmp_path / "windows").mkdir()
    (tmp_path / "windows" / "programs.json").write_text('{"programs": [{"name": "Diary.exe", "resident": 5}]}')
    [probe] = [one for one in WindowsReader(Recorded(tmp_path, "windows")).probes() if "program.use" in one.gives]
    reading = probe.read()["program.use"]
    assert isinstance(reading, tuple)
    [sample] = reading
    assert sample.subject == named("program", "Diary.exe", b"")
    for name in ("Diary.exe", "diary.exe"):
        assert sample.subject != f"program-{hashlib.blake2b(name.encode(), digest_size=4).hexdigest()}"
