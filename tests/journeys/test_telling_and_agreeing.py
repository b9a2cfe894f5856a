"""The notice changes: everybody concerned is told ahead of its date, and nothing of theirs changes without a yes."""

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from aboveboard.ground import agreed, due, notices, publishing
from aboveboard.ground.models import LedgerEntry
from aboveboard.journeys import agreeing, telling
from aboveboard.journeys.errors import NotFound, Refused
from aboveboard.letters import changes
from aboveboard.letters.models import ChangeLetter
from aboveboard.notice.exports import wellknown
from tests import cast
from tests.notice.made import EXAMPLE, LONGER, SHORTER, made

pytestmark = pytest.mark.db

NOW = dt.datetime.combine(EXAMPLE.effective, dt.time(9), dt.UTC)
FAR = dt.date(2190, 1, 1)
SECOND = made("2", FAR, LONGER)
THIRD = made("3", FAR + dt.timedelta(days=1), LONGER, ("cookies.toml", 'keep_for = "P14D"', 'keep_for = "P30D"'))


@pytest.fixture(autouse=True)
def first_version() -> Iterator[None]:
    publishing.publish(EXAMPLE, NOW)
    publishing.look()
    yield
    notices.put_in_force(None)


def facts(kind: str) -> list[dict[str, Any]]:
    rows = LedgerEntry.objects.filter(kind=kind).order_by("id")
    return [json.loads(row.body)["facts"] for row in rows]


def test_everybody_is_owed_one_letter_and_who_has_no_address_is_told_by_the_page() -> None:
    ida, tom = cast.case_of(), cast.case_of("Tom Berg", "", "No sound.")
    assert telling.turn(NOW) == 0
    publishing.publish(SECOND, NOW)
    assert telling.turn(NOW) == 2
    assert telling.turn(NOW) == 0, "nobody is told twice"
    theirs = {row.subject: row for row in ChangeLetter.objects.all()}
    assert (theirs[ida.customer_id].state, theirs[tom.customer_id].state) == ("queued", "not_sent")
    assert theirs[tom.customer_id].reason == "no address"
    assert due.is_open(changes.SEND_CHANGE, theirs[ida.customer_id].pk)
    assert not due.is_open(changes.SEND_CHANGE, theirs[tom.customer_id].pk)
    assert facts("notice.told") == []

    agreeing.told(tom.customer_id, SECOND.source_hash)
    agreeing.told(tom.customer_id, SECOND.source_hash)
    assert facts("notice.told") == [{"by": "page", "hash": SECOND.source_hash}]


def test_a_change_that_matters_to_nobody_writes_no_letter() -> None:
    cast.case_of()
    publishing.publish(made("2", FAR, SHORTER), NOW)
    assert telling.turn(NOW) == 0


def test_who_comes_after_the_date_came_under_the_new_version() -> None:
    case = cast.case_of()
    publishing.publish(made("2", NOW.date() + dt.timedelta(days=30), LONGER), NOW)
    joined_at = case.created_at
    assert joined_at.date() < NOW.date() + dt.timedelta(days=30)
    case.customer.created_at = NOW + dt.timedelta(days=31)
    case.customer.save(update_fields=["created_at"])
    assert telling.turn(NOW) == 0


def test_what_was_collected_before_stays_under_its_version_until_agreed_anew() -> None:
    case = cast.case_of()
    person = case.customer_id
    assert agreed.held_under(person) == EXAMPLE.source_hash
    assert agreeing.offer(person) is None
    publishing.publish(SECOND, NOW)
    offer = agreeing.offer(person)
    assert offer is not None
    assert (offer.old, offer.new, offer.choice) == (EXAMPLE, SECOND, "")
    assert [one.kind for one in offer.changes] == ["keep.longer"]

    agreeing.leave_as_it_is(person, SECOND.source_hash)
    left = agreeing.offer(person)
    assert left is not None
    assert left.choice == "left"
    assert agreed.held_under(person) == EXAMPLE.source_hash
    assert facts("notice.agreed") == []

    agreeing.agree_to_notice(person, SECOND.source_hash)
    agreeing.agree_to_notice(person, SECOND.source_hash)
    assert agreed.held_under(person) == SECOND.source_hash
    assert agreeing.offer(person) is None
    assert facts("notice.agreed") == [{"before": EXAMPLE.source_hash, "hash": SECOND.source_hash}]


def test_a_yes_is_to_what_was_shown_and_to_nothing_else() -> None:
    case = cast.case_of()
    publishing.publish(SECOND, NOW)
    publishing.publish(THIRD, NOW)
    for hashed in (SECOND.source_hash, "0" * 64, "", EXAMPLE.source_hash):
        with pytest.raises(Refused):
            agreeing.agree_to_notice(case.customer_id, hashed)
        with pytest.raises(Refused):
            agreeing.leave_as_it_is(case.customer_id, hashed)
    with pytest.raises(NotFound):
        agreeing.agree_to_notice(uuid.uuid4(), THIRD.source_hash)
    assert agreed.held_under(case.customer_id) == EXAMPLE.source_hash


def test_who_comes_while_a_version_is_in_force_is_held_under_it() -> None:
    publishing.publish(SECOND, NOW)
    publishing.look(FAR)
    case = cast.case_of()
    assert agreed.held_under(case.customer_id) == SECOND.source_hash
    assert agreeing.offer(case.customer_id) is None
    assert wellknown.content(notices.notice(), "")["hash"] == SECOND.source_hash
