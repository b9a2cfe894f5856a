"""Times are drawn from the tables, in both languages alike: a typed one is found."""

from pathlib import Path

import pytest

from aboveboard.notice import typed
from aboveboard.notice.examine import examine
from tests.notice.folder import change, copy_to


def test_a_time_that_is_typed_in_one_language_is_found_twice(tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    change(folder, "clauses/de/keeping.md", "den Chat {keep:chat}", "den Chat\n90 Tage lang")
    found = [problem for problem in examine(folder) if problem.file == "clauses/de/keeping.md"]
    assert [(problem.line, problem.stops) for problem in found] == [(None, False), (2, False)]
    assert "It lacks {keep:chat}, which clauses/en/keeping.md has." in found[0].what
    assert "“90 Tage” is typed" in found[1].what
    assert "{keep:…} or {number:…}" in found[1].write


def test_a_time_that_is_typed_in_the_short_layer_is_found(tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    change(folder, "clauses.toml", "your chat {keep:chat}.", "your chat for 3 months.")
    [found] = [problem for problem in examine(folder) if problem.file == "clauses.toml"]
    assert "“3 months” is typed" in found.what
    assert found.line is not None


@pytest.mark.parametrize(
    "said", ["14 days", "1-year", "24 Stunden", "2 Monaten", "3\u00a0Jahre", "10 Minuten", "1 Week"]
)
def test_times_are_known_in_both_languages(said: str) -> None:
    assert [problem.line for problem in typed.durations("x.md", f"One.\n\nTwo {said} three. {{promise:a.b}}")] == [3]


@pytest.mark.parametrize(
    "said", ["{number:change-notice-days} days", "Art. 13", "on day 3", "the 24 hourglasses", "0800 33"]
)
def test_what_is_no_typed_time_is_let_go(said: str) -> None:
    assert typed.durations("x.md", f"Two {said} three. {{promise:a.b}}") == []


def test_what_only_people_keep_to_may_have_its_time_typed() -> None:
    assert typed.durations("x.md", "You may write to the authority within 30 days. {words:by-people}") == []
    assert typed.durations("x.md", "Gone after 30 days. {words:by-people} {promise:keep.retention}")
