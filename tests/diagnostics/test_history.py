"""The history keeps what rules need, and no more; a file that is broken is an empty one with a reason."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aboveboard.diagnostics.history import HISTORY_BYTES, History
from aboveboard.diagnostics.judge import judge
from aboveboard.diagnostics.looks import Sample, Unknown
from aboveboard.diagnostics.rules import Rules, shipped
from tests.diagnostics.rule_files import NOON, look, only

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def kept(history: History) -> dict[str, dict[str, list[tuple[float, dict[str, float]]]]]:
    looks: dict[str, dict[str, list[tuple[float, dict[str, float]]]]] = json.loads(history.to_json())["looks"]
    return looks


def test_only_values_that_a_rule_looks_back_for_are_kept() -> None:
    history = History(shipped())
    history.keep(look("disk.space", (Sample({"free": 5e9, "size": 1e11, "used_share": 0.9}, "system", "/home/ann"),)))
    history.keep(look("os.uptime", {"up": 1e6}, NOON + 1))
    assert kept(history) == {"disk.space": {"system": [[NOON, {"free": 5e9}]]}}


def test_what_the_screen_calls_a_thing_is_not_kept() -> None:
    history = History(shipped())
    history.keep(look("program.use", (Sample({"resident": 1e9}, "program-0000beef", "ann-diary"),)))
    assert b"ann-diary" not in history.to_json()


def test_a_history_survives_being_written() -> None:
    history = History(shipped())
    for minute in range(5):
        history.keep(look("memory.use", {"available_share": minute / 10}, NOON + minute * MINUTE))
    again = History.from_json(history.to_json(), shipped())
    assert again.broken == ""
    assert again.to_json() == history.to_json()
    assert len(again.rows("memory.use", "", NOON + DAY)) == 5


def test_what_is_too_old_for_every_rule_is_forgotten() -> None:
    history = History(only("memory.low"))
    for minute in range(60):
        history.keep(look("memory.use", {"available_share": 0.5}, NOON + minute * MINUTE))
    (rows,) = kept(history)["memory.use"].values()
    assert 6 <= len(rows) <= 12
    assert rows[-1][0] == NOON + 59 * MINUTE


def test_a_week_of_looks_stays_small_and_still_answers() -> None:
    rules = only("disk.bad-sectors")
    history = History(rules)
    begin = NOON - 8 * DAY
    for tick in range(8 * 144):
        history.keep(look("disk.health", (Sample({"bad_sectors": 5.0}, "disk-1"),), begin + tick * 600))
    assert len(history.to_json()) < 20_000
    (outcome,) = judge(rules, look("disk.health", (Sample({"bad_sectors": 5.0}, "disk-1"),)), history).outcomes
    assert outcome.state == "ok"


def test_programs_that_come_and_go_do_not_fill_it() -> None:
    history = History(shipped())
    for tick in range(100):
        programs = tuple(Sample({"resident": 1e9}, f"program-{tick:04x}{number:04x}") for number in range(80))
        history.keep(look("program.use", programs, NOON + tick * 600))
    assert len(kept(history)["program.use"]) <= 64


def test_looks_of_a_time_to_come_are_forgotten_when_the_clock_was_set_back() -> None:
    history = History(only("memory.low"))
    history.keep(look("memory.use", {"available_share": 0.5}, NOON + DAY))
    history.keep(look("memory.use", {"available_share": 0.5}, NOON))
    assert [at for at, _values in history.rows("memory.use", "", NOON + 2 * DAY)] == [NOON]


def test_what_was_not_read_leaves_no_row() -> None:
    history = History(shipped())
    history.keep(look("memory.use", Unknown("No.")))
    history.keep(look("memory.use", {"available_share": float("nan")}))
    assert kept(history).get("memory.use", {}) == {}


def test_rules_without_a_past_keep_nothing() -> None:
    history = History(Rules({}))
    history.keep(look("memory.use", {"available_share": 0.5}))
    assert kept(history) == {}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"\xff\xfe\x00",
        b'{"version":2,"looks":{}}',
        b'{"version":1,"looks":[]}',
        b'{"version":1,"looks":{"disk.space":{"../etc":[]}}}',
        b'{"version":1,"looks":{"disk.space":{"Ann Smith":[]}}}',
        b'{"version":1,"looks":{"disk.space":{"system":[[0,{"free":"much"}]]}}}',
        b"[" * 100_000,
        b" " * (HISTORY_BYTES + 1),
    ],
)
def test_a_file_that_is_no_history_is_an_empty_one_with_a_reason(data: bytes) -> None:
    history = History.from_json(data, shipped())
    assert kept(history) == {}
    assert history.broken.startswith("The history ")


def test_what_a_file_holds_beyond_what_rules_need_is_dropped() -> None:
    data = {
        "disk.space": {"system": [[NOON + 60, {"free": 2, "name": 1}], [NOON, {"free": 1}], [-5, {"free": 1}]]},
        "made.up": {"system": [[NOON, {"free": 1}]]},
        "memory.use": {"": [[NOON, {}]]},
    }
    history = History.from_json(json.dumps({"version": 1, "looks": data}).encode(), shipped())
    assert history.broken == ""
    assert kept(history) == {"disk.space": {"system": [[NOON, {"free": 1}], [NOON + 60, {"free": 2}]]}}


numbers = st.floats(-1e19, 1e19) | st.integers(-10, 10)
files = st.fixed_dictionaries(
    {
        "version": st.just(1),
        "looks": st.dictionaries(
            st.sampled_from(["disk.space", "memory.use", "cpu.heat", "x"]),
            st.dictionaries(
                st.sampled_from(["", "system", "disk-1", "Bad"]),
                st.lists(
                    st.tuples(
                        st.just(NOON) | st.floats(NOON - DAY, NOON + DAY) | numbers,
                        st.dictionaries(st.sampled_from(["free", "swapped_pages", "throttled", "y"]), numbers),
                    ),
                    max_size=8,
                ),
                max_size=2,
            ),
            max_size=3,
        ),
    }
)


@settings(max_examples=60, deadline=None)
@given(files, st.floats(0, 1e18), st.floats(0, 1))
def test_no_history_whatever_makes_judging_fail(file: object, amount: float, share: float) -> None:
    history = History.from_json(json.dumps(file).encode(), shipped())
    for measure, values in (
        ("disk.space", {"free": amount, "used_share": share, "removable": 0.0}),
        ("memory.use", {"swapped_pages": amount, "swap_used_share": share}),
        ("cpu.heat", {"throttled": amount, "celsius": share * 200}),
    ):
        one = look(measure, values)
        verdict = judge(shipped(), one, history)
        history.keep(one)
        assert {outcome.state for outcome in verdict.outcomes} <= {"ok", "problem", "unknown"}
        assert all(0 <= outcome.since <= NOON for outcome in verdict.outcomes)
    assert History.from_json(history.to_json(), shipped()).broken == ""


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_whatever_make_reading_fail(data: bytes) -> None:
    assert History.from_json(data, shipped()).broken
