"""What the looks of a session showed: what became of each finding, the gravest first."""

from __future__ import annotations

from msgspec.structs import replace

from aboveboard.journeys import computers_looks
from aboveboard.journeys.computers_seen import worst_first
from aboveboard.wire.computer import ComputerFinding, ComputerReport

FULL = ComputerFinding("disk.system-full", "critical", "system", 0, {"used_share": 0.97})
HOT = ComputerFinding("cpu.hot", "critical", "", 0, {"celsius": 97.0})
LOW = ComputerFinding("memory.low", "warn", "", 0, {"available_share": 0.05})
LONG = ComputerFinding("os.uptime", "info", "", 0, {"up": 40 * 86_400.0})
FAILED = ComputerFinding("service.failed", "warn", "service-1")


def test_what_changed_is_told_for_each_finding_the_gravest_first() -> None:
    before = ComputerReport(1, findings=(LONG, FAILED, FULL))
    after = ComputerReport(2, findings=(LONG, LOW), mended=(replace(FULL, values={"used_share": 0.61}), HOT))
    told = computers_looks.changes(before, after)
    assert [(one.found.rule, one.state) for one in told] == [
        ("cpu.hot", "mended"),
        ("disk.system-full", "mended"),
        ("memory.low", "new"),
        ("service.failed", "unknown"),
        ("os.uptime", "still"),
    ]
    # It came after the first look and went: whoever was told of it is told that it went.
    assert computers_looks.said(told[0], "en").endswith(": 97\u00a0°C (put right)")
    assert "97\u00a0% → 61\u00a0% (put right)" in computers_looks.said(told[1], "en")
    assert "97\u00a0% → 61\u00a0% (behoben)" in computers_looks.said(told[1], "de")
    assert computers_looks.said(told[-1], "en").endswith(": 40\u00a0days (not right yet)"), "nothing moved"
    assert computers_looks.has_changed(told, "en")


def test_a_number_without_a_unit_is_said_in_words_and_what_stands_is_called_no_change() -> None:
    busy = ComputerFinding("cpu.load", "warn", "", 0, {"load_each_core": 4.0, "load": 8.0})
    for later, words, changed in ((4.0, "4 (not right yet)", False), (3.0, "4 → 3 (not right yet)", True)):
        after = ComputerReport(2, findings=(replace(busy, values={"load_each_core": later}),))
        told = computers_looks.changes(ComputerReport(1, findings=(busy,)), after)
        assert computers_looks.said(told[0], "en").endswith(f": tasks for each core: {words}")
        assert computers_looks.has_changed(told, "en") == changed


def test_what_is_there_again_at_the_end_was_not_put_right() -> None:
    told = computers_looks.changes(ComputerReport(1), ComputerReport(2, findings=(LOW,), mended=(LOW,)))
    assert [(one.found.rule, one.state) for one in told] == [("memory.low", "new")]


def test_what_became_worse_stands_where_the_worse_belongs() -> None:
    before = ComputerReport(1, findings=(LOW, replace(FULL, severity="info")))
    told = computers_looks.changes(before, ComputerReport(2, findings=(LOW, FULL)))
    assert [one.found.rule for one in told] == ["disk.system-full", "memory.low"]


def test_the_gravest_come_first_then_it_goes_by_part_whatever_order_was_sent() -> None:
    second = replace(FULL, subject="data-2")
    for sent in ((LONG, FAILED, FULL, HOT, second, LOW), (FULL, LOW, second, LONG, HOT, FAILED)):
        assert worst_first(sent) == [HOT, second, FULL, LOW, FAILED, LONG]
