"""One workload played on one system: how late each step was seen, and what it cost."""

import bisect
import contextlib
import itertools
import tempfile
import time
from dataclasses import dataclass, field

import numpy as np
from playwright.sync_api import TimeoutError as NeverSeen

from bench.load import percentile
from bench.screen_probe import sharpness
from bench.screen_process import cpu_seconds
from bench.screen_systems import System

SETTLE_S = 1.5
SPOKEN = 50
"""Fewer bytes than this are the wire's own words, and no picture."""
AFTER_S = 1.0
"""After the last step: what comes in this time, such as a sharper picture, is told apart from the work's own price."""


@dataclass
class Outcome:
    """What one play of a workload gave. Latencies in milliseconds, of the steps that were seen."""

    late_ms: list[float]
    drawn: int
    kib_per_s: float
    """Down the wire, while the work went on."""
    cpu_percent: float
    others: dict[str, float] = field(default_factory=dict)
    """CPU of what else works for it, in percent of a core, by name."""
    after_kib: float = 0.0
    """Down the wire in the second after, all in all."""
    confirmed_ms: float = 0.0
    """From sending the drawing to its confirmation by the display: not in the latencies."""
    longest_gap_ms: float = 0.0
    """The longest time for which the browser drew no frame."""
    way_ms: list[float] = field(default_factory=list)
    """Medians of where the time went: until the first bytes left what captures (only ours can say), until they were
    before the viewer, until the viewer showed the step."""
    rest_db: float = 0.0
    """How close the picture was to the true screen a second after the last step."""

    def late(self, share: float) -> float:
        return percentile(self.late_ms, share) if self.late_ms else float("nan")


def play(system: System, work: str, seconds: float, *, settle_s: float = SETTLE_S, rest: bool = False) -> Outcome:
    """Set the scene, wait until it is seen, do the steps, and wait until what they cause is over."""
    scene = system.stage.ask("scene", name=work)
    system.probe.start(scene["patch"])
    with contextlib.suppress(NeverSeen):
        # On a line that is too slow for it, the steps that are seen will say so.
        system.probe.wait_for(scene["number"], 20)
    time.sleep(settle_s)
    system.logs()
    before = _used(system)
    played = system.stage.ask("play", seconds=seconds)
    last = played["steps"][-1][2]
    time.sleep(max(0.0, played["until"] - time.monotonic()))
    used = {name: value - before[name] for name, value in _used(system).items()}
    shown = system.probe.picture(at=last + AFTER_S) if rest else None
    time.sleep(max(0.0, last + AFTER_S - time.monotonic()))
    after = system.line.ask("count")["down"] - before["bytes"] - used["bytes"]
    sight, logs = system.probe.stop(), system.logs()
    first = dict(reversed(sight.seen))
    steps = played["steps"]
    return Outcome(
        [(first[number] - drawn) * 1000 for number, _, drawn in steps if number in first],
        len(steps),
        used.pop("bytes") / 1024 / played["seconds"],
        used.pop("capture") / played["seconds"] * 100,
        {name: value / played["seconds"] * 100 for name, value in used.items()},
        after / 1024,
        percentile([(drawn - sent) * 1000 for _, sent, drawn in steps], 0.5),
        sight.longest_gap_s * 1000,
        _way(steps, first, logs),
        0.0 if shown is None else _closeness(system, shown, scene["place"]),
    )


def _way(steps: list[list[float]], first: dict[int, float], logs: list[list[tuple[float, int]]]) -> list[float]:
    """Where the time of a step went, from the first bytes that passed each line after it was drawn."""
    legs: list[list[float]] = [[] for _ in range(len(logs) + 1)]
    for number, sent, drawn in steps:
        if number not in first:
            continue
        marks = [drawn]
        for log in logs:
            after = bisect.bisect(log, (max(sent, marks[-1]), 0))
            big = next((when for when, size in log[after:] if size >= SPOKEN), None)
            marks.append(first[int(number)] if big is None else min(big, first[int(number)]))
        marks.append(first[int(number)])
        for leg, (begin, end) in zip(legs, itertools.pairwise(marks), strict=True):
            leg.append((end - begin) * 1000)
    return [percentile(leg, 0.5) for leg in legs if leg]


def rest(system: System, seconds: float) -> Outcome:
    """Nothing happens at all."""
    system.stage.ask("scene", name="typing")
    time.sleep(SETTLE_S + 1)
    before = _used(system)
    time.sleep(seconds)
    used = {name: value - before[name] for name, value in _used(system).items()}
    down, capture = used.pop("bytes") / 1024 / seconds, used.pop("capture") / seconds * 100
    return Outcome([], 0, down, capture, {name: value / seconds * 100 for name, value in used.items()})


def _used(system: System) -> dict[str, float]:
    others = {name: cpu_seconds(process) for name, process in system.others.items()}
    return {"bytes": system.line.ask("count")["down"], "capture": cpu_seconds(system.capture), **others}


def _closeness(system: System, shown: np.ndarray, place: tuple[int, int, int, int]) -> float:
    with tempfile.NamedTemporaryFile(suffix=".npy") as file:
        system.stage.ask("grab", file=file.name)
        truth = np.load(file.name)
    x, y, width, height = place
    cut = np.s_[y : y + height, x : x + width]
    return sharpness(shown[cut], truth[cut]) if shown.shape == truth.shape else 0.0
