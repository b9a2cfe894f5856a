"""Due work: written once, done at least once, held by one worker."""

import datetime as dt
import uuid

import pytest

from aboveboard.ground import due
from aboveboard.ground.clock import now

pytestmark = pytest.mark.db


def test_the_same_work_is_on_the_list_once() -> None:
    about, at = uuid.uuid4(), now()
    due.schedule("x", about, at)
    due.schedule("x", about, at + dt.timedelta(days=1))
    assert [row.about for row in due.claim(at)] == [about]


def test_claimed_work_is_free_again_when_its_worker_died() -> None:
    at = now()
    due.schedule("x", uuid.uuid4(), at)
    assert len(due.claim(at)) == 1
    assert due.claim(at) == []
    [row] = due.claim(at + due.CLAIM + dt.timedelta(seconds=1))
    assert row.attempts == 2


def test_work_comes_when_it_is_due_and_not_before() -> None:
    at = now()
    due.schedule("x", uuid.uuid4(), at + dt.timedelta(minutes=5))
    assert due.claim(at) == []
    assert len(due.claim(at + dt.timedelta(minutes=5))) == 1


def test_finished_work_does_not_come_back() -> None:
    at = now()
    due.schedule("x", uuid.uuid4(), at)
    [row] = due.claim(at)
    due.finish(row, at)
    assert due.claim(at + dt.timedelta(days=1)) == []


def test_failed_work_waits_with_its_reason() -> None:
    at = now()
    due.schedule("x", uuid.uuid4(), at)
    [row] = due.claim(at)
    due.again(row, at + dt.timedelta(minutes=1), "the mail server was away")
    assert due.claim(at) == []
    [row] = due.claim(at + dt.timedelta(minutes=1))
    assert row.trouble == "the mail server was away"
