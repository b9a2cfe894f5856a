"""What several files of tests stand on: a display, the person's devices on it, a desktop with programs.

The display with the companion's windows is one a worker, since Qt has one application a process.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.companion.desktop import Desktop, desktops
from tests.companion.devices import Devices
from tests.companion.person import person, windows_display
from tests.companion.stage import Stage, stages

__all__ = ["person", "windows_display"]


@pytest.fixture
def stage() -> Iterator[Stage]:
    with stages() as made:
        yield made


@pytest.fixture
def devices(stage: Stage) -> Iterator[Devices]:
    made = Devices(stage.name)
    yield made
    made.close()


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    with desktops(tmp_path) as made:
        yield made
