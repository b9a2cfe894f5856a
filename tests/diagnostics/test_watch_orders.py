"""What a person orders of the watch, by the functions that the command line and the window share."""

from pathlib import Path

import pytest
from msgspec import structs

from aboveboard.diagnostics.looks import Outcome
from aboveboard.diagnostics.watch.inbox import DAY, Inbox, handles, observe
from aboveboard.diagnostics.watch.orders import names_another, names_of, planned, put_off, state, take_back, turn_off
from aboveboard.diagnostics.watch.screens import NoScreen, Notice
from aboveboard.diagnostics.watch.starting import Way, start
from aboveboard.diagnostics.watch.starts import set_up
from aboveboard.diagnostics.watch.store import KEPT, PUT_OFF, Kept, Store
from tests.diagnostics.made_up import NOON
from tests.diagnostics.watching import Wall

FULL = Outcome("disk.system-full", "problem", "warn", "system")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    return Store(tmp_path / "state", None)


def noticed(store: Store) -> None:
    store.keep(Kept(looked=int(NOON), inbox=observe(Inbox(), [FULL], {FULL.rule}, NOON)), lasting=True)


def test_it_is_off_before_anybody_said_yes(store: Store, tmp_path: Path) -> None:
    stands = state(store, NOON)
    assert (stands.on, stands.holds) == (False, False)
    assert list(tmp_path.iterdir()) == [], "nothing is written by asking"


def test_a_yes_turns_it_on_and_off_takes_that_away(store: Store, tmp_path: Path) -> None:
    set_up(planned("--tray"))
    stands = state(store, NOON)
    assert stands.on
    assert [Path(one).name for one in stands.started_by] == ["aboveboard-watch.desktop"]
    said = list(turn_off(store, NoScreen, "en"))
    assert said == [f"Removed: {stands.started_by[0]}"]
    assert not state(store, NOON).on


def test_it_goes_on_with_the_rules_of_ones_own(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable of this terminal is not there at the next sign-in."""
    assert "--rules" not in planned().command
    monkeypatch.setenv("ABOVEBOARD_RULES", str(tmp_path / "usual.toml"))
    assert planned().command[-2:] == ("--rules", str(tmp_path / "usual.toml"))
    named = planned("--tray", rules=tmp_path / "named.toml").command
    assert named[-3:] == ("--rules", str(tmp_path / "named.toml"), "--tray")


@pytest.mark.parametrize("way", ["autostart", "systemd"])
def test_a_program_that_was_moved_is_noticed(store: Store, way: Way) -> None:
    before = start(way, ["/opt/Aboveboard $1/companion", "watch", "run", "--tray"])
    set_up(before)
    here = state(store, NOON).started_by
    assert not names_another(start(way, ["/opt/Aboveboard $1/companion", "watch", "run"]), here), "the same program"
    assert names_another(start(way, ["/opt/Aboveboard $1/companio", "watch", "run"]), here)
    assert names_another(start(way, ["/opt/Aboveboard $1/companion-2", "watch", "run"]), here)
    assert not names_another(planned(), ()), "nothing is set up"
    before.path.chmod(0o666)
    assert names_another(before, here), "others may have written it"


def test_what_it_kept_goes_only_with_the_word(store: Store) -> None:
    noticed(store)
    list(turn_off(store, NoScreen, "en"))
    assert state(store, NOON).holds
    assert list(turn_off(store, NoScreen, "en", forget=True)) == ["What it had kept is removed."]
    assert not state(store, NOON).holds
    assert not list(store.lasting.glob("*.json"))


@pytest.mark.parametrize("forget", [False, True])
def test_off_takes_the_notification_off_the_screen_also_where_nothing_runs(store: Store, forget: bool) -> None:
    noticed(store)
    kept = store.peek()
    entries = tuple(structs.replace(one, handle="wall/0") for one in kept.inbox.entries)
    store.keep(
        structs.replace(kept, inbox=structs.replace(kept.inbox, entries=entries, stale=("wall/1",))), lasting=True
    )
    wall = Wall(up={f"wall/{number}": Notice("Full", "", critical=False, later="later") for number in range(3)})
    list(turn_off(store, lambda: wall, "en", forget=forget))
    assert list(wall.up) == ["wall/2"], "what others show stays"
    assert not handles(store.peek().inbox)
    assert state(store, NOON).holds is not forget


def test_a_finding_is_put_off_and_taken_back_by_whatever_name_it_was(store: Store) -> None:
    noticed(store)
    (entry,) = state(store, NOON).kept.inbox.open()
    assert put_off(store, names_of(entry)[0], DAY, NOON).until == NOON + DAY
    put_off(store, entry.rule, 3 * DAY, NOON)
    put_off(store, "memory.low", DAY, NOON)
    stands = state(store, NOON)
    assert stands.until(entry) == NOON + 3 * DAY, "the longer one counts"
    assert [one.what for one in stands.others()] == ["memory.low"]
    take_back(store, names_of(entry), NOON)
    after = state(store, NOON)
    assert after.until(entry) == 0
    assert [one.what for one in after.put_off] == ["memory.low"]


def test_what_has_run_out_is_put_off_no_more(store: Store) -> None:
    put_off(store, "memory.low", DAY, NOON)
    assert state(store, NOON + DAY + 1).put_off == ()


def test_what_cannot_be_read_is_said_and_can_be_forgotten(store: Store) -> None:
    noticed(store)
    (store.lasting / KEPT).write_text("no")
    stands = state(store, NOON)
    assert "watch.json" in stands.wrong
    assert stands.holds
    (store.lasting / PUT_OFF).write_text("no")
    assert state(store, NOON).put_off == ()
    list(turn_off(store, NoScreen, "de", forget=True))
    assert state(store, NOON).wrong == ""
