"""Runs are kept with their history, each invariant gets its turn, and a broken promise alarms once."""

import datetime as dt
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings

from aboveboard.cases.models import Case
from aboveboard.evidence import alarm, reading, running
from aboveboard.evidence.models import CheckRun, State
from aboveboard.evidence.table import INVARIANTS
from aboveboard.ground import notices
from aboveboard.ground.clock import now
from aboveboard.ground.ledger import sequence
from aboveboard.ground.models import Due
from aboveboard.jobs.handlers import HANDLERS
from aboveboard.notice.promises import PROMISES
from tests import cast
from tests.letters.post_office import PostOffice, open_post_office

pytestmark = pytest.mark.db
MINUTE = dt.timedelta(minutes=1)
PROMISE = "contact.always"


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with open_post_office() as opened:
        settings.ABOVEBOARD_SMTP_URL = opened.url
        yield opened


def broken_case() -> Case:
    case: Case = cast.case_of("Tom Reyes")
    Case.objects.filter(pk=case.pk).update(created_at=now() - 60 * MINUTE, status="closed", closed_at=now())
    return case


def repair(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(answered_at=now())


def test_the_same_outcome_on_the_same_day_is_one_row_and_another_one_begins_a_new_row() -> None:
    noon = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
    for minutes in (0, 10, 20):
        run = running.check("use.no-sale", noon + minutes * MINUTE)
    assert (CheckRun.objects.count(), run.times, run.checked_at - run.began_at) == (1, 3, 20 * MINUTE)
    running.check("use.no-sale", noon + dt.timedelta(days=1))
    assert [past.times for past in reading.history("use.no-sale")] == [1, 3]


def test_a_run_names_the_head_of_the_ledger_at_its_time() -> None:
    cast.case_of()
    sequence.turn(now())
    head = running.newest_head()
    assert head is not None
    run = running.check(PROMISE, now())
    assert (run.head_size, run.head_root) == (head.size, head.root)


def test_every_invariant_gets_its_turn_within_ten_minutes_and_none_too_often() -> None:
    start = now()
    turns = 0
    while running.turn(start + turns * dt.timedelta(seconds=2)):
        turns += 1
    assert turns == len(INVARIANTS)
    assert set(CheckRun.objects.values_list("promise", flat=True)) == set(PROMISES)
    assert running.AGAIN + turns * dt.timedelta(seconds=2) < running.EVERY
    assert running.turn(start + 7 * MINUTE) == 0
    assert running.turn(start + 8 * MINUTE) == 1


def test_a_promise_that_is_words_only_says_so_with_its_reason() -> None:
    current = notices.notice()
    given = {name: getattr(current, name) for name in current.__struct_fields__} | {"words_only": {PROMISE: "Because."}}
    notices.put_in_force(type(current)(**given))
    try:
        run = running.check(PROMISE, now())
    finally:
        notices.put_in_force(None)
    assert (run.state, run.reason) == (State.WORDS_ONLY, "Because.")


def test_what_is_not_built_and_what_has_nothing_to_check_never_holds() -> None:
    assert running.check("dnc.list", now()).state == State.NOT_BUILT
    assert running.check("session.consent", now()).state == State.NOTHING


def test_a_broken_promise_is_logged_without_saying_which_row(caplog: pytest.LogCaptureFixture) -> None:
    case = broken_case()
    with caplog.at_level(logging.ERROR):
        run = running.check(PROMISE, now())
    assert [finding.row for finding in reading.findings(run)] == [str(case.pk)]
    assert PROMISE in caplog.text
    assert str(case.pk) not in caplog.text


def test_the_officer_gets_one_letter_until_it_held_again(office: PostOffice) -> None:
    case = broken_case()
    for minutes in range(3):
        running.check(PROMISE, now() + minutes * MINUTE)
    _do_due()
    assert len(office.got) == 1
    letter = office.got[0]
    assert letter["To"] == notices.notice().head.privacy_officer.email
    text = letter.get_content()
    assert PROMISE in text
    assert f"{django_settings.ABOVEBOARD_BASE_URL}/desk/privacy" in text
    assert str(case.pk) not in text
    assert "Tom" not in text

    running.check(PROMISE, now())
    _do_due()
    assert len(office.got) == 1, "the same trouble is not told twice"

    repair(case)
    assert running.check(PROMISE, now()).state == State.HOLDS
    broken_case()
    running.check(PROMISE, now())
    _do_due()
    assert len(office.got) == 2


def test_a_letter_that_is_owed_is_not_sent_when_the_promise_holds_again(office: PostOffice) -> None:
    case = broken_case()
    running.check(PROMISE, now())
    repair(case)
    running.check(PROMISE, now())
    _do_due()
    assert office.got == []


def test_the_letter_leaves_by_the_one_door_and_stands_in_the_ledger(office: PostOffice) -> None:
    broken_case()
    running.check(PROMISE, now())
    _do_due()
    run = running.check("share.grounds", now())
    assert (run.state, run.population) == (State.HOLDS, 1)


def _do_due() -> None:
    for row in Due.objects.filter(kind=alarm.TELL, done_at=None):
        HANDLERS[row.kind](row.about, 1)
        Due.objects.filter(pk=row.pk).update(done_at=now())


def test_programs_get_exactly_the_named_figures() -> None:
    broken_case()
    running.check_all(now())
    data = json.loads(json.dumps(reading.as_data(reading.standings())))
    assert list(data) == ["promises"]
    assert [one["id"] for one in data["promises"]] == list(PROMISES)
    for one in data["promises"]:
        assert {"id", "invariant", "population", "violations", "checked_at", "state"} <= set(one)
    found = next(one for one in data["promises"] if one["id"] == PROMISE)
    assert (found["population"], found["violations"], found["state"]) == (1, 1, "violated")
