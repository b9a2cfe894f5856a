"""What one scope does at this end, for one connection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from aboveboard.companion.flow.answers import Answers
from aboveboard.companion.flow.computer import Computer
from aboveboard.companion.flow.end import CustomerEnd
from aboveboard.wire.payloads import Payload
from aboveboard.wire.types import FrameType, Scope


class Service(Protocol):
    """Every call comes from the thread of the event loop and returns at once; long work goes into tasks or threads."""

    @property
    def scope(self) -> Scope:
        """Whose frames it takes."""

    def take(self, kind: FrameType, participant: int, payload: Payload | bytes) -> None:
        """A technician's frame, which passed the gate: this participant has a live permission for the scope."""

    def changed(self) -> None:
        """Permissions, people or the pause may have changed: stop at once what is not allowed any more."""

    def stop(self, identifier: str) -> None:
        """The person stops one transfer or one run of this service, by its identifier; nothing where it has none."""

    async def run(self) -> None:
        """Its own work until it is cancelled at the end; may return at once."""

    def close(self) -> None:
        """The end, whatever the reason: let go of keys, stop programs, forget secrets. Calling it twice is fine."""


MakeService = Callable[[CustomerEnd, Computer, Answers, Callable[[], None]], Service]
"""Makes a service; the last argument has what was lined up at the end written to the socket."""
