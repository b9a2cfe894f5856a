"""What a tool writes and a sealed password go to the technician alone whose they are, whoever else holds the scope."""

from __future__ import annotations

from aboveboard.wire import remote as r
from aboveboard.wire.payloads import to_text
from aboveboard.wire.types import FrameType, Role, Scope
from tests.wire.board import Met
from tests.wire.ends import WireEnd
from tests.wire.test_session import notes

F = FrameType
RUN, OTHER = "7" * 32, "8" * 32
OFFER = r.ToolOffer(run=RUN, tool="say-hello", version="1.0", size=9, sha256="a" * 64, reason="to help")
YES = r.ToolAnswer(run=RUN, yes=True, why="")
WROTE = r.ToolOutput(run=RUN, text="what it found")
DONE = r.ToolDone(run=RUN, ok=True, status=0, undone=False, why="")
UNDO = r.ToolRun(run=RUN)


class Two(Met):
    """A second technician, who has the same yes as the first."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.second = WireEnd(Role.TECHNICIAN)
        self.s = self.shell.join(3, self.second)
        self.shell.send(self.s, self.second.begin(1))
        self.shell.send(self.c, self.customer.admit(3))
        self.grant(scope)
        self.grant(scope, to=3)

    def says(self, kind: FrameType, payload: object) -> None:
        self.shell.send(self.c, self.customer.make(kind, payload))

    def heard(self, kind: FrameType) -> tuple[int, int]:
        return len(self.technician.heard_of(kind)), len(self.second.heard_of(kind))


def test_a_colleague_with_a_yes_to_tools_reads_nothing_of_what_anothers_tool_writes() -> None:
    two = Two(Scope.TOOL)
    two.shell.send(two.t, two.technician.make(F.TOOL_OFFER, OFFER))
    two.says(F.TOOL_TAKEN, r.ToolAt(run=RUN, offset=9))
    two.says(F.TOOL_ANSWER, YES)
    # While it runs, asking for its undo makes it nobody else's.
    two.shell.send(two.s, two.second.make(F.TOOL_UNDO, UNDO))
    assert notes(two.second) == ["unknown"]
    assert not two.customer.heard_of(F.TOOL_UNDO)
    two.says(F.TOOL_OUTPUT, WROTE)
    two.says(F.TOOL_DONE, DONE)
    for kind in (F.TOOL_TAKEN, F.TOOL_ANSWER, F.TOOL_OUTPUT, F.TOOL_DONE):
        assert two.heard(kind) == (1, 0)


def test_who_has_it_undone_reads_that_and_the_one_who_ran_it_does_not() -> None:
    two = Two(Scope.TOOL)
    two.shell.send(two.t, two.technician.make(F.TOOL_OFFER, OFFER))
    for kind, payload in ((F.TOOL_ANSWER, YES), (F.TOOL_DONE, DONE)):
        two.says(kind, payload)
    two.shell.send(two.s, two.second.make(F.TOOL_UNDO, UNDO))
    assert len(two.customer.heard_of(F.TOOL_UNDO)) == 1
    two.says(F.TOOL_OUTPUT, WROTE)
    two.says(F.TOOL_DONE, DONE)
    assert two.heard(F.TOOL_OUTPUT) == (0, 1)
    assert two.heard(F.TOOL_DONE) == (1, 1)


def test_what_nobody_offered_here_goes_to_nobody() -> None:
    two = Two(Scope.TOOL)
    two.says(F.TOOL_OUTPUT, r.ToolOutput(run=OTHER, text="of nobody"))
    assert notes(two.customer) == ["unknown"]
    assert two.heard(F.TOOL_OUTPUT) == (0, 0)


def test_after_the_customers_end_came_back_a_run_is_anybodys_to_undo() -> None:
    two = Two(Scope.TOOL)
    two.shell.send(two.t, two.technician.make(F.TOOL_OFFER, OFFER))
    two.shell.session.forget_customer(two.shell.now)
    assert two.shell.session.owners.begins(F.TOOL_UNDO, UNDO, 3)


def test_a_sealed_password_is_handed_to_the_one_it_is_for() -> None:
    two = Two(Scope.PASSWORD)
    wish = r.SecretWish(secret=RUN, reason="to sign in")
    two.shell.send(two.t, two.technician.make(F.SECRET_WISH, wish))
    secret = r.Secret(secret=RUN, to=2, ephemeral=to_text(bytes(32)), sealed=to_text(b"sealed"))
    two.says(F.SECRET, secret)
    assert two.heard(F.SECRET) == (1, 0)
