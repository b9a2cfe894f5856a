"""A computer whose state a test chooses, as ``host.checkup.Checkup``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from msgspec.structs import replace

from aboveboard.companion.flow.computer import Computer
from aboveboard.companion.host.card import TestCard
from aboveboard.companion.host.checkup import Found
from aboveboard.companion.host.polled import PolledCanvas
from aboveboard.diagnostics.live import live_lines
from aboveboard.diagnostics.report import Line, lines
from aboveboard.wire.computer import ComputerFacts, ComputerFinding, ComputerReport
from aboveboard.wire.types import Scope

FULL = ComputerFinding(
    "disk.system-full", "critical", "system", 1_700_000_000, {"used_share": 0.97}, {"used_share": 0.97}
)
SLOW = ComputerFinding("memory.low", "warn", "", 0, {"available_share": 0.05}, {"available_share": 0.1})
REPORT = ComputerReport(
    taken_at=1_700_000_100,
    facts=ComputerFacts(
        os="Debian GNU/Linux",
        os_version="12",
        tool_version="0.1",
        kind="laptop",
        name="canary-name",
        cpu="Some CPU",
        cores=4,
        memory=2**33,
        graphics=("Some GPU", "canary-card"),
    ),
    findings=(FULL, SLOW),
    fine=40,
    unknown=2,
)


@dataclass
class Made:
    """``report`` and ``sound`` are what the next look finds; ``numbers`` what is measured live."""

    report: ComputerReport = REPORT
    sound: tuple[ComputerFinding, ...] = ()
    numbers: dict[str, float] = field(default_factory=lambda: {"cpu": 0.25, "disk": 0.97, "heat": 61.5})
    looks: int = 0
    at_look: list[BaseException] = field(default_factory=list)

    def look(self, *, fresh: bool = False) -> Found:
        self.looks += 1
        if self.at_look:
            raise self.at_look.pop()
        return Found(replace(self.report, taken_at=self.report.taken_at + self.looks), self.sound)

    def live(self) -> dict[str, float]:
        return dict(self.numbers)

    def lines(self, report: ComputerReport, live: Iterable[str]) -> list[Line]:
        return [*lines(report, None), *live_lines(live, "en")]

    def compared(self) -> list[str]:
        return []


def computer(made: Made) -> Computer:
    """A small screen, and this state."""
    return Computer(PolledCanvas(TestCard((64, 64), per_second=1)), asks=(Scope.DIAGNOSTICS,), checkup=made)
