"""Every paragraph and list of a clause says what checks it, or why nothing does."""

from pathlib import Path

import pytest

from aboveboard.notice import bound
from aboveboard.notice.blocks import blocks, sentences
from aboveboard.notice.examine import examine
from aboveboard.notice.model import LANGUAGES
from aboveboard.notice.promises import CHECKED, NOT_BUILT, PROMISES
from tests.notice.folder import EXAMPLE, change, copy_to


def found(folder: Path, file: str) -> list[str]:
    return [f"{problem.line}: {problem.what}" for problem in examine(folder) if problem.file == file]


def test_paragraphs_and_lists_have_their_lines() -> None:
    text = "# Title\n\nOne.\ntwo\n\n- a\n- b\n\n- c\n\nLast.\n"
    assert [(block.line, block.is_list) for block in blocks(text)] == [(3, False), (6, True), (11, False)]


def test_a_sentence_knows_its_line() -> None:
    text = "One {promise:use.no-sale}. Two\nthree? Four.\n\n- Five\n"
    assert list(sentences(text)) == [(1, "One."), (1, "Two three?"), (2, "Four."), (4, "- Five")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_taking_any_mark_of_the_example_away_is_found(language: str, tmp_path: Path) -> None:
    """Each of them is there for something: none can be dropped in silence."""
    name = f"clauses/{language}/"
    for number, path in enumerate(sorted((EXAMPLE / name).iterdir())):
        text = path.read_text(encoding="utf-8")
        mark = bound.MARK.search(text)
        assert mark is not None, path
        folder = copy_to(tmp_path / str(number))
        change(folder, f"{name}{path.name}", mark[0], "")
        assert examine(folder), f"{path.name} without {mark[0]}"


def test_an_unmarked_paragraph_is_named_by_its_line(tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    change(folder, "clauses/en/mail.md", "News and offers", "We answer within the hour, always.\n\nNews and offers")
    [said] = found(folder, "clauses/en/mail.md")
    assert said.startswith("3: ")
    assert "“We answer within the hour, always.”" in said


def test_a_list_belongs_to_the_marked_line_that_announces_it() -> None:
    assert not bound.unbound("x", "We do this: {promise:use.purposes}\n\n- help\n- write")
    assert not bound.unbound("x", "We do this: {promise:use.purposes}\n- help")
    assert len(bound.unbound("x", "We do this. {promise:use.purposes}\n\n- help")) == 1
    assert len(bound.unbound("x", "We do this:\n\n- help")) == 2


def test_words_need_a_reason_and_a_reason_needs_words(tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    change(folder, "clauses/en/calls.md", "{words:advice}", "{words:hearsay}")
    [said] = [one for one in found(folder, "clauses/en/calls.md") if "no reason" in one]
    assert "`hearsay`" in said
    change(folder, "promises.toml", "[words_only]", '[words_only]\nrumour = "somebody said so"')
    [said] = found(folder, "promises.toml")
    assert "No clause has the mark {words:rumour}" in said


def test_both_languages_promise_the_same(tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    change(folder, "clauses/de/about.md", "{promise:session.consent}", "{words:advice}")
    [said] = found(folder, "clauses/de/about.md")
    assert "it lacks promise:session.consent and it has words:advice" in said


def test_a_promise_that_nothing_checks_says_why_beside_it() -> None:
    assert set(PROMISES) == CHECKED | NOT_BUILT
    assert not bound.unchecked("x", "We never sell. {promise:use.no-sale}", {})
    text = "Hello.\n\nWe would call you\nif you ask. {promise:dnc.only-asked}"
    [problem] = bound.unchecked("x", text, {})
    assert problem.line == 4
    assert "Nothing in the software checks the promise `dnc.only-asked`" in problem.what
    assert not bound.unchecked("x", f"{text} {{words:not-today}}", {"not-today": "no calls today"})
    assert not bound.unchecked("x", text, {"dnc.only-asked": "no calls today"})
    assert bound.unchecked("x", f"{text}\n\nElsewhere. {{words:not-today}}", {"not-today": "no calls today"})
