"""The session machine, rule by rule."""

import pytest

from aboveboard.wire import limits
from aboveboard.wire.closes import CloseCode, ProtocolError
from aboveboard.wire.payloads import (
    Ask,
    Commit,
    Deny,
    Empty,
    Ended,
    Grants,
    Note,
    Peers,
    PictureConfig,
    Point,
    Revoke,
    Seen,
    Shown,
    Tally,
)
from aboveboard.wire.permit import Permitted
from aboveboard.wire.records import Admission, Asked, Denied, Granted, GrantEnded, SessionEnded, StepShown, Tallied, Why
from aboveboard.wire.types import FrameType, Phase, Role, Scope, Step
from tests.wire.board import Met, Shell
from tests.wire.ends import WireEnd

F = FrameType
SECOND = limits.SECOND


def notes(end: WireEnd) -> list[str]:
    return [note.code for note in end.heard_of(F.NOTE) if isinstance(note, Note)]


def test_it_reaches_open_only_after_keys_steps_and_a_yes() -> None:
    shell = Shell()
    customer, technician = WireEnd(Role.CUSTOMER), WireEnd(Role.TECHNICIAN)
    c = shell.join(1, customer)
    assert shell.session.phase is Phase.GATHERING
    t = shell.join(2, technician)
    assert shell.session.phase is Phase.MEETING
    shell.send(c, customer.admit(2))
    assert notes(customer) == ["keys"], "no yes before there is a phrase to compare"
    shell.send(t, technician.begin(1))
    assert customer.handshakes[2].phrase == technician.handshakes[1].phrase is not None
    shell.send(c, *[customer.make(F.SHOWN, Shown(step=step)) for step in list(Step)[:-1]], customer.admit(2))
    assert shell.session.phase is Phase.MEETING
    shell.send(c, customer.grant(2)[1])
    assert "phase" in notes(customer)
    shell.send(c, customer.make(F.SHOWN, Shown(step=Step.FILES)))
    assert shell.session.phase is Phase.OPEN
    assert [record.step for record in shell.records if isinstance(record, StepShown)] == list(Step)
    peers = technician.heard_of(F.PEERS)[-1]
    assert isinstance(peers, Peers)
    assert peers.phase is Phase.OPEN
    assert [peer.admitted for peer in peers.peers] == [False, True]


def test_a_picture_passes_only_under_a_live_grant() -> None:
    met = Met()
    met.shell.send(met.c, met.customer.picture())
    assert met.shell.forwarded[-1][1][1] != F.PICTURE
    assert notes(met.customer) == ["no_grant"]
    grant = met.grant()
    assert met.customer.heard_of(F.REFRESH), "the customer's end is asked for a key frame"
    frame = met.customer.picture(b"shown")
    met.shell.send(met.c, frame)
    assert met.shell.forwarded[-1] == (met.t, frame), "header and payload as the sender made them"
    met.shell.send(met.c, met.customer.make(F.REVOKE, Revoke(grant=grant)))
    before = len(met.shell.forwarded)
    met.shell.send(met.c, met.customer.picture())
    assert len(met.shell.forwarded) == before
    assert met.shell.records[-1] == GrantEnded(grant, Why.REVOKED, met.shell.now)


def test_a_grant_is_not_live_before_the_database_took_it() -> None:
    met = Met()
    met.shell.hold = True
    met.grant()
    before = len(met.shell.forwarded)
    met.shell.send(met.c, met.customer.picture())
    assert len(met.shell.forwarded) == before
    met.shell.confirm()
    met.shell.send(met.c, met.customer.picture())
    assert len(met.shell.forwarded) == before + 1


def test_a_grant_revoked_before_it_was_recorded_never_lives() -> None:
    met = Met()
    met.shell.hold = True
    grant = met.grant()
    met.shell.send(met.c, met.customer.make(F.REVOKE, Revoke(grant=grant)))
    before = len(met.shell.forwarded)
    met.shell.confirm()
    met.shell.send(met.c, met.customer.picture())
    assert len(met.shell.forwarded) == before
    kinds = [type(record) for record in met.shell.records]
    assert kinds.index(Granted) < kinds.index(GrantEnded)


def test_a_permit_is_void_once_its_grant_is_gone() -> None:
    met = Met()
    grant = met.grant()
    [permitted] = met.shell.session.receive(met.c, met.customer.picture(), met.shell.now)
    assert isinstance(permitted, Permitted)
    met.shell.send(met.c, met.customer.make(F.REVOKE, Revoke(grant=grant)))
    assert permitted.release(met.shell.now) is None
    assert met.shell.session.counts() == [], "a frame that was held back does not count as passed"


