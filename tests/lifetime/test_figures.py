"""What remains of answers: counts by period, in groups that show nobody."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.apps import apps

from aboveboard.lifetime import audit, figures, retention
from tests import cast
from tests.lifetime.past import closed_case

pytestmark = pytest.mark.db

NOW = dt.datetime(2026, 2, 10, 12, tzinfo=dt.UTC)
"""A year and more after the answers of 2024."""


def answers(helper: Any, month: int, people: int, year: int = 2024, score: int = 4) -> None:
    """So many people's answers in one month, made by copying one case's rows, since the journey is not asked here."""
    case = closed_case(helper, name=f"Ida {uuid.uuid4().hex[:6]}")
    session = apps.get_model("remote", "Session").objects.get(case=case)
    day = dt.datetime(year, month, 5, 10, tzinfo=dt.UTC)
    sessions, questions, given = (
        apps.get_model(label).objects for label in ("remote.Session", "surveys.Questionnaire", "surveys.Answer")
    )
    given.all().filter(questionnaire__session=session).delete()
    questions.filter(session=session).delete()
    for number in range(people):
        person = uuid.uuid4()
        one = sessions.create(case=case, subject=person, ended_at=day)
        sheet = questions.create(session=one, subject=person, created_at=day)
        given.create(questionnaire=sheet, subject=person, score=score, solved=number % 2 == 0, answered_at=day)


def kept() -> dict[str, tuple[int | None, dict[str, int]]]:
    rows = apps.get_model("lifetime", "Figure").objects.values_list("period", "size", "counts")
    return {period: (size, counts) for period, size, counts in rows}


def left() -> int:
    return int(apps.get_model("surveys", "Answer").objects.count())


def test_months_with_enough_people_become_figures_and_the_answers_go() -> None:
    helper = cast.technician()
    answers(helper, 1, 12)
    answers(helper, 3, 10, score=2)
    retention.run(NOW)
    assert kept() == {
        "2024-01": (12, {"score 4": 12, "solved": 6, "not solved": 6}),
        "2024-03": (10, {"score 2": 10, "solved": 5, "not solved": 5}),
    }
    assert left() == 0
    assert audit.figures_too_small().violations == 0


def test_a_month_that_is_too_small_is_counted_with_its_quarter_and_never_beside_it() -> None:
    helper = cast.technician()
    answers(helper, 1, 12)
    answers(helper, 2, 3)
    answers(helper, 7, 15)
    retention.run(NOW)
    # The quarter alone: beside January's figure it would show the three of February.
    assert {period: size for period, (size, _) in kept().items()} == {"2024-Q1": 15, "2024-07": 15}
    assert left() == 0


def test_a_quarter_that_is_too_small_makes_it_a_year() -> None:
    helper = cast.technician()
    answers(helper, 1, 12)
    answers(helper, 9, 4)
    retention.run(NOW)
    assert {period: size for period, (size, _) in kept().items()} == {"2024": 16}


def test_a_year_of_too_few_is_dropped_and_looked_at_once() -> None:
    helper = cast.technician()
    answers(helper, 1, 3)
    answers(helper, 9, 4)
    retention.run(NOW)
    assert kept() == {"2024": (None, {})}
    assert left() == 0


def test_what_is_not_over_yet_is_counted_in_time_and_stays() -> None:
    helper = cast.technician()
    answers(helper, 1, 12, year=2025)
    answers(helper, 11, 12, year=2025)
    retention.run(NOW)
    assert {period: size for period, (size, _) in kept().items()} == {"2025-01": 12, "2025-11": 12}
    assert left() == 12, "November's go in November"
    retention.run(NOW + dt.timedelta(days=300))
    assert left() == 0
    assert {period: size for period, (size, _) in kept().items()} == {"2025-01": 12, "2025-11": 12}


def test_one_person_with_many_answers_is_one_person() -> None:
    helper = cast.technician()
    answers(helper, 1, 12)
    apps.get_model("surveys", "Answer").objects.update(subject=uuid.uuid4())
    retention.run(NOW)
    assert kept() == {"2024": (None, {})}


def test_no_figure_without_anonymising(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(cast.technician(), 1, 12)
    monkeypatch.setattr("aboveboard.lifetime.rules.ANONYMISED", frozenset())
    retention.run(NOW)
    assert kept() == {}
    assert left() == 0


def test_a_group_of_one_is_never_small_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(figures.notice().head.numbers, "smallest-group", 0)
    assert figures.smallest_group() == 2
