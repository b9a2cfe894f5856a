"""What may leave of a look: whatever a computer finds later, only lines that the person saw and left in."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from aboveboard.companion.flow import sharing
from aboveboard.companion.flow.sharing import LEFT_OUT_AT_FIRST, Agreement, Preview, agree, keys_of
from aboveboard.companion.host.checkup import Found
from aboveboard.diagnostics.live import _ABOUT, _MEASURED, LIVE, live_lines
from aboveboard.diagnostics.report import lines
from aboveboard.diagnostics.rules import shipped
from aboveboard.wire.computer import REPORT_BYTES, ComputerFacts, ComputerFinding, ComputerReport, write_report
from aboveboard.wire.remote import LiveName
from tests.companion.checkups import FULL, REPORT, SLOW

WORDS = st.sampled_from(["", "one", "two", "three"])
FINDINGS = st.builds(
    ComputerFinding,
    rule=st.sampled_from(["disk.system-full", "memory.low", "cpu.hot", "operators.own"]),
    severity=st.sampled_from(["info", "warn", "critical"]),
    subject=st.sampled_from(["", "system", "data-1"]),
    values=st.dictionaries(st.sampled_from(["free", "celsius"]), st.floats(-1e9, 1e9), max_size=2),
)
REPORTS = st.builds(
    ComputerReport,
    taken_at=st.integers(0, 2**31),
    facts=st.builds(
        ComputerFacts,
        os=WORDS,
        os_version=WORDS,
        tool_version=WORDS,
        platform=WORDS,
        kind=st.sampled_from(["", "laptop", "server"]),
        name=WORDS,
        cpu=WORDS,
        cores=st.integers(0, 4),
        memory=st.integers(0, 2),
        graphics=st.lists(WORDS, max_size=4).map(tuple),
    ),
    findings=st.lists(FINDINGS, max_size=4, unique_by=lambda one: (one.rule, one.subject)).map(tuple),
    fine=st.integers(0, 3),
    unknown=st.integers(0, 3),
    recognise=st.sampled_from(["", "a" * 32]),
)


def preview(report: ComputerReport, live: tuple[str, ...] = ()) -> Preview:
    return Preview(report, live, (*lines(report, None), *live_lines(live, "en")))


def agreed(report: ComputerReport, struck: set[str]) -> Agreement:
    return agree(preview(report), struck, {2}, None)


@settings(max_examples=60, deadline=None)
@given(first=REPORTS, later=st.lists(REPORTS, max_size=3), chance=st.randoms(use_true_random=False))
def test_whatever_is_found_later_only_lines_that_were_seen_and_left_in_leave(
    first: ComputerReport, later: list[ComputerReport], chance: object
) -> None:
    seen = sorted(keys_of(first))
    struck = {key for key in seen if chance.random() < 0.4}  # type: ignore[attr-defined]  # a Random
    agreement = agreed(first, struck)
    for one in (first, *later):
        report = agreement.report(Found(one, one.findings))
        assert keys_of(replace(report, mended=())) <= set(seen) - struck
        assert {f"finding:{gone.rule}:{gone.subject}" for gone in report.mended} <= set(seen) - struck
        agreement.remember(report)


def test_what_no_line_shows_leaves_never(monkeypatch: pytest.MonkeyPatch) -> None:
    agreement = agreed(REPORT, set())
    blind = [line for line in lines(REPORT, None) if line.key != "cpu"]
    monkeypatch.setattr(sharing, "lines", lambda *_: blind)
    monkeypatch.setattr(sharing, "without", lambda report, _: report)
    with pytest.raises(ValueError, match="no line shows"):
        agreement.report(Found(REPORT))


def test_everything_that_a_report_holds_has_a_line_by_which_it_goes() -> None:
    whole = replace(
        REPORT, facts=replace(REPORT.facts, platform="x86_64"), recognise="a" * 32, findings=(FULL, SLOW), fine=1
    )
    nothing = agreed(whole, keys_of(whole)).report(Found(whole))
    assert nothing == ComputerReport(taken_at=0)
    assert all(getattr(whole.facts, name) for name in ComputerFacts.__struct_fields__)


def test_a_finding_is_mended_only_if_it_was_told_before() -> None:
    agreement = agreed(replace(REPORT, findings=(FULL,)), set())
    fine = Found(replace(REPORT, findings=()), (FULL, SLOW))
    assert agreement.report(fine).mended == ()
    agreement.remember(agreement.report(Found(REPORT)))
    assert agreement.report(fine).mended == (FULL,)


def test_a_mended_finding_that_comes_back_is_told_until_it_is_struck_out() -> None:
    agreement = agreed(REPORT, set())
    agreement.remember(agreement.report(Found(REPORT)))
    again = agree(preview(replace(REPORT, findings=())), set(), {2}, agreement)
    assert again.report(Found(REPORT)).findings == (FULL, SLOW)
    without_it = agree(preview(REPORT), {"finding:memory.low:"}, {2}, again)
    assert without_it.report(Found(replace(REPORT, findings=(FULL,)), (SLOW,))).mended == ()
    assert without_it.report(Found(REPORT)).findings == (FULL,)


def test_a_report_with_much_that_is_mended_is_never_too_long() -> None:
    figures = {f"v{m}" * 10: 1 / 3 for m in range(8)}
    many = tuple(
        ComputerFinding("a" * 30 + f".b{n}", "warn", f"data-{n:x}", 2**40, figures, figures) for n in range(20)
    )
    agreement = agreed(replace(REPORT, findings=many), set())
    agreement.remember(agreement.report(Found(replace(REPORT, findings=many))))
    report = agreement.report(Found(replace(REPORT, findings=many[:4]), many))
    assert 0 < len(report.mended) < len(many)
    assert len(write_report(report)) <= REPORT_BYTES


def test_the_name_of_the_computer_stays_here_unless_it_is_put_back() -> None:
    assert preview(REPORT).struck == LEFT_OUT_AT_FIRST
    assert "name" in keys_of(REPORT)


def test_the_live_numbers_are_those_of_the_wire() -> None:
    assert set(LIVE) == set(get_args(LiveName))


@pytest.mark.parametrize(
    ("values", "stops"),
    [
        ({"used_share": 0.91}, {"disk"}),
        ({"free_until_zero": 60.0}, {"disk"}),
        ({"available_share": 0.1, "swap_used_share": 0.9}, {"memory", "swap"}),
        ({"cpu_seconds_rate": 0.9}, {"cpu"}),
        ({"celsius": 99.0}, {"heat"}),
        ({"up": 5.0}, set()),
    ],
)
def test_a_rule_of_ones_own_that_was_struck_out_is_not_followed_live_either(
    values: dict[str, float], stops: set[str]
) -> None:
    own = ComputerFinding("office.own-rule", "warn", "system", 0, values)
    before = preview(replace(REPORT, findings=(FULL, own)), tuple(LIVE))
    key = "finding:office.own-rule:system"
    assert agree(before, {key}, {2}, None).live == set(LIVE) - stops
    assert agree(before, set(), {2}, None).live == set(LIVE)


def test_each_number_that_is_followed_is_known_by_its_values_and_by_our_rules() -> None:
    assert set(_MEASURED) == set(_ABOUT) == set(LIVE)
    assert {rule for about in _ABOUT.values() for rule in about} <= set(shipped().by_id)