def test_a_permit_is_void_once_the_lease_ran_out() -> None:
    met = Met()
    met.grant()
    [permitted] = met.shell.session.receive(met.c, met.customer.picture(), met.shell.now)
    assert isinstance(permitted, Permitted)
    assert permitted.release(met.shell.now + limits.LEASE_MS * 1000) is None


def test_nobody_else_can_make_a_permit() -> None:
    met = Met()
    with pytest.raises(TypeError, match="only permit"):
        Permitted(object(), b"", None, met.c, met.t, None)  # type: ignore[arg-type]  # the attack


def test_a_lease_lapses_unless_renewed() -> None:
    met = Met()
    grant = met.grant()
    for _ in range(5):
        met.shell.wait(3 * SECOND)
        met.shell.send(met.c, met.customer.make(F.RENEW, Empty()))
    assert met.shell.session.leases.get(grant) is not None
    met.shell.wait(5 * SECOND)
    assert GrantEnded(grant, Why.LAPSED, met.shell.now) in met.shell.records
    met.shell.send(met.c, met.customer.make(F.RENEW, Empty()))
    assert met.shell.session.leases.get(grant) is None, "a lapsed grant does not come back"


def test_the_customers_going_ends_everything_and_all_is_asked_anew() -> None:
    met = Met()
    grant = met.grant()
    met.shell.do(met.shell.session.disconnect(met.c, met.shell.now))
    assert GrantEnded(grant, Why.LEFT, met.shell.now) in met.shell.records
    assert met.shell.session.phase is Phase.GATHERING
    back = WireEnd(Role.CUSTOMER)
    line = met.shell.join(1, back)
    assert met.shell.session.phase is Phase.MEETING
    met.shell.send(line, *back.steps(), back.admit(2))
    assert notes(back) == ["keys"], "the old phrase does not carry over"


def test_a_technicians_reload_goes_on_and_asks_for_a_key_frame() -> None:
    met = Met()
    grant = met.grant()
    met.shell.wait(2 * SECOND)
    met.shell.do(met.shell.session.disconnect(met.t, met.shell.now))
    refreshes = len(met.customer.heard_of(F.REFRESH))
    met.shell.wait(2 * SECOND)
    again = WireEnd(Role.TECHNICIAN)
    line = met.shell.join(2, again)
    assert again.welcome is not None
    assert [each.grant for each in again.welcome.grants] == [grant]
    assert len(met.customer.heard_of(F.REFRESH)) == refreshes + 1
    met.shell.send(met.c, met.customer.picture())
    assert met.shell.forwarded[-1][0] is line


def test_a_technician_who_stays_away_loses_its_grants_and_its_yes() -> None:
    met = Met()
    grant = met.grant()
    met.shell.do(met.shell.session.disconnect(met.t, met.shell.now))
    for _ in range(11):
        met.shell.send(met.c, met.customer.make(F.RENEW, Empty()))
        met.shell.wait(3 * SECOND)
    assert next(record for record in met.shell.records if isinstance(record, GrantEnded)).why is Why.LEFT
    assert met.shell.session.leases.get(grant) is None
    assert not met.shell.session.seats[2].admitted
    assert met.shell.session.phase is Phase.GATHERING


def test_a_new_handshake_takes_admission_and_grants_back() -> None:
    met = Met()
    grant = met.grant()
    first = met.technician.handshakes[1].phrase
    met.shell.send(met.t, met.technician.begin(1))
    assert GrantEnded(grant, Why.KEYS, met.shell.now) in met.shell.records
    assert Admission(2, False, "keys", met.shell.now) in met.shell.records
    assert met.shell.session.phase is Phase.MEETING
    assert met.customer.handshakes[2].phrase == met.technician.handshakes[1].phrase != first


def test_a_second_technician_sees_nothing_before_a_yes_by_name() -> None:
    met = Met()
    met.grant()
    ben = WireEnd(Role.TECHNICIAN)
    line = met.shell.join(3, ben)
    met.shell.send(met.c, met.customer.picture(), met.customer.grant(3)[1])
    assert not ben.heard_of(F.PICTURE)
    assert "admit" in notes(met.customer)
    met.shell.send(line, ben.begin(1))
    met.shell.send(met.c, met.customer.admit(3))
    met.shell.send(met.c, met.customer.picture())
    assert not ben.heard_of(F.PICTURE), "admitted is not granted"
    met.grant(to=3)
    met.shell.send(met.c, met.customer.picture())
    assert len(ben.heard_of(F.PICTURE)) == 1
    met.shell.send(met.c, met.customer.admit(3, yes=False), met.customer.picture())
    assert len(ben.heard_of(F.PICTURE)) == 1
    assert len(met.technician.heard_of(F.PICTURE)) == 4


