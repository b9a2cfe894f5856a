"""Recordings as folders: which are read, and that what is missing, broken or hostile in one is unknown, never fine."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aboveboard.diagnostics.answers import ANSWER_BYTES, MISSING, NotTold, Recorded, text
from aboveboard.diagnostics.captured import history_of
from aboveboard.diagnostics.judge import judge
from aboveboard.diagnostics.linux.machine import Captured
from aboveboard.diagnostics.looks import Unknown
from aboveboard.diagnostics.probes import take_look
from aboveboard.diagnostics.recorded import recorded_reader
from aboveboard.diagnostics.report import examine
from aboveboard.diagnostics.rules import shipped
from tests.diagnostics import macos_cases, windows_cases
from tests.diagnostics.recordings import MACOS, RECORDED, WINDOWS, Case, Machine, past, recorded

NAMES = (*WINDOWS, *MACOS)


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_is_read_as_what_it_says_it_is(name: str) -> None:
    reader = recorded_reader(RECORDED / name)
    assert reader is not None
    assert reader.system == ("windows" if name in WINDOWS else "macos")
    assert reader.now() == recorded(name).at
    assert take_look(reader) == recorded(name).look()


@pytest.mark.parametrize("rule", ["disk.fill-eta", "memory.low", "disk.system-full"])
@pytest.mark.parametrize("cases", [windows_cases.CASES, macos_cases.CASES], ids=["windows", "macos"])
def test_a_recording_is_read_with_its_past(tmp_path: Path, cases: list[Case], rule: str) -> None:
    case = next(one for one in cases if one.rule == rule)
    machine, history, _ = past(case.machine, case.broken, case.span, case.every)
    folder = machine.write(tmp_path / "machine", history)
    reader = recorded_reader(folder)
    assert reader is not None
    verdict = examine(reader, shipped(), history_of(Captured(folder), shipped())).verdict
    assert {one.rule for one in verdict.outcomes if one.state == "problem"} == {rule}


def test_a_folder_without_a_word_of_itself_is_read_by_its_answers(tmp_path: Path) -> None:
    assert recorded_reader(tmp_path) is None
    (tmp_path / "windows").mkdir()
    reader = recorded_reader(tmp_path)
    assert reader is not None
    assert (reader.system, reader.now()) == ("windows", 0)


@pytest.mark.parametrize("system", ["windows", "macos"])
def test_of_a_computer_that_answers_nothing_nothing_is_fine(system: str) -> None:
    look = Machine(system, 1_795_435_200.0).look()
    assert {type(one) for one in look.measures.values()} == {Unknown}
    assert look.facts.os == ""
    assert {one.state for one in judge(shipped(), look).outcomes} == {"unknown"}


@pytest.mark.parametrize("name", NAMES)
def test_no_answer_that_is_missing_makes_a_finding(name: str) -> None:
    for question in recorded(name).files:
        machine = recorded(name)
        del machine.files[question]
        assert not [one for one in judge(shipped(), machine.look()).outcomes if one.state == "problem"], question


@pytest.mark.parametrize("refusal", ['{"refused":true}', '{"missing":true}', '{"failed":true}', "", "{", "[3]", "null"])
@pytest.mark.parametrize("name", NAMES)
def test_no_refusal_makes_a_finding(name: str, refusal: str) -> None:
    machine = recorded(name)
    for question in machine.files:
        if question.endswith(".json"):
            machine.put(question, refusal.encode())
    assert not [one for one in judge(shipped(), machine.look()).outcomes if one.state == "problem"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(NAMES), said=st.binary(max_size=200) | JSON.map(lambda one: json.dumps(one).encode()))
def test_no_answer_breaks_a_look(name: str, said: bytes) -> None:
    machine = recorded(name)
    whole = len(machine.look().measures)
    machine.files = dict.fromkeys(machine.files, said)
    look = machine.look()
    assert len(look.measures) == whole
    judge(shipped(), look)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(NAMES), data=st.data())
def test_no_value_of_another_kind_breaks_a_look(name: str, data: st.DataObject) -> None:
    """One value somewhere in a sound answer is something else."""
    machine = recorded(name)
    question = data.draw(st.sampled_from([one for one in machine.files if one.endswith(".json")]))
    said = json.loads(machine.files[question])
    places = list(_places(said))
    if places:
        where, which = data.draw(st.sampled_from(places))
        where[which] = data.draw(JSON)
        machine.put(question, said)
        reasons = [one.why for one in machine.look().measures.values() if isinstance(one, Unknown)]
        assert not [one for one in reasons if "TypeError" in one or "AttributeError" in one or "KeyError" in one]


def _places(said: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    if isinstance(said, dict | list):
        for which in list(said) if isinstance(said, dict) else range(len(said)):
            found += [(said, which), *_places(said[which])]
    return found


def test_only_plain_files_of_a_bounded_size_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "windows"
    folder.mkdir()
    answers = Recorded(tmp_path, "windows")
    (tmp_path / "secret").write_text("outside")
    (folder / "link.json").symlink_to(tmp_path / "secret")
    os.mkfifo(folder / "pipe.json")
    (folder / "folder.json").mkdir()
    with (folder / "long.json").open("wb") as file:
        file.truncate(ANSWER_BYTES + 1)
    for question in ("link.json", "pipe.json", "folder.json", "long.json"):
        with pytest.raises(NotTold):
            answers.data(question)
    with pytest.raises(NotTold, match=MISSING):
        answers.data("none.json")


def test_a_recording_made_with_powershells_own_redirection_is_read(tmp_path: Path) -> None:
    """``>`` of Windows PowerShell writes UTF-16 with a mark, and carriage returns."""
    name = "laptop-windows-11"
    shutil.copytree(RECORDED / name, tmp_path / name)
    for file in (tmp_path / name / "windows").glob("*.json"):
        file.write_bytes(file.read_text().replace("\n", "\r\n").encode("utf-16"))
    reader = recorded_reader(tmp_path / name)
    assert reader is not None
    assert take_look(reader) == recorded(name).look()
    assert text("é".encode("utf-8-sig")) == "é"
