"""The watch over hours and days: real rules, a computer whose state is set, a screen that remembers, real files."""

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from aboveboard.diagnostics.looks import Look, Sample, Unknown
from aboveboard.diagnostics.rules import shipped
from aboveboard.diagnostics.watch.loop import WEEK, Watch
from aboveboard.diagnostics.watch.screens import END, LATER, QUIET, TRAY, Notice
from aboveboard.diagnostics.watch.store import Store
from tests.diagnostics.made_up import DATA_DISK, MEMORY, SYSTEM_DISK
from tests.diagnostics.watching import Computer, Wall, disk

HOUR, DAY = 3600, 86_400
FULL_DATA_DISK = (
    SYSTEM_DISK,
    Sample({**DATA_DISK.values, "used_share": 0.99, "free": 1e9}, "data-2", "/media/canary-mount"),
)


@dataclass
class Life:
    """A computer with its watch, from one start to the next."""

    folder: Path
    computer: Computer = field(default_factory=Computer)
    wall: Wall = field(default_factory=Wall)
    language: str = "en"

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.store = Store(self.folder / "state", self.folder / "short")
        self.watch = Watch(self.computer, shipped(), self.store, self.wall, self.language)

    def go_on(self, seconds: int, *, step: int = 600) -> None:
        for _ in range(seconds // step):
            self.computer.time += step
            self.watch.look(heavy=True)

    @property
    def titles(self) -> list[str]:
        return [notice.title for _, notice in self.wall.seen]


@pytest.fixture
def life(tmp_path: Path) -> Life:
    return Life(tmp_path)


def test_a_healthy_day_is_silent_and_writes_to_the_disk_once(life: Life) -> None:
    life.go_on(600)
    written = (life.folder / "state" / "watch.json").stat().st_mtime_ns
    life.go_on(DAY, step=1800)
    assert life.wall.seen == []
    assert life.watch.inbox.entries == ()
    assert (life.folder / "state" / "watch.json").stat().st_mtime_ns == written, "each write can wake a disk"


def test_a_full_disk_is_told_once_and_taken_back_when_there_is_room(life: Life) -> None:
    life.computer.full()
    life.go_on(3 * HOUR)
    assert life.titles == ["The disk that the system is on is almost full: /"]
    notice = life.wall.up["wall/0"]
    assert "95 %" in notice.body
    assert "; since " in notice.body, "the inbox knows since when, where the first look did not"
    assert "trash" in notice.body
    assert not notice.critical
    life.computer.roomy()
    life.go_on(HOUR)
    assert life.wall.up == {}
    assert [one.rule for one in life.watch.inbox.past()] == ["disk.system-full"]
    assert len(life.wall.seen) == 1


def test_what_was_told_is_not_told_again_after_a_restart_or_a_power_cut(life: Life) -> None:
    life.computer.full()
    life.go_on(HOUR)
    for _ in range(3):
        life.start()  # without a word of farewell, as after a power cut
        life.go_on(HOUR)
    (life.folder / "short" / "watch.json").unlink()  # a folder in memory does not survive one
    life.start()
    life.go_on(3 * DAY, step=HOUR)
    assert len(life.wall.seen) == 1
    life.computer.roomy()
    life.start()
    life.go_on(HOUR)
    assert life.wall.up == {}, "an earlier start's notification is taken back too"


def test_what_turns_critical_replaces_the_notification(life: Life) -> None:
    life.computer.full()
    life.go_on(HOUR)
    life.computer.almost_without_space()
    life.go_on(600)
    assert len(life.wall.seen) == 2
    assert list(life.wall.up) == ["wall/1"]
    assert life.wall.up["wall/1"].critical


def test_a_press_puts_off_for_a_week_and_survives_a_restart(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    life.computer.full()
    life.go_on(HOUR)
    life.wall.presses = [("wall/0", LATER), ("wall/9", LATER), ("wall/0", "else")]
    ends = iter([False, False, True, True])
    monkeypatch.setattr(life.wall, "wait", lambda _seconds: life.watch.end() if next(ends) else None)
    life.watch.run()
    assert life.wall.up == {}
    life.start()
    life.go_on(6 * DAY, step=HOUR)
    assert len(life.wall.seen) == 1
    life.go_on(2 * DAY, step=HOUR)
    assert len(life.wall.seen) == 2, "the week is over and it is still so"


def test_the_panel_shows_how_things_are_and_takes_two_orders(life: Life) -> None:
    life.computer.full()
    life.go_on(HOUR)
    assert life.wall.stands[-1].lines == ("The disk that the system is on is almost full: /",)
    life.wall.presses = [(TRAY, QUIET), (TRAY, END)]
    life.watch.run()
    assert life.store.snoozes().all_quiet(life.computer.time + DAY - 1)
    assert not life.store.snoozes().all_quiet(life.computer.time + DAY)


def test_a_watch_that_is_ended_in_the_panel_leaves_no_button_that_nobody_hears(life: Life) -> None:
    life.computer.full()
    life.go_on(HOUR)
    assert len(life.wall.up) == 1
    life.wall.presses = [(TRAY, END)]
    life.watch.run()
    assert life.wall.up == {}
    assert [one.handle for one in life.store.peek().inbox.open()] == [""], "the inbox has it, and the next start knows"


def test_a_snooze_from_elsewhere_is_heeded_at_the_next_look(life: Life) -> None:
    life.computer.full()
    life.go_on(600)
    other = Store(life.folder / "state", life.folder / "short")
    until = life.computer.time + WEEK
    other.change_snoozes(lambda put_off: put_off.put("disk.system-full", until, life.computer.time))
    life.go_on(600)
    assert life.wall.up == {}
    assert life.watch.inbox.open()[0].quiet


def test_where_nothing_can_be_shown_the_inbox_has_it_and_nothing_is_used_up(life: Life) -> None:
    life.wall.works = False
    life.computer.full()
    life.go_on(HOUR)
    assert life.watch.inbox.open()[0].told == ""
    assert life.watch.inbox.below_told == 0
    life.wall.works = True
    life.go_on(600)
    assert len(life.wall.seen) == 1


def test_a_screen_that_fails_at_the_last_moment_uses_nothing_up(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    life.computer.full()
    with monkeypatch.context() as patched:
        patched.setattr(life.wall, "show", lambda _notice: "")
        life.go_on(600)
    life.start()
    life.go_on(600)
    assert len(life.wall.seen) == 1


def test_a_death_between_writing_and_showing_tells_rather_not_than_twice(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(_notice: Notice) -> str:
        raise KeyboardInterrupt

    life.computer.full()
    with monkeypatch.context() as patched:
        patched.setattr(life.wall, "show", dies)
        with pytest.raises(KeyboardInterrupt):
            life.go_on(1200)
    life.start()
    life.go_on(DAY)
    assert life.wall.seen == []
    assert life.watch.inbox.open()[0].told == "warn"


def test_a_disk_that_takes_no_more_bytes_is_told_all_the_same(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    life.computer.almost_without_space()
    monkeypatch.setattr(os, "fsync", full)
    life.go_on(3 * HOUR)
    assert len(life.wall.seen) == 1, "told once: what could not be written is still remembered"
    monkeypatch.setattr(os, "fsync", real)
    life.go_on(600)
    life.start()
    life.go_on(HOUR)
    assert len(life.wall.seen) == 1


def test_a_computer_that_starts_in_1970_keeps_what_it_knows(life: Life) -> None:
    life.computer.full()
    life.go_on(HOUR)
    told = life.watch.inbox.below_told
    right = life.computer.time
    life.computer.time = 100.0
    life.start()
    life.go_on(1200, step=60)
    assert life.watch.inbox.below_told == told
    life.computer.time = right + 1800
    life.go_on(1200)
    assert life.watch.inbox.below_told == told
    assert life.watch.inbox.open()[0].found < right
    assert life.watch.history.rows("disk.space", "system", life.computer.time)[0][0] < right
    life.computer.time = right - 30 * DAY
    life.go_on(2 * HOUR, step=60)
    assert life.watch.inbox.below_told <= life.computer.time, "a clock that stays is believed"
    assert len(life.wall.seen) == 1


def test_what_is_found_while_a_clock_is_not_believed_is_told_a_minute_later(life: Life) -> None:
    life.go_on(600)
    passed = 0.0
    watch = Watch(life.computer, shipped(), life.store, life.wall, passing=lambda: passed)
    life.computer.time = 100.0
    life.computer.full()
    watch.look(heavy=True)
    assert life.wall.seen == []
    passed, life.computer.time = 60.0, 160.0
    watch.look(heavy=False)
    assert len(life.wall.seen) == 1


@pytest.mark.long
@settings(max_examples=2, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(seed=st.integers(0, 2**32))
def test_two_restless_days_with_the_real_rules_keep_the_budget(seed: int) -> None:
    chance = random.Random(seed)
    with TemporaryDirectory() as folder:
        life = Life(Path(folder))
        told: dict[tuple[str, str], list[str]] = {}
        times = []
        for _ in range(2 * DAY // 600):
            restless(life.computer, chance)
            if chance.random() < 0.02:
                life.start()
            seen = len(life.wall.seen)
            life.go_on(600)
            still = {one.key: one for one in life.watch.inbox.open()}
            told = {key: levels for key, levels in told.items() if key in still}
            for handle, notice in life.wall.seen[seen:]:
                times += [] if notice.critical else [life.computer.time]
                for one in still.values():
                    if one.handle == handle:
                        earlier = told.setdefault(one.key, [])
                        assert not earlier or (one.told == "critical" and "critical" not in earlier)
                        earlier.append(one.told)
            assert set(life.wall.up) == {one.handle for one in still.values() if one.handle}
        assert life.wall.seen
        assert all(later - earlier >= DAY for earlier, later in pairwise(times))


def restless(computer: Computer, chance: random.Random) -> None:
    """Values that walk to and fro over the limits of several rules."""
    used, available = chance.uniform(0.86, 0.985), chance.uniform(0.02, 0.2)
    computer.measures["disk.space"] = disk(used, 100e9 * (1 - used))
    computer.measures["memory.use"] = (Sample({**MEMORY.values, "available_share": available}),)
    load = chance.uniform(0.5, 3)
    computer.measures["cpu.load"] = (Sample({"load": load * 8, "cores": 8, "load_each_core": load}),)
    computer.measures["os.uptime"] = (Sample({"up": chance.choice((29.0, 31.0)) * DAY}),)


def test_unknown_leaves_a_finding_as_it_is(life: Life) -> None:
    life.computer.full()
    life.go_on(HOUR)
    life.computer.measures["disk.space"] = Unknown("This could not be read.")
    life.go_on(DAY)
    assert list(life.wall.up) == ["wall/0"]
    assert life.watch.inbox.open()


def test_a_disk_that_was_unplugged_is_over(life: Life) -> None:
    life.computer.measures["disk.space"] = FULL_DATA_DISK
    life.go_on(HOUR)
    assert [one.rule for one in life.watch.inbox.open()] == ["disk.data-full"]
    life.computer.roomy()
    life.go_on(600)
    assert life.watch.inbox.open() == []


def test_nothing_that_is_kept_has_a_name_of_this_computer(life: Life) -> None:
    life.computer.measures["disk.space"] = FULL_DATA_DISK
    life.go_on(HOUR)
    assert "canary-mount" in life.wall.seen[0][1].title + life.wall.seen[0][1].body, "the screen may say which"
    kept = b"".join(path.read_bytes() for path in life.folder.rglob("*") if path.is_file())
    assert b"disk.data-full" in kept
    assert b"canary" not in kept


def test_light_looks_leave_what_heavy_ones_found(life: Life) -> None:
    life.computer.measures["os.support"] = (Sample({"days_past_end": 30}),)
    life.go_on(600)
    assert [one.rule for one in life.watch.inbox.open()] == ["os.end-of-life"]
    for _ in range(30):
        life.computer.time += 60
        life.watch.look(heavy=False)
    assert [one.rule for one in life.watch.inbox.open()] == ["os.end-of-life"]


def test_a_german_notification_is_german(tmp_path: Path) -> None:
    life = Life(tmp_path, language="de")
    life.computer.full()
    life.go_on(HOUR)
    assert life.titles == ["Die Festplatte mit dem System ist fast voll: /"]
    assert life.wall.seen[0][1].later == "In einer Woche erinnern"


def test_the_looks_come_each_minute_and_the_heavy_ones_each_ten(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    passed = [0.0]
    looks: list[tuple[float, bool]] = []
    watch = Watch(life.computer, shipped(), life.store, life.wall, passing=lambda: passed[0])
    real: Callable[..., None] = watch.look

    def look(*, heavy: bool) -> None:
        looks.append((passed[0], heavy))
        real(heavy=heavy)

    def wait(seconds: float) -> None:
        passed[0] += seconds
        if passed[0] >= HOUR:
            watch.end()

    monkeypatch.setattr(watch, "look", look)
    monkeypatch.setattr(life.wall, "wait", wait)
    watch.run()
    assert [at for at, _ in looks] == [60.0 * number for number in range(60)]
    assert [at for at, heavy in looks if heavy] == [600.0 * number for number in range(6)]


@dataclass
class Forgetful(Computer):
    """Of a system that forgets what a watch has to write down."""

    told: list[tuple[Path, float]] = field(default_factory=list)

    def remember(self, folder: Path, look: Look) -> None:
        self.told.append((folder, look.at))
        raise OSError("no room")


def test_what_a_system_forgets_is_written_down_at_each_thorough_look(tmp_path: Path) -> None:
    computer = Forgetful()
    life = Life(tmp_path, computer)
    life.watch.look(heavy=True)
    life.watch.look(heavy=False)
    life.go_on(600)
    assert computer.told == [(tmp_path / "state", computer.time - 600), (tmp_path / "state", computer.time)]
