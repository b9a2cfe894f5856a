"""The JSON form: as it is documented, and without anything personal."""

import json
import re
from pathlib import Path

import msgspec
import pytest

from aboveboard.diagnostics.document import Document, Finding, NotKnown, document, read_document, write_document
from aboveboard.diagnostics.rules import shipped
from aboveboard.wire.computer import ComputerFacts
from tests.diagnostics.made_up import WELL, WRONG, examination
from tests.law import tree

PAGE = tree.ROOT / "docs" / "reference" / "diagnose-json.md"
WRITTEN = write_document(document(examination(WRONG, serial="Nobody says."), shipped()))


def test_what_is_written_is_read_again() -> None:
    assert write_document(read_document(WRITTEN)) == WRITTEN


def test_it_has_the_form_that_programs_count_on() -> None:
    assert list(json.loads(WRITTEN)) == [
        "version", "taken_at", "tool_version", "system", "language", "facts", "unknown_facts", "findings", "fine",
        "unknown",
    ]  # fmt: skip


def test_each_finding_says_what_to_do_and_how_to_confirm_it() -> None:
    findings = read_document(WRITTEN).findings
    assert [one.rule for one in findings] == ["disk.system-full", "app.crash-loop", "os.uptime"]
    for one in findings:
        assert one.what
        assert one.measured
        assert one.advice
        assert one.confirm
        assert one.values
        assert one.limits


def test_a_rule_stands_in_one_list_alone() -> None:
    said = read_document(WRITTEN)
    rules = [*{one.rule for one in said.findings}, *said.fine, *(one.rule for one in said.unknown)]
    assert len(rules) == len(set(rules))
    assert set(rules) <= set(shipped().by_id)


def test_what_the_computer_does_not_have_is_in_no_list() -> None:
    said = read_document(write_document(document(examination({**WELL, "battery.state": ()}), shipped())))
    assert "battery" not in str((said.fine, said.unknown))


def test_every_unknown_says_why() -> None:
    unknown = read_document(WRITTEN).unknown
    assert unknown
    assert all(one.why for one in unknown)


@pytest.mark.parametrize("language", ["en", "de"])
def test_nothing_personal_is_in_it(language: str) -> None:
    assert b"canary" not in write_document(document(examination(WRONG), shipped(), language))


def test_the_name_is_in_it_when_it_is_asked_for() -> None:
    assert document(examination(WRONG), shipped(), name=True).facts.name == "canary-name"


def test_it_speaks_german() -> None:
    said = document(examination(WRONG), shipped(), "de")
    assert said.language == "de"
    assert "Festplatte" in said.findings[0].what


@pytest.mark.parametrize("form", [Document, Finding, NotKnown, ComputerFacts])
def test_every_field_is_documented(form: type[msgspec.Struct]) -> None:
    page = PAGE.read_text("utf-8")
    missing = [name for name in form.__struct_fields__ if f"`{name}`" not in page]
    assert not missing, f"say what these mean: {missing}"


def test_the_example_in_the_docs_is_read() -> None:
    example = re.search(r"```json\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert example is not None
    said = read_document(example[1].encode())
    assert set(said.fine) | {one.rule for one in said.findings} <= set(shipped().by_id)


def test_the_page_is_part_of_the_docs() -> None:
    assert PAGE.name in Path(tree.ROOT, "docs", "README.md").read_text("utf-8")
