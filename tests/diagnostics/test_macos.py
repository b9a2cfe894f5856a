"""Macs as recorded: each rule finds what it is for, finds nothing just beside it, and nothing leaks."""

from __future__ import annotations

import pytest

from aboveboard.diagnostics.rules import shipped
from tests.diagnostics.macos_cases import CASES, HEALTHY
from tests.diagnostics.recordings import Case, judged, problems, states


@pytest.mark.parametrize("which", HEALTHY)
def test_a_healthy_mac_has_no_finding(which: str) -> None:
    name, change = HEALTHY[which]
    assert problems(judged(name, change)) == {}


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.name)
def test_a_mac_just_beyond_a_limit_has_that_finding_and_no_other(case: Case) -> None:
    found = problems(judged(case.machine, case.broken, case.span, case.every))
    assert set(found) == {case.rule} | case.also
    assert not case.severity or found[case.rule].severity == case.severity


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.name)
def test_a_mac_just_within_a_limit_has_no_finding(case: Case) -> None:
    verdict = judged(case.machine, case.healthy, case.span, case.every)
    assert problems(verdict) == {}
    assert "problem" not in states(verdict, case.rule)


def test_every_rule_for_macos_is_held_against_a_recorded_mac() -> None:
    assert {one.rule for one in CASES} == {rule.id for rule in shipped().for_system("macos")}