def test_an_ask_reaches_the_customer_and_a_no_reaches_the_asker() -> None:
    met = Met()
    ask = "0123456789abcdef0123456789abcdef"
    met.shell.send(met.t, met.technician.make(F.ASK, Ask(ask=ask, scope=Scope.POINT, reason="to show a button")))
    assert met.customer.heard_of(F.ASK)
    met.shell.send(met.c, met.customer.make(F.DENY, Deny(ask=ask)), met.customer.make(F.DENY, Deny(ask=ask)))
    assert len(met.technician.heard_of(F.DENY)) == 1
    assert notes(met.customer) == ["unknown"]
    assert [type(record) for record in met.shell.records[-2:]] == [Asked, Denied]


def test_marks_pass_only_under_their_own_scope() -> None:
    met = Met()
    met.grant(Scope.VIEW)
    met.shell.send(met.t, met.technician.make(F.POINT, Point(x=1, y=2)))
    assert notes(met.technician) == ["no_grant"]
    met.shell.send(met.t, met.technician.make(F.SEEN, Seen(sequence=1)))
    assert met.customer.heard_of(F.SEEN)
    met.grant(Scope.POINT)
    met.shell.send(met.t, met.technician.make(F.POINT, Point(x=1, y=2)))
    assert met.customer.heard_of(F.POINT) == [Point(x=1, y=2)]


def test_many_wishes_for_a_key_frame_become_one_a_second() -> None:
    met = Met()
    met.grant()
    met.shell.wait(2 * SECOND)
    before = len(met.customer.heard_of(F.REFRESH))
    for _ in range(8):
        met.shell.send(met.t, met.technician.make(F.REFRESH, Empty()))
    assert len(met.customer.heard_of(F.REFRESH)) == before + 1
    met.shell.wait(SECOND)
    assert len(met.customer.heard_of(F.REFRESH)) == before + 2, "the others are one wish, granted a second later"


@pytest.mark.parametrize("who", ["customer", "technician"])
def test_either_end_ends_everything(who: str) -> None:
    met = Met()
    met.grant()
    met.shell.hold = True
    line, end = (met.c, met.customer) if who == "customer" else (met.t, met.technician)
    met.shell.send(line, end.end("bye"))
    before = len(met.shell.forwarded)
    met.shell.send(met.c, met.customer.picture())
    assert len(met.shell.forwarded) == before
    assert not met.technician.heard_of(F.ENDED), "nobody is told before it is recorded"
    met.shell.confirm()
    for each in (met.customer, met.technician):
        [ended] = each.heard_of(F.ENDED)
        assert isinstance(ended, Ended)
        assert (ended.by, ended.reason) == (who, "bye")
    assert met.shell.closed == {met.t: CloseCode.ENDED}
    met.shell.send(met.c, met.customer.tally())
    tally = met.shell.records[-1]
    assert isinstance(tally, Tallied)
    assert tally.verified
    assert tally.agrees
    met.shell.wait(2 * SECOND)
    assert met.shell.closed[met.c] is CloseCode.ENDED
    with pytest.raises(ProtocolError, match="4410"):
        met.shell.join(1, WireEnd(Role.CUSTOMER))


def test_an_ask_that_waits_when_the_session_ends_stays_unsaid() -> None:
    met = Met()
    ask = met.technician.make(F.ASK, Ask(ask="0" * 32, scope=Scope.VIEW, reason=""))
    [_, permitted] = met.shell.session.receive(met.t, ask, met.shell.now)
    assert isinstance(permitted, Permitted)
    met.shell.send(met.c, met.customer.end())
    assert permitted.release(met.shell.now) is None


def test_an_unadmitted_technician_cannot_end_somebody_elses_session() -> None:
    met = Met()
    ben = WireEnd(Role.TECHNICIAN)
    line = met.shell.join(3, ben)
    met.shell.send(line, ben.end())
    assert met.shell.session.phase is Phase.OPEN
    assert not [record for record in met.shell.records if isinstance(record, SessionEnded)]


def test_a_tally_that_lies_or_is_forged_is_recorded_as_such() -> None:
    met = Met()
    met.grant()
    met.shell.send(met.c, met.customer.picture())
    met.customer.media["bytes"] += 1
    met.shell.send(met.c, met.customer.tally())
    lying = met.shell.records[-1]
    assert isinstance(lying, Tallied)
    assert (lying.verified, lying.agrees) == (True, False)
    met.customer.media["bytes"] -= 1
    met.customer.keys = WireEnd(Role.CUSTOMER).keys
    met.shell.send(met.c, met.customer.tally())
    forged = met.shell.records[-1]
    assert isinstance(forged, Tallied)
    assert (forged.verified, forged.agrees) == (False, True)
    assert notes(met.customer) == ["signature"]


