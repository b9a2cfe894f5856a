"""The unit of each value that an outcome or a shared finding may have, by the name that it has there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from aboveboard.diagnostics.conditions import FUNCTIONS, Function
from aboveboard.diagnostics.measures import MEASURES, Unit

GIVES: Final[Mapping[Function, Unit]] = {"rate": "share", "grown_share": "share", "until_zero": "seconds"}
"""What a function makes of a value has this unit; with the others it keeps its own."""


def _named() -> Iterator[tuple[str, Unit]]:
    for measure in MEASURES.values():
        for value, unit in measure.values.items():
            if unit != "flag":  # no flag is told in numbers
                yield value, unit
                for function in FUNCTIONS:
                    yield f"{value}_{function}", GIVES.get(function, unit)


UNITS: Final[Mapping[str, Unit]] = dict(_named())
