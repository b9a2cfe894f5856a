"""Each invariant passes clean data with something in it, and finds and names what was planted."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings

from aboveboard.evidence.models import State
from aboveboard.evidence.running import look
from aboveboard.evidence.table import INVARIANTS
from aboveboard.ground import notices, openings
from aboveboard.ground.clock import now
from aboveboard.ground.seen import Seen
from aboveboard.notice.promises import PROMISES
from tests.evidence import plants_computers  # noqa: F401  # its plants put themselves on the list
from tests.evidence import world as worlds
from tests.evidence.plants import PLANTS, Plant
from tests.evidence.world import World
from tests.letters.post_office import open_post_office

pytestmark = pytest.mark.db
BUILT = [promise for promise, one in INVARIANTS.items() if one.look is not None]


@pytest.fixture(autouse=True)
def _the_notice_of_the_folder() -> Iterator[None]:
    openings.forget_known()
    yield
    notices.put_in_force(None)
    openings.forget_known()


def a_world_for(promise: str) -> World:
    world = worlds.make()
    if promise in worlds.MORE:
        worlds.MORE[promise](world)
    return world


def look_at(promise: str) -> Seen:
    return look(INVARIANTS[promise], now()).seen


@pytest.fixture
def mail(settings: Any) -> Iterator[None]:
    """The letters of the session leave through a real post office."""
    with open_post_office() as office:
        settings.ABOVEBOARD_SMTP_URL = office.url
        yield


@pytest.mark.parametrize("promise", BUILT)
def test_clean_data_holds_and_there_is_something_to_hold(promise: str, settings: Any, mail: None) -> None:
    a_world_for(promise)
    if promise == "share.grounds":
        worlds.send_letters()
    seen = look_at(promise)
    assert not seen.rows
    assert seen.violations == 0
    assert seen.population > 0


@pytest.mark.parametrize(
    ("promise", "plant"), PLANTS, ids=[f"{promise}: {plant.__name__}" for promise, plant in PLANTS]
)
def test_what_is_planted_is_found_and_named(promise: str, plant: Plant, settings: Any) -> None:
    # Some plants change a setting; the fixture puts it back.
    settings.ABOVEBOARD_SMTP_URL = django_settings.ABOVEBOARD_SMTP_URL
    settings.SESSION_COOKIE_NAME = django_settings.SESSION_COOKIE_NAME
    world = a_world_for(promise)
    named = str(plant(world))
    outcome = look(INVARIANTS[promise], now())
    assert outcome.state is State.VIOLATED
    assert outcome.seen.violations >= 1
    assert any(named in row.pk for row in outcome.seen.rows), outcome.seen.rows


def test_every_promise_has_an_entry_and_every_built_one_both_tests() -> None:
    assert tuple(INVARIANTS) == PROMISES
    planted = {promise for promise, _plant in PLANTS}
    assert planted == set(BUILT), "plant a violation in tests/evidence/plants.py for each invariant that is built"


def test_rows_are_named_up_to_a_bound_and_counted_all() -> None:
    seen = Seen()
    for number in range(1000):
        seen.broken("table", number, "why")
    assert seen.violations == 1000
    assert len(seen.rows) == 50
