"""Looking at this computer. It decides nothing: what of it may leave is for ``flow`` and the person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from aboveboard.diagnostics.report import Line
from aboveboard.wire.computer import ComputerFinding, ComputerReport


class CheckupError(Exception):
    """This computer could not be looked at; the message says why."""


@dataclass(frozen=True, slots=True)
class Found:
    """``report``: all that could be shared. ``sound``: each thing that is fine now, with what was measured of it."""

    report: ComputerReport
    sound: tuple[ComputerFinding, ...] = field(default=())


class Checkup(Protocol):
    """``look``, ``live`` and ``compared`` take some seconds at most: call them in a thread, for ``CheckupError``."""

    def look(self, *, fresh: bool = False) -> Found:
        """Everything, judged by the rules. Without ``fresh`` what changes slowly may be of an earlier look."""

    def live(self) -> Mapping[str, float]:
        """The numbers of ``diagnostics.live.LIVE`` that are known now."""

    def lines(self, report: ComputerReport, live: Iterable[str]) -> Sequence[Line]:
        """All of the report and of these live numbers for the person, in their language; returns at once."""

    def compared(self) -> list[str]:
        """What changed since the first look, one line each, in the person's language; empty where nothing did."""
