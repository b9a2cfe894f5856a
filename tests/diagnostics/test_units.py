"""Whatever tells a value of a finding tells it with its unit: a share, a time and a size look alike as numbers."""

from __future__ import annotations

import pytest

from aboveboard.diagnostics.conditions import compares
from aboveboard.diagnostics.measures import MEASURES
from aboveboard.diagnostics.rules import shipped
from aboveboard.diagnostics.texts import figure, measured, tables
from aboveboard.diagnostics.texts_values import VALUES
from aboveboard.diagnostics.units import UNITS
from aboveboard.wire.computer import ComputerFinding


def test_each_value_that_a_rule_tells_has_the_unit_of_its_limit() -> None:
    asked = [one for rule in shipped().by_id.values() for level in rule.levels for one in compares(level.when)]
    told = [one for one in asked if one.unit != "flag"]
    assert len(told) > 40
    assert [one.operand.name for one in told if UNITS[one.operand.name] != one.unit] == []


def test_no_name_has_two_units() -> None:
    """Findings name a value without its measure."""
    units: dict[str, set[str]] = {}
    for measure in MEASURES.values():
        for name, unit in measure.values.items():
            units.setdefault(name, set()).add(unit)
    assert {name for name, known in units.items() if len(known - {"flag"}) > 1} == set()


def test_scripts_are_given_the_unit_of_every_value_that_has_words() -> None:
    given = tables("de")
    assert set(VALUES) <= set(given["units"])  # type: ignore[call-overload]  # a table by name
    assert given["values"]["free_until_zero"] == "voll in {x}"  # type: ignore[index]  # a table by name


@pytest.mark.parametrize(
    ("value", "amount", "english", "german"),
    [
        ("off", 90.0, "90 seconds", "90 Sekunden"),
        ("free_until_zero", 25_200.0, "7 hours", "7 Stunden"),
        ("resident_grown", 1.5e9, "1.5 GB", "1,5 GB"),
        ("cpu_seconds_rate", 0.93, "93 %", "93 %"),
        ("took_least", 130.0, "2 minutes", "2 Minuten"),
        ("pending_for", 691_200.0, "8 days", "8 Tage"),
        ("crashes_7d", 3.0, "crashes in 7 days: 3", "Abstürze in 7 Tagen: 3"),
        ("throttled_rise", 40.0, "", ""),
        ("what_nobody_knows", 7.0, "what_nobody_knows: 7", "what_nobody_knows: 7"),
    ],
)
def test_a_figure_has_its_unit(value: str, amount: float, english: str, german: str) -> None:
    found = ComputerFinding("made.up", "warn", values={value: amount})
    assert (figure(found, "en"), figure(found, "de")) == (english, german)


def test_a_rule_that_nobody_knows_here_is_told_with_units_too() -> None:
    found = ComputerFinding("operators.own", "warn", values={"free_until_zero": 25_200.0}, limits={"used_share": 0.9})
    assert measured(None, found).startswith("Full in 7 hours; limit 90 %; ")
