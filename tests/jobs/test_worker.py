"""The job process: failing work waits longer and longer, and never stops the rest."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest

from aboveboard.ground import due
from aboveboard.ground.clock import now
from aboveboard.jobs import worker
from aboveboard.jobs.handlers import HANDLERS

pytestmark = pytest.mark.db


@pytest.fixture
def done() -> Iterator[list[uuid.UUID]]:
    """Work of the kinds `test.well`, `test.bad` and `test.later`; yields what was done well."""
    well: list[uuid.UUID] = []

    def bad(about: uuid.UUID, tries: int) -> None:
        raise ZeroDivisionError(f"secret words about {about} at try {tries}")

    def later(about: uuid.UUID, tries: int) -> None:
        raise due.NotNow(dt.timedelta(minutes=3), "the line is busy")

    def nobody(about: uuid.UUID, tries: int) -> None:
        raise due.NotNow(dt.timedelta(minutes=3), "nobody to try it with", tried=False)

    added = {
        "test.well": lambda about, _tries: well.append(about),
        "test.bad": bad,
        "test.later": later,
        "test.nobody": nobody,
    }
    HANDLERS.update(added)
    yield well
    for kind in added:
        del HANDLERS[kind]


def test_bad_work_does_not_stop_the_others(done: list[uuid.UUID]) -> None:
    at, well = now(), uuid.uuid4()
    due.schedule("test.bad", uuid.uuid4(), at - dt.timedelta(seconds=2))
    due.schedule("test.nobody-knows", uuid.uuid4(), at - dt.timedelta(seconds=1))
    due.schedule("test.well", well, at)
    assert worker.run_due(at) == 3
    assert done == [well]
    assert worker.run_due(at) == 0


def test_failed_work_keeps_the_kind_of_error_and_not_its_words(done: list[uuid.UUID]) -> None:
    at = now()
    due.schedule("test.bad", uuid.uuid4(), at)
    worker.run_due(at)
    [row] = due.claim(now() + dt.timedelta(hours=1))
    assert row.trouble == "ZeroDivisionError"


def test_work_that_cannot_be_done_now_says_when(done: list[uuid.UUID]) -> None:
    at = now()
    due.schedule("test.later", uuid.uuid4(), at)
    worker.run_due(at)
    assert due.claim(now() + dt.timedelta(minutes=2)) == []
    [row] = due.claim(now() + dt.timedelta(minutes=4))
    assert row.trouble == "the line is busy"


def test_the_wait_grows_and_then_stays() -> None:
    waits = [worker.back_off(tries).total_seconds() for tries in range(1, 9)]
    assert waits == sorted(waits)
    assert waits[0] == 10
    assert waits[-1] == waits[-2] == 7200


def test_waiting_for_somebody_to_try_it_with_uses_up_no_attempt(done: list[uuid.UUID]) -> None:
    at = now()
    due.schedule("test.nobody", uuid.uuid4(), at)
    for number in range(5):
        assert worker.run_due(now() + number * dt.timedelta(minutes=4)) == 1
    [row] = due.claim(now() + dt.timedelta(hours=1))
    assert row.attempts == 1
