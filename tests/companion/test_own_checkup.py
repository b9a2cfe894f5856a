"""This computer's own state: looked at by the readers, judged by the rules, compared with the first look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from aboveboard.companion.host.own_checkup import HEAVY_EVERY_S, OwnCheckup, busy, checkup_here
from aboveboard.diagnostics.looks import Probe, Sample, System, Unknown
from aboveboard.diagnostics.rules import load_rules

GB = 1e9
WRONG = {"disk.system-full", "os.restart-pending", "security.firewall", "service.failed"}


@dataclass
class Chosen:
    """A computer whose disk and updates a test chooses; counts how often each was read."""

    system: System = "linux"
    used: float = 0.98
    restart_pending: float = 1.0
    firewall_off: float = 1.0
    failed: tuple[str, ...] | None = ("service-1f2e3d4c", "service-5a6b7c8d")
    time: float = 1_700_000_000
    read: list[str] = field(default_factory=list)

    def now(self) -> float:
        return self.time

    def probes(self) -> tuple[Probe, ...]:
        return (
            Probe("facts", ("fact:os", "fact:name"), self._facts, heavy=True),
            Probe("space", ("disk.space",), self._space),
            Probe("restart", ("os.restart",), self._restart, heavy=True),
            Probe("firewall", ("security.firewall",), self._firewall, heavy=True),
            Probe("services", ("service.state",), self._services, heavy=True),
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

    def _firewall(self) -> Mapping[str, object]:
        return {"security.firewall": (Sample({"off": self.firewall_off}),)}

    def _services(self) -> Mapping[str, object]:
        """As Linux tells of them: the failed ones alone."""
        if self.failed is None:
            return {"service.state": Unknown("Nobody here knows which services failed.")}
        return {"service.state": tuple(Sample({"failed": 1.0, "failed_for": 900.0}, name) for name in self.failed)}


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
    assert rules_of(found.report.findings) == WRONG
    assert found.report.facts.os == "Debian GNU/Linux"
    chosen.used = 0.61
    later = here.look()
    assert rules_of(later.report.findings) == WRONG - {"disk.system-full"}
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
    assert len(told) == 5
    assert f": 98 % → 61 % ({state})" in told[0]
    assert f"({state})" in told[1]


def fine(here: OwnCheckup) -> set[tuple[str, str]]:
    return {(one.rule, one.subject) for one in here.look(fresh=True).sound}


def test_what_has_no_figure_is_found_fine_again(chosen: Chosen) -> None:
    here = checkup(chosen)
    assert ("security.firewall", "") not in fine(here)
    chosen.firewall_off = 0.0
    assert ("security.firewall", "") in fine(here)
    assert "The firewall is off: put right" in here.compared()


def test_a_thing_that_was_wrong_and_is_no_more_is_fine_if_that_was_looked_at(chosen: Chosen) -> None:
    one, other = (("service.failed", name) for name in chosen.failed or ())
    here = checkup(chosen)
    assert not {one, other} & fine(here)
    chosen.failed = (other[1],)
    assert {one, other} & fine(here) == {one}
    chosen.failed = None
    assert not {one, other} & fine(here)
    chosen.failed = ()
    assert {one, other} <= fine(here)
    assert len([line for line in here.compared() if line.endswith("(put right)")]) == 2
    chosen.failed = (one[1], other[1])
    assert not {one, other} & fine(here)


def test_what_a_fresh_look_found_first_and_is_well_again_was_put_right_too(chosen: Chosen) -> None:
    chosen.used = 0.61
    here = checkup(chosen)
    here.look(fresh=True)
    chosen.used = 0.98
    here.look(fresh=True)
    assert [line for line in here.compared() if line.endswith(": new since the first look")]
    chosen.used = 0.99
    here.look(fresh=True)
    chosen.used = 0.61
    assert [line for line in here.compared() if line.endswith(": 98 % → 61 % (put right)")]
    assert len(here.compared()) == len(WRONG) + 1


def test_what_came_and_went_unasked_is_not_called_put_right(chosen: Chosen) -> None:
    chosen.used = 0.61
    here = checkup(chosen)
    here.look(fresh=True)
    chosen.used = 0.98
    here.look()
    chosen.used = 0.61
    assert not [line for line in here.compared() if "61 %" in line]


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


def test_it_is_judged_by_the_rules_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "rules.toml"
    monkeypatch.setenv("ABOVEBOARD_RULES", str(own))
    assert checkup_here("en") is None, "rules that do not load judge nothing"
    own.write_text("\n".join(f'["{name}"]\noff = true' for name in load_rules().by_id if name != "os.uptime"))
    here = checkup_here("en")
    assert here is not None
    report = here.look(fresh=True).report
    assert report.fine + report.unknown + len(report.findings) <= 1
