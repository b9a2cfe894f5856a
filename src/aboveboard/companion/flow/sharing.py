"""What of this computer may leave: what the person saw in the preview and did not strike out, and nothing else.

A later report never has a line that was not in the preview: what is new on the computer waits for the next preview.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Final, cast

from msgspec.structs import replace

from aboveboard.companion.host.checkup import Found
from aboveboard.diagnostics.live import followed
from aboveboard.diagnostics.report import Line, finding_key, lines, without
from aboveboard.wire.computer import REPORT_BYTES, ComputerFinding, ComputerReport, write_report
from aboveboard.wire.remote import LiveName, Values

LEFT_OUT_AT_FIRST: Final = frozenset({"name", "recognise"})
"""Lines that go only where the person puts them back."""
_MOST: Final = 1_000.0
_NOTHING: Final = ComputerReport(taken_at=0)


@dataclass(frozen=True, slots=True)
class Preview:
    """What the person is asked about: ``report`` and the numbers ``live`` that would be followed.

    ``lines`` says all of both in the person's language; ``struck`` has the keys of those that begin struck out.
    """

    report: ComputerReport
    live: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    struck: frozenset[str] = LEFT_OUT_AT_FIRST


@dataclass
class Agreement:
    """The person's yes to a preview, for the technicians ``who``."""

    who: set[int]
    allowed: frozenset[str]
    live: frozenset[str]
    told: dict[str, ComputerFinding] = field(default_factory=dict)
    """Findings that were sent, by their key: of these alone it is said later that they are mended."""
    sent: ComputerReport | None = None

    def report(self, found: Found) -> ComputerReport:
        """What of this look may leave."""
        cut = without(found.report, keys_of(found.report) - self.allowed)
        if not keys_of(cut) <= self.allowed or without(cut, keys_of(cut)) != _NOTHING:
            raise ValueError("there is something in the report that no line shows")
        mended = [one for one in found.sound if finding_key(one) in self.told]
        cut = replace(cut, mended=tuple(mended))
        while cut.mended and len(write_report(cut)) > REPORT_BYTES:
            cut = replace(cut, mended=cut.mended[:-1])
        return cut

    def remember(self, report: ComputerReport) -> None:
        """It is on its way."""
        self.sent = report
        self.told.update({finding_key(one): one for one in report.findings})

    def values(self, numbers: Mapping[str, float]) -> Values:
        """What of these numbers may leave."""
        sound = {name: value for name, value in numbers.items() if name in self.live and isfinite(value)}
        return Values({cast(LiveName, name): max(-_MOST, min(value, _MOST)) for name, value in sound.items()})


def agree(preview: Preview, struck: Collection[str], who: set[int], before: Agreement | None) -> Agreement:
    """The person said yes to ``preview`` without the lines ``struck``. ``before``: what was agreed to until now.

    Where others than those who are asked about keep their yes, nothing is added to what they get.
    """
    # A finding whose line was not shown was not agreed to.
    shown = keys_of(preview.report)
    allowed = frozenset(shown & {line.key for line in preview.lines} - set(struck))
    live = followed(preview.live, struck, preview.report.findings)
    told: dict[str, ComputerFinding] = {}
    if before is not None:
        if before.who - who:
            allowed, live, who = allowed & before.allowed, live & before.live, who | before.who
        gone = shown - allowed | set(struck)
        told = {key: one for key, one in before.told.items() if key not in gone}
        # A finding that is mended has no line now: what was agreed to about it holds until it is struck out.
        allowed |= {key for key in told if key not in shown}
    return Agreement(who, allowed, live, told)


def keys_of(report: ComputerReport) -> set[str]:
    """The keys of all lines of a report, and of findings and cards that have none."""
    cards = {f"graphics:{card}" for card in report.facts.graphics}
    return {line.key for line in lines(report, None)} | {finding_key(one) for one in report.findings} | cards


def essence(report: ComputerReport) -> object:
    """Two reports that are alike in this say the same: what is wrong and how gravely, what is mended, the facts."""
    wrong = {(finding_key(one), one.severity) for one in report.findings}
    return wrong, {finding_key(one) for one in report.mended}, report.facts
