"""What diagnostics say is there in German too."""

import ast
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from aboveboard.diagnostics.account import _AREAS, _NOT_KNOWN, _NUMBERS
from aboveboard.diagnostics.report import GRAVITY
from aboveboard.diagnostics.words import count, german, language_of_system, memory_size, moment, reason, say, size

ROOM = Path(say.__code__.co_filename).parent
SAYING = ("say", "Unknown", "NotTold")
SENTENCE = re.compile(r"[A-Z{][^\n]* [^\n]*\.\Z")
GAP = re.compile(r"\{[a-z_]+\}")


def sentences() -> Iterator[str]:
    """Each sentence that is said, stands in a table, or tells why something is not known, with gaps for numbers."""
    for path in ROOM.rglob("*.py"):
        module = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and node.args:
                name = ast.unparse(node.func).rpartition(".")[2]
                wanted = node.args[:2] if name == "count" else node.args[:1] if name in SAYING else []
                yield from filter(None, map(sentence, wanted))
        for node in module.body:
            if isinstance(node, ast.AnnAssign | ast.Assign) and node.value is not None:
                said = (sentence(part) for part in ast.walk(node.value) if isinstance(part, ast.expr))
                yield from (words for words in said if SENTENCE.match(words))


def sentence(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        said = "".join(str(part.value) if isinstance(part, ast.Constant) else "{number}" for part in node.values)
        before = said.partition(": {number}")[0]
        return said if before == said else f"{before}."
    return ""


def test_every_sentence_is_there_in_german() -> None:
    missing = sorted(set(sentences()) - set(german()))
    assert not missing, f"add these to words_de.toml: {missing}"


def test_every_name_of_a_table_is_there_in_german() -> None:
    names = {name for name, _ in _AREAS.values()} | set(_NOT_KNOWN.values()) | set(GRAVITY.values()) | set(_NUMBERS[1:])
    assert names <= set(german())


def test_every_sentence_keeps_its_gaps_in_german() -> None:
    for english, words in german().items():
        if "One " not in words and "Eine " not in words:
            assert sorted(GAP.findall(english)) == sorted(GAP.findall(words)), english


def test_the_catalogue_is_in_the_order_of_the_alphabet() -> None:
    assert list(german()) == sorted(german())


def test_a_sentence_without_german_stays_english() -> None:
    assert say("{number} of nothing that anybody says", "de", number=3) == "3 of nothing that anybody says"


@pytest.mark.parametrize(
    ("amount", "english", "said_in_german"),
    [
        (0, "0 B", "0 B"),
        (999, "999 B", "999 B"),
        (2.4e9, "2.4 GB", "2,4 GB"),
        (79.03e9, "79 GB", "79 GB"),
        (3e15, "3000 TB", "3000 TB"),
    ],
)
def test_sizes_are_said_as_people_say_them(amount: float, english: str, said_in_german: str) -> None:
    assert (size(amount, "en"), size(amount, "de")) == (english, said_in_german)


def test_memory_is_counted_as_systems_count_it() -> None:
    assert memory_size(16 * 1024**3, "en") == "16 GB"


def test_one_and_many_differ() -> None:
    assert [count("{number} core", "{number} cores", number, "de") for number in (1, 8)] == ["1 Kern", "8 Kerne"]


def test_a_moment_is_said_in_the_language_of_the_person() -> None:
    at = datetime(2026, 3, 7, 9, 5).astimezone().timestamp()
    assert [moment(at, language) for language in ("en", "de")] == ["7 March 2026, 09:05", "07.03.2026, 09:05"]


def test_a_moment_beyond_all_calendars_is_a_number() -> None:
    assert moment(1e18, "en") == "1000000000000000000"


def test_a_reason_with_a_number_is_translated_around_it() -> None:
    assert reason("This took longer than 2 seconds.", "de") == "Das dauerte länger als 2 Sekunden."


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_reason_never_repeats_what_a_file_said(language: str) -> None:
    assert "canary" not in reason("This could not be understood: invalid literal 'canary'", language)


@pytest.mark.parametrize(
    ("variables", "spoken"),
    [
        ({"LANG": "de_AT.UTF-8"}, "de"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LC_MESSAGES": "fr_FR.UTF-8", "LANG": "de_DE"}, "en"),
        ({"LC_ALL": "", "LANG": "C"}, "en"),
        ({"LANGUAGE": "de:en"}, "de"),
    ],
)
def test_the_language_is_that_of_the_systems_own_programs(
    variables: dict[str, str], spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language_of_system() == spoken
