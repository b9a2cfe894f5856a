"""One measured figure, and how a part of the bench prints and judges its own."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A measured value beside its floor and target. `at_most` says on which side of the target it must be."""

    name: str
    value: float
    unit: str
    target: float | None = None
    floor: float | None = None
    at_most: bool = True

    @property
    def met(self) -> bool:
        """Whether it is on the right side of its target."""
        if self.target is None:
            return True
        return self.value <= self.target if self.at_most else self.value >= self.target


def report(figures: Iterable[Figure]) -> None:
    """Print the figures; exit with status 1 where one missed its target."""
    missed = False
    for figure in figures:
        line = f"{figure.name}: {figure.value:,.3f} {figure.unit}"
        if figure.floor is not None:
            line += f" (floor, same run: {figure.floor:,.3f} {figure.unit})"
        if figure.target is not None:
            line += f" · target {'≤' if figure.at_most else '≥'} {figure.target:g}: {'met' if figure.met else 'MISSED'}"
        print(line, flush=True)
        missed = missed or not figure.met
    sys.exit(1 if missed else 0)
