"""A capture is written into its own folder and nowhere else, and leads nowhere else when it is packed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from aboveboard.diagnostics.linux.machine import Captured, Live
from aboveboard.diagnostics.snapshot import NotKept, capture
from tests.diagnostics.machines.corpus import HEALTHY

OWNER = "isolde"
SERIAL = "dx4k29f"


def test_no_link_of_a_capture_leads_out_of_it(tmp_path: Path) -> None:
    root = HEALTHY["ubuntu-24-laptop"]().write(tmp_path / "machine")
    made = tmp_path / "capture"
    capture(Captured(root), made)
    links = [path for path in made.rglob("*") if path.is_symlink()]
    assert links
    for link in links:
        assert link.resolve(strict=True).is_relative_to(made.resolve()), link


def test_a_folder_that_is_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "dangling").symlink_to(tmp_path / "nothing")
    for name in ("link", "dangling"):
        with pytest.raises(NotKept, match="is there already"):
            capture(Live(), tmp_path / name)
    assert not list((tmp_path / "elsewhere").iterdir())
    assert not (tmp_path / "nothing").exists()


def test_a_folder_into_which_others_may_write_is_not_used(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    with pytest.raises(NotKept, match="Others may write"):
        capture(Live(), shared)
    assert not list(shared.iterdir())


def test_a_capture_is_its_makers_alone(tmp_path: Path) -> None:
    root = HEALTHY["docker-container"]().write(tmp_path / "machine")
    before = os.umask(0)
    try:
        capture(Captured(root), tmp_path / "capture")
    finally:
        os.umask(before)
    assert (tmp_path / "capture").stat().st_mode & 0o777 == 0o700


def test_devices_that_are_called_by_a_serial_number_or_an_owner_lose_that_name(tmp_path: Path) -> None:
    root = HEALTHY["ubuntu-24-laptop"]().write(tmp_path / "machine")
    mouse = root / "sys" / "devices" / "hid" / "power_supply" / f"hid-{SERIAL}-battery"
    mouse.mkdir(parents=True)
    (mouse / "type").write_text("Battery\n")
    (mouse / "scope").write_text("Device\n")
    (root / "sys" / "class" / "power_supply" / mouse.name).symlink_to(f"../../devices/hid/power_supply/{mouse.name}")
    array = root / "sys" / "devices" / "virtual" / "block" / f"md_{OWNER}"
    (array / "queue").mkdir(parents=True)
    (array / "removable").write_text("0\n")
    (array / "queue" / "rotational").write_text("1\n")
    (root / "sys" / "block" / array.name).symlink_to(f"../devices/virtual/block/{array.name}")
    capture(Captured(root), tmp_path / "capture")
    for path in (tmp_path / "capture").rglob("*"):
        told = path.name + (str(path.readlink()) if path.is_symlink() else "")
        if path.is_file() and not path.is_symlink():
            told += path.read_text("utf-8", "replace")
        assert OWNER not in told, path
        assert SERIAL not in told.lower(), path


class Watched(Captured):
    """A computer on which somebody waits for the first moment of a look, and then makes the folder first."""

    def __init__(self, root: Path, folder: Path, elsewhere: Path) -> None:
        super().__init__(root)
        self._folder, self._elsewhere = folder, elsewhere
        self.tried: list[str] = []

    def now(self) -> float:
        try:
            self._folder.mkdir()
            (self._folder / "etc").symlink_to(self._elsewhere)
            (self._folder / "proc").symlink_to(self._elsewhere)
            self.tried.append("made")
        except FileExistsError:
            self.tried.append("too late")
        return super().now()


def test_nobody_makes_the_folder_while_the_computer_is_looked_at(tmp_path: Path) -> None:
    root = HEALTHY["docker-container"]().write(tmp_path / "machine")
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "capture"
    elsewhere.mkdir()
    machine = Watched(root, folder, elsewhere)
    capture(machine, folder)
    assert set(machine.tried) == {"too late"}
    assert not list(elsewhere.iterdir())
    assert (folder / "proc").is_dir()


@pytest.mark.parametrize("behind", ["folder", "link"])
def test_a_capture_is_not_made_where_anybody_could_put_something_else(tmp_path: Path, behind: str) -> None:
    root = HEALTHY["docker-container"]().write(tmp_path / "machine")
    shared = tmp_path / "shared"
    (shared / "mine").mkdir(parents=True)
    shared.chmod(0o777)
    place = shared / "mine"
    if behind == "link":
        place = tmp_path / "link"
        place.symlink_to(shared / "mine")
    with pytest.raises(NotKept, match="Others may put something else"):
        capture(Captured(root), place / "capture")
    assert not list((shared / "mine").iterdir())
    shared.chmod(0o1777)
    capture(Captured(root), place / "capture")
    assert (place / "capture" / "proc").is_dir()


class Elsewhere(Captured):
    """A person who keeps settings in a place of their own, and has a name of their own for the desktop."""

    def settings(self) -> Mapping[str, str]:
        return {
            "XDG_CONFIG_HOME": f"/mnt/{OWNER}/settings/",
            "XDG_CONFIG_DIRS": f"/opt/{OWNER}/xdg:/etc/xdg",
            "XDG_CURRENT_DESKTOP": f"{OWNER.title()}:GNOME",
        }


def test_places_and_desktops_that_a_person_named_lose_that_name(tmp_path: Path) -> None:
    root = HEALTHY["ubuntu-24-laptop"]().write(tmp_path / "machine")
    own, shared = root / "mnt" / OWNER / "settings" / "autostart", root / "opt" / OWNER / "xdg" / "autostart"
    for folder in (own, shared):
        folder.mkdir(parents=True)
    (own / "a.desktop").write_text("[Desktop Entry]\nExec=a\nNotShowIn=GNOME\n")
    (own / "b.desktop").write_text("[Desktop Entry]\nExec=b\nOnlyShowIn=GNOME\n")
    tool = root / "run" / "media" / OWNER / "tool"
    tool.parent.mkdir(parents=True)
    tool.touch()
    (own / "c.desktop").write_text(f"[Desktop Entry]\nExec=c\nTryExec=/run/media/{OWNER}/tool\n")
    capture(Elsewhere(root), tmp_path / "capture")
    for path in (tmp_path / "capture").rglob("*"):
        told = str(path.relative_to(tmp_path))
        if path.is_file() and not path.is_symlink():
            told += path.read_text("utf-8", "replace")
        assert OWNER not in told.lower(), path
    assert '"X-Other:GNOME"' in (tmp_path / "capture" / "aboveboard" / "system.json").read_text()
