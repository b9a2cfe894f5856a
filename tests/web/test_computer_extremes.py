"""Reports at the edges of what the list allows: a stranger can send them, and no page may stumble over one."""

import pytest
from msgspec.structs import replace

from aboveboard.diagnostics.rules import shipped
from aboveboard.diagnostics.units import UNITS
from aboveboard.journeys import computers_looks
from aboveboard.web import computer_words
from aboveboard.wire.computer import ComputerFinding, Severity

NAMES = sorted(UNITS)
SEVERITIES: tuple[Severity, ...] = ("info", "warn", "critical")
AMOUNTS = (0.0, -0.0, 1e-300, -1.0, 0.5, 1e18, -1e18)


@pytest.mark.parametrize("since", [0, 1, 2**31, 2**40, 2**53 - 1])
@pytest.mark.parametrize("language", ["en", "de"])
def test_no_page_stumbles_over_a_finding_at_the_edge(since: int, language: str) -> None:
    for rule in (*shipped().by_id, "made.up"):
        for place, amount in enumerate(AMOUNTS):
            names = (NAMES[(place * 8) % len(NAMES) :] + NAMES)[:7]
            values = dict.fromkeys([*names, "oddities"], amount)
            found = ComputerFinding(rule, SEVERITIES[place % 3], "program-1f2e3d4c", since, values, values)
            for system in ("linux", "windows", "macos"):
                told = computer_words.told(found, system)
                assert told.what
            assert computers_looks.said(computers_looks.Change("mended", found, found), language)


def test_a_time_in_a_sentence_says_whose_it_is() -> None:
    found = ComputerFinding("disk.system-full", "warn", "system", 1_790_000_000, {"used_share": 0.97})
    assert computer_words.told(found, "linux").measured.endswith("14:13 (UTC)")
    assert "UTC" not in computer_words.told(replace(found, since=0), "linux").measured


def test_an_empty_finding_is_told_by_its_rule() -> None:
    found = ComputerFinding("made.up", "warn")
    assert computer_words.told(found, "linux").what == "made.up"
    assert computers_looks.said(computers_looks.Change("unknown", found, None), "en").startswith("made.up: ")
