"""What the windows and the conversation say to each other: two processes, one object of JSON a line, and never code.

They are apart because both use the display. The conversation holds the display still while it looks at what is masked
or whose window gets a click; windows in the same process would wait for the display with Python's lock in hand, and
both would wait for ever. It also means that neither a hanging window nor a broken picture takes the other with it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import IO, Any, Final, Generic, TypeVar

import msgspec

from aboveboard.companion.flow.answers import Progress, ToolToRun
from aboveboard.companion.flow.sharing import Preview
from aboveboard.companion.flow.standing import Standing, Stranger
from aboveboard.companion.flow.terms import Terms
from aboveboard.companion.host.canvas import PartInfo, Rect
from aboveboard.wire.payloads import Draw, Point
from aboveboard.wire.remote import FileOffer, FileWish
from aboveboard.wire.types import Scope, Step

_LONGEST: Final = 8 * 1024 * 1024
Said = TypeVar("Said")


class Join(msgspec.Struct, frozen=True, tag=True):
    """Use this code at this help desk; ``terms``: the version that the person accepted just now."""

    address: str
    code: str
    terms: str


class Reply(msgspec.Struct, frozen=True, tag=True):
    """The answer to question ``number``: ``yes`` with what goes with it, else no."""

    number: int
    yes: bool = False
    part: int = -1
    path: str = ""
    text: str = ""
    struck: list[str] = []


class Do(msgspec.Struct, frozen=True, tag=True):
    """One of stop, pause, resume, choose; tick: the bar is there to see; drill and drilled: the stop key is tried;

    restart: leave, and come back once after the next login; return: come back from there.
    """

    what: str


class TakeBack(msgspec.Struct, frozen=True, tag=True):
    """This yes is no more."""

    permission: str


class StopOne(msgspec.Struct, frozen=True, tag=True):
    """Stop one transfer or one tool."""

    identifier: str


class Hide(msgspec.Struct, frozen=True, tag=True):
    """These places of the desktop are not in the picture, and no others that were drawn before."""

    places: list[Rect]


class Own(msgspec.Struct, frozen=True, tag=True):
    """The numbers of our windows at the display: input from afar never reaches them."""

    windows: list[int]


Order = Join | Reply | Do | TakeBack | StopOne | Hide | Own


class Asked(msgspec.Struct, frozen=True, tag=True):
    """A question; ``kind`` names the method of ``Answers``, and the fields that it has are filled."""

    number: int
    kind: str
    technician: Stranger | None = None
    step: Step | None = None
    scope: Scope | None = None
    reason: str = ""
    parts: list[PartInfo] = []
    offer: FileOffer | None = None
    wish: FileWish | None = None
    tool: ToolToRun | None = None
    preview: Preview | None = None


class Withdrawn(msgspec.Struct, frozen=True, tag=True):
    """Nobody waits for this answer any more."""

    number: int


class Told(msgspec.Struct, frozen=True, tag=True):
    """As in ``Answers.tell``."""

    kind: str
    text: str


class Marked(msgspec.Struct, frozen=True, tag=True):
    """As in ``Answers.mark``; neither of both: wiped."""

    technician: int
    point: Point | None = None
    draw: Draw | None = None


class Went(msgspec.Struct, frozen=True, tag=True):
    """As in ``Answers.progress``."""

    one: Progress


class Stands(msgspec.Struct, frozen=True, tag=True):
    """As in ``Answers.show``."""

    standing: Standing


class Joined(msgspec.Struct, frozen=True, tag=True):
    """In. ``stop_key`` is its name, empty where there is none."""

    organisation: str
    stop_key: str


class TermsWanted(msgspec.Struct, frozen=True, tag=True):
    """The code is good; these have to be accepted first."""

    terms: Terms


class Refused(msgspec.Struct, frozen=True, tag=True):
    """Not in, and why, as in ``JoinRefusedError``; ``screen``: nothing can be shown here."""

    code: str


class StopPressed(msgspec.Struct, frozen=True, tag=True):
    """The stop key was pressed, while it was being tried."""


class Over(msgspec.Struct, frozen=True, tag=True):
    """The session is over."""

    by: str
    distrusted: bool


class Receipt(msgspec.Struct, frozen=True, tag=True):
    """Where the receipt can be seen, once, now that the session is over."""

    page: str


class Compared(msgspec.Struct, frozen=True, tag=True):
    """What changed on this computer since the first look of the session, now that it is over."""

    lines: list[str]


News = (
    Asked
    | Withdrawn
    | Told
    | Marked
    | Went
    | Stands
    | Joined
    | TermsWanted
    | Refused
    | StopPressed
    | Over
    | Receipt
    | Compared
)


class Line(Generic[Said]):
    """One end. ``say`` may be called from any thread; ``heard`` yields until the other end is gone."""

    def __init__(self, reading: IO[bytes], writing: IO[bytes], hears: Any) -> None:
        self._reading = reading
        self._writing = writing
        self._decoder = msgspec.json.Decoder(hears)
        self._turn = threading.Lock()

    def say(self, what: msgspec.Struct) -> bool:
        """False where the other end is gone."""
        raw = msgspec.json.encode(what) + b"\n"
        try:
            with self._turn:
                self._writing.write(raw)
                self._writing.flush()
        except (OSError, ValueError):
            return False
        return True

    def heard(self) -> Iterator[Said]:
        """What comes, until the other end is gone or says what nobody understands."""
        while raw := self._read():
            try:
                yield self._decoder.decode(raw)
            except msgspec.MsgspecError:
                return

    def _read(self) -> bytes:
        try:
            return self._reading.readline(_LONGEST)
        except (OSError, ValueError):
            return b""

    def close(self) -> None:
        """Say no more: the other end takes it for the end."""
        try:
            self._writing.close()
        except OSError:
            return  # it was gone already
