"""How often the watch may interrupt: property tests over a day minute by minute, and over a week each ten minutes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from aboveboard.diagnostics.looks import Outcome
from aboveboard.diagnostics.watch import quiet
from aboveboard.diagnostics.watch.inbox import DAY, OPEN_MOST, PAST_KEPT, WEIGHT, Inbox, Key, observe, only_of
from aboveboard.diagnostics.watch.inbox import without_handles as taken_back
from aboveboard.diagnostics.watch.snoozes import EVERYTHING, LONGEST, Snoozes

START = 1_800_000_000
MINUTE = 60
KEYS: tuple[Key, ...] = (
    ("disk.system-full", "system"),
    ("disk.data-full", "data-1"),
    ("disk.data-full", "data-2"),
    ("memory.low", ""),
    ("cpu.hog", "program-0a1b2c3d"),
    ("os.uptime", ""),
)
RULES = frozenset(rule for rule, _ in KEYS)
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"""A failing week takes minutes to shrink."""
STATES = ("ok", "unknown", "info", "warn", "critical", "gone", "not looked at")
SEGMENTS = st.lists(st.tuples(st.integers(1, 300), st.sampled_from(STATES)), min_size=1, max_size=10)
TRACES = st.tuples(*(SEGMENTS for _ in KEYS))
SNOOZES = st.lists(
    st.tuples(
        st.integers(0, 1000),
        st.sampled_from([EVERYTHING, "disk.data-full", "disk.data-full data-1", "memory.low"]),
        st.integers(1, 4000),
    ),
    max_size=3,
)
TICKS = st.frozensets(st.integers(0, 1400), max_size=30)


@dataclass(frozen=True)
class Told:
    """One notification as the person saw it."""

    at: int
    handle: str
    keys: tuple[Key, ...]
    severities: tuple[str, ...]


@dataclass
class Person:
    """The watch without computer and screen: what it would tell, in the order in which it really works."""

    inbox: Inbox = field(default_factory=Inbox)
    snoozes: Snoozes = field(default_factory=Snoozes)
    told: list[Told] = field(default_factory=list)
    screen: dict[str, tuple[Key, ...]] = field(default_factory=dict)

    def tick(self, states: dict[Key, str], now: int, *, shows: bool = True) -> None:
        outcomes, read = made(states)
        self.inbox = quiet.wake(observe(self.inbox, outcomes, read, now), self.snoozes, now)
        gone = quiet.to_withdraw(self.inbox)
        for handle in gone:
            self.screen.pop(handle, None)
        self.inbox = taken_back(self.inbox, gone)
        due = quiet.to_tell(self.inbox, self.snoozes, now)
        if due is None or not shows:
            return
        self.inbox = quiet.told(self.inbox, due, now)
        keys = tuple(one.key for one in due.entries)
        one = Told(now, f"n{len(self.told)}", keys, tuple(one.severity for one in due.entries))
        self.told.append(one)
        self.screen[one.handle] = keys
        self.inbox = quiet.shown(self.inbox, due, one.handle)
        for handle in quiet.to_withdraw(self.inbox):  # what this one stands for instead
            self.screen.pop(handle, None)
            self.inbox = taken_back(self.inbox, [handle])

    def restart(self) -> None:
        """All that survives is what was written."""
        self.inbox = msgspec.json.decode(msgspec.json.encode(self.inbox), type=Inbox)
        self.snoozes = msgspec.json.decode(msgspec.json.encode(self.snoozes), type=Snoozes)


def made(states: dict[Key, str]) -> tuple[list[Outcome], set[str]]:
    outcomes, read = [], set(RULES)
    for (rule, subject), state in states.items():
        if state in WEIGHT:
            outcomes.append(Outcome(rule, "problem", state, subject, since=START))  # type: ignore[arg-type]  # a severity
        elif state in ("ok", "unknown"):
            outcomes.append(Outcome(rule, state, subject=subject))  # type: ignore[arg-type]  # one of the three states
        elif state == "not looked at":
            read.discard(rule)
    return outcomes, read


def series(trace: Sequence[Sequence[tuple[int, str]]], ticks: int) -> list[dict[Key, str]]:
    """The state of each key at each tick."""
    columns = []
    for segments in trace:
        column: list[str] = []
        while len(column) < ticks:
            for length, state in segments:
                column += [state] * length
        columns.append(column[:ticks])
    return [dict(zip(KEYS, row, strict=True)) for row in zip(*columns, strict=True)]


def below(told: Sequence[Told]) -> list[Told]:
    return [one for one in told if "critical" not in one.severities]


def check(person: Person) -> None:
    times = [one.at for one in below(person.told)]
    assert all(later - earlier >= DAY for earlier, later in pairwise(times)), "two in a day"
    information = [one.at for one in person.told if set(one.severities) == {"info"}]
    assert all(b - a >= quiet.BETWEEN_INFORMATION for a, b in pairwise(information))
    assert all("critical" not in one.severities or set(one.severities) == {"critical"} for one in person.told)


@settings(max_examples=25, deadline=None, phases=NO_SHRINKING)
@given(trace=TRACES, restarts=TICKS, hidden=TICKS)
def test_a_day_minute_by_minute_has_one_notification_below_critical_and_repeats_none(
    trace: Sequence[list[tuple[int, str]]], restarts: frozenset[int], hidden: frozenset[int]
) -> None:
    person = Person()
    open_since: dict[Key, list[str]] = {}
    for tick, states in enumerate(series(trace, DAY // MINUTE)):
        if tick in restarts:
            person.restart()
        count = len(person.told)
        before = {one.key: one for one in person.inbox.open()}
        person.tick(states, START + tick * MINUTE, shows=tick not in hidden)
        now_open = {one.key: one for one in person.inbox.open()}
        for key, state in states.items():
            if state in ("unknown", "not looked at") and key in before:
                assert key in now_open, "unknown is never ok"
            if state in WEIGHT:
                assert key in now_open
                assert now_open[key].severity == state
            if state == "ok":
                assert key not in now_open
                open_since.pop(key, None)
            if key not in now_open:
                open_since.pop(key, None)
        for one in person.told[count:]:
            for key, severity in zip(one.keys, one.severities, strict=True):
                earlier = open_since.setdefault(key, [])
                assert not earlier or (severity == "critical" and "critical" not in earlier), "repeated"
                earlier.append(severity)
        for handle, keys in person.screen.items():
            assert any(key in now_open for key in keys), f"{handle} is on the screen and all it says is over"
    check(person)


@settings(max_examples=25, deadline=None, phases=NO_SHRINKING)
@given(trace=TRACES, restarts=TICKS, hidden=TICKS, put_off=SNOOZES)
def test_a_week_keeps_the_budget_and_every_snooze_through_restarts(
    trace: Sequence[list[tuple[int, str]]],
    restarts: frozenset[int],
    hidden: frozenset[int],
    put_off: list[tuple[int, str, int]],
) -> None:
    person = Person()
    step = 10 * MINUTE
    for tick, states in enumerate(series(trace, 7 * DAY // step)):
        now = START + tick * step
        for at, what, minutes in put_off:
            if at == tick:
                person.snoozes = person.snoozes.put(what, now + minutes * MINUTE, now)
        if tick in restarts:
            person.restart()
        count = len(person.told)
        person.tick(states, now, shows=tick not in hidden)
        ending = {}
        for at, what, minutes in sorted(put_off, key=lambda one: one[0]):  # a later press takes an earlier one's place
            if at <= tick:
                ending[what] = START + at * step + minutes * MINUTE
        active = {what for what, end in ending.items() if now < end}
        for one in person.told[count:]:
            for rule, subject in one.keys:
                assert not active & {rule, f"{rule} {subject}"}, "told although it was put off"
            assert EVERYTHING not in active or "critical" in one.severities
        for keys in person.screen.values():
            assert any(not active & {rule, f"{rule} {subject}"} for rule, subject in keys), "put off, but on the screen"
    check(person)


@settings(max_examples=15, deadline=None, phases=NO_SHRINKING)
@given(trace=TRACES, jumps=st.lists(st.tuples(st.integers(0, 300), st.integers(-40, 40)), max_size=4))
def test_a_clock_that_jumps_breaks_nothing(
    trace: Sequence[list[tuple[int, str]]], jumps: list[tuple[int, int]]
) -> None:
    person, now = Person(), START
    for tick, states in enumerate(series(trace, 300)):
        now += 600 + sum(days * DAY for at, days in jumps if at == tick)
        person.tick(states, now)
        person.restart()
        assert all(max(one.found, one.told_at, one.resolved, one.since) <= now for one in person.inbox.entries)
        assert person.inbox.below_told <= now
    forward = sum(days + 1 for _, days in jumps if days > 0)
    days = 300 * 600 // DAY + 1
    assert len(below(person.told)) <= days + forward * 41


def test_a_healthy_week_is_silent() -> None:
    person = Person()
    for tick in range(7 * 24 * 6):
        states = dict.fromkeys(KEYS, "ok" if tick % 5 else "unknown")
        person.tick(states, START + tick * 600)
    assert person.told == []
    assert person.inbox == Inbox()


def test_all_that_waits_is_in_the_one_notification_the_worst_first() -> None:
    person = Person()
    for at in (START - 60, START):
        person.tick({KEYS[5]: "info", KEYS[0]: "warn", KEYS[3]: "warn"}, at)
    assert [one.keys for one in person.told] == [(KEYS[0], KEYS[3], KEYS[5])]
    person.tick({KEYS[1]: "warn", **dict.fromkeys((KEYS[0], KEYS[3], KEYS[5]), "warn")}, START + 600)
    assert len(person.told) == 1, "another warning waits for the next day"
    person.tick({KEYS[1]: "warn", **dict.fromkeys((KEYS[0], KEYS[3], KEYS[5]), "warn")}, START + DAY)
    assert person.told[1].keys == (KEYS[1],)


def test_what_becomes_critical_is_told_once_more_and_at_once() -> None:
    person = Person()
    for at, severity in ((0, "warn"), (60, "warn"), (120, "critical"), (180, "warn"), (240, "critical")):
        person.tick({KEYS[0]: severity}, START + at)
    assert [one.severities for one in person.told] == [("warn",), ("critical",)]


def test_a_critical_one_that_comes_and_goes_is_told_four_times_a_day_at_most() -> None:
    person = Person()
    for tick in range(24 * 60):
        person.tick({KEYS[3]: "critical" if tick % 4 >= 2 else "ok"}, START + tick * 60)
    assert len(person.told) == 4


@pytest.mark.parametrize("severity", ["info", "warn", "critical"])
def test_what_one_look_alone_found_is_told_nobody_and_stands_in_the_inbox(severity: str) -> None:
    person = Person()
    for tick in range(24 * 60):
        person.tick({KEYS[3]: severity if tick % 2 else "ok"}, START + tick * 60)
    assert person.told == []
    assert person.inbox.past()


def test_what_is_put_off_is_told_once_more_when_the_time_has_run_out() -> None:
    person = Person()
    states = {KEYS[0]: "warn"}
    person.tick(states, START - 60)
    person.tick(states, START)
    person.snoozes = person.snoozes.put("disk.system-full", START + 3 * DAY, START)
    for tick in range(1, 5 * 24):
        person.restart()
        person.tick(states, START + tick * 3600)
        assert bool(person.screen) == (tick >= 72)
    assert [one.at - START for one in person.told] == [0, 3 * DAY]


def test_quiet_for_everything_holds_back_all_but_the_critical_and_reminds_of_nothing() -> None:
    person = Person()
    person.tick({KEYS[0]: "warn"}, START - 60)
    person.tick({KEYS[0]: "warn"}, START)
    person.snoozes = person.snoozes.put(EVERYTHING, START + 3 * DAY, START)
    for tick in range(1, 100):
        person.tick({KEYS[0]: "warn", KEYS[1]: "warn", KEYS[3]: "critical"}, START + tick * 3600)
    assert [(one.at - START, one.keys) for one in person.told] == [
        (0, (KEYS[0],)),
        (7200, (KEYS[3],)),
        (3 * DAY, (KEYS[1],)),
    ]


def test_a_snooze_ends_after_a_year_at_the_latest_and_by_a_word() -> None:
    snoozes = Snoozes().put("memory.low", START + 100 * LONGEST, START)
    assert snoozes.running(START)[0].until == START + LONGEST
    assert not snoozes.running(START + LONGEST)
    assert not snoozes.end("memory.low", START).put_off
    full = Snoozes()
    for number in range(500):
        full = full.put(f"rule.number-{number}", START + DAY, START)
    full = msgspec.json.decode(msgspec.json.encode(full), type=Snoozes)
    assert full.running(START)[-1].what


def test_the_inbox_is_bounded_and_forgets_after_a_month() -> None:
    inbox = Inbox()
    many = [Outcome("service.failed", "problem", "warn", f"service-{number:x}") for number in range(5000)]
    inbox = observe(inbox, many, {"service.failed"}, START)
    assert len(inbox.open()) == OPEN_MOST
    critical = Outcome("disk.failing", "problem", "critical", "disk-1")
    inbox = observe(inbox, [*many, critical], {"service.failed", "disk.failing"}, START + 60)
    assert inbox.open()[0].rule == "disk.failing"
    inbox = observe(inbox, [], {"service.failed", "disk.failing"}, START + 120)
    assert not inbox.open()
    assert len(inbox.past()) <= 200
    assert not observe(inbox, [], set(), START + 121 + PAST_KEPT).entries


def test_an_outcome_that_nobody_could_read_again_is_not_kept() -> None:
    odd = [
        Outcome("no rule", "problem", "warn"),
        Outcome("disk.system-full", "problem", "warn", "Ida/Photos"),
        Outcome(
            "memory.low", "problem", "warn", values={"free": float("nan"), "Ünfit": 1, "share": float("inf"), "a": 1}
        ),
    ]
    inbox = observe(Inbox(), odd, {"disk.system-full", "memory.low"}, START)
    assert msgspec.json.decode(msgspec.json.encode(inbox), type=Inbox) == inbox
    assert [(one.rule, one.values) for one in inbox.entries] == [("memory.low", {"a": 1.0})]


def test_what_a_rule_found_ends_with_the_rule() -> None:
    inbox = observe(Inbox(), [Outcome("acme.own", "problem", "warn")], {"acme.own"}, START)
    assert observe(inbox, [], set(), START + 60).open(), "nobody looked"
    assert not only_of(inbox, {"disk.system-full"}, START + 60).open()
