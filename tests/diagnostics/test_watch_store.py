"""The watch's files: private, whole after a power cut, and put aside with a word when something is wrong with them."""

import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from aboveboard.diagnostics.looks import Outcome
from aboveboard.diagnostics.watch import folder, starting
from aboveboard.diagnostics.watch.inbox import Inbox, observe
from aboveboard.diagnostics.watch.snoozes import Snoozes
from aboveboard.diagnostics.watch.store import KEPT, PUT_OFF, RUNNING, Kept, Store

NOW = 1_800_000_000
INBOX = observe(Inbox(), [Outcome("memory.low", "problem", "warn", since=NOW)], {"memory.low"}, NOW)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "deep" / "state", tmp_path / "short")


def test_what_is_kept_is_this_users_alone(store: Store) -> None:
    before = os.umask(0)
    try:
        store.keep(Kept(looked=NOW, inbox=INBOX), lasting=True)
        store.change_snoozes(lambda put_off: put_off.put("memory.low", NOW + 60, NOW))
    finally:
        os.umask(before)
    for place in (store.lasting, store.short):
        assert place is not None
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
        for path in place.iterdir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert store.load() == (Kept(looked=NOW, inbox=INBOX), [])
    assert not list(store.lasting.glob("*.new"))


def test_the_newer_of_disk_and_memory_counts(store: Store) -> None:
    store.keep(Kept(looked=NOW), lasting=True)
    store.keep(Kept(looked=NOW + 600, inbox=INBOX), lasting=False)
    assert store.load()[0].looked == NOW + 600
    assert store.short is not None
    (store.short / KEPT).unlink()
    assert store.load()[0].looked == NOW


BROKEN = {
    "empty": b"",
    "cut off": b'{"format":1,"looked":17',
    "binary": bytes(range(256)) * 16,
    "not utf-8": b'{"history":"\xff"}',
    "another shape": b'["looked"]',
    "another version": b'{"format":9}',
    "too much in it": b'{"format":1,"admin":true}',
    "wrong types": b'{"format":1,"looked":"now"}',
    "deep": b"[" * 100_000,
    "huge": b" " * (folder.MOST + 1),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_read_is_put_aside_with_a_word(store: Store, content: bytes) -> None:
    folder.write(store.lasting / KEPT, content)
    folder.write(store.lasting / PUT_OFF, content)
    kept, words = store.load()
    assert kept == Kept()
    assert len(words) == 2
    assert all("put aside" in word for word in words)
    assert [path.read_bytes() for path in store.aside()] == [content, content]
    assert store.load() == (Kept(), []), "it is told once"
    store.keep(Kept(looked=NOW), lasting=True)
    assert store.load()[0].looked == NOW


def test_what_stands_in_the_way_is_not_followed_or_waited_for(tmp_path: Path) -> None:
    store = Store(tmp_path / "state", None)
    folder.make(store.lasting)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b'{"format":1,"looked":7}')
    path = store.lasting / KEPT
    path.symlink_to(elsewhere)
    assert store.load()[0].looked == 0
    store.keep(Kept(looked=NOW), lasting=True)
    assert elsewhere.read_bytes() == b'{"format":1,"looked":7}', "nothing is written through a link"
    path.unlink()
    os.mkfifo(path)
    assert store.load()[1]
    path.mkdir()
    assert store.load()[1]
    folder.write(path, b'{"format":1,"looked":7}')
    path.chmod(0o622)
    assert store.load()[0].looked == 0, "others could have written it"


def test_the_watch_changes_nothing_behind_a_link_in_its_place(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    elsewhere.chmod(0o755)
    (tmp_path / "state").symlink_to(elsewhere)
    with pytest.raises(OSError, match="state"):
        Store(tmp_path / "state", None).keep(Kept(looked=1), lasting=True)
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o755
    assert not list(elsewhere.iterdir())


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder to somebody else")
def test_the_watch_keeps_nothing_in_somebody_elses_folder(tmp_path: Path) -> None:
    theirs = tmp_path / "state"
    theirs.mkdir(mode=0o700)
    os.chown(theirs, 12_345, 12_345)
    with pytest.raises(PermissionError, match="somebody else"):
        Store(theirs, None).keep(Kept(looked=1), lasting=True)
    assert not list(theirs.iterdir())


def test_a_planted_new_file_is_replaced_and_not_written_through(store: Store, tmp_path: Path) -> None:
    folder.make(store.lasting)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"theirs")
    (store.lasting / f".{KEPT}.new").symlink_to(elsewhere)
    store.keep(Kept(looked=NOW), lasting=True)
    assert elsewhere.read_bytes() == b"theirs"
    assert store.load()[0].looked == NOW


