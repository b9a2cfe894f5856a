"""A day of looks, for every rule: nothing flaps, nothing unknown is fine, and the clock may do what it likes."""

import random
from collections.abc import Callable, Iterable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aboveboard.diagnostics.conditions import compares, truth
from aboveboard.diagnostics.history import History
from aboveboard.diagnostics.judge import Standing, Verdict, judge
from aboveboard.diagnostics.looks import Look, Outcome, Reading, Sample
from aboveboard.diagnostics.measures import MEASURES
from aboveboard.diagnostics.rule import Lasting, Rule
from aboveboard.diagnostics.rules import Rules, shipped
from aboveboard.wire.computer import ComputerFacts
from tests.diagnostics.rule_files import NOON, look, only

DAY = 86_400
RULES = shipped().by_id
RAW = [name for name, rule in RULES.items() if not any(one.function for one in rule.operands())]
"""Rules that compare values as they are at the moment."""
Values = Mapping[str, float]


def watched(rules: Rules, measure: str, trace: Iterable[Values], every: int, begin: float = NOON) -> list[Verdict]:
    system = next(iter(rules.by_id.values())).systems[0]
    history, standing, verdicts = History(rules), Standing(), []
    for tick, values in enumerate(trace):
        one = look(measure, dict(values), begin + tick * every, system)
        verdicts.append(judge(rules, one, history, standing))
        history.keep(one)
        standing = verdicts[-1].standing
    return verdicts


def at(condition: object, values: Values) -> bool | None:
    return truth(condition, lambda operand: (values[operand.value],) * 2)  # type: ignore[arg-type]  # any condition


def telling(rule: Rule) -> dict[str, list[float]]:
    """For each value of a rule numbers on each side of each of its limits."""
    units = MEASURES[rule.measure].values
    found: dict[str, set[float]] = {}
    conditions = [*([rule.where] if rule.where else []), *(c for lv in rule.levels for c in (lv.when, lv.clear))]
    for one in (one for condition in conditions for one in compares(condition)):
        near = max(abs(one.limit) * 0.004, 1e-3) if units[one.operand.value] not in ("count", "counter", "days") else 1
        found.setdefault(one.operand.value, set()).update(
            {0.0, 1.0} if one.unit == "flag" else {one.limit - near, one.limit, one.limit + near}
        )
    return {value: sorted(numbers) for value, numbers in found.items()}


