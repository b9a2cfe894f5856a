"""A look goes on whatever one probe does: it hangs, it lies, it breaks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping

import pytest

from aboveboard.diagnostics.looks import Probe, Sample, System, Unknown
from aboveboard.diagnostics.probes import ABANDONED, FULL, HUNG, SAMPLES, take_look

Read = Callable[[], Mapping[str, object]]
LOAD = {"cpu.load": (Sample({"load": 0.5, "cores": 2}),)}


class Made:
    """A reader of these probes."""

    system: System = "linux"

    def __init__(self, *probes: Probe) -> None:
        self.given = probes

    def now(self) -> float:
        return 1000.0

    def probes(self) -> tuple[Probe, ...]:
        return self.given


def probe(name: str, read: Read, *gives: str, heavy: bool = False) -> Probe:
    return Probe(name, gives or (name,), read, heavy)


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What hanging probes wait for; opened at the end, and waited for, so that none is left to the next test."""
    event = threading.Event()
    yield event
    event.set()
    for thread in threading.enumerate():
        if thread.name.startswith("probe "):
            thread.join(10)
    take_look(Made())


def test_a_look_has_what_each_probe_gives() -> None:
    facts = probe("facts", lambda: {"fact:os": "Debian", "fact:cores": 4}, "fact:os", "fact:cores", "fact:cpu")
    look = take_look(Made(facts, probe("cpu.load", lambda: LOAD)))
    assert (look.at, look.system, look.facts.os, look.facts.cores) == (1000.0, "linux", "Debian", 4)
    assert set(look.unknown) == {"cpu"}
    assert look.measures == LOAD


def test_a_light_look_leaves_the_heavy_probes_out() -> None:
    def fail() -> Mapping[str, object]:
        raise AssertionError("a heavy probe was asked")

    look = take_look(Made(probe("os.crashes", fail, heavy=True), probe("cpu.load", lambda: LOAD)), heavy=False)
    assert set(look.measures) == {"cpu.load"}


@pytest.mark.parametrize(
    "error", [OSError(5, "broken"), PermissionError(), ValueError("odd"), RecursionError(), KeyError()]
)
def test_a_probe_that_breaks_leaves_its_own_measures_unknown(error: Exception) -> None:
    def broken() -> Mapping[str, object]:
        raise error

    look = take_look(Made(probe("os.uptime", broken), probe("cpu.load", lambda: LOAD)))
    unknown = look.measures["os.uptime"]
    assert isinstance(unknown, Unknown)
    assert unknown.why.endswith((".", "broken", "odd", "Error"))
    assert look.measures["cpu.load"] == LOAD["cpu.load"]


def test_a_probe_that_hangs_is_given_up_and_not_started_again(gate: threading.Event) -> None:
    started = []

    def hang() -> Mapping[str, object]:
        started.append(1)
        gate.wait()
        return {"os.uptime": (Sample({"up": 5}),)}

    reader = Made(probe("os.uptime", hang), probe("cpu.load", lambda: LOAD))
    first, second = take_look(reader, limit=0.05), take_look(reader, limit=0.05)
    assert first.measures["os.uptime"] == Unknown("This took longer than 0.05 seconds.")
    assert first.measures["cpu.load"] == second.measures["cpu.load"] == LOAD["cpu.load"]
    assert second.measures["os.uptime"] == HUNG
    assert len(started) == 1


def test_a_probe_that_came_back_is_asked_again(gate: threading.Event) -> None:
    def hang() -> Mapping[str, object]:
        gate.wait()
        return {"os.uptime": (Sample({"up": 5}),)}

    reader = Made(probe("os.uptime", hang))
    take_look(reader, limit=0.05)
    gate.set()
    for thread in threading.enumerate():
        if thread.name == "probe os.uptime":
            thread.join(10)
    assert take_look(reader).measures["os.uptime"] == (Sample({"up": 5.0}),)


def test_only_so_many_probes_may_hang(gate: threading.Event) -> None:
    def hang() -> Mapping[str, object]:
        gate.wait()
        return {}

    before = threading.active_count()
    reader = Made(*(probe(f"os.hang-{number}", hang) for number in range(ABANDONED + 3)))
    look = take_look(reader, limit=0.02)
    assert threading.active_count() - before == ABANDONED
    assert list(look.measures.values())[ABANDONED:] == [FULL] * 3


def test_a_probe_gives_only_what_it_may() -> None:
    def odd() -> Mapping[str, object]:
        samples = [Sample({"load": float("nan"), "cores": 2, "serial": 7})] * (SAMPLES + 5)
        return {
            "cpu.load": tuple(samples),
            "os.uptime": (Sample({"up": 1}),),
            "fact:kind": "spaceship",
            "fact:cores": -1,
        }

    look = take_look(Made(probe("odd", odd, "cpu.load", "fact:kind", "fact:cores")))
    assert look.measures == {"cpu.load": (Sample({"cores": 2}),) * SAMPLES}
    assert (look.facts.kind, look.facts.cores) == ("", 0)
    assert set(look.unknown) == {"kind", "cores"}


def test_a_fact_is_one_plain_line_that_the_report_takes() -> None:
    look = take_look(
        Made(
            probe(
                "facts",
                lambda: {"fact:cpu": "A\u202eB\n" + "x" * 200, "fact:graphics": ("G",) * 9},
                "fact:cpu",
                "fact:graphics",
            )
        )
    )
    assert look.facts.cpu == "A B " + "x" * 76
    assert look.facts.graphics == ("G",)
