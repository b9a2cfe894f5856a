"""What is said of a finding: what was measured, against what, since when, in both languages."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from aboveboard.diagnostics.conditions import compares
from aboveboard.diagnostics.looks import Outcome
from aboveboard.diagnostics.measures import MEASURES
from aboveboard.diagnostics.rules import shipped
from aboveboard.diagnostics.texts import advice, confirm, headline, measured
from aboveboard.diagnostics.texts_values import VALUES
from aboveboard.wire.computer import ComputerFinding

RULES = shipped().by_id
NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC).timestamp()
SINCE = datetime(2026, 11, 23, 14, 5, tzinfo=UTC).timestamp()
DAY = 86_400


def problem(
    rule: str, values: dict[str, float], limits: dict[str, float], since: float = SINCE, **more: str
) -> Outcome:
    return Outcome(rule, "problem", "warn", since=since, values=values, limits=limits, **more)  # type: ignore[arg-type]  # shown, subject


def said(rule: str, found: Outcome | ComputerFinding, language: str = "en") -> str:
    return measured(RULES[rule], found, language, UTC, NOW)


def test_value_limit_and_since() -> None:
    found = problem("disk.system-full", {"used_share": 0.97, "free": 4e9}, {"used_share": 0.9, "free": 10e9})
    assert said("disk.system-full", found) == "97 % used, 4.0 GB free; limit 90 % and 10 GB; since 14:05"
    assert said("disk.system-full", found, "de") == ("97 % belegt, 4,0 GB frei; Grenze 90 % und 10 GB; seit 14:05 Uhr")


def test_a_limit_of_either_says_or() -> None:
    found = Outcome("disk.system-full", "problem", "critical", values={}, limits={"used_share": 0.97, "free": 2e9})
    assert said("disk.system-full", found) == "Limit 97 % or 2 GB; nobody knows since when"
    assert said("disk.system-full", found, "de") == "Grenze 97 % oder 2 GB; seit wann, ist nicht bekannt"


def test_a_shared_finding_is_said_like_an_outcome() -> None:
    shared = ComputerFinding("disk.data-full", "warn", "data-2", int(SINCE), {"used_share": 0.98, "free": 5e8})
    assert said("disk.data-full", shared) == "98 % used, 500 MB free; since 14:05"
    assert headline(RULES["disk.data-full"], shared) == "A disk for your data is almost full: data disk 2"
    assert (
        headline(RULES["disk.data-full"], shared, "de")
        == "Eine Festplatte mit Ihren Daten ist fast voll: Datenträger 2"
    )


@pytest.mark.parametrize(
    ("value", "wanted"),
    [(0.9004, "90.04 %"), (0.904, "90.4 %"), (0.95, "95 %"), (0.9, "90 %")],
)
def test_a_value_is_told_apart_from_its_limit(value: float, wanted: str) -> None:
    found = problem("disk.inodes", {"inodes_used_share": value}, {"inodes_used_share": 0.9})
    assert said("disk.inodes", found) == f"{wanted} of the possible files; limit 90 %; since 14:05"


@pytest.mark.parametrize(
    ("seconds", "english", "german"),
    [
        (DAY * 30.3, "30.3 days", "30,3 Tagen"),
        (DAY * 45, "45 days", "45 Tagen"),
        (3600 * 30, "30 hours", "30 Stunden"),
        (3600, "60 minutes", "60 Minuten"),
        (1, "1 second", "1 Sekunde"),
        (0, "0 seconds", "0 Sekunden"),
    ],
)
def test_times_are_said_as_people_say_them(seconds: float, english: str, german: str) -> None:
    found = problem("os.uptime", {"up": seconds}, {"up": 30 * DAY}, 0)
    assert said("os.uptime", found) == f"Running for {english}; limit 30 days; nobody knows since when"
    assert said("os.uptime", found, "de") == f"Läuft seit {german}; Grenze 30 Tage; seit wann, ist nicht bekannt"


@pytest.mark.parametrize(
    ("since", "english", "german"),
    [
        (NOW - 2 * DAY, "since 21 November, 18:00", "seit 21. November, 18:00 Uhr"),
        (NOW - 300 * DAY, "since 27 January, 18:00", "seit 27. Januar, 18:00 Uhr"),
        (NOW - 400 * DAY, "since 19 October 2025, 18:00", "seit 19. Oktober 2025, 18:00 Uhr"),
    ],
)
def test_an_earlier_day_is_named(since: float, english: str, german: str) -> None:
    found = problem("security.firewall", {}, {}, since)
    assert said("security.firewall", found) == english[0].upper() + english[1:]
    assert said("security.firewall", found, "de") == german[0].upper() + german[1:]


def test_since_is_told_by_the_clock_of_the_zone() -> None:
    found = problem("security.firewall", {}, {})
    assert measured(RULES["security.firewall"], found, "en", timezone(timedelta(hours=1)), NOW) == "Since 15:05"


def test_what_is_fine_has_no_since() -> None:
    fine = Outcome("disk.inodes", "ok", values={"inodes_used_share": 0.2}, limits={"inodes_used_share": 0.9})
    assert said("disk.inodes", fine) == "20 % of the possible files; limit 90 %"


@pytest.mark.parametrize("since", [0, -1, 1e300, float("inf")])
def test_a_since_that_is_no_time_is_not_known(since: float) -> None:
    assert said("security.firewall", problem("security.firewall", {}, {}, since)) == "Nobody knows since when"


def test_what_the_screen_calls_a_thing_is_told_without_what_could_drive_a_terminal() -> None:
    found = problem("cpu.hog", {}, {}, shown="ev\x1b[2Jil\u202e" + "x" * 100)
    assert headline(RULES["cpu.hog"], found).endswith(f": ev?[2Jil?{'x' * 51}")


def test_a_rule_that_nobody_knows_here_shows_its_id_and_numbers() -> None:
    shared = ComputerFinding("own.rule", "warn", "", 0, {"free": 5e9, "strange": 1.5}, {"strange": 1.0})
    assert headline(None, shared) == "own.rule"
    assert (advice(None), confirm(None, "linux")) == ("", "")
    assert measured(None, shared) == "5.0 GB free, strange: 1.5; limit 1; nobody knows since when"


def test_what_is_counted_in_days_stays_in_days() -> None:
    rule, found = RULES["os.end-of-life"], problem("os.end-of-life", {"days_past_end": 1.5}, {"days_past_end": 0.0})
    assert measured(rule, found, "en", UTC, NOW).startswith("Out of support for 1 day; limit 0 days")
    assert measured(rule, found, "de", UTC, NOW).startswith("Ohne Updates seit 1 Tag; Grenze 0 Tage")


def test_a_language_that_is_not_there_is_english() -> None:
    rule, found = RULES["disk.inodes"], problem("disk.inodes", {"inodes_used_share": 0.95}, {})
    assert headline(rule, found, "fr") == headline(rule, found, "en")
    assert advice(rule, "fr") == advice(rule, "en")
    assert confirm(rule, "linux", "fr") == confirm(rule, "linux", "en")
    assert measured(rule, found, "fr", UTC, NOW) == measured(rule, found, "en", UTC, NOW)


def test_a_system_without_the_rule_has_no_tool_for_it() -> None:
    assert confirm(RULES["device.driver"], "linux") == ""
    assert confirm(RULES["device.driver"], "windows", "de") == "Geräte-Manager (devmgmt.msc)"


@pytest.mark.parametrize("name", RULES)
def test_every_value_that_a_rule_can_tell_has_words(name: str) -> None:
    rule = RULES[name]
    told = {one.operand.name for level in rule.levels for one in compares(level.when) if one.unit != "flag"}
    told |= {value for value in rule.shows if MEASURES[rule.measure].values[value] != "flag"}
    assert told <= VALUES.keys()
    for language in ("en", "de"):
        text = measured(rule, problem(name, dict.fromkeys(told, 42.5), {}), language, UTC, NOW)
        assert not any(value in text for value in told if "_" in value), text
