"""Files at the customer's computer: hostile names, links, races and disks, with real folders and real files."""

from __future__ import annotations

import hashlib
import os
import resource
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aboveboard.companion.host.files import FileError, Folder, Receiving, Sending
from aboveboard.companion.host.names import UnsafeNameError, numbered, safe_name, sayable_name

TRANSFER = "0123456789abcdef" * 2
PART = f"aboveboard-{TRANSFER}.part"
HOSTILE = [
    *("..", ".", "../x", "a/../../x", "/etc/passwd", "\\\\server\\share", "c:\\x", "a\0b", "a\nb", "a\x1b[2Jb"),
    *("con", "CON.txt", "nul.tar.gz", "Lpt1", "com¹.log", "aux ", "prn.", "clock$", "autorun.inf", "Desktop.ini"),
    *("photo\u202egpj.exe", "a\u2066b", "a\u200eb", "a\u200bb", "\ufeffa", "a\u2028b", "a\ud800b", "a\u0085b"),
    *(".profile", ".bashrc", "x.", "x ", " x", "x\u3000", "photo.jpg" + " " * 60 + ".exe", "x:stream", "a|b", 'a"b'),
    *("\uff0fetc\uff0fpasswd", "\u2024\u2024", "\uff0eprofile", "x" * 241, "é" * 121, ""),
]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def receive(folder: Path, data: bytes, name: str = "report.pdf", *, said: str = "") -> str:
    coming = Receiving(folder, TRANSFER, name, len(data))
    try:
        coming.begin()
        while coming.offset < len(data):
            assert coming.write(coming.offset, data[coming.offset : coming.offset + 1000])
        return coming.finish(said or sha256(data))
    except FileError:
        coming.discard()
        raise


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnsafeNameError):
        Receiving(tmp_path, TRANSFER, name, 1)
    assert not list(tmp_path.iterdir())


@given(st.text(st.characters(), min_size=1, max_size=300))
@example("report.pdf")
@example("Grüße aus Köln (2).jpg")
@settings(max_examples=400, deadline=None)
def test_whatever_name_passes_is_one_plain_name_in_the_folder(name: str) -> None:
    try:
        safe_name(name)
    except UnsafeNameError:
        return
    assert Path(name).name == name
    assert Path("/chosen", name).parent == Path("/chosen")
    assert len(numbered(name, 100).encode()) <= 255
    assert name.isprintable() or "\u3000" in name or any(sign.isspace() for sign in name)
    assert not name.startswith(".")


@given(st.binary(min_size=1, max_size=60).filter(lambda name: b"/" not in name and b"\0" not in name))
def test_a_file_of_any_name_may_be_told(raw: bytes) -> None:
    told = sayable_name(os.fsdecode(raw))
    told.encode()
    assert 0 < len(told) <= 255
    assert "/" not in told


