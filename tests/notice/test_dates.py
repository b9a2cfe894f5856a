"""Versions follow each other in time, and what is published stays as it is."""

from datetime import date

import msgspec
import pytest

from aboveboard.notice import load
from aboveboard.notice.dates import Earlier, incoherent
from aboveboard.notice.examine import examine

NOTICE = load()
SOURCE = NOTICE.files["notice.toml"]
FIRST = Earlier("0", date(2026, 1, 1), "a" * 64)


def test_a_later_version_fits() -> None:
    assert incoherent(NOTICE.head, NOTICE.source_hash, SOURCE, [FIRST]) == []


def test_the_same_version_published_already_fits() -> None:
    assert (
        incoherent(NOTICE.head, NOTICE.source_hash, SOURCE, [Earlier("1", NOTICE.effective, NOTICE.source_hash)]) == []
    )


def test_other_words_under_a_published_version_are_refused() -> None:
    [problem] = incoherent(NOTICE.head, NOTICE.source_hash, SOURCE, [Earlier("1", NOTICE.effective, "b" * 64)])
    assert problem.stops
    assert problem.line == SOURCE[: SOURCE.index('version = "1"')].count("\n") + 1
    assert "with other words" in problem.what


@pytest.mark.parametrize("day", [NOTICE.effective, date(2030, 1, 1)])
def test_two_versions_are_never_in_force_on_one_day(day: date) -> None:
    [problem] = incoherent(NOTICE.head, NOTICE.source_hash, SOURCE, [Earlier("0", day, "b" * 64)])
    assert problem.stops
    assert "two versions would be in force" in problem.what
    assert problem.line == SOURCE[: SOURCE.index("effective = ")].count("\n") + 1


def test_terms_that_begin_after_the_notice_leave_a_gap() -> None:
    head = msgspec.structs.replace(NOTICE.head, terms=msgspec.structs.replace(NOTICE.head.terms, effective=date.max))
    [problem] = incoherent(head, NOTICE.source_hash, SOURCE)
    assert not problem.stops
    assert "nobody could be helped" in problem.what
    assert problem.line == SOURCE[: SOURCE.rindex("effective = ")].count("\n") + 1


def test_check_takes_the_published_versions_in() -> None:
    assert examine(None, [FIRST]) == ()
    assert [problem.file for problem in examine(None, [Earlier("1", NOTICE.effective, "b" * 64)])] == ["notice.toml"]
