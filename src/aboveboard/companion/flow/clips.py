"""Copied text in a session: what the person copies while they allow it goes out, what the technician sends comes in.

Only what is copied after the yes counts, and what is copied during a pause does not. The person is told each time, by
``tell("copied", …)``: ``out`` and ``in``, or why a text was kept back: ``long``, ``secret``, ``masked``. The text goes
to nobody but the technician.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

import msgspec

from aboveboard.companion.flow.answers import Answers
from aboveboard.companion.flow.computer import Computer
from aboveboard.companion.flow.end import CustomerEnd
from aboveboard.companion.flow.seats import NotAllowedError
from aboveboard.companion.host.clipboard import Copied, Kept, harmless
from aboveboard.wire.limits import TEXT_BYTES
from aboveboard.wire.payloads import Payload
from aboveboard.wire.remote import Clip
from aboveboard.wire.types import FrameType, Scope

_EACH_S: Final = 0.25


class Clips:
    """The service of the scope ``clipboard``."""

    scope: Final = Scope.CLIPBOARD

    def __init__(self, end: CustomerEnd, computer: Computer, answers: Answers, flush: Callable[[], None]) -> None:
        self._end = end
        self._clipboard = computer.clipboard
        self._answers = answers
        self._flush = flush
        self._listening = 0
        """Counts the times that somebody began to listen; 0 while nobody does."""
        self._times = 0
        self._waiting: str | None = None
        self._due: asyncio.TimerHandle | None = None
        self._sent_at = 0.0

    def take(self, kind: FrameType, participant: int, payload: Payload | bytes) -> None:  # noqa: ARG002  # as every service
        """A technician's text."""
        if isinstance(payload, Clip) and self._clipboard is not None and self._allowed():
            self._clipboard.put(harmless(payload.text))
            self._answers.tell("copied", "in")

    def changed(self) -> None:
        """Listen from the yes on, and not a moment longer than it holds."""
        if self._clipboard is None or (self._listening != 0) == self._allowed():
            return
        if self._listening:
            self._rest()
            return
        self._times += 1
        number = self._listening = self._times
        loop = asyncio.get_running_loop()

        def came(copied: Copied) -> None:
            loop.call_soon_threadsafe(self._came, number, copied)

        self._clipboard.listen(came)

    def stop(self, identifier: str) -> None:
        """There is nothing that takes time."""

    async def run(self) -> None:
        """Nothing of its own: the clipboard tells."""

    def close(self) -> None:
        """Nothing is told any more."""
        self._rest()

    def _allowed(self) -> bool:
        return self._end.may(Scope.CLIPBOARD) and not self._end.paused

    def _rest(self) -> None:
        self._listening = 0
        self._waiting = None
        if self._due is not None:
            self._due.cancel()
            self._due = None
        if self._clipboard is not None:
            self._clipboard.rest()

    def _came(self, number: int, copied: Copied) -> None:
        if number != self._listening or not self._allowed():
            return
        kept = copied.kept
        if kept is None and len(msgspec.json.encode(Clip(text=copied.text))) > TEXT_BYTES:
            kept = Kept.LONG
        if kept is not None:
            self._waiting = None
            self._answers.tell("copied", kept.value)
            return
        self._waiting = copied.text
        if self._due is None:
            loop = asyncio.get_running_loop()
            # Of what a program copies at speed only the last goes out, a few times a second.
            self._due = loop.call_at(max(loop.time(), self._sent_at + _EACH_S), self._send)

    def _send(self) -> None:
        text, self._waiting, self._due = self._waiting, None, None
        if text is None:
            return
        self._sent_at = asyncio.get_running_loop().time()
        try:
            self._end.send(FrameType.CLIP_OUT, Clip(text=text))
        except NotAllowedError:
            return
        self._answers.tell("copied", "out")
        self._flush()
