"""Whatever a computer's files hold, a probe gives readings or says plainly that it cannot: no crash, no hang."""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aboveboard.diagnostics.linux.machine import Captured
from aboveboard.diagnostics.linux.reader import LinuxReader
from aboveboard.diagnostics.looks import Sample, Unknown
from aboveboard.diagnostics.probes import take_look
from tests.diagnostics.machines.corpus import HEALTHY
from tests.diagnostics.machines.tree import Tree

MEMORY = Path("/dev/shm")
NAMES = ("ubuntu-24-laptop", "fedora-workstation", "raspberry-pi-5", "docker-container")
ODD = (
    b"",
    b"\0" * 64,
    b"\xff\xfe\x80",
    b"-1\n",
    b"99999999999999999999999999\n",
    b"nan\n",
    b"1e309\n",
    b"0x\n",
    b" : \n:\n=\n",
    "\u0663\u0664\n".encode(),
    b"a" * 70_000,
    b"1 (a) b) S\n",
    b"36 35 98:0 / / rw - \n",
    b"{" * 5000,
    b"\n" * 5000,
)


class Machine:
    """A captured machine on disk whose files can be changed and mended again."""

    def __init__(self, folder: Path, tree: Tree) -> None:
        self.root = tree.write(folder)
        self.whole = {path: content for path, content in tree.whole().items() if isinstance(content, bytes)}
        self.paths = sorted(self.whole)

    def put(self, path: str, content: bytes) -> None:
        (self.root / path.lstrip("/")).write_bytes(content)

    def look(self) -> None:
        """Ask every probe by itself, as a look does."""
        reader = LinuxReader(Captured(self.root))
        for probe in reader.probes():
            try:
                found = probe.read()
            except (OSError, ValueError):
                continue
            assert set(found) <= set(probe.gives), probe.name
            for name, value in found.items():
                if not name.startswith("fact:"):
                    _sound(name, value)


def _sound(name: str, value: object) -> None:
    if isinstance(value, Unknown):
        assert value.why.endswith("."), name
        return
    assert isinstance(value, tuple), name
    for sample in value:
        assert isinstance(sample, Sample), name
        for key, number in sample.values.items():
            assert math.isfinite(number), (name, key)
            assert number >= 0 or key in ("days_past_end", "celsius", "signal"), (name, key, number)
            assert number <= 1.0001 or not key.endswith("_share") or key == "wear_share", (name, key, number)


@pytest.fixture(scope="module")
def machines() -> Iterator[list[Machine]]:
    with tempfile.TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as made:
        yield [Machine(Path(made) / name, HEALTHY[name]()) for name in NAMES]


@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_strange_contents_break_no_probe(machines: list[Machine], data: st.DataObject) -> None:
    machine = data.draw(st.sampled_from(machines))
    paths = data.draw(st.lists(st.sampled_from(machine.paths), min_size=1, max_size=12, unique=True))
    try:
        for path in paths:
            machine.put(path, data.draw(_content(machine.whole[path])))
        machine.look()
    finally:
        for path in paths:
            machine.put(path, machine.whole[path])


def _content(usual: bytes) -> st.SearchStrategy[bytes]:
    """Noise, known trouble, or the usual content cut, doubled or with noise in its midst."""

    def bent(where: float, noise: bytes) -> bytes:
        at = int(len(usual) * where)
        return usual[:at] + noise + usual[at:]

    share = st.floats(0, 1)
    return st.one_of(
        st.binary(max_size=300),
        st.sampled_from(ODD),
        share.map(lambda where: usual[: int(len(usual) * where)]),
        st.just(usual * 2),
        st.builds(bent, share, st.one_of(st.binary(max_size=20), st.sampled_from(ODD[:10]))),
        st.text("0123456789.-: \n\tabcdefx/", max_size=200).map(str.encode),
    )


@pytest.mark.long
@given(data=st.data())
@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_strange_contents_break_no_probe_however_often_it_is_tried(
    machines: list[Machine], data: st.DataObject
) -> None:
    machine = data.draw(st.sampled_from(machines))
    paths = data.draw(st.lists(st.sampled_from(machine.paths), min_size=1, max_size=20, unique=True))
    try:
        for path in paths:
            machine.put(path, data.draw(_content(machine.whole[path])))
        machine.look()
    finally:
        for path in paths:
            machine.put(path, machine.whole[path])


WANTED = ("proc/meminfo", "proc/self/mountinfo", "etc/os-release", "sys/class/net", "var/log/wtmp", "proc/loadavg")


