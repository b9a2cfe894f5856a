"""What is loaded to read a system is there on it, nothing is loaded to read another, folders are measured safely."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from aboveboard.diagnostics import sizes
from aboveboard.diagnostics.sizes import size_of
from tests.companion.test_systems_imports import MISSING, follow


@pytest.mark.parametrize("entry", ["here", "recorded", "probes", "report"])
@pytest.mark.parametrize("platform", list(MISSING))
def test_nothing_is_loaded_that_a_system_does_not_have(platform: str, entry: str) -> None:
    assert list(follow(f"aboveboard.diagnostics.{entry}", platform, (), set())) == []


def test_reading_this_computer_loads_nothing_for_other_systems() -> None:
    code = "import sys; import aboveboard.diagnostics.here; print(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    others = ("windows", "macos") if sys.platform == "linux" else ("linux",)
    assert not [one for one in others if f"aboveboard.diagnostics.{one}" in loaded]
    assert "psutil" not in loaded or sys.platform != "linux"


def test_the_watch_loads_no_system_by_itself() -> None:
    code = "import sys; import aboveboard.diagnostics.watch.loop; print(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "aboveboard.diagnostics.judge" in loaded
    assert not [one for one in ("linux", "windows", "macos") if f"aboveboard.diagnostics.{one}" in loaded]


def test_a_recording_is_read_without_what_reads_the_living() -> None:
    """So that one of Windows can be looked at on Linux."""
    code = "import sys; import aboveboard.diagnostics.recorded; print(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for module in ("psutil", "subprocess", "asyncio", "diagnostics.windows.live", "diagnostics.macos.live"):
        assert f"{module}'" not in loaded


def test_a_folder_is_measured_without_following_links(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "out").write_bytes(bytes(5000))
    (tmp_path / "in" / "a").write_bytes(bytes(100))
    (tmp_path / "in" / "deep" / "b").write_bytes(bytes(20))
    (tmp_path / "in" / "link").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "up").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "in" / "pipe")
    assert size_of([tmp_path / "in"]) == 120
    assert size_of([tmp_path / "none"]) == 0


def test_a_folder_that_is_too_large_is_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        (tmp_path / f"file-{number}").touch()
    monkeypatch.setattr(sizes, "ENTRIES", 3)
    assert size_of([tmp_path]) is None


def test_what_is_no_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match=r"."):
        size_of([tmp_path / "file"])
