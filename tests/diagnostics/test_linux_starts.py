"""Earlier starts of the system are remembered by the watch, since systemd tells of the latest alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from aboveboard.diagnostics.linux.answers import Start
from aboveboard.diagnostics.linux.asked import NoBus
from aboveboard.diagnostics.linux.clock import read_starts
from aboveboard.diagnostics.linux.machine import Live
from aboveboard.diagnostics.linux.remembered import MOST, NAME, remember_start, remembered
from aboveboard.diagnostics.looks import Look, Sample
from aboveboard.diagnostics.watch import folder
from aboveboard.wire.computer import ComputerFacts

DAY = 86_400
NOW = 1_795_435_200


class Booted(NoBus):
    """systemd after a start that took so long."""

    def __init__(self, at: float, took: float) -> None:
        self.at, self.took = at, took

    def starts(self) -> tuple[Start, ...]:
        return (Start(self.at, self.took),)


class Bare(Live):
    """This computer, where it were no container."""

    def there(self, path: str) -> bool:
        return False

    def data(self, path: str, limit: int = 0) -> bytes:
        raise FileNotFoundError(path)


def looked(machine: Live, at: float, up: float = 600) -> Look:
    reading = read_starts(machine)["os.start"]
    return Look(at, "linux", ComputerFacts(), {}, {"os.start": reading, "os.uptime": (Sample({"up": up}),)})


def took(machine: Live) -> list[float]:
    reading = read_starts(machine)["os.start"]
    assert isinstance(reading, tuple)
    return [one.values["took"] for one in reading]


def test_each_start_is_remembered_once(tmp_path: Path) -> None:
    for day, seconds in enumerate((130.25, 140.5, 125.125)):
        at = NOW + day * DAY
        machine = Bare(Booted(at, seconds), tmp_path)
        for minutes in (10, 20, 30):
            remember_start(tmp_path, looked(machine, at + minutes * 60, minutes * 60))
    assert [(one.at, one.took) for one in remembered(tmp_path)] == [
        (NOW, 130.25),
        (NOW + DAY, 140.5),
        (NOW + 2 * DAY, 125.125),
    ]
    assert took(Bare(Booted(NOW + 2 * DAY, 125.125), tmp_path)) == [125.125, 140.5, 130.25]


def test_a_clock_that_was_wrong_at_the_start_makes_no_second_one(tmp_path: Path) -> None:
    machine = Bare(Booted(1000, 130.0), tmp_path)
    remember_start(tmp_path, looked(machine, NOW))
    remember_start(tmp_path, looked(machine, NOW + DAY, 600 + DAY))
    assert took(machine) == [130.0]
    assert len(remembered(tmp_path)) == 1


def test_only_the_latest_starts_are_remembered(tmp_path: Path) -> None:
    for number in range(MOST + 5):
        machine = Bare(Booted(NOW + number * DAY, 20.0 + number), tmp_path)
        remember_start(tmp_path, looked(machine, NOW + number * DAY + 600))
    assert [one.took for one in remembered(tmp_path)] == [25.0 + number for number in range(MOST)]


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'[{"at": -1, "took": 1}]', b"\xff", b"[" * 9000])
def test_a_broken_file_is_no_memory(content: bytes, tmp_path: Path) -> None:
    folder.write(tmp_path / NAME, content)
    assert remembered(tmp_path) == ()
    machine = Bare(Booted(NOW, 30.0), tmp_path)
    remember_start(tmp_path, looked(machine, NOW + 600))
    assert [one.took for one in remembered(tmp_path)] == [30.0]


def test_without_a_bus_nothing_is_written(tmp_path: Path) -> None:
    remember_start(tmp_path, looked(Bare(NoBus(), tmp_path), NOW))
    assert list(tmp_path.iterdir()) == []
