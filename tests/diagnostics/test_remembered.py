"""A single look uses what the watch remembers, as long as the watch runs."""

from pathlib import Path

import pytest

from aboveboard.diagnostics.history import History
from aboveboard.diagnostics.judge import judge
from aboveboard.diagnostics.looks import Look
from aboveboard.diagnostics.remembered import FRESH_S, Remembered, remembered
from aboveboard.diagnostics.rules import shipped
from aboveboard.diagnostics.standing import Standing
from aboveboard.diagnostics.watch.folder import state_folder
from aboveboard.diagnostics.watch.loop import HEAVY_S
from aboveboard.diagnostics.watch.store import BETWEEN_WRITES_S, KEPT, Kept, Store
from aboveboard.wire.computer import ComputerFacts
from tests.diagnostics.made_up import NOON, WELL, WRONG


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The watch's files, after a look that found nothing and one that did."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    history, standing = History(shipped()), Standing()
    for look in (Look(NOON - 60, "linux", ComputerFacts(), {}, WELL), Look(NOON, "linux", ComputerFacts(), {}, WRONG)):
        standing = judge(shipped(), look, history, standing).standing
        history.keep(look)
    made = Store(state_folder(), None)
    kept = Kept(looked=int(NOON), history=history.to_json().decode(), standing=standing.to_json().decode())
    made.keep(kept, lasting=True)
    return made


def test_a_look_knows_since_when(store: Store) -> None:
    past = remembered(shipped(), NOON + 60)
    look = Look(NOON + 60, "linux", ComputerFacts(), {}, WRONG)
    found = judge(shipped(), look, past.history, past.standing).outcomes
    assert [one.since for one in found if one.rule == "disk.system-full" and one.state == "problem"] == [NOON]


@pytest.mark.parametrize("later", [FRESH_S + 1, -1])
def test_a_watch_that_no_longer_runs_says_nothing_of_now(store: Store, later: float) -> None:
    assert remembered(shipped(), NOON + later) == Remembered()


def test_without_a_watch_nothing_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    assert remembered(shipped()) == Remembered()
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_read_is_left_where_it_is(store: Store) -> None:
    file = store.lasting / KEPT
    file.write_text("{")
    assert remembered(shipped(), NOON) == Remembered()
    assert file.read_text() == "{"


def test_a_watch_that_writes_seldom_is_no_watch_that_does_not_run(store: Store) -> None:
    """Without a folder in memory it writes once an hour, at the next of its looks."""
    assert remembered(shipped(), NOON + BETWEEN_WRITES_S + HEAVY_S) != Remembered()