@given(st.lists(st.text("abc.( )2", min_size=1, max_size=6), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_is_there_is_ever_replaced(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    folder = tmp_path_factory.mktemp("chosen")
    written: dict[str, bytes] = {}
    for number, name in enumerate(names):
        data = f"{number}".encode() * 50
        try:
            written[receive(folder, data, name)] = data
        except UnsafeNameError:
            continue
    assert everything(folder) == written


def test_a_file_comes_whole_for_its_owner_alone_and_is_no_program(tmp_path: Path) -> None:
    data = os.urandom(5_000)
    os.umask(os.umask(0))
    assert receive(tmp_path, data, "setup.sh") == "setup.sh"
    assert everything(tmp_path) == {"setup.sh": data}
    assert stat.S_IMODE((tmp_path / "setup.sh").stat().st_mode) == 0o600
    assert receive(tmp_path, b"x", "setup.sh") == "setup (2).sh"
    assert receive(tmp_path, b"", "setup.sh") == "setup (3).sh"


def test_what_came_goes_on_after_a_loss_and_is_hashed_again(tmp_path: Path) -> None:
    data = os.urandom(100_000)
    first = Receiving(tmp_path, TRANSFER, "a.bin", len(data))
    first.begin()
    first.write(0, data[:60_000])
    first.pause()
    second = Receiving(tmp_path, TRANSFER, "a.bin", len(data))
    assert second.begin() == 60_000
    assert not second.write(0, data[:10])
    assert not second.write(70_000, data[70_000:])
    assert second.write(60_000, data[60_000:])
    assert second.finish(sha256(data)) == "a.bin"
    assert everything(tmp_path) == {"a.bin": data}


def test_a_part_that_was_changed_meanwhile_is_found_out_and_removed(tmp_path: Path) -> None:
    data = os.urandom(10_000)
    first = Receiving(tmp_path, TRANSFER, "a.bin", len(data))
    first.begin()
    first.write(0, data[:5_000])
    first.pause()
    (tmp_path / PART).write_bytes(b"x" + data[1:5_000])
    second = Receiving(tmp_path, TRANSFER, "a.bin", len(data))
    second.write(second.begin(), data[5_000:])
    with pytest.raises(FileError, match="checksums"):
        second.finish(sha256(data))
    second.discard()
    assert not list(tmp_path.iterdir())


def test_a_wrong_hash_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="checksums"):
        receive(tmp_path, b"data", said="0" * 64)
    assert not list(tmp_path.iterdir())


def test_more_than_was_announced_leaves_nothing(tmp_path: Path) -> None:
    coming = Receiving(tmp_path, TRANSFER, "a", 3)
    coming.begin()
    with pytest.raises(FileError, match="More"):
        coming.write(0, b"four")
    coming.discard()
    assert not list(tmp_path.iterdir())


def test_less_than_was_announced_gets_no_name(tmp_path: Path) -> None:
    coming = Receiving(tmp_path, TRANSFER, "a", 5)
    coming.begin()
    coming.write(0, b"four")
    with pytest.raises(FileError, match="whole"):
        coming.finish(sha256(b"four"))
    coming.discard()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("what", ["link", "dangling", "hard", "fifo", "folder"])
def test_what_stands_in_the_place_of_the_part_is_neither_followed_nor_touched(what: str, tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "chosen"
    outside.write_bytes(b"precious")
    folder.mkdir()
    part = folder / PART
    make: dict[str, Callable[[], object]] = {
        "link": lambda: part.symlink_to(outside),
        "dangling": lambda: part.symlink_to(tmp_path / "new"),
        "hard": lambda: part.hardlink_to(outside),
        "fifo": lambda: os.mkfifo(part),
        "folder": part.mkdir,
    }
    make[what]()
    coming = Receiving(folder, TRANSFER, "a", 8)
    with pytest.raises(FileError):
        coming.begin()
    coming.discard()
    assert outside.read_bytes() == b"precious"
    assert not (tmp_path / "new").exists()
    assert os.path.lexists(part)


@pytest.mark.parametrize("what", ["link", "dangling", "fifo", "folder"])
def test_what_has_the_name_already_is_neither_followed_nor_replaced(what: str, tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "chosen"
    outside.write_bytes(b"precious")
    folder.mkdir()
    there = folder / "a.txt"
    make: dict[str, Callable[[], object]] = {
        "link": lambda: there.symlink_to(outside),
        "dangling": lambda: there.symlink_to(tmp_path / "new"),
        "fifo": lambda: os.mkfifo(there),
        "folder": there.mkdir,
    }
    make[what]()
    was = there.lstat()
    assert receive(folder, b"new", "a.txt") == "a (2).txt"
    assert outside.read_bytes() == b"precious"
    assert not (tmp_path / "new").exists()
    assert there.lstat().st_ino == was.st_ino


def test_a_part_that_somebody_swaps_for_a_link_gets_no_name(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "chosen"
    outside.write_bytes(b"precious")
    folder.mkdir()
    coming = Receiving(folder, TRANSFER, "a.txt", 3)
    coming.begin()
    coming.write(0, b"new")
    (folder / PART).unlink()
    (folder / PART).symlink_to(outside)
    with pytest.raises(FileError, match="place of the part"):
        coming.finish(sha256(b"new"))
    coming.discard()
    assert outside.read_bytes() == b"precious"
    assert not list(folder.iterdir())


def test_a_folder_that_is_swapped_for_a_link_stays_the_one_that_was_chosen(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "chosen", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    coming = Receiving(folder, TRANSFER, "a.txt", 3)
    coming.begin()
    folder.rename(tmp_path / "moved")
    folder.symlink_to(elsewhere)
    coming.write(0, b"new")
    coming.finish(sha256(b"new"))
    assert not list(elsewhere.iterdir())
    assert everything(tmp_path / "moved") == {"a.txt": b"new"}


def test_names_fall_into_place_while_somebody_races_for_them(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "chosen"
    outside.write_bytes(b"precious")
    folder.mkdir()
    stop = threading.Event()

    def race() -> None:
        target = folder / "a.txt"
        while not stop.is_set():
            try:
                target.symlink_to(outside)
                target.unlink()
            except OSError:
                if not target.is_symlink():
                    return  # the file won the name, and nobody may touch it

    racing = threading.Thread(target=race)
    racing.start()
    names = [receive(folder, f"{number}".encode(), "a.txt") for number in range(60)]
    stop.set()
    racing.join()
    assert outside.read_bytes() == b"precious"
    for number, name in enumerate(names):
        assert (folder / name).read_bytes() == f"{number}".encode()


def test_a_disk_without_hard_links_gets_the_file_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    (tmp_path / "a.txt").write_bytes(b"there")
    assert receive(tmp_path, b"new", "a.txt") == "a (2).txt"
    assert everything(tmp_path) == {"a.txt": b"there", "a (2).txt": b"new"}


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_is_full_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    with largest_file(4_096), pytest.raises(FileError, match="full"):
        receive(tmp_path, os.urandom(10_000))
    assert not list(tmp_path.iterdir())


def test_a_file_that_has_no_room_is_refused_before_it_comes(tmp_path: Path) -> None:
    free = os.statvfs(tmp_path)
    coming = Receiving(tmp_path, TRANSFER, "a", free.f_bavail * free.f_frsize)
    with pytest.raises(FileError, match="room"):
        coming.begin()
    coming.discard()
    assert not list(tmp_path.iterdir())


def test_stopping_from_another_thread_ends_what_goes_on(tmp_path: Path) -> None:
    coming = Receiving(tmp_path, TRANSFER, "a", 1_000_000)
    coming.begin()
    writing = threading.Event()

    ended: list[FileError] = []

    def write() -> None:
        try:
            while True:
                coming.write(coming.offset, b"x")
                writing.set()
        except FileError as error:
            ended.append(error)

    thread = threading.Thread(target=write)
    thread.start()
    writing.wait(5)
    coming.discard()
    thread.join()
    assert "stopped" in str(ended[0])
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_or_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "none", tmp_path / "file"):
        with pytest.raises(FileError, match="folder"):
            Folder(path)


def test_descriptors_are_let_go(tmp_path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    for number in range(20):
        receive(tmp_path, b"x", f"{number}")
        stopped = Receiving(tmp_path, TRANSFER, "y", 5)
        stopped.begin()
        stopped.pause()
        stopped.discard()
    assert len(os.listdir("/proc/self/fd")) == before


def read_all(sending: Sending) -> bytes:
    whole = b""
    while data := sending.read(len(whole), 7):
        whole += data
    return whole


def test_the_picked_file_is_sent_as_it_is(tmp_path: Path) -> None:
    data = os.urandom(100)
    (tmp_path / "a.log").write_bytes(data)
    sending = Sending(tmp_path / "a.log")
    sending.open()
    assert (sending.name, sending.size) == ("a.log", 100)
    assert read_all(sending) == data
    assert sending.read(0, 50) == data[:50], "what was lost is read again"
    assert sending.sha256() == sha256(data)
    sending.close()


def test_another_file_in_its_place_is_not_sent(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(b"picked")
    sending = Sending(path)
    sending.open()
    path.unlink()
    path.write_bytes(b"secret")
    assert read_all(sending) == b"picked"
    sending.close()


@pytest.mark.parametrize("change", [b"longer than it was", b"cut", b"same!!"])
def test_a_change_while_it_is_sent_is_said(change: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(b"picked")
    os.utime(path, ns=(1, 1))
    sending = Sending(path)
    sending.open()
    sending.read(0, 2)
    path.write_bytes(change)
    with pytest.raises(FileError, match="while it was sent"):
        sending.read(2, 100)
    sending.close()


@pytest.mark.parametrize("what", ["link", "fifo", "folder", "device", "none"])
def test_what_is_no_plain_file_is_not_sent(what: str, tmp_path: Path) -> None:
    path = tmp_path / "picked"
    if what == "link":
        (tmp_path / "other").touch()
        path.symlink_to(tmp_path / "other")
    elif what == "fifo":
        os.mkfifo(path)
    elif what == "folder":
        path.mkdir()
    elif what == "device":
        path = Path("/dev/zero")
    with pytest.raises(FileError, match="Nothing was sent"):
        Sending(path).open()
