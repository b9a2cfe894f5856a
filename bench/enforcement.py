"""What keeping the notice costs: pages of the desk with purposes, openings and sealing, against the same without.

Three desks run side by side, each in a process of its own on a SQLite folder of its own: the product as it is, one that
seals but checks nothing, and one that does neither (`bench.enforcement_side`). They take turns in one run, round by
round, in changing order, and each figure is the median of the rounds. What counts is the CPU time of the process, so
that other work on the machine weighs little; waiting for the disk is not in it.
"""

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.figures import Figure, report
from bench.load import ROOT

SIDES = ("on", "unchecked", "off")
WORKLOADS = {"queue": "queue page", "case": "case page", "talk": "conversation alone", "say": "sending a message"}
WAITING, MESSAGES = 200, 50
ROUNDS = 12
TIMES = 4
FIRST_LOOKS = 3
TARGET = 1.15


class Side:
    """A desk in a process of its own."""

    def __init__(self, name: str, folder: Path) -> None:
        (folder / name).mkdir()
        clean = {key: value for key, value in os.environ.items() if not key.startswith("ABOVEBOARD_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.enforcement_side", name, str(WAITING), str(MESSAGES)],
            cwd=ROOT,
            env={**clean, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "ABOVEBOARD_DATA": str(folder / name)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def answer(self) -> Any:
        """The next line that it says."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("a side of the measurement stopped; what it said stands above")
        return json.loads(line)

    def milliseconds(self, workload: str, times: int) -> float:
        """CPU time of one request, in the mean of `times`."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([workload, times]) + "\n")
        self.process.stdin.flush()
        return float(self.answer()) * 1000 / times


@contextlib.contextmanager
def sides() -> Iterator[dict[str, Side]]:
    """All three, ready to work."""
    with tempfile.TemporaryDirectory(prefix="aboveboard-bench-") as folder:
        running = {name: Side(name, Path(folder)) for name in SIDES}
        try:
            for side in running.values():
                side.answer()
            yield running
        finally:
            for side in running.values():
                side.process.terminate()
                side.process.wait(15)


def measured(desks: dict[str, Side]) -> dict[str, dict[str, float]]:
    """The median milliseconds of each workload on each side."""
    seen: dict[str, dict[str, list[float]]] = {name: {side: [] for side in SIDES} for name in WORKLOADS}
    for number in range(ROUNDS + 1):
        for name in WORKLOADS:
            for place in range(len(SIDES)):
                side = SIDES[(number + place) % len(SIDES)]
                taken = desks[side].milliseconds(name, TIMES)
                if number:  # the first round warms up
                    seen[name][side].append(taken)
        for desk in desks.values():
            desk.milliseconds("tidy", 1)
    return {name: {side: statistics.median(taken) for side, taken in by.items()} for name, by in seen.items()}


def main() -> None:
    """Measure, print, judge."""
    with sides() as desks:
        cost = measured(desks)
        first = statistics.median(desks["on"].milliseconds("first", 1) for _ in range(FIRST_LOOKS))
    cost["sum"] = {side: sum(by[side] for by in cost.values()) for side in SIDES}
    texts = WORKLOADS | {"sum": "sum of the four"}
    print(
        f"{WAITING} people wait, {MESSAGES} messages in the conversation; CPU ms a request, median of {ROUNDS} rounds;"
        f" load of the machine {os.getloadavg()[0]:.1f}"
    )
    figures = []
    for name, by in cost.items():
        figures.append(Figure(f"{texts[name]}, enforcement on", by["on"], "ms", floor=by["off"]))
        figures.append(Figure(f"{texts[name]}, checks off, sealing on", by["unchecked"], "ms", floor=by["off"]))
        figures.append(Figure(f"{texts[name]}, on against off", by["on"] / by["off"], "times", target=TARGET))
    figures.append(
        Figure(
            f"first look at the queue in an hour ({WAITING} openings are written)",
            first,
            "ms",
            floor=cost["queue"]["off"],
        )
    )
    report(figures)


if __name__ == "__main__":
    main()
