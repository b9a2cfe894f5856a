"""What waits for one socket: control first, then media, both bounded.

A receiver that is too slow loses media, never the others their time: on overflow every picture that waits is dropped up
to a key frame, and the customer's end is asked for one. What is no picture (a password, the end of a tool, a part of a
file) comes once and cannot be asked for anew, so it goes only where nothing else is left to drop.
"""

import asyncio
from collections import deque
from collections.abc import Iterator
from typing import Protocol

from aboveboard.relay.clock import now_us
from aboveboard.wire.closes import CloseCode
from aboveboard.wire.gates import GATES
from aboveboard.wire.limits import CONTROL_QUEUE_FRAMES, QUEUE_BYTES, QUEUE_FRAMES
from aboveboard.wire.permit import Permitted
from aboveboard.wire.types import FrameType, Scope

_BUILDING_ON = frozenset({int(FrameType.PICTURE), int(FrameType.PATCH)})
"""Types whose frames build on those before, up to one with the flag KEY."""
_PICTURES = frozenset(int(kind) for kind, gate in GATES.items() if gate.scope is Scope.VIEW)
"""What a new key frame brings anew."""


class Direct(Protocol):
    """A socket that says whether it takes more, and then takes it at once."""

    def ready(self) -> bool:
        """Whether ``write`` may be called now."""

    def write(self, frame: bytes) -> None:
        """Write one binary message."""


class Outbox:
    """The queue of one socket. One task takes from it; anybody on the loop puts into it."""

    def __init__(self) -> None:
        self.direct: Direct | None = None
        """Where the server has such a socket: what need not wait goes out at once, without waking the task."""
        self._control: deque[bytes | Permitted] = deque()
        self._media: deque[Permitted] = deque()
        self._media_bytes = 0
        self._needs_key = True
        self._closing: tuple[int, str] | None = None
        self._waiter: asyncio.Future[None] | None = None
        self.dropped = 0
        """Media frames that this receiver lost by being slow."""

    def tell(self, frame: bytes) -> None:
        """Queue a frame of the relay's own."""
        self._put_control(frame)

    def forward(self, permitted: Permitted) -> bool:
        """Queue a permitted frame. False if media had to be dropped: then a key frame is needed."""
        if not permitted.media:
            self._put_control(permitted)
            return True
        if permitted.kind in _BUILDING_ON:
            if permitted.key:
                self._needs_key = False
            elif self._needs_key:
                self.dropped += 1
                return True
        if self._is_full(permitted):
            self._drop(_PICTURES)
            if self._is_full(permitted):
                self._drop(None)
            if permitted.kind in _PICTURES and not permitted.key:
                self._needs_key = True
                self.dropped += 1
                return False
        self._media.append(permitted)
        self._media_bytes += permitted.size
        self._wake()
        return True

    def _is_full(self, permitted: Permitted) -> bool:
        return len(self._media) >= QUEUE_FRAMES or self._media_bytes + permitted.size > QUEUE_BYTES

    def _drop(self, kinds: frozenset[int] | None) -> None:
        """Lose what waits: of these types, or with None all of it."""
        left = deque(each for each in self._media if kinds is not None and each.kind not in kinds)
        self.dropped += len(self._media) - len(left)
        self._media = left
        self._media_bytes = sum(each.size for each in left)

    def close(self, code: int, reason: str) -> None:
        """Close after the control frames that wait; media that waits is dropped."""
        if self._closing is None:
            self._closing = (code, reason)
        self._media.clear()
        self._media_bytes = 0
        self._wake()

    def purge(self, now: int) -> None:
        """Drop what may not pass any more."""
        self._media = deque(permitted for permitted in self._media if permitted.live(now))
        self._media_bytes = sum(permitted.size for permitted in self._media)

    def take(self, now: int) -> bytes | None:
        """The next frame that may go out at ``now``; None if there is none."""
        while self._control:
            item = self._control.popleft()
            frame = item if isinstance(item, bytes) else item.release(now)
            if frame is not None:
                return frame
        while self._media:
            permitted = self._media.popleft()
            self._media_bytes -= permitted.size
            frame = permitted.release(now)
            if frame is not None:
                return frame
        return None

    @property
    def closing(self) -> tuple[int, str] | None:
        """Close code and reason, once it is to be closed."""
        return self._closing

    def waiting(self) -> Iterator[Permitted]:
        """The media that waits, oldest first."""
        return iter(self._media)

    async def wait(self) -> None:
        """Until there may be something to take. For one task only."""
        if not (self._control or self._media or self._closing):
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter

    def _put_control(self, item: bytes | Permitted) -> None:
        if len(self._control) >= CONTROL_QUEUE_FRAMES:
            # It does not even take what it must obey: it is gone for all purposes.
            self._control.clear()
            self.close(int(CloseCode.SILENCE), "this end no longer takes what it is sent")
            return
        self._control.append(item)
        self._wake()

    def _wake(self) -> None:
        direct = self.direct
        if direct is not None and self._closing is None:
            now = now_us()
            while direct.ready():
                frame = self.take(now)
                if frame is None:
                    return
                direct.write(frame)
        waiter = self._waiter
        if waiter is not None and not waiter.done():
            waiter.set_result(None)
