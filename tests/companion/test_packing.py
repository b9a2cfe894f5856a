"""What the packed program does before it is the companion."""

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

BEGINS = Path(__file__).resolve().parents[2] / "packaging" / "companion.py"


@pytest.fixture(scope="module")
def packed() -> dict[str, Any]:
    return runpy.run_path(str(BEGINS))


@pytest.mark.parametrize("before", ["", "/opt/mine"])
def test_what_it_starts_loads_none_of_its_libraries(
    packed: dict[str, Any], before: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/packed/_internal")
    monkeypatch.setenv("PYINSTALLER_RESET_ENVIRONMENT", "")
    if before:
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", before)
    leave: Callable[[], None] = packed["leave_no_libraries_to_others"]
    leave()
    environ = packed["os"].environ
    assert environ.get("LD_LIBRARY_PATH", "") == before
    assert "LD_LIBRARY_PATH_ORIG" not in environ
    assert environ["PYINSTALLER_RESET_ENVIRONMENT"] == "1", "its own second process finds them all the same"


def test_it_is_the_two_ways_to_look_at_the_computer_as_well(packed: dict[str, Any]) -> None:
    assert sorted(packed["BESIDE"]) == ["diagnose", "watch"]
