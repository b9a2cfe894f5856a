"""What the relay's machine writes down of files: who asked and why, the answer, the end. Never a byte of them."""

from aboveboard.wire import limits
from aboveboard.wire.parts import pack, unpack
from aboveboard.wire.records import FileAnswered, FileAsked, FileEnded
from aboveboard.wire.remote import FileAnswer, FileDone, FileOffer, FileWish
from aboveboard.wire.types import FrameType, Role, Scope
from tests.wire.board import Met
from tests.wire.ends import TIME, WireEnd
from tests.wire.test_session import notes

F = FrameType
ID, OTHER = "0123456789abcdef" * 2, "f" * 32
OFFER = FileOffer(transfer=ID, name="driver.zip", size=12, reason="to repair")
WISH = FileWish(transfer=OTHER, what="the log", reason="to see why")


def test_a_file_is_written_down_when_asked_answered_and_over() -> None:
    met = Met()
    met.grant(Scope.FILES)
    met.shell.send(met.t, met.technician.make(F.FILE_OFFER, OFFER), met.technician.make(F.FILE_WISH, WISH))
    answer = FileAnswer(transfer=OTHER, yes=True, name="printer.log", size=9, offset=0)
    done = FileDone(transfer=OTHER, ok=True, sha256="ab" * 32, why="")
    met.shell.send(met.c, met.customer.make(F.FILE_ANSWER, answer), met.customer.make(F.FILE_DONE, done))
    kept = [record for record in met.shell.records if isinstance(record, FileAsked | FileAnswered | FileEnded)]
    assert kept == [
        FileAsked(ID, False, "driver.zip", "", 12, "to repair", 2, TIME),
        FileAsked(OTHER, True, "", "the log", 0, "to see why", 2, TIME),
        FileAnswered(OTHER, True, "printer.log", 9, TIME),
        FileEnded(OTHER, True, "ab" * 32, TIME),
    ]


def test_the_contents_of_a_file_leave_no_record() -> None:
    met = Met()
    met.grant(Scope.FILES)
    met.shell.send(met.t, met.technician.make(F.FILE_WISH, WISH))
    before = list(met.shell.records)
    met.shell.send(met.t, met.technician.make(F.FILE_DOWN, pack(ID, 0, b"contents")))
    met.shell.send(met.c, met.customer.make(F.FILE_UP, pack(OTHER, 0, b"contents")))
    assert met.customer.heard_of(F.FILE_DOWN)
    assert met.technician.heard_of(F.FILE_UP)
    assert met.shell.records == before


def test_a_file_goes_to_the_technician_alone_who_asked_for_it() -> None:
    met = Met()
    second = WireEnd(Role.TECHNICIAN)
    s = met.shell.join(3, second)
    met.shell.send(s, second.begin(1))
    met.shell.send(met.c, met.customer.admit(3))
    met.grant(Scope.FILES)
    met.grant(Scope.FILES, to=3)
    met.shell.send(met.t, met.technician.make(F.FILE_WISH, WISH))
    met.shell.send(s, second.make(F.FILE_WISH, WISH))
    answer = FileAnswer(transfer=OTHER, yes=True, name="printer.log", size=8, offset=0)
    done = FileDone(transfer=OTHER, ok=True, sha256="ab" * 32, why="")
    part = met.customer.make(F.FILE_ANSWER, answer), met.customer.make(F.FILE_UP, pack(OTHER, 0, b"contents"))
    met.shell.send(met.c, *part, met.customer.make(F.FILE_DONE, done))
    for kind in (F.FILE_ANSWER, F.FILE_UP, F.FILE_DONE):
        assert len(met.technician.heard_of(kind)) == 1
        assert not second.heard_of(kind)


def test_what_nobody_asked_for_goes_to_nobody() -> None:
    met = Met()
    met.grant(Scope.FILES)
    met.shell.send(met.c, met.customer.make(F.FILE_UP, pack(ID, 0, b"contents")))
    assert notes(met.customer) == ["unknown"]
    assert not met.technician.heard_of(F.FILE_UP)


def test_without_a_yes_nothing_passes_and_nothing_is_written_down() -> None:
    met = Met()
    met.shell.send(met.t, met.technician.make(F.FILE_OFFER, OFFER))
    assert "no_grant" in notes(met.technician)
    assert not [record for record in met.shell.records if isinstance(record, FileAsked)]


def test_a_session_is_asked_about_so_many_files_and_no_more() -> None:
    met = Met()
    met.grant(Scope.FILES)
    for number in range(limits.ITEMS_EVER + 1):
        met.shell.now += limits.SECOND // 5
        met.shell.session.leases.renew(met.shell.now)
        met.shell.send(met.t, met.technician.make(F.FILE_WISH, FileWish(f"{number:032x}", "a log", "to see")))
    assert len([record for record in met.shell.records if isinstance(record, FileAsked)]) == limits.ITEMS_EVER
    assert notes(met.technician) == ["too_many"]


def test_a_part_is_packed_and_unpacked() -> None:
    assert unpack(pack(ID, 2**40, b"x")) == (ID, 2**40, b"x")