@pytest.fixture
def root() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as made:
        yield HEALTHY["ubuntu-24-laptop"]().write(Path(made) / "machine")


def test_pipes_in_the_place_of_files_are_not_opened(root: Path) -> None:
    for name in ("proc/meminfo", "proc/self/mountinfo", "etc/os-release", "aboveboard/system.json"):
        (root / name).unlink()
        os.mkfifo(root / name)
    look = take_look(LinuxReader(Captured(root)), limit=5)
    assert isinstance(look.measures["memory.use"], Unknown)
    assert look.facts.cores > 0


def test_links_that_lead_in_circles_end(root: Path) -> None:
    for name in ("proc/meminfo", "etc/os-release"):
        (root / name).unlink()
        (root / name).symlink_to(Path("/", name))
    (root / "a").symlink_to("/b/../b")
    (root / "b").symlink_to("/a/x/a/x/a")
    machine = Captured(root)
    with pytest.raises(OSError, match="too many links"):
        machine.real("/a")
    assert isinstance(take_look(LinuxReader(machine)).measures["memory.use"], Unknown)


def test_links_that_grow_end(root: Path) -> None:
    (root / "etc" / "fstab").unlink(missing_ok=True)
    (root / "etc" / "fstab").symlink_to("/etc/fstab/" + "x/" * 600)
    assert isinstance(take_look(LinuxReader(Captured(root))).measures["disk.space"], tuple)


def test_no_link_leads_out_of_a_captured_machine(root: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("NAME=Outside\n")
    for target in (
        "../../secret",
        "../../../../../../../../../../" + str(tmp_path / "secret"),
        str(tmp_path / "secret"),
    ):
        (root / "etc" / "os-release").unlink()
        (root / "etc" / "os-release").symlink_to(target)
        assert take_look(LinuxReader(Captured(root))).facts.os != "Outside"


def test_a_folder_of_links_to_the_outside_shows_nothing_of_it(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "1234").mkdir()
    (outside / "1234" / "stat").write_text("1234 (outside) S 1 " + "9 " * 50)
    machine = Captured(root)
    (root / "etc" / "xdg-2").symlink_to(outside)
    with pytest.raises(OSError, match="No such file"):
        machine.names("/etc/xdg-2")


def test_a_file_without_end_is_not_read_to_its_end(root: Path) -> None:
    with (root / "proc" / "meminfo").open("wb") as file:
        file.truncate(1 << 40)
    with (root / "var" / "log" / "wtmp").open("wb") as file:
        file.truncate(1 << 40)
    look = take_look(LinuxReader(Captured(root)), limit=5)
    assert isinstance(look.measures["memory.use"], Unknown)
    assert look.facts.cores > 0


def test_a_folder_without_end_is_not_listed_to_its_end(root: Path) -> None:
    machine = Captured(root)
    many = root / "var" / "lib" / "systemd" / "coredump"
    many.mkdir(parents=True, exist_ok=True)
    for number in range(40):
        (many / f"file-{number}").touch()
    with pytest.raises(ValueError, match="more than 30"):
        machine.names("/var/lib/systemd/coredump", 30)


def test_folders_in_the_place_of_files_and_files_in_that_of_folders(root: Path) -> None:
    for name in WANTED:
        place = root / name
        if place.is_dir():
            place.rename(place.with_name("gone"))
            place.write_bytes(b"a file")
        else:
            place.unlink()
            place.mkdir()
    look = take_look(LinuxReader(Captured(root)))
    assert isinstance(look.measures["memory.use"], Unknown)
    assert isinstance(look.measures["cpu.load"], Unknown)
    assert look.measures["net.link"] == ()


def test_disks_that_lie_on_each_other_end(root: Path) -> None:
    block = root / "sys" / "devices" / "virtual" / "block"
    for one, other in (("dm-8", "dm-9"), ("dm-9", "dm-8")):
        (block / one / "slaves" / other).mkdir(parents=True)
        (block / one / "slaves" / other).rmdir()
        (block / one / "slaves" / other).symlink_to(f"../../{other}")
        (block / one / "dm").mkdir()
        (block / one / "dm" / "uuid").write_text("LVM-x\n")
    table = root / "proc" / "self" / "mountinfo"
    (root / "sys" / "dev" / "block" / "252:8").symlink_to("../../devices/virtual/block/dm-8")
    table.write_text("30 1 252:8 / / rw - ext4 /dev/dm-8 rw\n")
    reading = take_look(LinuxReader(Captured(root))).measures["security.encryption"]
    assert isinstance(reading, tuple)
    assert "encrypted" not in reading[0].values
