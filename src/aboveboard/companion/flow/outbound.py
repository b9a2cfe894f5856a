"""What this end sends. A frame is numbered, counted and, if it is media, checked once more as it leaves.

Deciding at the very end means that a picture which waited behind a slow network is not sent after the person said stop.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from aboveboard.companion.flow.clock import Clock
from aboveboard.wire import payloads as p
from aboveboard.wire.header import HEADER_BYTES
from aboveboard.wire.keys import sign_tally
from aboveboard.wire.stream import Outgoing
from aboveboard.wire.types import MEDIA_FROM, FrameType


@dataclass(frozen=True, slots=True)
class Waiting:
    """One frame to be: ``left`` is told its sequence once it is on its way."""

    kind: FrameType
    payload: p.Payload | bytes | None
    key: bool
    left: Callable[[int], None] | None


class Outbound:
    """Frames in the order in which they have to leave; ``may_leave`` is asked about each media frame at that moment."""

    def __init__(
        self, session: UUID, signing_key: Ed25519PrivateKey, clock: Clock, may_leave: Callable[[FrameType], bool]
    ) -> None:
        self._waiting: deque[Waiting] = deque()
        self._session = session
        self._signing_key = signing_key
        self._clock = clock
        self._may_leave = may_leave
        self._frames = Outgoing()
        self._counts: Counter[str] = Counter()
        self._bytes = 0
        self._last = 0

    @property
    def participant(self) -> int:
        """This end's own number; 0 until the help desk gave it one."""
        return self._frames.participant

    @participant.setter
    def participant(self, number: int) -> None:
        self._frames.participant = number

    def put(
        self,
        kind: FrameType,
        payload: p.Payload | bytes,
        *,
        key: bool = False,
        left: Callable[[int], None] | None = None,
    ) -> None:
        """Line up one frame."""
        self._waiting.append(Waiting(kind, payload, key, left))

    def put_tally(self) -> None:
        """Line up the signed counts, as they are when it leaves."""
        self._waiting.append(Waiting(FrameType.TALLY, None, False, None))

    def take(self) -> bytes | None:
        """The next frame to write now, or ``None``. Media that nobody may have any more is dropped."""
        while self._waiting:
            one = self._waiting.popleft()
            media = one.kind >= MEDIA_FROM
            if media and not self._may_leave(one.kind):
                continue
            payload = self._tally() if one.payload is None else one.payload
            frame = self._frames.frame(one.kind, payload, self._clock.wall_us(), key=one.key)
            if media:
                self._counts[str(int(one.kind))] += 1
                self._bytes += len(frame) - HEADER_BYTES
                self._last = self._frames.sequence
            if one.left is not None:
                one.left(self._frames.sequence)
            return frame
        return None

    def _tally(self) -> p.Tally:
        counts = dict(self._counts)
        signature = sign_tally(self._signing_key, self._session, counts, self._bytes, self._last)
        return p.Tally(counts=counts, bytes=self._bytes, last=self._last, signature=p.to_text(signature))
