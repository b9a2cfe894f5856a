"""Counts that differ: what the server has too much breaks a promise, what an end did wrong is only shown."""

import datetime as dt
from typing import Any

import pytest

from aboveboard.evidence import reading, running
from aboveboard.evidence.models import State
from aboveboard.ground.clock import now
from aboveboard.ground.models import LedgerEntry
from aboveboard.journeys import consenting, receipts
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


def over_sockets(world: worlds.World, *, noted: dt.datetime, signing: dt.datetime, frames: int, sent: int) -> None:
    """The server noted frames of a socket that came at `noted`; one that came at `signing` signed what it sent."""
    begun = {"since_us": int(noted.timestamp() * 1_000_000), "counts": {"33": frames}, "bytes": 90_000, "last": 77}
    Session.objects.filter(pk=world.session).update(relayed=begun)
    signed = worlds.signed_count(world.session, signing, sent, sent)
    consenting.record_tally(world.session, signed | {"since_us": int(signing.timestamp() * 1_000_000)})


def last_frame(world: worlds.World) -> dt.datetime:
    last = Session.objects.get(pk=world.session).grants.get().last_frame_at
    assert last is not None
    return last


def test_what_an_earlier_socket_sent_is_not_held_against_a_later_one_that_sent_nothing(bare: worlds.World) -> None:
    last = last_frame(bare)
    over_sockets(bare, noted=last - dt.timedelta(seconds=60), signing=last + dt.timedelta(seconds=9), frames=40, sent=0)
    assert checked(bare) == (State.HOLDS, [])
    found = receipts.receipt(bare.session)
    assert (found.agrees, found.after) == (True, 0)


def test_the_counts_of_earlier_sockets_stay_and_are_checked(world: worlds.World) -> None:
    first = Session.objects.get(pk=world.session).tally
    for seconds in (70, 71):
        later = now() + dt.timedelta(seconds=seconds)
        since = int((later - dt.timedelta(seconds=1)).timestamp() * 1_000_000)
        consenting.record_tally(world.session, worlds.signed_count(world.session, later, 0, 0) | {"since_us": since})
    kept = Session.objects.get(pk=world.session).tally
    assert kept is not None
    assert first is not None
    assert [each["counts"] for each in kept["earlier"]] == [{"33": 40}, {"33": 0}]
    assert checked(world) == (State.HOLDS, [])
    kept["earlier"][0]["counts"] = {"33": 41}
    Session.objects.filter(pk=world.session).update(tally=kept)
    assert checked(world) == (State.VIOLATED, ["the signature of the customer's end does not fit the count"])


def test_what_a_later_socket_sent_just_before_its_first_count_is_said_and_breaks_nothing(bare: worlds.World) -> None:
    last = last_frame(bare)
    over_sockets(bare, noted=last - dt.timedelta(seconds=3), signing=last - dt.timedelta(hours=1), frames=12, sent=40)
    assert checked(bare) == (State.HOLDS, ["counts differ: frames passed after the last signed count"])
    found = receipts.receipt(bare.session)
    assert (found.agrees, found.after) == (True, 12)


def test_what_a_later_socket_sent_for_long_without_a_count_breaks_the_promise(bare: worlds.World) -> None:
    last = last_frame(bare)
    over_sockets(bare, noted=last - dt.timedelta(minutes=9), signing=last - dt.timedelta(hours=1), frames=12, sent=40)
    assert checked(bare)[0] == State.VIOLATED
    assert receipts.receipt(bare.session).agrees is False
