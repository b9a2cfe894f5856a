"""What the privacy notice does not offer cannot be asked for, granted or carried; the sender hears why."""

from uuid import uuid4

from aboveboard.wire.payloads import Ask, Grants, Note, PictureConfig, Point
from aboveboard.wire.records import Asked, Granted, GrantEnded, Why
from aboveboard.wire.session import Session
from aboveboard.wire.types import FrameType, Scope
from tests.wire.board import Met, Shell
from tests.wire.ends import WireEnd

F = FrameType


def met(*scopes: Scope) -> Met:
    """A session that has met, in which only these scopes are offered."""
    shell = Shell()
    shell.session = Session(shell.session.id, scopes=frozenset(scopes))
    return Met(shell)


def notes(end: WireEnd) -> list[str]:
    return [note.code for note in end.heard_of(F.NOTE) if isinstance(note, Note)]


def test_a_scope_that_is_not_offered_is_neither_asked_for_nor_granted() -> None:
    here = met(Scope.VIEW)
    here.shell.send(here.t, here.technician.make(F.ASK, Ask(ask=uuid4().hex, scope=Scope.POINT, reason="")))
    assert notes(here.technician) == ["notice"]
    assert not [record for record in here.shell.records if isinstance(record, Asked)]
    here.shell.send(here.c, here.customer.grant(2, Scope.POINT)[1])
    assert notes(here.customer) == ["notice"]
    assert not [record for record in here.shell.records if isinstance(record, Granted)]
    [note] = [note for note in here.customer.heard_of(F.NOTE) if isinstance(note, Note)]
    assert "privacy notice" in note.text


def test_its_frames_are_dropped_with_the_notice_as_the_reason_and_others_pass() -> None:
    here = met(Scope.VIEW)
    here.shell.send(here.c, here.customer.grant(2)[1])
    here.shell.send(here.t, here.technician.make(F.POINT, Point(x=1, y=1)))
    assert notes(here.technician) == ["notice"]
    here.shell.send(here.c, here.customer.make(F.PICTURE_CONFIG, CONFIG))
    assert [line for line, _frame in here.shell.forwarded if line is here.t]


def test_a_customer_who_sends_pictures_all_the_same_is_refused() -> None:
    """Attack: an end of one's own that takes no heed of what the pages offer."""
    here = met()
    here.shell.send(here.c, here.customer.grant(2)[1], here.customer.make(F.PICTURE_CONFIG, CONFIG))
    here.shell.send(here.c, here.customer.picture(b"x" * 32))
    before = len(here.shell.forwarded)
    assert not [record for record in here.shell.records if isinstance(record, Granted)]
    assert set(notes(here.customer)) == {"notice"}
    assert len(here.shell.forwarded) == before
    assert not here.technician.heard_of(F.PICTURE)


CONFIG = PictureConfig(codec="vp8", width=8, height=8)


def test_another_notice_ends_what_it_does_not_offer_at_once() -> None:
    here = Met()
    here.shell.send(here.c, here.customer.grant(2)[1], here.customer.grant(2, Scope.POINT)[1])
    here.shell.do(here.shell.session.offer(frozenset({Scope.VIEW}), here.shell.now))
    assert [lease.scope for lease in here.shell.session.leases.all()] == [Scope.VIEW]
    assert [record.why for record in here.shell.records if isinstance(record, GrantEnded)] == [Why.LAPSED]
    shown = here.customer.heard_of(F.GRANTS)[-1]
    assert isinstance(shown, Grants)
    assert [grant.scope for grant in shown.grants] == [Scope.VIEW]
    here.shell.send(here.t, here.technician.make(F.POINT, Point(x=1, y=1)))
    assert notes(here.technician) == ["notice"]
    before = len(here.shell.records)
    here.shell.do(here.shell.session.offer(frozenset({Scope.VIEW}), here.shell.now))
    assert len(here.shell.records) == before, "nothing changes twice"
