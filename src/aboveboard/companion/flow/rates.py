"""How often the help desk may send what, by the table of the relay: a flood ends a session, not this program.

A network that stood still brings at once what was sent meanwhile, so there is room for the frames of some seconds.
"""

from __future__ import annotations

from typing import Final

from aboveboard.wire.closes import CloseCode, ProtocolError
from aboveboard.wire.gates import GATES
from aboveboard.wire.limits import STRIKES
from aboveboard.wire.types import FrameType

ROOM_S: Final = 20
TECHNICIANS: Final = 32
"""Seats of technicians in one connection; more than this no session has."""


class Rates:
    """Both calls raise ``ProtocolError`` when it was too much. ``now_us`` is of a clock that only grows."""

    def __init__(self) -> None:
        self._came: dict[tuple[int, FrameType], tuple[float, int]] = {}
        self._strikes = 0

    def count(self, participant: int, kind: FrameType, now_us: int) -> None:
        """One frame came from this participant."""
        rate = GATES[kind].per_second
        used, at = self._came.get((participant, kind), (0.0, now_us))
        used = max(0.0, used - (now_us - at) * rate / 1e6) + 1
        if used > rate * ROOM_S:
            raise ProtocolError(CloseCode.TOO_FAST, "more frames than anybody may send")
        self._came[participant, kind] = (used, now_us)

    def strike(self) -> None:
        """One frame came that nobody here allowed."""
        self._strikes += 1
        if self._strikes > STRIKES:
            raise ProtocolError(CloseCode.FORBIDDEN, "too many frames that nobody here allowed")