def day_of(rule: Rule, seed: int, stay: float = 0.8) -> tuple[list[dict[str, float]], int]:
    """A day in which each value mostly stays, and now and then goes to the other side of some limit."""
    made = random.Random(f"{rule.id} {seed}")
    every = 600 if MEASURES[rule.measure].heavy else 60
    options = telling(rule)
    values = {name: made.choice(numbers) for name, numbers in options.items()}
    if rule.where is not None:
        options |= {one.operand.value: [one.limit] for one in compares(rule.where)}
    trace = []
    for _tick in range(DAY // every):
        values = {name: old if made.random() < stay else made.choice(options[name]) for name, old in values.items()}
        trace.append(values)
    return trace, every


@pytest.mark.parametrize("name", RAW)
def test_a_problem_begins_only_beyond_its_limit_and_ends_only_beyond_the_other(name: str) -> None:
    rule = RULES[name]
    trace, every = day_of(rule, 1)
    verdicts = watched(only(name), rule.measure, trace, every)
    began = ended = 0
    for tick, (values, verdict) in enumerate(zip(trace, verdicts, strict=True)):
        if verdict.began:
            began += 1
            assert any(_lasted(level.when, level.held, trace[: tick + 1], every) for level in rule.levels)
        if verdict.ended:
            ended += 1
            assert any(_lasted(level.clear, level.clear_held, trace[: tick + 1], every) for level in rule.levels)
        for outcome in verdict.outcomes:
            assert outcome.state != "ok" or not any(
                at(level.when, values) and level.held == Lasting() for level in rule.levels
            )
    assert began, "a day that shows nothing tests nothing"
    assert ended


def _lasted(condition: object, lasting: Lasting, trace: list[dict[str, float]], every: int) -> bool:
    """An answer of its own to whether something has lasted: the looks that this takes, counted."""
    looks = lasting.looks or int(lasting.seconds // every) + 1
    return len(trace) >= looks and all(at(condition, values) for values in trace[-looks:])


# rule, the values beside, the one that trembles, and between which numbers: never as far as where it would end
TREMBLING: list[tuple[str, Values, str, float, float]] = [
    ("disk.system-full", {"free": 5e9, "is_system": 1, "removable": 0}, "used_share", 0.881, 0.92),
    ("disk.system-full", {"used_share": 0.95, "is_system": 1, "removable": 0}, "free", 8e9, 11.9e9),
    ("disk.data-full", {"free": 1e9, "is_system": 0, "removable": 0}, "used_share", 0.941, 0.97),
    ("disk.inodes", {}, "inodes_used_share", 0.881, 0.92),
    ("disk.nvme-wear", {"nvme": 1, "spare_below": 0}, "wear_share", 0.881, 0.93),
    ("disk.hot", {"spinning": 1, "nvme": 0}, "celsius", 55.5, 70),
    ("disk.trash", {"low_on_space": 1}, "trash", 8.1e9, 12e9),
    ("disk.temp-files", {"low_on_space": 1}, "temporary", 4.1e9, 7e9),
    ("memory.low", {}, "available_share", 0.061, 0.119),
    ("memory.low", {}, "available_share", 0.035, 0.059),
    ("memory.pressure", {}, "stalled_share", 0.051, 0.2),
    ("memory.small", {}, "fitted", 3.9e9, 4.09e9),
    ("cpu.load", {}, "load_each_core", 1.51, 3),
    ("cpu.hot", {}, "celsius", 88.5, 99),
    ("battery.worn", {}, "full_share", 0.55, 0.649),
    ("os.clock", {"unsynchronised": 1}, "off", 31, 90),
    ("app.crash-loop", {}, "crashes_24h", 2, 4),
    ("net.weak-wifi", {}, "signal", -80, -70.5),
    ("security.antivirus", {"off": 0}, "definitions_age", 6.05 * DAY, 8 * DAY),
]


@pytest.mark.parametrize(("name", "beside", "trembles", "low", "high"), TREMBLING)
def test_what_trembles_around_a_limit_all_day_is_told_once(
    name: str, beside: Values, trembles: str, low: float, high: float
) -> None:
    made = random.Random(name)
    every = 600 if MEASURES[RULES[name].measure].heavy else 60
    # Long stays beyond the limit, so that what must last gets its chance too.
    shares = [made.random() if made.random() < 0.5 else float(tick // 30 % 2) for tick in range(DAY // every)]
    trace = [{**beside, trembles: low + (high - low) * share} for share in shares]
    verdicts = watched(only(name), RULES[name].measure, trace, every)
    assert sum(len(one.began) for one in verdicts) == (1 if _ever(RULES[name], trace, every) else 0)
    assert sum(len(one.ended) for one in verdicts) == 0


def _ever(rule: Rule, trace: list[dict[str, float]], every: int) -> bool:
    return any(
        _lasted(level.when, level.held, trace[:end], every) for level in rule.levels for end in range(1, len(trace) + 1)
    )


FLICKERING = [("net.no-address", "usable", {"link_up": 1.0}), ("battery.draining", "discharging_on_mains", {})]


@pytest.mark.parametrize(("name", "flag", "beside"), FLICKERING)
def test_a_flag_that_flickers_is_over_only_after_a_quiet_while(name: str, flag: str, beside: Values) -> None:
    made = random.Random(name)
    trace = [{**beside, flag: float(made.random() < 0.5)} for _minute in range(1440)]
    verdicts = watched(only(name), RULES[name].measure, trace, 60)
    ends = [tick for tick, one in enumerate(verdicts) if one.ended]
    assert len(ends) <= 60
    for tick in ends:
        assert len({values[flag] for values in trace[tick - 5 : tick + 1]}) == 1


@pytest.mark.parametrize("seed", range(3))
def test_a_counter_that_rises_now_and_then_does_not_flap(seed: int) -> None:
    made, throttled, trace = random.Random(seed), 0.0, []
    for _minute in range(1440):
        throttled += made.random() < 0.15
        trace.append({"throttled": throttled, "celsius": 80.0})
    verdicts = watched(only("cpu.throttled"), "cpu.heat", trace, 60)
    assert sum(len(one.began) for one in verdicts) <= 12


@pytest.mark.parametrize("name", RULES)
def test_knowing_less_never_turns_an_answer_into_another(name: str) -> None:
    """Unknown is all that leaving something out may lead to: never fine, and never a problem of its own."""
    rule, made = RULES[name], random.Random(name)
    units = MEASURES[rule.measure].values
    options = {value: telling(rule).get(value, [0.0, 1.0]) for value in units}
    for _time in range(60):
        past = [{value: made.choice(numbers) for value, numbers in options.items()} for _look in range(4)]
        for value in (value for value, unit in units.items() if unit == "counter"):
            for tick, values in enumerate(past):
                values[value] = float(tick * made.choice((0, 0, 600, 5000)) + (past[tick - 1][value] if tick else 0))
        whole = _judged(rule, past)
        kept = {value for value in units if made.random() < 0.6}
        part = _judged(rule, [{value: one for value, one in values.items() if value in kept} for values in past])
        # Of a thing that the rule turns out not to be about, nothing is wrong.
        known = [one.state for one in whole] or ["ok"]
        assert all(one.state == "unknown" or [one.state] == known for one in part)


@pytest.mark.parametrize("name", RULES)
def test_having_watched_less_never_turns_an_answer_into_another(name: str) -> None:
    rule = RULES[name]
    for seed in range(4):
        trace, every = day_of(rule, seed, stay=0.97)
        trace = _rising(rule, trace[: 20 if every == 60 else 45], seed)
        whole, part = _judged(rule, trace, every), _judged(rule, trace[-(2 + seed * 2) :], every)
        for known, less in zip(whole, part, strict=True):
            assert less.state in ("unknown", known.state)


def _rising(rule: Rule, trace: list[dict[str, float]], seed: int) -> list[dict[str, float]]:
    """The trace with counters that only rise."""
    made, counters = random.Random(seed), {}
    for value in (value for value, unit in MEASURES[rule.measure].values.items() if unit == "counter"):
        counters[value] = made.choice((0.0, 100.0))
    risen = []
    for values in trace:
        counters = {value: amount + made.choice((0, 0, 0, 1, 300, 700)) for value, amount in counters.items()}
        risen.append(values | counters)
    return risen


def _judged(rule: Rule, trace: list[dict[str, float]], every: int = 600) -> tuple[Outcome, ...]:
    """What is said of the last of these looks, by the numbers of those before, with nothing standing."""
    rules = Rules({rule.id: rule})
    history = History(rules)
    for tick, values in enumerate(trace[:-1]):
        history.keep(look(rule.measure, _samples(rule, values), NOON + tick * every, rule.systems[0]))
    last = look(rule.measure, _samples(rule, trace[-1]), NOON + (len(trace) - 1) * every, rule.systems[0])
    return judge(rules, last, history).outcomes


def _samples(rule: Rule, values: dict[str, float]) -> Reading:
    subjects = ("start-1", "start-2", "start-3") if rule.id == "os.slow-start" else ("",)
    return tuple(Sample(values, subject) for subject in subjects)


jumps = st.lists(st.sampled_from([-400 * DAY, -DAY, -3600, -60, 0, 1, 60, 60, 60, 600, DAY, 4000 * DAY]), max_size=40)


@settings(max_examples=25, deadline=None)
@given(jumps, st.randoms(use_true_random=False))
def test_whatever_the_clock_does_nothing_breaks(steps: list[int], made: random.Random) -> None:
    rules, when = shipped(), NOON
    history, standing = History(rules), Standing()
    for step in steps:
        when = max(0.0, when + step)
        measures: dict[str, Reading] = {}
        for measure, table in MEASURES.items():
            if made.random() < 0.3:
                measures[measure] = (
                    Sample({value: made.choice([0.0, 1.0, 0.95, 1e9, 100.0]) for value in table.values}),
                )
        one = Look(when, "linux", ComputerFacts(), measures=measures)
        verdict = judge(rules, one, history, standing, heavy=made.random() < 0.5)
        history.keep(one)
        standing = Standing.from_json(verdict.standing.to_json())
        assert standing == verdict.standing
        assert all(one.why for one in verdict.outcomes if one.state == "unknown")
        assert set(verdict.standing.problems) <= {one.rule for one in verdict.outcomes if one.state == "problem"}


def test_a_day_written_down_after_each_look_ends_as_one_that_was_not() -> None:
    def ends(between: Callable[[History, Standing], tuple[History, Standing]]) -> list[str]:
        rules, made = shipped(), random.Random(7)
        history, standing, told = History(rules), Standing(), []
        for tick in range(200):
            values = {"available_share": made.choice([0.02, 0.05, 0.2]), "out_of_memory_kills": float(tick // 50)}
            one = look("memory.use", values, NOON + tick * 60)
            verdict = judge(rules, one, history, standing)
            history.keep(one)
            history, standing = between(history, verdict.standing)
            told += [f"{one.rule} {one.state} {one.since}" for one in verdict.outcomes if "memory" in one.rule]
        return told

    assert ends(lambda history, standing: (history, standing)) == ends(
        lambda history, standing: (
            History.from_json(history.to_json(), shipped()),
            Standing.from_json(standing.to_json()),
        )
    )
