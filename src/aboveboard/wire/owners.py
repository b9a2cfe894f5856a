"""Whose a file, a run of a tool or a password is: what the customer's end says of it goes to that technician alone.

The gate table lets it go to whoever holds the scope. What one technician moves, and what a tool that they offered
writes about the computer, is still nothing that a colleague with a yes of their own was meant to see.
"""

from typing import Final

from aboveboard.wire.header import HEADER_BYTES
from aboveboard.wire.limits import ITEMS_EVER
from aboveboard.wire.remote import FileOffer, FileWish, Secret, ToolAnswer, ToolDone, ToolOffer, ToolRun
from aboveboard.wire.types import FrameType, Scope

EVERYBODY: Final = 0
_NAMED_BYTES: Final = 16


class Owners:
    """``begins`` hears what technicians begin, ``hears`` what the customer's end says; ``of`` names who gets it."""

    def __init__(self) -> None:
        self._files: dict[str, int] = {}
        self._runs: dict[str, int] = {}
        self._going: set[str] = set()

    def begins(self, kind: int, payload: object, participant: int) -> bool:
        """False for an undo of what goes on for somebody else: its output would go to whoever asks last."""
        match payload:
            case FileOffer() | FileWish():
                self._files.setdefault(payload.transfer, participant)
            case ToolOffer():
                self._runs.setdefault(payload.run, participant)
                self._going.add(payload.run)
            case ToolRun() if kind == FrameType.TOOL_UNDO:
                owner = self._runs.get(payload.run)
                if owner is None and len(self._runs) >= ITEMS_EVER:
                    return False
                if payload.run in self._going and owner != participant:
                    return False
                self._runs[payload.run] = participant
                self._going.add(payload.run)
        return True

    def hears(self, payload: object) -> None:
        """A run that was refused, or is over, is anybody's to undo."""
        if isinstance(payload, ToolDone) or (isinstance(payload, ToolAnswer) and not payload.yes):
            self._going.discard(payload.run)

    def rest(self) -> None:
        """The customer's end is gone, and whatever went on there with it."""
        self._going.clear()

    def of(self, scope: Scope, kind: int, frame: bytes, payload: object) -> int | None:
        """Who gets this frame of the customer's end: ``EVERYBODY`` who may, one participant, or nobody."""
        match scope:
            case Scope.FILES:
                named = frame[HEADER_BYTES : HEADER_BYTES + _NAMED_BYTES].hex() if kind == FrameType.FILE_UP else ""
                return self._files.get(named or str(getattr(payload, "transfer", "")))
            case Scope.TOOL:
                return self._runs.get(str(getattr(payload, "run", "")))
            case Scope.PASSWORD if isinstance(payload, Secret):
                return payload.to
        return EVERYBODY
