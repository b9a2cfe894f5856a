"""How a machine of the corpus is looked at: written into a folder, read like any captured one, with its past."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from aboveboard.diagnostics.captured import captured
from aboveboard.diagnostics.history import History
from aboveboard.diagnostics.linux.machine import Captured
from aboveboard.diagnostics.linux.reader import LinuxReader
from aboveboard.diagnostics.looks import Look, Outcome
from aboveboard.diagnostics.probes import take_look
from aboveboard.diagnostics.report import Examination, examine
from aboveboard.diagnostics.rules import Rules
from tests.diagnostics.machines import desktops, guests, servers
from tests.diagnostics.machines.tree import CAPTURED_AT, HOUR, MINUTE, Tree

HEALTHY: dict[str, Callable[[], Tree]] = {
    make.__name__.replace("_", "-"): make for make in (*desktops.HEALTHY, *servers.HEALTHY, *guests.HEALTHY)
}
"""Every healthy machine by name."""
Change = Callable[[Tree], object]


@dataclass(frozen=True)
class Moment:
    """How a machine was at a look of the past, ``age`` seconds before the capture."""

    age: float
    change: Change


def untouched(tree: Tree) -> None:
    """Nothing was different."""


def steadily(longest: float, every: float = MINUTE, change: Change = untouched) -> tuple[Moment, ...]:
    """Looks that saw the same, from so long ago up to the last one before the capture."""
    return tuple(Moment(every * number, change) for number in range(round(longest / every), 0, -1))


@contextmanager
def on_disk(tree: Tree, folder: Path) -> Iterator[Path]:
    """The machine in a folder of its own, for as long as it is looked at."""
    root = folder / "machine"
    tree.write(root)
    try:
        yield root
    finally:
        shutil.rmtree(root)


def past(tree: Tree, moments: Iterable[Moment], rules: Rules, folder: Path) -> bytes:
    """The history of looks at these moments, as a watch would have kept it."""
    history = History(rules)
    seen: dict[Change, Look] = {}
    for moment in moments:
        if moment.change not in seen:
            then = tree.copy()
            moment.change(then)
            with on_disk(then, folder) as root:
                seen[moment.change] = take_look(LinuxReader(Captured(root)))
        history.keep(replace(seen[moment.change], at=CAPTURED_AT - moment.age))
    return history.to_json()


def examined(tree: Tree, rules: Rules, folder: Path, before: Iterable[Moment] = ()) -> Examination:
    """What ``aboveboard diagnose --root`` finds on this machine, its past in ``aboveboard/history.json``."""
    whole = tree.copy()
    if before:
        whole.data("/aboveboard/history.json", past(tree, before, rules, folder))
    with on_disk(whole, folder) as root:
        return examined_at(root, rules)


def examined_at(root: Path, rules: Rules) -> Examination:
    """The same of a machine that is in a folder already."""
    found = captured(root, rules)
    assert found is not None, "a machine of the corpus is not taken for one with Linux"
    assert not found.history.broken, found.history.broken
    return examine(found.reader, rules, found.history)


def watched(root: Path, look: Look, rules: Rules) -> None:
    """Give a machine in a folder the past of a machine on which nothing ever changed."""
    history = History(rules)
    for moment in A_DAY_OF_WATCHING:
        history.keep(replace(look, at=CAPTURED_AT - moment.age))
    (root / "aboveboard" / "history.json").write_bytes(history.to_json())


def problems(examination: Examination) -> dict[str, str]:
    """Rule → severity of each finding."""
    return {one.rule: one.severity for one in examination.verdict.outcomes if one.state == "problem"}


def told(examination: Examination) -> list[str]:
    """The findings with their numbers, for whoever reads a failure."""
    return [_line(one) for one in examination.verdict.outcomes if one.state == "problem"]


def states(examination: Examination, rule: str) -> set[str]:
    """What one rule says of all its things; empty when it says nothing."""
    return {one.state for one in examination.verdict.outcomes if one.rule == rule}


def _line(one: Outcome) -> str:
    return f"{one.severity} {one.rule} {one.subject} ({one.shown}): {dict(one.values)} held against {dict(one.limits)}"


A_DAY_OF_WATCHING = (*steadily(7 * HOUR, 10 * MINUTE), *steadily(9 * MINUTE))
"""Looks at a machine that did not change, of which all rules that look back can be sure."""
