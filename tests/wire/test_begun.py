"""One identifier never stands for two things: else a yes would be written down beside what nobody was asked about."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from aboveboard.wire import remote as r
from aboveboard.wire.payloads import Revoke
from aboveboard.wire.records import FileAsked, SecretAsked, SessionEnded, ToolOffered
from aboveboard.wire.types import FrameType, Phase, Role, Scope
from tests.wire.board import Met
from tests.wire.ends import WireEnd
from tests.wire.test_noted_files import ID, OFFER, WISH
from tests.wire.test_session import notes

F = FrameType
SPOOF = msgspec.structs.replace(OFFER, name="letter.pdf")
YES = r.FileAnswer(transfer=ID, yes=True, name=OFFER.name, size=OFFER.size, offset=0)
DONE = r.FileDone(transfer=ID, ok=True, sha256="ab" * 32, why="")
RUN = "7" * 32
TOOL = r.ToolOffer(run=RUN, tool="say-hello", version="1.0", size=9, sha256="a" * 64, reason="to help")


def asked(met: Met) -> list[str]:
    return [record.name for record in met.shell.records if isinstance(record, FileAsked)]


def test_another_file_under_the_number_of_one_that_is_being_asked_about_does_not_pass() -> None:
    met = Met()
    met.grant(Scope.FILES)
    met.shell.send(met.t, *(met.technician.make(F.FILE_OFFER, one) for one in (OFFER, SPOOF, OFFER)))
    assert asked(met) == [OFFER.name]
    assert notes(met.technician) == ["duplicate"]
    assert len(met.customer.heard_of(F.FILE_OFFER)) == 1


def test_a_file_that_was_allowed_goes_on_as_it_is_and_not_as_another() -> None:
    met = Met()
    met.grant(Scope.FILES)
    met.shell.send(met.t, met.technician.make(F.FILE_OFFER, OFFER))
    met.shell.send(met.c, met.customer.make(F.FILE_ANSWER, YES))
    met.shell.send(met.t, met.technician.make(F.FILE_OFFER, OFFER), met.technician.make(F.FILE_OFFER, SPOOF))
    assert asked(met) == [OFFER.name, OFFER.name]
    met.shell.send(met.c, met.customer.make(F.FILE_DONE, DONE))
    met.shell.send(met.t, met.technician.make(F.FILE_OFFER, SPOOF))
    assert asked(met) == [OFFER.name, OFFER.name, SPOOF.name]


def test_another_technician_takes_no_number_of_a_colleague() -> None:
    met = Met()
    second = WireEnd(Role.TECHNICIAN)
    s = met.shell.join(3, second)
    met.shell.send(s, second.begin(1))
    met.shell.send(met.c, met.customer.admit(3))
    met.grant(Scope.FILES)
    met.grant(Scope.FILES, to=3)
    met.shell.send(met.t, met.technician.make(F.FILE_WISH, WISH))
    met.shell.send(s, second.make(F.FILE_WISH, WISH))
    assert len(asked(met)) == 1
    assert notes(second) == ["duplicate"]


def test_what_was_not_answered_is_a_new_question_after_a_new_yes() -> None:
    met = Met()
    grant = met.grant(Scope.FILES)
    met.shell.send(met.t, met.technician.make(F.FILE_OFFER, OFFER))
    met.shell.send(met.c, met.customer.make(F.REVOKE, Revoke(grant=grant)))
    met.grant(Scope.FILES)
    met.shell.send(met.t, met.technician.make(F.FILE_OFFER, OFFER))
    assert asked(met) == [OFFER.name, OFFER.name]


def test_a_tool_and_a_password_have_a_number_of_their_own_each_time() -> None:
    met = Met()
    met.grant(Scope.TOOL)
    met.grant(Scope.PASSWORD)
    wish = r.SecretWish(secret="5" * 32, reason="to sign in")
    for kind, payload in ((F.TOOL_OFFER, TOOL), (F.SECRET_WISH, wish)):
        met.shell.send(met.t, met.technician.make(kind, payload), met.technician.make(kind, payload))
        assert len(met.customer.heard_of(kind)) == 1
    assert [type(one) for one in met.shell.records if isinstance(one, ToolOffered | SecretAsked)] == [
        ToolOffered,
        SecretAsked,
    ]


def test_what_the_database_knows_already_under_that_number_ends_the_session() -> None:
    met = Met()
    met.grant(Scope.TOOL)
    met.shell.send(met.t, met.technician.make(F.TOOL_OFFER, TOOL))
    [offered] = [one for one in met.shell.records if isinstance(one, ToolOffered)]
    met.shell.do(met.shell.session.refuse(replace(offered), met.shell.now))
    assert met.shell.session.phase is Phase.ENDED
    assert [one.by for one in met.shell.records if isinstance(one, SessionEnded)] == [Role.TECHNICIAN]
