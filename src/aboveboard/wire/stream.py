"""Counting at an end: the sequence of what it sends, and the sequences of what it receives."""

from msgspec import Struct

from aboveboard.wire.closes import CloseCode, ProtocolError
from aboveboard.wire.codec import encode
from aboveboard.wire.header import Header
from aboveboard.wire.types import MEDIA_FROM, FrameType


class Outgoing:
    """Makes the frames of one socket, numbered 1, 2, 3 …"""

    def __init__(self, participant: int = 0) -> None:
        self.participant = participant
        self.sequence = 0

    def frame(self, kind: FrameType, payload: Struct | bytes, now_us: int, *, key: bool = False) -> bytes:
        """The next frame. HELLO goes out as participant 0; set ``participant`` from WELCOME after it."""
        made = encode(kind, payload, participant=self.participant, sequence=self.sequence + 1, time_us=now_us, key=key)
        self.sequence += 1
        return made


class Incoming:
    """What an end has received, by sender, line and lane (control or media; control overtakes media)."""

    def __init__(self) -> None:
        self._last: dict[tuple[int, bool], int] = {}

    def forget(self, participant: int) -> None:
        """Begin anew for a sender whose ``line`` in PEERS changed."""
        self._last.pop((participant, False), None)
        self._last.pop((participant, True), None)

    def check(self, header: Header) -> None:
        """Raises ProtocolError SEQUENCE unless the frame is newer than the last of its sender and lane."""
        lane = (header.participant, header.type >= MEDIA_FROM)
        if header.sequence <= self._last.get(lane, 0):
            raise ProtocolError(CloseCode.SEQUENCE, "a frame came twice or out of order")
        self._last[lane] = header.sequence
