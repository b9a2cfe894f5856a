"""Recorded Windows and macOS computers, changed in memory to stand just on either side of a rule's limit."""

from __future__ import annotations

import json
import plistlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aboveboard.diagnostics.answers import NotTold
from aboveboard.diagnostics.history import History
from aboveboard.diagnostics.judge import Verdict, judge
from aboveboard.diagnostics.looks import Look, Outcome, Reader, Sample
from aboveboard.diagnostics.macos.reader import MacReader
from aboveboard.diagnostics.probes import take_look
from aboveboard.diagnostics.rules import shipped
from aboveboard.diagnostics.standing import Standing
from aboveboard.diagnostics.windows.reader import WindowsReader

RECORDED = Path(__file__).with_name("recorded")
WINDOWS = ("laptop-windows-11", "desktop-windows-11", "server-windows-2022")
MACOS = ("macbook-air-macos-26", "imac-macos-15")
MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
GB = 1000**3
LIGHT = 5 * MINUTE
"""Looks that come more often than this are light."""


@dataclass
class Machine:
    """The answers of one recording, to be changed. It answers like any other."""

    system: str
    at: float
    files: dict[str, bytes] = field(default_factory=dict)

    def now(self) -> float:
        return self.at

    def begin(self) -> None:
        """Nothing to start."""

    def data(self, question: str) -> bytes:
        if question not in self.files:
            raise NotTold("This was not recorded.")
        return self.files[question]

    def json(self, question: str, change: Callable[[Any], Any]) -> None:
        """Change an answer in place, or put what ``change`` gives."""
        said = json.loads(self.files[question] or b"null")
        given = change(said)
        self.files[question] = json.dumps(said if given is None else given).encode()

    def put(self, question: str, value: object) -> None:
        self.files[question] = value if isinstance(value, bytes) else json.dumps(value).encode()

    def plist(self, question: str, change: Callable[[Any], Any]) -> None:
        said = plistlib.loads(self.files[question])
        given = change(said)
        self.files[question] = plistlib.dumps(said if given is None else given)

    def text(self, question: str, old: str, new: str) -> None:
        said = self.files[question].decode()
        assert old in said, f"{question} does not say {old!r}"
        self.files[question] = said.replace(old, new).encode()

    def add(self, question: str, more: str) -> None:
        self.files[question] = self.files.get(question, b"") + more.encode()

    def write(self, folder: Path, history: History | None = None) -> Path:
        """The recording as ``--root`` reads it, with the numbers of its past."""
        (folder / "aboveboard").mkdir(parents=True)
        (folder / self.system).mkdir()
        about = {"system": self.system, "captured_at": self.at}
        (folder / "aboveboard" / "system.json").write_text(json.dumps(about))
        if history is not None:
            (folder / "aboveboard" / "history.json").write_bytes(history.to_json())
        for name, said in self.files.items():
            (folder / self.system / name).write_bytes(said)
        return folder

    def look(self, heavy: bool = True) -> Look:
        reader: Reader = WindowsReader(self) if self.system == "windows" else MacReader(self)
        return take_look(reader, heavy)


Change = Callable[[Machine, float], object]
"""Changes a machine; the number is how many seconds of ``span`` are over."""


def recorded(name: str) -> Machine:
    """A machine as it was recorded."""
    said = json.loads((RECORDED / name / "aboveboard" / "system.json").read_text())
    folder = RECORDED / name / said["system"]
    return Machine(said["system"], said["captured_at"], {one.name: one.read_bytes() for one in folder.iterdir()})


@dataclass(frozen=True)
class Case:
    """One rule, and a recorded machine on either side of its limit.

    ``span`` and ``every``: seconds for which it was looked at before the recording. ``also``: rules that cannot but
    find something too.
    """

    rule: str
    machine: str
    broken: Change
    healthy: Change
    span: float = 0
    every: float = 2 * MINUTE
    also: frozenset[str] = frozenset()
    severity: str = ""

    @property
    def name(self) -> str:
        return f"{self.rule} {self.severity} on {self.machine}"


def judged(name: str, change: Change = lambda _machine, _seconds: None, span: float = 0, every: float = 60) -> Verdict:
    """What the rules say at the end of all looks."""
    machine, history, standing = past(name, change, span, every)
    return judge(shipped(), machine.look(), history, standing)


def past(name: str, change: Change, span: float, every: float) -> tuple[Machine, History, Standing]:
    """The machine at the end, and what the looks before it left. Those are light where they come as often as such."""
    rules = shipped()
    history, standing = History(rules), Standing()
    last = int(span // every)
    for place in range(last):
        machine = _changed(name, change, span, place * every)
        look = machine.look(heavy=every >= LIGHT)
        standing = judge(rules, look, history, standing, heavy=every >= LIGHT).standing
        history.keep(look)
    return _changed(name, change, span, last * every), history, standing


def _changed(name: str, change: Change, span: float, seconds: float) -> Machine:
    machine = recorded(name)
    machine.at -= span - seconds
    change(machine, seconds)
    return machine


def problems(verdict: Verdict) -> dict[str, Outcome]:
    """What is wrong, by rule."""
    return {one.rule: one for one in verdict.outcomes if one.state == "problem"}


def states(verdict: Verdict, rule: str) -> set[str]:
    return {one.state for one in verdict.outcomes if one.rule == rule}


def sample(look: Look, measure: str, place: int = 0) -> Sample:
    """One sample of a measure that must have been read."""
    reading = look.measures[measure]
    assert isinstance(reading, tuple), reading
    return reading[place]
