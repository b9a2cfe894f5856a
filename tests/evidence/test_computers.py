"""What is remembered of a computer, opened as it may be and as it may not be, before the check of openings."""

import datetime as dt
from typing import Any

import pytest
from msgspec.structs import replace

from aboveboard.evidence.running import look
from aboveboard.evidence.table import INVARIANTS
from aboveboard.ground import openings
from aboveboard.ground.clock import now
from aboveboard.ground.ledger.record import record
from aboveboard.ground.models import Opening
from aboveboard.journeys import computers_seen, working
from tests import cast
from tests.evidence import world as worlds

pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def _nothing_known() -> None:
    openings.forget_known()


def a_computer_comes_again() -> tuple[Any, Any, Any, Opening]:
    """Ben's case has the computer of an earlier one, and he read what that left."""
    ben = cast.technician("ben", "Ben Okafor", password=None)
    first, second = (cast.case_of(name, computer=worlds.REPORT) for name in ("Lea Brandt", "L. Brandt"))
    working.take_case(second.pk, ben.pk)
    assert computers_seen.remembered(second, cast.staff_access(ben))
    return ben, first, second, Opening.objects.get(purpose="recognise")


def broken() -> list[str]:
    return [row.pk for row in look(INVARIANTS["guard.need-to-know"], now()).seen.rows]


def test_what_a_case_with_the_same_computer_opens_has_a_need() -> None:
    _ben, first, second, opening = a_computer_comes_again()
    assert (opening.subject, opening.need, opening.categories) == (first.subject, second.pk, "machine-history")
    assert broken() == []


@pytest.mark.parametrize("how", ["more with it", "another's case", "another computer", "without a case", "before it"])
def test_what_nobody_needed_is_named(how: str) -> None:
    _ben, _first, _second, opening = a_computer_comes_again()
    other = cast.case_of("Tom Reyes", "tom@example.org")
    changes: dict[str, Any] = {
        "more with it": {"categories": "chat machine-history"},
        "another's case": {"need": other.pk},
        "another computer": {"subject": other.subject},
        "without a case": {"need": None},
        "before it": {"opened_at": now() - dt.timedelta(days=2)},
    }[how]
    if how == "another computer":
        third = cast.case_of("Ida", computer=replace(worlds.REPORT, recognise="cd" * 16))
        changes = {"subject": third.subject}
    values = {name: getattr(opening, name) for name in ("actor_kind", "actor", "subject", "purpose", "need")}
    values |= {"categories": opening.categories, "opened_at": opening.opened_at, "hour": now() - dt.timedelta(hours=9)}
    made = Opening.objects.create(**(values | changes))
    record("opened", about=made.pk)
    assert str(made.pk) in broken()
