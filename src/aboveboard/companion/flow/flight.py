"""How much may be on its way: few frames, and no more bytes than arrive in a moment, measured by what is acknowledged.

On a quick line this never says wait. On a slow one what is on its way is kept so small that the next frame is seen
soon, and whoever makes frames is told to make them smaller.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

FIRST: Final = 32 * 1024
LEAST: Final = 10 * 1024
MOST: Final = 4 * 1024 * 1024
_QUEUE_US: Final = 60_000
"""Waiting on the way that is fine; more is not worth the bytes."""
_TOO_LONG_US: Final = 120_000
_BASE_MOST_US: Final = 200_000
"""A line that seems to take longer by itself is rather one on which something waits already."""
_BASE_FOR_US: Final = 20_000_000
_STUCK_US: Final = 3_000_000
_SLOW: Final = 500_000
"""Bytes a second."""


@dataclass(frozen=True, slots=True)
class _Sent:
    sequence: int
    size: int
    at_us: int
    full: bool
    """So much was on the way that more would have gone otherwise."""


class Flight:
    """``left`` for each frame of the picture that left, ``seen`` for each acknowledgement; ``room`` before the next."""

    def __init__(self, steady_us: Callable[[], int]) -> None:
        self._now = steady_us
        self.most = 1
        """Frames on their way at once."""
        self.last = 0
        """The sequence of the last frame that left."""
        self.seen_up_to = 0
        self._sent: deque[_Sent] = deque()
        self._bytes = 0
        self._window = FIRST
        self._narrowed_us: int | None = None
        self._base_us = 0
        self._next_base_us = 0
        self._base_since_us = 0
        self._last_us = 0

    @property
    def room(self) -> int:
        """How many bytes may leave now; 0 for none."""
        if len(self._sent) >= self.most:
            return 0
        return max(0, self._window - self._bytes)

    @property
    def rate(self) -> float | None:
        """Bytes a second that the line carries; ``None`` while there was no sign that it is slow."""
        if self._narrowed_us is None:
            return None
        rate = self._window * 1e6 / (self._base_us + _QUEUE_US)
        return rate if rate < _SLOW else None

    @property
    def stuck(self) -> bool:
        """Nothing was acknowledged for so long that it never will be."""
        return bool(self._sent) and not self.room and self._now() - self._last_us > _STUCK_US

    def left(self, sequence: int, size: int) -> None:
        """A frame left."""
        self.last = sequence
        self._last_us = self._now()
        self._bytes += size
        self._sent.append(_Sent(sequence, size, self._last_us, self._bytes * 2 > self._window))

    def seen(self, sequence: int) -> None:
        """It was painted, with all before it."""
        self.seen_up_to = max(self.seen_up_to, min(sequence, self.last))
        last: _Sent | None = None
        size = 0
        while self._sent and self._sent[0].sequence <= sequence:
            last = self._sent.popleft()
            size += last.size
        if last is None:
            return
        self._bytes -= size
        now = self._last_us = self._now()
        took = now - last.at_us
        self._learn_base(took, now)
        waited = took - self._base_us
        if waited < _QUEUE_US:
            if last.full:
                self._window = min(MOST, self._window + size)
        elif waited > _TOO_LONG_US and (self._narrowed_us is None or last.at_us >= self._narrowed_us):
            self._window = max(LEAST, self._window * (self._base_us + _QUEUE_US) // took)
            self._narrowed_us = now

    def drop(self, sequence: int) -> None:
        """It was not passed on."""
        for one in self._sent:
            if one.sequence == sequence:
                self._sent.remove(one)
                self._bytes -= one.size
                return

    def clear(self) -> None:
        """What is on its way will not be acknowledged."""
        self._sent.clear()
        self._bytes = 0
        self.seen_up_to = self.last

    def _learn_base(self, took: int, now: int) -> None:
        """The shortest time to come back of the last while: what the line takes when nothing waits on it."""
        if not self._base_us or now - self._base_since_us > _BASE_FOR_US:
            self._base_us = self._next_base_us or took
            self._next_base_us = 0
            self._base_since_us = now
        self._next_base_us = min(self._next_base_us or took, took)
        self._base_us = min(self._base_us, took, _BASE_MOST_US)
