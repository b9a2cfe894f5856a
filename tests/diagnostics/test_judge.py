"""Looks are judged in three outcomes; a problem stays one until it is clearly over."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from aboveboard.diagnostics.history import History
from aboveboard.diagnostics.judge import NOT_LONG, NOT_READ, NOT_TOLD, Standing, Verdict, judge
from aboveboard.diagnostics.looks import Look, Outcome, Reading, Sample, Unknown
from aboveboard.diagnostics.rules import Rules, shipped
from aboveboard.wire.computer import ComputerFacts
from tests.diagnostics.rule_files import NOON, WHOLE, look, only, own

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def followed(rules: Rules, measure: str, readings: Iterable[Reading | dict[str, float]], every: int) -> list[Verdict]:
    """What is said of looks one after the other, as a watch does it; the last is at noon."""
    listed, history, standing = list(readings), History(rules), Standing()
    verdicts = []
    for number, reading in enumerate(listed):
        one = look(measure, reading, NOON - (len(listed) - 1 - number) * every)
        verdicts.append(judge(rules, one, history, standing))
        history.keep(one)
        standing = verdicts[-1].standing
    return verdicts


def states(verdicts: list[Verdict]) -> str:
    """One letter a look: o, p, u."""
    return "".join(verdict.outcomes[0].state[0] if verdict.outcomes else "-" for verdict in verdicts)


def alone(verdict: Verdict) -> Outcome:
    (outcome,) = verdict.outcomes
    return outcome


def space(used: float, free: float, **more: float) -> dict[str, float]:
    return {"used_share": used, "free": free, "is_system": 1, "removable": 0} | more


def test_a_share_alone_or_an_amount_alone_is_no_problem() -> None:
    rules = only("disk.system-full")
    assert alone(judge(rules, look("disk.space", space(0.96, 40e9)))).state == "ok"
    assert alone(judge(rules, look("disk.space", space(0.5, 9e9)))).state == "ok"
    found = alone(judge(rules, look("disk.space", space(0.96, 4e9))))
    assert (found.state, found.severity) == ("problem", "warn")
    assert found.values == {"used_share": 0.96, "free": 4e9}
    assert found.limits == {"used_share": 0.9, "free": 10e9}


def test_the_gravest_level_that_holds_is_told_with_its_own_limits() -> None:
    found = alone(judge(only("disk.system-full"), look("disk.space", space(0.98, 4e9))))
    assert (found.severity, found.limits) == ("critical", {"used_share": 0.97})


def test_what_is_missing_is_unknown_unless_it_cannot_matter() -> None:
    rules = only("disk.data-full")
    given = {"is_system": 0.0, "removable": 0.0}
    assert alone(judge(rules, look("disk.space", given | {"used_share": 0.5}))).state == "ok"
    short = alone(judge(rules, look("disk.space", given | {"used_share": 0.99})))
    assert (short.state, short.why) == ("unknown", NOT_TOLD)
    nothing = alone(judge(rules, look("disk.space", {"is_system": 0.0, "removable": 0.0})))
    assert nothing.state == "unknown"
    # Whether it can be taken out is not known: then it is not known whether this is a problem.
    assert (
        alone(judge(rules, look("disk.space", {"is_system": 0.0, "used_share": 0.99, "free": 1e9}))).state == "unknown"
    )
    assert alone(judge(rules, look("disk.space", {"is_system": 0.0, "used_share": 0.2, "free": 1e9}))).state == "ok"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 1e300, None, "90"])
def test_what_is_no_number_is_as_good_as_missing(value: object) -> None:
    given = {"is_system": 1.0, "used_share": value, "free": 1e10}
    assert alone(judge(only("disk.system-full"), look("disk.space", given))).state == "unknown"  # type: ignore[arg-type]  # a reader that is wrong


def test_a_measure_that_was_not_read_is_unknown_with_the_readers_reason() -> None:
    rules = only("os.uptime")
    said = alone(judge(rules, look("os.uptime", Unknown("No file tells."))))
    assert (said.state, said.why) == ("unknown", "No file tells.")
    nothing = alone(judge(rules, Look(NOON, "linux", ComputerFacts())))
    assert (nothing.state, nothing.why) == ("unknown", NOT_READ)


def test_a_thing_that_the_computer_has_not_is_not_spoken_of() -> None:
    assert judge(only("battery.worn"), look("battery.state", ())).outcomes == ()
    assert judge(only("disk.system-full"), look("disk.space", space(0.99, 1e9, is_system=0))).outcomes == ()
    assert judge(only("disk.inodes"), look("disk.space", space(0.99, 1e9))).outcomes == ()


def test_each_thing_has_an_outcome_of_its_own() -> None:
    samples = (Sample({"full_share": 0.5}, "battery-1"), Sample({"full_share": 0.9}, "battery-2", "shown"))
    first, second = judge(only("battery.worn"), look("battery.state", samples)).outcomes
    assert (first.subject, first.state) == ("battery-1", "problem")
    assert (second.subject, second.state, second.shown) == ("battery-2", "ok", "shown")


def test_a_problem_stays_one_until_its_clear_holds() -> None:
    used = [0.80, 0.91, 0.89, 0.885, 0.91, 0.89, 0.87, 0.89, 0.91]
    verdicts = followed(only("disk.system-full"), "disk.space", [space(one, 5e9) for one in used], MINUTE)
    assert states(verdicts) == "oppppp" + "oop"
    assert [number for number, one in enumerate(verdicts) if one.began] == [1, 8]
    assert [number for number, one in enumerate(verdicts) if one.ended] == [6]


def test_levels_begin_and_end_on_their_own() -> None:
    pairs = [(0.95, 5e9), (0.98, 1e9), (0.965, 3.5e9), (0.95, 5e9), (0.5, 50e9)]
    verdicts = followed(only("disk.system-full"), "disk.space", [space(*pair) for pair in pairs], MINUTE)
    told = [alone(one) for one in verdicts]
    assert [one.severity if one.state == "problem" else one.state for one in told] == [
        "warn",
        "critical",
        "critical",
        "warn",
        "ok",
    ]
    assert [one.began for one in verdicts[1:4]] == [(), (), ()], "it is one problem all the time"


def test_since_is_when_the_watch_saw_it_begin() -> None:
    verdicts = followed(
        only("disk.inodes"), "disk.space", [{"inodes_used_share": one} for one in (0.5, 0.95, 0.96)], 60
    )
    assert [alone(one).since for one in verdicts] == [0, NOON - 60, NOON - 60]


def test_nobody_knows_since_when_of_what_the_first_look_finds() -> None:
    verdicts = followed(only("disk.inodes"), "disk.space", [{"inodes_used_share": 0.95}] * 3, 60)
    assert [alone(one).since for one in verdicts] == [0, 0, 0]


def test_since_is_what_the_computer_itself_tells_where_it_does() -> None:
    given = {"security_pending": 3.0, "oldest_pending": 20.0 * DAY}
    assert alone(judge(only("os.security-updates"), look("os.updates", given))).since == NOON - 20 * DAY


def test_what_must_last_is_unknown_before_and_a_problem_from_then_on() -> None:
    low = {"available_share": 0.08, "available": 1e9}
    verdicts = followed(only("memory.low"), "memory.use", [low] * 8, MINUTE)
    assert states(verdicts) == "uuuuuppp"
    assert alone(verdicts[0]).why == NOT_LONG
    assert alone(verdicts[5]).since == NOON - 7 * MINUTE


def test_one_good_look_begins_the_time_anew() -> None:
    low, good = {"available_share": 0.08}, {"available_share": 0.11}
    verdicts = followed(only("memory.low"), "memory.use", [*[low] * 5, good, *[low] * 7], MINUTE)
    assert states(verdicts) == "uuuuu" + "o" + "ooooo" + "pp"


def test_a_watch_that_slept_has_not_seen_it_last() -> None:
    rules, low = only("memory.low"), {"available_share": 0.08}
    history = History(rules)
    for ago in (8, 4, 3, 2, 1):
        history.keep(look("memory.use", low, NOON - ago * MINUTE))
    assert alone(judge(rules, look("memory.use", low), history)).state == "unknown"


def test_a_grave_level_needs_no_time() -> None:
    assert alone(judge(only("memory.low"), look("memory.use", {"available_share": 0.03}))).severity == "critical"


def test_three_looks_in_a_row() -> None:
    bad, good = ({"gateway_reachable": 1.0, "resolver_failing": one} for one in (1.0, 0.0))
    rules = only("net.dns")
    assert states(followed(rules, "net.names", [good, bad, bad, good, bad, bad, bad], MINUTE)) == "ooooo" + "op"


def test_an_end_must_last_too_where_the_rule_says_so() -> None:
    bad, good = ({"link_up": 1.0, "usable": one} for one in (0.0, 1.0))
    verdicts = followed(only("net.no-address"), "net.link", [bad, good, good, bad, *[good] * 7], MINUTE)
    assert states(verdicts) == "ppppppppp" + "oo"


def test_a_counter_that_stands_at_nothing_has_not_risen() -> None:
    rules = only("memory.oom")
    assert alone(judge(rules, look("memory.use", {"out_of_memory_kills": 0.0}))).state == "ok"
    before = alone(judge(rules, look("memory.use", {"out_of_memory_kills": 2.0})))
    assert (before.state, before.why) == ("unknown", NOT_LONG)


def test_a_counter_that_was_seen_to_rise_is_a_problem_at_once() -> None:
    given = [{"out_of_memory_kills": one} for one in (2.0, 2.0, 3.0)]
    last = alone(followed(only("memory.oom"), "memory.use", given, MINUTE)[-1])
    assert (last.state, last.values, last.since) == ("problem", {"out_of_memory_kills_rise": 1.0}, NOON)


def test_a_counter_that_began_anew_with_the_computer_rose_by_what_it_shows() -> None:
    given = [{"out_of_memory_kills": one} for one in (5.0, 5.0, 1.0)]
    assert states(followed(only("memory.oom"), "memory.use", given, MINUTE))[-1] == "p"


def test_a_day_without_one_more_is_the_end_of_it() -> None:
    given = [{"out_of_memory_kills": 2.0 + (number > 0)} for number in range(27 * 2)]
    verdicts = followed(only("memory.oom"), "memory.use", given, HOUR // 2)
    assert states(verdicts)[:49] == "u" + "p" * 48
    assert states(verdicts)[51:] == "ooo"


def test_bad_spots_matter_when_they_become_more() -> None:
    given = [{"bad_sectors": one} for one in [8.0] * 3 + [9.0]]
    assert states(followed(only("disk.bad-sectors"), "disk.health", given, 600)) == "uuup"
    assert alone(judge(only("disk.bad-sectors"), look("disk.health", {"bad_sectors": 0.0}))).state == "ok"


def test_bad_spots_that_became_fewer_are_no_new_ones() -> None:
    """Spots that wait to be replaced count as bad, and some turn out well."""
    given = [{"bad_sectors": one} for one in (8.0, 8.0, 5.0, 5.0, 5.0, 6.0)]
    assert states(followed(only("disk.bad-sectors"), "disk.health", given, 3 * DAY)) == "uuuuup"
    again = [{"bad_sectors": one} for one in [8.0] * 12 * 24 + [5.0] * 6]
    assert states(followed(only("disk.bad-sectors"), "disk.health", again, HOUR))[-6:] == "oooooo"


def test_a_program_that_grows_by_half_and_by_a_lot_is_told() -> None:
    def growing(factor: float, begin: float = 1.5e9) -> list[Reading]:
        return [(Sample({"resident": begin * (1 + factor * tick / 36)}, "program-0000beef"),) for tick in range(37)]

    rules = only("memory.leak")
    assert states(followed(rules, "program.use", growing(0.9), 600))[-1] == "p"
    assert states(followed(rules, "program.use", growing(0.4), 600))[-1] == "o", "a lot, but not by half"
    assert states(followed(rules, "program.use", growing(0.9, 0.5e9), 600))[-1] == "o", "by half, but not a lot"
    small = alone(judge(rules, look("program.use", (Sample({"resident": 5e8}, "program-0000beef"),))))
    assert small.state == "ok", "what is smaller cannot have grown by so much"


def test_a_program_that_works_while_the_person_works_is_left_alone() -> None:
    def busy(away: float) -> list[Reading]:
        return [(Sample({"cpu_seconds": tick * 540.0, "person_away": away}, "program-0000beef"),) for tick in range(4)]

    rules = only("cpu.hog")
    assert states(followed(rules, "program.use", busy(3600), 600)) == "uupp"
    assert states(followed(rules, "program.use", busy(0), 600)) == "oooo"


def test_a_program_that_ends_is_no_problem_any_more() -> None:
    rules = only("cpu.hog")
    busy = [(Sample({"cpu_seconds": tick * 600.0, "person_away": 9e3}, "program-0000beef"),) for tick in range(4)]
    verdicts = followed(rules, "program.use", [*busy, ()], 600)
    assert verdicts[-2].standing.problems
    assert verdicts[-1].ended == (("cpu.hog", "program-0000beef"),)
    assert verdicts[-1].outcomes == ()


def filling(each_minute: float, begin: float = 100e9, minutes: int = 130) -> list[Reading | dict[str, float]]:
    return [{"free": begin - minute * each_minute, "removable": 0.0} for minute in range(minutes)]


def test_a_disk_that_goes_on_filling_is_told_before_it_is_full() -> None:
    rules = only("disk.fill-eta")
    slow = alone(followed(rules, "disk.space", filling(50e6), MINUTE)[-1])
    assert (slow.state, slow.severity) == ("problem", "warn")
    assert slow.values["free_until_zero"] == pytest.approx((100e9 - 129 * 50e6) / 50e6 * 60)
    quick = alone(followed(rules, "disk.space", filling(250e6), MINUTE)[-1])
    assert quick.severity == "critical"
    assert alone(followed(rules, "disk.space", filling(1e6), MINUTE)[-1]).state == "ok"


def test_a_large_copy_that_is_done_is_no_disk_that_fills() -> None:
    copied = [{"free": 100e9 - min(minute, 40) * 1e9, "removable": 0.0} for minute in range(180)]
    assert "p" not in states(followed(only("disk.fill-eta"), "disk.space", copied, MINUTE))


def test_three_slow_starts_in_a_row_are_needed() -> None:
    def starts(*took: float) -> Reading:
        return tuple(Sample({"took": one}, f"start-{number}") for number, one in enumerate(took, 1))

    rules = only("os.slow-start")
    slow = alone(judge(rules, look("os.start", starts(130, 140, 125, 20))))
    assert (slow.state, slow.subject, slow.values) == ("problem", "", {"took_least": 125})
    assert alone(judge(rules, look("os.start", starts(130, 90, 125)))).state == "ok"
    assert alone(judge(rules, look("os.start", starts(130, 140)))).state == "unknown"
    assert alone(judge(rules, look("os.start", starts(30, 140)))).state == "ok"
    assert judge(rules, look("os.start", ())).outcomes == ()


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"celsius": 61, "spinning": 1, "nvme": 0}, "p"),
        ({"celsius": 61, "spinning": 0, "nvme": 1}, "o"),
        ({"celsius": 76, "spinning": 0, "nvme": 1}, "p"),
        ({"celsius": 76, "spinning": 0, "nvme": 0}, "o"),
        ({"celsius": 50}, "o"),
        ({"celsius": 70}, "u"),
    ],
)
def test_each_kind_of_disk_has_its_own_heat(values: dict[str, float], state: str) -> None:
    assert states(followed(only("disk.hot"), "disk.health", [values] * 2, 600))[-1] == state


def test_the_limit_that_is_told_is_that_of_its_kind() -> None:
    hot = {"celsius": 80.0, "spinning": 0.0, "nvme": 1.0}
    assert alone(followed(only("disk.hot"), "disk.health", [hot] * 2, 600)[-1]).limits == {"celsius": 75}


def test_what_cannot_be_read_for_a_moment_stays_what_it_was() -> None:
    rules = only("disk.inodes")
    full = judge(rules, look("disk.space", {"inodes_used_share": 0.95}))
    blind = judge(rules, look("disk.space", Unknown("It took longer than 2 seconds."), NOON + 60), None, full.standing)
    still = alone(blind)
    assert (still.state, still.why, still.values) == (
        "problem",
        "It took longer than 2 seconds.",
        {"inodes_used_share": 0.95},
    )
    assert blind.ended == ()


def test_a_value_that_is_missing_for_a_moment_leaves_the_problem_as_it_was() -> None:
    rules = only("disk.system-full")
    full = judge(rules, look("disk.space", space(0.95, 4e9)))
    short = alone(judge(rules, look("disk.space", {"is_system": 1.0}, NOON + 60), None, full.standing))
    assert (short.state, short.why, short.values) == ("problem", NOT_TOLD, {"used_share": 0.95, "free": 4e9})


def test_what_could_not_be_read_for_a_day_is_unknown() -> None:
    rules = only("disk.system-full")
    full = judge(rules, look("disk.space", space(0.95, 4e9)))
    for reading in (Unknown("No."), {"is_system": 1.0}):
        blind = judge(rules, look("disk.space", reading, NOON + DAY), None, full.standing)
        assert alone(blind).state == "unknown"
        assert blind.ended == (("disk.system-full", ""),)


def test_a_light_look_leaves_the_heavy_rules_as_they_are() -> None:
    rules = shipped()
    failing = judge(rules, look("disk.health", (Sample({"failing": 1.0}, "disk-1", "Disk"),)))
    light = judge(rules, Look(NOON + 60, "linux", ComputerFacts()), None, failing.standing, heavy=False)
    told = {(one.rule, one.state) for one in light.outcomes}
    assert ("disk.failing", "problem") in told
    assert ("disk.hot", "unknown") not in told
    assert ("memory.low", "unknown") in told
    assert light.standing.problems == failing.standing.problems
    assert light.ended == ()


def test_a_rule_that_is_switched_off_ends_its_problem() -> None:
    full = judge(only("disk.inodes"), look("disk.space", {"inodes_used_share": 0.95}))
    assert judge(Rules({}), look("disk.space", {}), None, full.standing).ended == (("disk.inodes", ""),)


def test_an_operators_rule_is_judged_like_ours(tmp_path: Path) -> None:
    rules = own(tmp_path, WHOLE)
    assert alone(judge(rules, look("disk.space", {"used_share": 0.95, "free": 5e10}))).state == "problem"
    assert judge(rules, look("disk.space", {"used_share": 0.95, "free": 5e10}, system="macos")).outcomes == ()


def test_standing_survives_being_written() -> None:
    verdict = judge(only("disk.system-full"), look("disk.space", space(0.98, 4e9)))
    assert Standing.from_json(verdict.standing.to_json()) == verdict.standing


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"\xff",
        b'{"version":2}',
        b'{"problems":{"a.b":{"x":{"since":1,"seen":1,"levels":{}}}}}',
        b'{"problems":{"a.b":{"/home":{"since":1,"seen":1,"levels":{"warn":0}}}}}',
        b'{"problems":{"a.b":{"x":{"since":1e99,"seen":1,"levels":{"warn":0}}}}}',
        b"[" * 100_000,
        b" " * 2_000_000,
    ],
)
def test_a_broken_standing_is_an_empty_one(data: bytes) -> None:
    assert Standing.from_json(data) == Standing()
