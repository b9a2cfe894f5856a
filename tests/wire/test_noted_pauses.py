"""A pause of the customer is written down, by the customer's own frame alone."""

from __future__ import annotations

import pytest

from aboveboard.wire import limits
from aboveboard.wire.payloads import Empty, Pause, Peer, Peers
from aboveboard.wire.records import Admission, Paused
from aboveboard.wire.types import FrameType, Role
from tests.wire.board import Met, Shell
from tests.wire.ends import WireEnd

F = FrameType


def pauses(shell: Shell) -> list[bool]:
    return [record.paused for record in shell.records if isinstance(record, Paused)]


def say(met: Met, *paused: bool) -> None:
    for one in paused:
        met.shell.send(met.c, met.customer.make(F.PAUSE, Pause(paused=one)))


def test_pausing_and_going_on_are_written_down_once_each_and_go_to_nobody() -> None:
    met = Met()
    met.grant()
    before = len(met.shell.forwarded)
    say(met, False, True, True, False, False, True)
    assert pauses(met.shell) == [True, False, True]
    assert met.shell.records[-1] == Paused(True, met.shell.now)
    assert len(met.shell.forwarded) == before
    assert not met.technician.heard_of(F.PAUSE)


def told(end: WireEnd) -> list[list[Peer]]:
    return [payload.peers for payload in end.heard_of(F.PEERS) if isinstance(payload, Peers)]


def test_everybody_is_told_of_a_pause_and_of_its_end_also_who_sees_no_picture() -> None:
    met = Met()
    say(met, True, False, True)
    for end in (met.technician, met.customer):
        paused = [{one.role: one.paused for one in peers} for peers in told(end)][-3:]
        assert [one[Role.CUSTOMER] for one in paused] == [True, False, True]
        assert not any(one[Role.TECHNICIAN] for one in paused)


def test_both_ends_are_told_the_moment_of_the_admission_and_the_same_one() -> None:
    met = Met()
    [theirs] = [one for one in told(met.technician)[-1] if one.role is Role.TECHNICIAN]
    [ours] = [one for one in told(met.customer)[-1] if one.role is Role.TECHNICIAN]
    assert ours.admitted
    [admission] = [record for record in met.shell.records if isinstance(record, Admission)]
    assert theirs.since_us == ours.since_us == admission.at_us > 0


def test_a_pause_needs_no_yes_of_any_kind_and_nobody_else() -> None:
    shell = Shell()
    customer = WireEnd(Role.CUSTOMER)
    line = shell.join(1, customer)
    shell.send(line, customer.make(F.PAUSE, Pause(paused=True)))
    assert pauses(shell) == [True]


@pytest.mark.parametrize("paused", [True, False])
def test_a_technician_who_writes_a_pause_is_closed_and_nothing_is_written(paused: bool) -> None:
    met = Met()
    met.grant()
    if not paused:
        say(met, True)
    written = pauses(met.shell)
    met.shell.send(met.t, met.technician.make(F.PAUSE, Pause(paused=paused)))
    assert int(met.shell.closed[met.t]) == 4403
    assert pauses(met.shell) == written
    assert met.shell.session.paused is not paused


def test_a_frame_with_the_customers_number_from_a_technicians_socket_is_no_pause() -> None:
    met = Met()
    met.shell.send(met.t, met.customer.make(F.PAUSE, Pause(paused=True)))
    assert int(met.shell.closed[met.t]) == 4423
    assert pauses(met.shell) == []


def test_whoever_comes_back_is_not_paused_and_nothing_is_written_for_them() -> None:
    met = Met()
    say(met, True)
    met.shell.do(met.shell.session.disconnect(met.c, met.shell.now))
    back = WireEnd(Role.CUSTOMER)
    line = met.shell.join(1, back)
    assert not met.shell.session.paused
    met.shell.send(line, back.make(F.PAUSE, Pause(paused=False)))
    assert pauses(met.shell) == [True]


def test_no_pause_is_written_after_the_end() -> None:
    met = Met()
    met.shell.do(met.shell.session.end("server", "eight hours", met.shell.now))
    say(met, True)
    assert pauses(met.shell) == []


def test_pauses_without_end_are_dropped_and_the_last_one_is_still_let_go_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PAUSES_EVER", 2)
    met = Met()
    for _ in range(2):
        say(met, True, False)
    say(met, True, False)
    assert pauses(met.shell) == [True, False, True, False]
    assert met.c.alive
    met.shell.send(met.c, met.customer.make(F.RENEW, Empty()))
    assert not met.shell.session.paused
