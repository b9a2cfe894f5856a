"""How a machine of the corpus is looked at: written into a folder, read like any captured one, with its past."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from aboveboard.diagnostics.captured import captured
from aboveboard.diagnostics.history import History
from aboveboard.diagnostics.linux.machine import HISTORY, Captured
from aboveboard.diagnostics.linux.reader import LinuxReader
from aboveboard.diagnostics.looks import Look, Outcome
from aboveboard.diagnostics.probes import take_look
from aboveboard.diagnostics.report import Examination, examine
from aboveboard.diagnostics.rules import Rules
from tests.diagnostics.machines import desktops, guests, servers
from tests.diagnostics.machines.pair import Change, Moment, Scene, steadily
from tests.diagnostics.machines.tree import CAPTURED_AT, HOUR, MINUTE, Tree

HEALTHY: dict[str, Callable[[], Tree]] = {
    make.__name__.replace("_", "-"): make for make in (*desktops.HEALTHY, *servers.HEALTHY, *guests.HEALTHY)
}
"""Every healthy machine by name."""


class Stage:
    """A folder that holds one machine after another; those of one kind differ in few files, so few are written."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "machine"
        self._shown: Tree | None = None

    def show(self, tree: Tree) -> Path:
        """Put this machine there. It is taken as it is now."""
        tree.write(self.root, self._shown)
        self._shown = tree.copy()
        return self.root

    def clear(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.root, ignore_errors=True)
        self._shown = None

    def examined(self, tree: Tree, rules: Rules, scene: Scene | None = None, *, heavy: bool = True) -> Examination:
        """What ``aboveboard diagnose --root`` finds on this machine, its past in ``aboveboard/history.json``.

        ``heavy`` False: the looks of the past were those that a watch takes each minute.
        """
        present = tree.copy()
        if scene is not None:
            scene.change(present)
            if scene.before:
                present.data(HISTORY, self._past(present, scene.before, rules, heavy=heavy))
        return examined_at(self.show(present), rules)

    def _past(self, tree: Tree, moments: Iterable[Moment], rules: Rules, *, heavy: bool) -> bytes:
        """The history of looks at these moments, as a watch would have kept it."""
        history = History(rules)
        seen: dict[Change, Look] = {}
        for moment in moments:
            if moment.change not in seen:
                then = tree.copy()
                moment.change(then)
                seen[moment.change] = take_look(LinuxReader(Captured(self.show(then))), heavy)
            history.keep(replace(seen[moment.change], at=CAPTURED_AT - moment.age))
        return history.to_json()


@contextmanager
def stage(folder: Path) -> Iterator[Stage]:
    """A stage for machines of one kind."""
    made = Stage(folder)
    try:
        yield made
    finally:
        made.clear()


@contextmanager
def on_disk(tree: Tree, folder: Path) -> Iterator[Path]:
    """The machine in a folder of its own, for as long as it is looked at."""
    with stage(folder) as made:
        yield made.show(tree)


def examined(tree: Tree, rules: Rules, folder: Path, scene: Scene | None = None) -> Examination:
    """What ``aboveboard diagnose --root`` finds on this machine."""
    with stage(folder) as made:
        return made.examined(tree, rules, scene)


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


def blanked(tree: Tree, healthy: Tree) -> Tree:
    """A machine without all in which it differs from the healthy one, as if none of that could be read.

    Files that the healthy one has not stay: that something is not there is often an answer.
    """
    blank = tree.copy()
    for path, content in tree.files.items():
        if path in healthy.files and healthy.files[path] != content and path != HISTORY:
            blank.drop(path)
    for name, told in tree.answers.items():
        if told == healthy.answers.get(name):
            continue
        if name == "file_systems":
            blank.answers[name] = {point: one for point, one in told.items() if one == healthy.answers[name].get(point)}
        else:
            del blank.answers[name]
    return blank


def _line(one: Outcome) -> str:
    return f"{one.severity} {one.rule} {one.subject} ({one.shown}): {dict(one.values)} held against {dict(one.limits)}"


A_DAY_OF_WATCHING = (*steadily(7 * HOUR, 10 * MINUTE), *steadily(9 * MINUTE))
"""Looks at a machine that did not change, of which all rules that look back can be sure."""
