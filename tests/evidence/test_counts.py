"""Counts that differ: what the server has too much breaks a promise, what an end did wrong is only shown."""

import datetime as dt
from typing import Any

import pytest

from aboveboard.evidence import reading, running
from aboveboard.evidence.models import State
from aboveboard.ground.clock import now
from aboveboard.ground.models import LedgerEntry
from aboveboard.journeys import consenting
from aboveboard.remote.models import Session
from tests.evidence import world as worlds

pytestmark = pytest.mark.db


@pytest.fixture
def world() -> worlds.World:
    return worlds.make()


def checked(world: worlds.World) -> tuple[str, list[str]]:
    run = running.check("session.consent", now())
    return run.state, [found.why for found in reading.findings(run)]


@pytest.fixture
def bare(world: worlds.World) -> worlds.World:
    """Something was seen, and the customer's end broke off before it signed anything."""
    entry = LedgerEntry.objects.get(kind="session.keyed")
    entry.commitments.all().delete()
    entry.delete()
    Session.objects.filter(pk=world.session).update(tally=None)
    return world


def test_an_end_that_broke_off_breaks_nothing_and_is_shown(bare: worlds.World) -> None:
    state, why = checked(bare)
    assert state == State.HOLDS
    assert why == ["counts differ: something was seen, and the customer's end signed no count"]


def test_an_end_that_signs_more_than_it_sent_breaks_nothing_and_is_shown(bare: worlds.World) -> None:
    consenting.record_tally(bare.session, worlds.signed_count(bare.session, now(), frames=90))
    state, why = checked(bare)
    assert state == State.HOLDS
    assert why == ["counts differ: the customer's end signed more than arrived"]


def test_an_end_that_signs_with_no_key_of_its_own_breaks_nothing_and_is_shown(bare: worlds.World) -> None:
    unsigned = worlds.signed_count(bare.session, now()) | {"signing": "", "verified": False, "counts": {"33": 1}}
    consenting.record_tally(bare.session, unsigned)
    state, why = checked(bare)
    assert state == State.HOLDS
    assert why == ["counts differ: the customer's end never signed with the key that it showed"]


def test_frames_just_after_the_last_count_break_nothing_and_are_shown(bare: worlds.World) -> None:
    session = Session.objects.get(pk=bare.session)
    last = session.grants.get().last_frame_at
    assert last is not None
    consenting.record_tally(bare.session, worlds.signed_count(bare.session, last - dt.timedelta(seconds=3), 30, 30))
    state, why = checked(bare)
    assert state == State.HOLDS
    assert why == ["counts differ: frames passed after the last signed count"]


def test_a_count_that_does_not_fit_replaces_none_that_did(world: worlds.World) -> None:
    before: Any = Session.objects.get(pk=world.session).tally
    consenting.record_tally(world.session, worlds.signed_count(world.session, now()) | {"verified": False})
    assert Session.objects.get(pk=world.session).tally == before
    assert checked(world) == (State.HOLDS, [])


def test_each_key_stands_in_the_ledger_once(world: worlds.World) -> None:
    same = Session.objects.get(pk=world.session).tally
    assert same is not None
    consenting.record_tally(world.session, same)
    consenting.record_tally(world.session, worlds.signed_count(world.session, now()))
    assert LedgerEntry.objects.filter(kind="session.keyed").count() == 2
