"""A capture tells what the computer tells, and nobody's name."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from aboveboard.diagnostics.linux.machine import Captured, Live
from aboveboard.diagnostics.linux.reader import LinuxReader
from aboveboard.diagnostics.linux.system import read_system
from aboveboard.diagnostics.looks import Unknown
from aboveboard.diagnostics.probes import take_look
from aboveboard.diagnostics.snapshot import NotKept, capture, differences
from tests.diagnostics.machines import canaries
from tests.diagnostics.machines.broken import PAIRS
from tests.diagnostics.machines.corpus import HEALTHY, on_disk
from tests.diagnostics.machines.tree import Tree

# A laptop, a desktop with crashes and a person's own programs, a board, a server, a container, a pool and a guest.
KINDS = (
    "ubuntu-24-laptop",
    "fedora-workstation",
    "raspberry-pi-5",
    "proxmox-host",
    "docker-container",
    "zfs-root-laptop",
    "hyper-v-guest",
    "mint-desktop",
)
MEMORY = Path("/dev/shm")


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as made:
        yield Path(made)


def all_of(folder: Path) -> str:
    """Everything a capture holds: names, links, contents."""
    told = []
    for path in sorted(folder.rglob("*")):
        told.append(str(path.relative_to(folder)))
        if path.is_symlink():
            told.append(str(path.readlink()))
        elif path.is_file():
            told.append(path.read_bytes().decode("utf-8", "replace"))
    return "\n".join(told)


@pytest.mark.parametrize("name", KINDS)
def test_a_capture_is_read_as_the_computer_and_holds_no_name(name: str, folder: Path) -> None:
    with on_disk(HEALTHY[name](), folder) as root:
        left_out = capture(Captured(root), folder / "capture")
        assert (
            differences(take_look(LinuxReader(Captured(root))), take_look(LinuxReader(Captured(folder / "capture"))))
            == []
        )
    assert canaries.found_in(all_of(folder / "capture")) == []
    assert set(left_out) <= {"/etc/hostname", "/etc/machine-id", "/proc/sys/kernel/hostname"}


def test_a_computer_without_a_name_is_told_from_a_capture_that_leaves_it_out(folder: Path) -> None:
    tree = HEALTHY[KINDS[0]]()
    for place in ("/proc/sys/kernel/hostname", "/etc/hostname"):
        tree.text(place, "\n")
    with on_disk(tree, folder) as root:
        assert read_system(Captured(root))["fact:name"] == Unknown("The computer has no name.")
        capture(Captured(root), folder / "capture")
    left_out = Unknown("The name cannot be read; a capture leaves it out.")
    assert read_system(Captured(folder / "capture"))["fact:name"] == left_out


@pytest.mark.parametrize("title", ["app.broken-packages warn", "disk.read-only critical", "net.no-address critical"])
def test_what_is_wrong_and_what_only_seems_so_is_told_by_a_capture(title: str, folder: Path) -> None:
    pair = PAIRS[title]
    for scene in (pair.over, *pair.under):
        tree = HEALTHY[pair.base]()
        scene.change(tree)
        with on_disk(tree, folder) as root:
            capture(Captured(root), folder / "capture")
        assert canaries.found_in(all_of(folder / "capture")) == []
        shutil.rmtree(folder / "capture")


def test_what_is_wrong_with_a_computer_is_in_its_capture(folder: Path) -> None:
    tree = HEALTHY["ubuntu-24-laptop"]()
    broken(tree)
    with on_disk(tree, folder) as root:
        capture(Captured(root), folder / "capture")
    look = take_look(LinuxReader(Captured(folder / "capture")))
    assert [one.values for one in look.measures["app.packages"]] == [{"broken": 1.0}]  # type: ignore[union-attr]  # a reading of samples
    assert [one.values["crashes_24h"] for one in look.measures["app.crashes"]] == [2.0]  # type: ignore[union-attr]  # the same
    assert [one.values["failed_for"] for one in look.measures["service.state"]] == [7200.0]  # type: ignore[union-attr]  # the same
    assert [one.values["set"] for one in look.measures["net.proxy"]] == [1.0]  # type: ignore[union-attr]  # the same
    assert canaries.found_in(all_of(folder / "capture")) == []


def broken(tree: Tree) -> None:
    at = int(tree.answers["captured_at"])
    tree.text(
        "/var/lib/dpkg/status",
        f"Package: {canaries.PACKAGE}\nStatus: install ok half-configured\nArchitecture: all\nVersion: 1.0\n\n",
    )
    for number in (1, 2):
        name = f"core.{canaries.PROGRAM}.1000.{canaries.MACHINE_ID}.{number}.{at - number * 60}000001.zst"
        tree.text(f"/var/lib/systemd/coredump/{name}", "core")
    tree.answers["failed_services"] = [{"name": canaries.SERVICE, "since": at - 7200}]
    tree.text(
        "/etc/environment",
        f"https_proxy=http://{canaries.PROXY_USER}:{canaries.PROXY_PASSWORD}@{canaries.PROXY_HOST}:3128/\n",
    )


def test_this_computer_can_be_captured(tmp_path: Path) -> None:
    capture(Live(), tmp_path / "capture")
    assert take_look(LinuxReader(Captured(tmp_path / "capture"))).facts.cores > 0


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("dear")
    with pytest.raises(NotKept, match="new or empty"):
        capture(Live(), tmp_path)
    assert (tmp_path / "letter").read_text() == "dear"


def test_a_capture_that_would_hold_the_computers_name_is_not_kept(folder: Path) -> None:
    tree = HEALTHY["hyper-v-guest"]()
    tree.text("/proc/sys/kernel/hostname", "orchid\n")
    tree.text("/sys/devices/virtual/dmi/id/board_vendor", "Orchid\n")
    with on_disk(tree, folder) as root, pytest.raises(NotKept, match="the computer's name"):
        capture(Captured(root), folder / "capture")
    assert not (folder / "capture").exists()
