"""This computer's own state: looked at by the readers, judged by the rules, compared with the first look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from aboveboard.companion.host.own_checkup import HEAVY_EVERY_S, OwnCheckup, busy, checkup_here
from aboveboard.diagnostics.looks import Probe, Sample, System
from aboveboard.diagnostics.rules import load_rules

GB = 1e9


@dataclass
class Chosen:
    """A computer whose disk and updates a test chooses; counts how often each was read."""

    system: System = "linux"
    used: float = 0.98
    restart_pending: float = 1.0
    time: float = 1_700_000_000
    read: list[str] = field(default_factory=list)

    def now(self) -> float:
        return self.time

    def probes(self) -> tuple[Probe, ...]:
        return (
            Probe("facts", ("fact:os", "fact:name"), self._facts, heavy=True),
            Probe("space", ("disk.space",), self._space),
            Probe("restart", ("os.restart",), self._restart, heavy=True),
        )

    def _facts(self) -> Mapping[str, object]:
        return {"fact:os": "Debian GNU/Linux", "fact:name": "canary"}

    def _space(self) -> Mapping[str, object]:
        self.read.append("space")
        size = 100 * GB
        values = {"used_share": self.used, "free": (1 - self.used) * size, "size": size, "is_system": 1.0}
        return {"disk.space": (Sample(values, "system", "/canary"),)}

    def _restart(self) -> Mapping[str, object]:
        self.read.append("restart")
        return {"os.restart": (Sample({"pending": self.restart_pending, "pending_for": 8 * 86_400.0}),)}


@pytest.fixture
def chosen() -> Chosen:
    return Chosen()


def checkup(chosen: Chosen, language: str = "en") -> OwnCheckup:
    return OwnCheckup(chosen, load_rules(), language, clock=lambda: chosen.time)


def rules_of(findings: tuple[object, ...]) -> set[str]:
    return {one.rule for one in findings}  # type: ignore[attr-defined]  # findings


def test_what_is_wrong_is_found_and_what_is_fine_is_measured(chosen: Chosen) -> None:
    here = checkup(chosen)
    found = here.look(fresh=True)
    assert rules_of(found.report.findings) == {"disk.system-full", "os.restart-pending"}
    assert found.report.facts.os == "Debian GNU/Linux"
    chosen.used = 0.61
    later = here.look()
    assert rules_of(later.report.findings) == {"os.restart-pending"}
    [disk] = [one for one in later.sound if one.rule == "disk.system-full"]
    assert disk.values["used_share"] == 0.61
    assert "/canary" not in repr(later)


def test_what_changes_slowly_is_read_now_and_then_and_stands_meanwhile(chosen: Chosen) -> None:
    here = checkup(chosen)
    here.look()
    here.look()
    assert chosen.read == ["space", "restart", "space"]
    chosen.restart_pending = 0.0
    assert "os.restart-pending" in rules_of(here.look().report.findings)
    chosen.time += HEAVY_EVERY_S
    assert "os.restart-pending" not in rules_of(here.look().report.findings)
    chosen.restart_pending = 1.0
    assert "os.restart-pending" in rules_of(here.look(fresh=True).report.findings)


def test_live_numbers_are_read_without_what_changes_slowly(chosen: Chosen) -> None:
    here = OwnCheckup(chosen, load_rules(), "en", how_busy=lambda: 0.5)
    assert here.live() == {"disk": 0.98, "cpu": 0.5}
    assert chosen.read == ["space"]
    assert 0 <= busy() <= 1


@pytest.mark.parametrize(("language", "state"), [("en", "put right"), ("de", "behoben")])
def test_at_the_end_the_first_look_is_held_against_a_last_one(chosen: Chosen, language: str, state: str) -> None:
    here = checkup(chosen, language)
    assert here.compared() == []
    here.look()
    chosen.used, chosen.restart_pending = 0.61, 0.0
    told = here.compared()
    assert len(told) == 2
    assert f": 98 % → 61 % ({state})" in told[0]
    assert told[1].endswith(state)


def test_the_lines_of_the_preview_are_in_the_persons_language(chosen: Chosen) -> None:
    here = checkup(chosen, "de")
    told = {line.key: line for line in here.lines(here.look().report, here.live())}
    assert told["live:disk"].label == "Wie voll die Systemfestplatte ist"
    assert {"os", "name", "finding:disk.system-full:system", "live:disk"} <= set(told)


def test_this_computer_can_be_looked_at() -> None:
    here = checkup_here("en")
    assert here is not None
    found = here.look(fresh=True)
    assert found.report.facts.os
    assert found.report.fine + found.report.unknown + len(found.report.findings) > 10
    assert set(here.live()) <= {"cpu", "memory", "swap", "disk", "heat", "battery", "signal"}
