"""A machine on either side of a threshold: just over it one rule must speak, just under it none may."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.diagnostics.machines.tree import MINUTE, Tree

Change = Callable[[Tree], object]


@dataclass(frozen=True)
class Moment:
    """How a machine was at a look of the past, ``age`` seconds before the capture."""

    age: float
    change: Change


def untouched(tree: Tree) -> None:
    """Nothing was different."""


def steadily(longest: float, every: float = MINUTE, change: Change = untouched) -> tuple[Moment, ...]:
    """Looks that saw the same: one exactly so long ago, and one each so many seconds since."""
    between = [every * number for number in range(math.ceil(longest / every) - 1, 0, -1)]
    return tuple(Moment(age, change) for age in (longest, *between))


@dataclass(frozen=True)
class Scene:
    """What is changed on a healthy machine, and how it was at earlier looks."""

    change: Change
    before: tuple[Moment, ...] = ()


@dataclass(frozen=True)
class Pair:
    """``over`` must give ``rule`` at ``severity`` and nothing else; each of ``under`` nothing.

    ``base`` names the healthy machine. ``name`` tells pairs of one rule apart. ``milder`` is what ``under`` gives
    instead where a rule has two levels.
    """

    rule: str
    severity: str
    base: str
    over: Scene
    under: tuple[Scene, ...]
    name: str = ""
    milder: str = ""

    @property
    def title(self) -> str:
        """For the names of tests."""
        return " ".join(part for part in (self.rule, self.severity, self.name) if part)


def pair(
    rule: str, severity: str, base: str, over: Change | Scene, *under: Change | Scene, name: str = "", milder: str = ""
) -> Pair:
    """A pair from changes, or from scenes where the past matters."""
    assert under, "a pair has two sides"
    return Pair(rule, severity, base, _scene(over), tuple(_scene(one) for one in under), name, milder)


def lasting(change: Change, before: tuple[Moment, ...]) -> Scene:
    """So it is, and so it was."""
    return Scene(change, before)


def shifted(scene: Scene, change: Change) -> Scene:
    """The same past with another present."""
    return replace(scene, change=change)


def _scene(told: Change | Scene) -> Scene:
    return told if isinstance(told, Scene) else Scene(told)