def test_a_disk_that_is_full_leaves_what_was_there(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.keep(Kept(looked=NOW), lasting=True)
    store = Store(store.lasting, None)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.keep(Kept(looked=NOW + 1), lasting=True)
    assert store.load()[0].looked == NOW
    assert not list(store.lasting.glob(".*.new"))


def test_a_process_killed_while_it_writes_leaves_a_whole_file(store: Store) -> None:
    folder.make(store.lasting)
    script = (
        "import sys; from pathlib import Path\n"
        "from aboveboard.diagnostics.watch.store import Kept, Store\n"
        "store = Store(Path(sys.argv[1]), None)\n"
        "for number in range(1, 10**6): store.keep(Kept(looked=number, history='x' * 200_000), lasting=True)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(store.lasting)])
    while not (store.lasting / KEPT).exists():
        time.sleep(0.01)
    time.sleep(0.05)
    process.kill()
    process.wait()
    kept, words = store.load()
    assert words == []
    assert len(kept.history) == 200_000


def test_two_who_put_off_at_once_both_count(store: Store) -> None:
    def put_off(what: str) -> None:
        Store(store.lasting, None).change_snoozes(lambda before: before.put(what, NOW + 60, NOW))

    names = [f"rule.number-{number}" for number in range(8)]
    threads = [threading.Thread(target=put_off, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.what for one in store.snoozes().put_off) == names


def test_the_watch_reads_the_file_of_snoozes_again_only_when_it_has_changed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store.snoozes() == Snoozes()
    Store(store.lasting, None).change_snoozes(lambda before: before.put("memory.low", NOW + 60, NOW))
    first = store.snoozes()
    assert first.put_off
    assert store.snoozes() is first
    (store.lasting / PUT_OFF).write_bytes(b"{")
    assert store.snoozes() == Snoozes()


def test_one_watch_at_a_time_and_anybody_may_ask_which(store: Store) -> None:
    assert store.runs() == 0
    with folder.held(store.lasting / RUNNING) as ours:
        assert ours
        assert store.runs() == os.getpid()
        with folder.held(store.lasting / RUNNING) as again:
            assert not again
        assert store.runs() == os.getpid()
    assert store.runs() == 0


def test_those_who_ask_at_once_take_nobody_for_the_watch(store: Store) -> None:
    with folder.held(store.lasting / RUNNING):
        pass
    assert (store.lasting / RUNNING).read_bytes() == str(os.getpid()).encode(), "it stands there after the watch ended"
    told: set[int] = set()

    def ask() -> None:
        told.update(store.runs() for _ in range(200))

    askers = [threading.Thread(target=ask) for _ in range(8)]
    for one in askers:
        one.start()
    for one in askers:
        one.join()
    assert told == {0}


def test_forgetting_leaves_nothing(store: Store) -> None:
    store.keep(Kept(looked=NOW), lasting=True)
    store.change_snoozes(lambda before: before.put("memory.low", NOW + 60, NOW))
    folder.write(store.lasting / KEPT, b"{")
    store.load()
    folder.write(store.lasting / "starts.json", b"[]")
    with folder.held(store.lasting / RUNNING):
        store.forget()
        # Whoever runs holds on to its lock: without it another one would begin beside it.
        assert [one.name for one in store.lasting.iterdir()] == [RUNNING]
    store.forget()
    assert not store.lasting.exists()
    store.forget()
    assert store.load() == (Kept(), [])
    assert store.aside() == []
    assert store.snoozes() == Snoozes()


def test_forgetting_leaves_what_is_somebody_elses(tmp_path: Path) -> None:
    store = Store(tmp_path / "aboveboard" / "watch", None)
    store.keep(Kept(looked=NOW), lasting=True)
    (tmp_path / "aboveboard" / "other").mkdir()
    store.forget()
    assert [one.name for one in (tmp_path / "aboveboard").iterdir()] == ["other"]
    store.keep(Kept(looked=NOW), lasting=True)
    (tmp_path / "aboveboard" / "other").rmdir()
    (store.lasting / "a letter.txt").write_text("mine")
    store.forget()
    assert [one.name for one in store.lasting.iterdir()] == ["a letter.txt"]
    (store.lasting / "a letter.txt").unlink()
    store.forget()
    assert list(tmp_path.iterdir()) == []


def test_a_lock_that_was_removed_before_it_was_held_is_nobodys(tmp_path: Path) -> None:
    lock = tmp_path / RUNNING
    opened = os.open

    def slow(path: Any, *more: Any) -> int:
        found = opened(path, *more)
        if Path(path) == lock:
            lock.unlink()  # somebody forgets just now
        return found

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "open", slow)
        with folder.held(lock) as ours:
            assert not ours
    with folder.held(lock) as ours:
        assert ours


def test_a_reader_beside_the_watch_moves_nothing(store: Store) -> None:
    folder.write(store.lasting / KEPT, b"{")
    with pytest.raises(folder.Unreadable, match="not what was written"):
        store.peek()
    assert (store.lasting / KEPT).exists()
    store.keep(Kept(looked=NOW), lasting=False)
    assert store.peek().looked == NOW


def test_the_folder_in_memory_is_only_used_where_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert folder.state_folder() == tmp_path / "state" / "aboveboard" / "watch"
    for odd in ("", "relative", str(tmp_path / "missing")):
        monkeypatch.setenv("XDG_RUNTIME_DIR", odd)
        assert folder.short_lived_folder() is None
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert folder.short_lived_folder() == tmp_path / "aboveboard-watch"


def test_a_user_whom_the_system_does_not_list_has_a_place_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 2**31 - 7)
    with pytest.raises(RuntimeError):
        Path.home()
    assert folder.state_folder() == Path("/.local/state/aboveboard/watch")
    assert starting.place("autostart") == Path("/.config/autostart/aboveboard-watch.desktop")


def test_a_past_that_is_too_long_is_let_go_of_and_the_inbox_stays(store: Store) -> None:
    store.keep(Kept(looked=NOW, inbox=INBOX, history='"' * folder.MOST), lasting=True)
    assert store.load() == (Kept(looked=NOW, inbox=INBOX), [])
