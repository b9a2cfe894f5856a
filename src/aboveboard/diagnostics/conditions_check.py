"""Whether the two conditions of a level go together: what raises a problem may never be what ends it, nor touch it.

Conditions compare values with constants, so it is enough to try one number in each stretch between two limits.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Final

from aboveboard.diagnostics.conditions import Compare, Condition, Operand, Truth, compares, truth

_MOST_POINTS: Final = 2_500
_STEPS: Final = ("flag", "count", "counter", "days")
"""Units that go in steps, so that a limit can be raised at one and cleared at the next."""


def trouble(when: Condition, clear: Condition) -> str:
    """What is wrong with the pair, in words; empty if nothing is."""
    axes = _axes([*compares(when), *compares(clear)])
    points = 1
    for places, _smooth in axes.values():
        points *= len(places)
    if points > _MOST_POINTS:
        return "when and clear compare too many values: join fewer"
    names = list(axes)
    seen = {}
    for place in product(*(range(len(axes[name][0])) for name in names)):
        at = {name: axes[name][0][where] for name, where in zip(names, place, strict=True)}
        seen[place] = (_at(when, at), _at(clear, at))
    if not any(raised for raised, _over in seen.values()):
        return "when never holds"
    if not any(over for _raised, over in seen.values()):
        return "clear never holds"
    if any(raised and over for raised, over in seen.values()):
        return "clear holds where when does too: let it begin on the other side of the limit"
    for place, (raised, _over) in seen.items():
        for index, name in enumerate(names) if raised else ():
            if axes[name][1] and any(_over_at(seen, place, index, step) for step in _steps(place[index])):
                return f"{name.value} would be raised and cleared at one limit: let clear begin further away from it"
    return ""


def _axes(found: list[Compare]) -> dict[Operand, tuple[list[float], bool]]:
    """For each operand the numbers to try, in order, and whether it moves smoothly."""
    limits: dict[Operand, set[float]] = {}
    smooth: dict[Operand, bool] = {}
    for one in found:
        limits.setdefault(one.operand, set()).add(one.limit)
        smooth[one.operand] = one.unit not in _STEPS
        if one.unit == "flag":
            limits[one.operand] = {0.0, 1.0}
    flags = {one.operand for one in found if one.unit == "flag"}
    return {
        name: (sorted(at) if name in flags else list(_between(sorted(at))), smooth[name]) for name, at in limits.items()
    }


def _between(limits: list[float]) -> Iterator[float]:
    """Each limit, and a number in each stretch before, between and after them."""
    yield limits[0] - 1
    for at, limit in enumerate(limits):
        yield limit
        yield (limit + limits[at + 1]) / 2 if at + 1 < len(limits) else limit + 1


def _at(condition: Condition, at: dict[Operand, float]) -> Truth:
    return truth(condition, lambda operand: (at[operand], at[operand]))


def _steps(place: int) -> tuple[int, ...]:
    """The ways out of a place: limits are at odd places, and from a stretch one also steps over a limit."""
    return (-1, 1) if place % 2 else (-2, -1, 1, 2)


def _over_at(seen: dict[tuple[int, ...], tuple[Truth, Truth]], place: tuple[int, ...], index: int, step: int) -> bool:
    there = (*place[:index], place[index] + step, *place[index + 1 :])
    return there in seen and bool(seen[there][1])
