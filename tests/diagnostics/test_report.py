"""What is shared: from the allow-list alone, shown line by line, and each line can be left out."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from aboveboard.diagnostics.judge import Verdict
from aboveboard.diagnostics.looks import Look, Outcome, Probe, Sample
from aboveboard.diagnostics.report import Examination, examine, lines, share, without
from aboveboard.diagnostics.rules import shipped
from aboveboard.diagnostics.standing import Standing
from aboveboard.wire.computer import REPORT_BYTES, ComputerFacts, ComputerReport, read_report, write_report
from tests.diagnostics.made_up import FACTS, NOON, SYSTEM_DISK, WRONG, examination

NUMBER = "3f" * 16
WHOLE = share(examination(WRONG), name=True, recognise=NUMBER)


def judged(*outcomes: Outcome, facts: ComputerFacts = FACTS) -> Examination:
    return Examination(Look(NOON, "linux", facts), Verdict(outcomes, Standing()))


def test_what_is_shared_is_what_every_end_takes() -> None:
    assert read_report(write_report(WHOLE)) == WHOLE


def test_the_gravest_finding_comes_first() -> None:
    assert [one.severity for one in WHOLE.findings] == ["critical", "warn", "info"]
    assert WHOLE.findings[0].rule == "disk.system-full"


def test_the_name_stays_here_unless_it_is_asked_for() -> None:
    assert b"canary-name" not in write_report(share(examination(WRONG)))
    assert WHOLE.facts.name == "canary-name"


def test_names_of_places_and_programs_are_never_shared() -> None:
    data = write_report(WHOLE)
    assert b"canary-mount" not in data
    assert b"canary-program" not in data


def test_a_rule_that_cannot_tell_of_one_disk_is_not_counted_as_fine() -> None:
    report = share(
        judged(Outcome("disk.hot", "ok", subject="disk-1"), Outcome("disk.hot", "unknown", subject="disk-2"))
    )
    assert (report.fine, report.unknown) == (0, 1)


def test_a_problem_of_one_disk_is_neither_fine_nor_unknown() -> None:
    states = [Outcome("disk.hot", state, "warn", f"disk-{at}") for at, state in enumerate(("ok", "problem", "unknown"))]
    report = share(judged(*states))
    assert (report.fine, report.unknown, len(report.findings)) == (0, 0, 1)


def test_every_part_of_a_report_has_a_line() -> None:
    keys = [line.key for line in lines(WHOLE, shipped())]
    assert without(WHOLE, keys) == ComputerReport(taken_at=0)


def test_a_line_that_is_left_out_is_gone_and_no_other() -> None:
    shown = lines(WHOLE, shipped())
    for line in shown:
        left = lines(without(WHOLE, {line.key}), shipped())
        assert left == [one for one in shown if one != line], line.key


def test_an_empty_report_has_no_line() -> None:
    assert lines(ComputerReport(taken_at=0), shipped()) == []


def test_a_report_without_its_rules_is_still_shown() -> None:
    assert any("disk.system-full" in line.value for line in lines(WHOLE, None))


def test_lines_are_in_the_language_of_the_person() -> None:
    german = {line.key: line.label for line in lines(WHOLE, shipped(), "de")}
    assert german["memory"] == "Arbeitsspeicher"


def test_a_finding_is_shown_with_what_was_measured() -> None:
    shown = {line.key: line.value for line in lines(WHOLE, shipped())}
    said = shown["finding:disk.system-full:system"]
    assert said.startswith("The disk that the system is on is almost full: 98 % used, 1.5 GB free")


def test_what_was_mended_is_a_line_of_its_own() -> None:
    report = replace_mended(WHOLE)
    keys = {line.key for line in lines(report, shipped())}
    assert "mended-finding:disk.system-full:system" in keys
    assert not without(report, keys).mended


def replace_mended(report: ComputerReport) -> ComputerReport:
    return ComputerReport(taken_at=report.taken_at, mended=report.findings[:1])


def test_only_a_number_of_its_kind_is_taken_to_be_known_again_by() -> None:
    with pytest.raises(ValueError, match="32 hexadecimal digits"):
        share(examination(WRONG), recognise="canary-serial")


TEXT = some.text(max_size=200)
AMOUNT = some.floats(allow_nan=True, allow_infinity=True)


@given(
    facts=some.builds(
        ComputerFacts,
        os=TEXT,
        os_version=TEXT,
        platform=TEXT,
        cpu=TEXT,
        name=TEXT,
        kind=some.sampled_from(["laptop", "", "toaster"]),
        cores=some.integers(-5, 10**9),
        memory=some.integers(-5, 10**30),
        graphics=some.lists(TEXT, max_size=9).map(tuple),
    ),
    values=some.dictionaries(some.sampled_from(["free", "used_share", "celsius"]), AMOUNT),
    subject=some.one_of(some.just("disk-1"), TEXT),
    since=some.floats(-1e12, 1e12),
)
def test_whatever_a_reader_gives_is_cut_to_the_allow_list(
    facts: ComputerFacts, values: dict[str, float], subject: str, since: float
) -> None:
    outcome = Outcome("disk.hot", "problem", "warn", subject, since=since, values=values, limits=values)
    report = share(judged(outcome, facts=facts), name=True)
    assert read_report(write_report(report)) == report


def test_of_very_many_findings_the_gravest_are_kept() -> None:
    values = {f"value_{at}": float(at) for at in range(8)}
    many = [Outcome("a.rule", "problem", "info", f"disk-{at}", values=values, limits=values) for at in range(300)]
    report = share(judged(*many, Outcome("z.rule", "problem", "critical", "system")))
    assert report.findings[0].rule == "z.rule"
    assert len(write_report(report)) <= REPORT_BYTES


class Reading:
    """A reader of one disk."""

    system = "linux"

    def now(self) -> float:
        return NOON

    def probes(self) -> tuple[Probe, ...]:
        full = replace(SYSTEM_DISK, values={**SYSTEM_DISK.values, "used_share": 0.99, "free": 1e9})
        return (
            Probe("os", ("fact:os",), lambda: {"fact:os": "Debian"}),
            Probe("space", ("disk.space",), lambda: {"disk.space": (Sample(full.values, "system", "/"),)}),
        )


def test_an_examination_looks_and_judges() -> None:
    made = examine(Reading(), shipped())  # type: ignore[arg-type]  # a class with the members of a reader
    assert made.look.facts.os == "Debian"
    assert "disk.system-full" in [one.rule for one in made.verdict.outcomes if one.state == "problem"]