def test_a_failing_database_stops_everything_and_says_so() -> None:
    met = Met()
    met.grant()
    [permitted] = met.shell.session.receive(met.c, met.customer.picture(), met.shell.now)
    assert isinstance(permitted, Permitted)
    met.shell.do(met.shell.session.fail(met.shell.now))
    assert permitted.release(met.shell.now) is None
    assert met.shell.closed == {met.c: CloseCode.FAILED, met.t: CloseCode.FAILED}
    assert met.customer.heard_of(F.REFUSED)


def test_the_same_grant_cannot_be_made_twice() -> None:
    met = Met()
    grant = met.grant()
    met.shell.send(met.c, met.customer.grant(2, grant=grant)[1], met.customer.grant(2)[1])
    assert notes(met.customer) == ["duplicate"]
    assert len([record for record in met.shell.records if isinstance(record, Granted)]) == 1
    shown = met.technician.heard_of(F.GRANTS)[-1]
    assert isinstance(shown, Grants)
    assert [each.grant for each in shown.grants] == [grant]


def test_a_grant_that_the_database_refuses_never_lives_and_ends_nothing_else() -> None:
    met = Met()
    live = met.grant(Scope.POINT)
    met.shell.hold = True
    grant = met.grant()
    [record] = met.shell.unconfirmed
    met.shell.do(met.shell.session.refuse(record, met.shell.now))
    met.shell.do(met.shell.session.confirm(record, met.shell.now))
    assert notes(met.customer) == ["duplicate"]
    assert [lease.grant for lease in met.shell.session.leases.all()] == [live]
    met.shell.send(met.c, met.customer.picture())
    assert notes(met.customer) == ["duplicate", "no_grant"]
    assert not met.technician.heard_of(F.PICTURE)
    assert not met.shell.closed
    met.shell.send(met.c, met.customer.grant(2, grant=grant)[1])
    assert [lease.grant for lease in met.shell.session.leases.all()] == [live]
    met.shell.do(met.shell.session.refuse(Granted(live, Scope.POINT, 2, 5000, met.shell.now), met.shell.now))
    assert [lease.grant for lease in met.shell.session.leases.all()] == [live], "what lives was taken before"


def test_a_customers_end_is_not_worn_out_by_handshakes() -> None:
    met = Met()
    for _ in range(10):
        met.shell.send(met.t, met.technician.begin(1))
    assert "too_many" in notes(met.technician)
    assert met.c.alive
    assert len([each for each in met.customer.heard_of(F.COMMIT) if isinstance(each, Commit)]) <= 3


def test_a_seat_has_one_socket_and_the_new_one_wins() -> None:
    met = Met()
    again = WireEnd(Role.TECHNICIAN)
    line = met.shell.join(2, again)
    assert met.shell.closed == {met.t: CloseCode.TAKEN}
    assert met.shell.session.seats[2].line is line
    met.shell.do(met.shell.session.disconnect(met.t, met.shell.now))
    assert met.shell.session.seats[2].line is line, "the old socket's going does not touch the new one"


def test_there_is_one_customers_end_and_a_bounded_table() -> None:
    met = Met()
    with pytest.raises(ProtocolError, match="4409"):
        met.shell.join(9, WireEnd(Role.CUSTOMER))
    with pytest.raises(ProtocolError, match="4403"):
        met.shell.join(2, WireEnd(Role.CUSTOMER))
    for number in range(3, limits.PARTICIPANTS + 1):
        met.shell.join(number, WireEnd(Role.TECHNICIAN))
    with pytest.raises(ProtocolError, match="4403"):
        met.shell.join(99, WireEnd(Role.TECHNICIAN))
    peers = met.customer.heard_of(F.PEERS)[-1]
    assert isinstance(peers, Peers)
    assert len(peers.peers) == limits.PARTICIPANTS


def test_three_hundred_dropped_frames_are_enough() -> None:
    met = Met()
    for number in range(limits.STRIKES + 1):
        met.shell.now += 10_000
        met.shell.send(
            met.c, met.customer.make(F.PICTURE_CONFIG, PictureConfig(codec="vp8", width=1, height=number + 1))
        )
        if number < limits.STRIKES:
            assert met.c.alive
        met.shell.now += 10_000
    assert met.shell.closed == {met.c: CloseCode.FORBIDDEN}
    assert len(notes(met.customer)) < 10, "a NOTE now and then, not one a frame"


def test_a_tally_needs_no_phase() -> None:
    shell = Shell()
    customer = WireEnd(Role.CUSTOMER)
    line = shell.join(1, customer)
    shell.send(line, customer.make(F.TALLY, Tally(counts={}, bytes=0, last=0, signature="A" * 86)))
    assert line.alive
    assert notes(customer) == ["signature"]
