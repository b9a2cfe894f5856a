"""A session machine with its shell reduced to lists: what was sent, forwarded, recorded, closed."""

from uuid import UUID, uuid4

from aboveboard.wire.closes import CloseCode
from aboveboard.wire.greeting import greet
from aboveboard.wire.outcomes import Close, Outcome, Send
from aboveboard.wire.payloads import Card
from aboveboard.wire.permit import Permitted
from aboveboard.wire.records import Record
from aboveboard.wire.seats import Line
from aboveboard.wire.session import Session
from aboveboard.wire.types import Role, Scope
from tests.wire.ends import TIME, WireEnd

CARD = Card(name="Ana Castro", organisation="Larkfield Help Ltd", badge="LH-01")


class Shell:
    """Carries out what the machine says, at once; records are confirmed at once unless `hold` is set."""

    def __init__(self, session: UUID | None = None) -> None:
        self.session = Session(session or uuid4())
        self.now = TIME
        self.hold = False
        self.ends: dict[Line, WireEnd] = {}
        self.records: list[Record] = []
        self.unconfirmed: list[Record] = []
        self.forwarded: list[tuple[Line, bytes]] = []
        self.closed: dict[Line, CloseCode] = {}

    def join(self, participant: int, end: WireEnd) -> Line:
        card = None if end.role is Role.CUSTOMER else CARD
        line, outcomes = self.session.connect(participant, end.role, card, greet(end.hello()), self.now)
        self.ends[line] = end
        self.do(outcomes)
        return line

    def send(self, line: Line, *frames: bytes) -> None:
        for frame in frames:
            self.do(self.session.receive(line, frame, self.now))

    def wait(self, microseconds: int) -> None:
        self.now += microseconds
        self.do(self.session.tick(self.now))

    def confirm(self) -> None:
        waiting, self.unconfirmed = self.unconfirmed, []
        for record in waiting:
            self.do(self.session.confirm(record, self.now))

    def do(self, outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            if isinstance(outcome, Send):
                self.hear(outcome.to, outcome.frame)
            elif isinstance(outcome, Permitted):
                frame = outcome.release(self.now)
                assert frame is not None, "a frame that was just permitted must be live"
                self.forwarded.append((outcome.receiver, frame))
                self.hear(outcome.receiver, frame)
            elif isinstance(outcome, Close):
                self.closed[outcome.to] = outcome.code
            else:
                self.records.append(outcome)
                self.unconfirmed.append(outcome)
                if not self.hold:
                    self.confirm()

    def hear(self, line: Line, frame: bytes) -> None:
        self.send(line, *self.ends[line].hear(frame))


class Met:
    """Customer 1 and technician 2, met, the keys exchanged, the steps shown, the technician admitted."""

    def __init__(self, shell: Shell | None = None) -> None:
        self.shell = shell or Shell()
        self.customer, self.technician = WireEnd(Role.CUSTOMER), WireEnd(Role.TECHNICIAN)
        self.c = self.shell.join(1, self.customer)
        self.t = self.shell.join(2, self.technician)
        self.shell.send(self.t, self.technician.begin(1))
        self.shell.send(self.c, *self.customer.steps(), self.customer.admit(2))

    def grant(self, scope: Scope = Scope.VIEW, to: int = 2) -> str:
        grant, frame = self.customer.grant(to, scope)
        self.shell.send(self.c, frame)
        return grant
